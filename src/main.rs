//! The `classcord` binary: hands over to the library's command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    classcord_server::cli::run(std::env::args_os())
}
