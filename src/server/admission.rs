//! Who may connect: address ranges, and how many at once.
//!
//! Owns [`Admission`]: the count of connections by address. Called by the handler for each connection that comes and
//! goes.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::config::Access;

/// Why somebody is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The address is not in a range that is served.
    NotAllowed,
    /// There are as many connections as may be.
    Full,
    /// There are as many from this address as may be.
    AddressFull,
}

impl Refusal {
    /// The word for logs.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::NotAllowed => "not_allowed",
            Self::Full => "max_connections",
            Self::AddressFull => "max_connections_per_address",
        }
    }
}

/// Connections by address.
#[derive(Debug, Default)]
pub(super) struct Admission {
    by_address: HashMap<IpAddr, usize>,
}

impl Admission {
    /// Whether one more may come in.
    pub(super) fn check(
        &self,
        access: &Access,
        address: IpAddr,
        open: usize,
        max: usize,
        max_per_address: usize,
    ) -> Result<(), Refusal> {
        if !access.permits(address) {
            Err(Refusal::NotAllowed)
        } else if open >= max {
            Err(Refusal::Full)
        } else if self.by_address.get(&address).is_some_and(|&n| n >= max_per_address) {
            Err(Refusal::AddressFull)
        } else {
            Ok(())
        }
    }

    /// One has come in.
    pub(super) fn add(&mut self, address: IpAddr) {
        *self.by_address.entry(address).or_insert(0) += 1;
    }

    /// One has gone.
    pub(super) fn remove(&mut self, address: IpAddr) {
        if let Some(count) = self.by_address.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                self.by_address.remove(&address);
            }
        }
    }
}
