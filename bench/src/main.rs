//! The `classcord-bench` binary: hands over to the library's command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    classcord_bench::run(std::env::args_os())
}
