//! Admission of connections: address ranges, how many at once, and how fast.
//!
//! Owns [`Gate`]: the count of connections by address. Called by the handler for each connection that comes and
//! goes.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use crate::chat::bucket::{Bucket, Rate, forget_full};
use crate::chat::clock::Mono;
use crate::config::{self, Access};

/// The reason that somebody is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AdmissionRefusal {
    /// The address is not in a range that is served.
    NotAllowed,
    /// There are as many connections as may be.
    Full,
    /// There are as many from this address as may be.
    AddressFull,
    /// They come faster from this address than they may, and for how long.
    AddressTooFast(Duration),
    /// They come faster in all than they may, and for how long.
    TooFast(Duration),
}

impl AdmissionRefusal {
    /// The word for logs.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::NotAllowed => "not_allowed",
            Self::Full => "max_connections",
            Self::AddressFull => "max_connections_per_address",
            Self::AddressTooFast(_) => "connections_per_minute_per_address",
            Self::TooFast(_) => "connections_per_minute",
        }
    }
}

/// Addresses whose rate is kept at once. To forget those of a flood is to forgive each at most one burst.
const ADDRESSES_MAX: usize = 4096;

/// The limits of how many may come in, and how fast.
#[derive(Debug, Clone, Copy)]
pub(super) struct GateLimits {
    pub(super) open_max: usize,
    pub(super) per_address_max: usize,
    /// The rate from one address; `None` for any.
    pub(super) rate_per_address: Option<Rate>,
    /// The rate in all; `None` for any.
    pub(super) rate: Option<Rate>,
}

impl GateLimits {
    pub(super) fn of(limits: &config::Limits, fixed: &config::Fixed) -> Self {
        let rate = |burst, per_minute| (per_minute > 0).then_some(Rate { burst, per_minute });
        Self {
            open_max: limits.max_connections,
            per_address_max: limits.max_connections_per_address,
            rate_per_address: rate(fixed.connections_burst_per_address, limits.connections_per_minute_per_address),
            rate: rate(fixed.connections_burst, limits.connections_per_minute),
        }
    }
}

/// Connections by address, and how fast they have come.
#[derive(Debug, Default)]
pub(super) struct Gate {
    by_address: HashMap<IpAddr, usize>,
    pace_by_address: HashMap<IpAddr, Bucket>,
    pace: Option<Bucket>,
}

impl Gate {
    /// Checks that one more may come in. Who is refused costs nobody else anything, and so one address cannot use up
    /// what all have together.
    pub(super) fn check(
        &mut self,
        now: Mono,
        access: &Access,
        address: IpAddr,
        open: usize,
        limits: &GateLimits,
    ) -> Result<(), AdmissionRefusal> {
        if !access.permits(address) {
            Err(AdmissionRefusal::NotAllowed)
        } else if open >= limits.open_max {
            Err(AdmissionRefusal::Full)
        } else if self.is_full(address, limits) {
            Err(AdmissionRefusal::AddressFull)
        } else {
            self.check_pace(now, address, limits)
        }
    }

    /// True if there are as many connections from this address as may be.
    pub(super) fn is_full(&self, address: IpAddr, limits: &GateLimits) -> bool {
        self.by_address.get(&address).is_some_and(|&n| n >= limits.per_address_max)
    }

    fn check_pace(&mut self, now: Mono, address: IpAddr, limits: &GateLimits) -> Result<(), AdmissionRefusal> {
        if let Some(rate) = limits.rate_per_address {
            if forget_full(&mut self.pace_by_address, ADDRESSES_MAX - 1, now) {
                self.pace_by_address.clear();
            }
            let bucket = self.pace_by_address.entry(address).or_insert_with(Bucket::full);
            if !bucket.take(rate, now) {
                return Err(AdmissionRefusal::AddressTooFast(bucket.wait(rate, now)));
            }
        }
        let Some(rate) = limits.rate else { return Ok(()) };
        let bucket = self.pace.get_or_insert_with(Bucket::full);
        if bucket.take(rate, now) { Ok(()) } else { Err(AdmissionRefusal::TooFast(bucket.wait(rate, now))) }
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
