//! `classcord campus renew`: another life of the stopped server's database, for one that an older copy was put in the place of.
//!
//! Owns the subcommand. The messages stay; the numbers of events begin anew, so that the other servers take what is said next for new.

use std::process::ExitCode;

use crate::cli::Failure;
use crate::cli::installation::Installation;
use crate::cli::phrases::choose;
use crate::config::ConfigSource;
use crate::store::Offline;

/// Ends the epoch; the next start begins another.
///
/// # Errors
/// In words. Nothing has changed then.
pub(super) fn run(source: &ConfigSource) -> Result<ExitCode, Failure> {
    let installation = Installation::find(source)?;
    let db = Offline::open(&installation.options).map_err(|e| installation.words(&e))?;
    db.end_epoch().and_then(|()| db.close()).map_err(|e| installation.words(&e))?;
    println!(
        "{}",
        choose(
            installation.config.lang,
            "le prochain démarrage commence une autre époque : ce qui se dit ensuite est neuf pour les autres serveurs",
            "the next start begins another epoch: what is said then is new for the other servers",
        )
    );
    installation.give_to_the_servers_user()?;
    Ok(ExitCode::SUCCESS)
}
