use std::process::ExitCode;
#[derive(Debug, clap::Args)]
pub struct SummaryArgs {}
pub fn run(_a: &SummaryArgs) -> Result<ExitCode, String> {
    Ok(ExitCode::SUCCESS)
}
