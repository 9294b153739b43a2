//! Certificates: making one, reading one, and what a server does TLS with.
//!
//! Plain functions over files and bytes, which may block: `server` calls them at start and from its worker, `cli` for
//! `classcord cert`, `classcord campus` and `classcord chat --tls`. Nothing here knows sockets.

mod authority;
#[cfg(feature = "campus")]
mod campus;
mod certificate;
#[cfg(feature = "campus")]
mod client;
mod fingerprint;
mod identity;

pub use self::authority::{Authority, SIGNED_DAYS_MAX, authority_of};
#[cfg(feature = "campus")]
pub use self::campus::{CampusAuthority, can_be_certified, revoked_in, serial_of};
pub use self::certificate::{DAY, GeneratedCertificate, Summary, make, names_of};
#[cfg(feature = "campus")]
pub use self::client::{OwnFiles, client_config, common_name};
pub use self::fingerprint::Fingerprint;
pub use self::identity::{Identity, IdentityError, read_certificates};
