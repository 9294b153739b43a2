//! Certificates: making one, reading one, and what a server does TLS with.
//!
//! Plain functions over files and bytes, which may block: `server` calls them at start and from its worker, `cli` for
//! `classcord cert` and `classcord chat --tls`. Nothing here knows sockets.

mod authority;
mod certificate;
mod fingerprint;
mod identity;

pub use self::authority::{Authority, SIGNED_DAYS_MAX, authority_of};
pub use self::certificate::{DAY, GeneratedCertificate, Summary, make, names_of};
pub use self::fingerprint::Fingerprint;
pub use self::identity::{Identity, IdentityError, read_certificates};
