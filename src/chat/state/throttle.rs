//! The rates at which something costly may be tried: by one address under one name, by one address, by everybody.
//!
//! Owns [`Throttle`], of which the core has one for logins and one for registrations. A whole class may sit behind one
//! address, so the pair of address and name is counted first and most tightly: a student who guesses at one name is
//! slowed down long before the neighbours are.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::chat::bucket::{Bucket, Rate, forget_full};
use crate::chat::clock::Mono;
use crate::chat::name::NameKey;
use crate::chat::settings::ThrottleRates;

/// Counts what is tried.
#[derive(Debug)]
pub(in crate::chat) struct Throttle {
    by_name: HashMap<(IpAddr, NameKey), Bucket>,
    by_address: HashMap<IpAddr, Bucket>,
    in_all: Bucket,
}

impl Throttle {
    pub(in crate::chat) fn new() -> Self {
        Self { by_name: HashMap::new(), by_address: HashMap::new(), in_all: Bucket::full() }
    }

    /// True if one more may be tried now; counts it if so. What is refused costs nobody anything.
    pub(in crate::chat) fn take(&mut self, rates: &ThrottleRates, now: Mono, address: IpAddr, name: &NameKey) -> bool {
        let mut buckets = self.buckets(rates, now, address, name);
        buckets.iter_mut().all(|(bucket, rate)| bucket.has_token(*rate, now))
            && buckets.into_iter().all(|(bucket, rate)| bucket.take(rate, now))
    }

    /// True if one more may be tried now.
    pub(in crate::chat) fn has_token(
        &mut self,
        rates: &ThrottleRates,
        now: Mono,
        address: IpAddr,
        name: &NameKey,
    ) -> bool {
        self.buckets(rates, now, address, name).into_iter().all(|(bucket, rate)| bucket.has_token(rate, now))
    }

    fn buckets(
        &mut self,
        rates: &ThrottleRates,
        now: Mono,
        address: IpAddr,
        name: &NameKey,
    ) -> [(&mut Bucket, Rate); 3] {
        self.forget_recovered(rates, now);
        let by_name = self.by_name.entry((address, name.clone())).or_insert_with(Bucket::full);
        let by_address = self.by_address.entry(address).or_insert_with(Bucket::full);
        [(by_name, rates.by_name), (by_address, rates.by_address), (&mut self.in_all, rates.in_all)]
    }

    /// Keeps the tables small. New entries come only as fast as `in_all` allows, and are forgotten when they say
    /// nothing any more, so the bound is some minutes' worth of attempts.
    fn forget_recovered(&mut self, rates: &ThrottleRates, now: Mono) {
        let most = 4 * rates.in_all.burst as usize;
        let names = forget_full(&mut self.by_name, most, now);
        let addresses = forget_full(&mut self.by_address, most, now);
        if names || addresses {
            // Refused attempts leave entries too; to forget those of a flood is to forgive it at most one burst each.
            self.by_name.clear();
            self.by_address.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::chat::name::Username;

    const RATES: ThrottleRates = ThrottleRates {
        by_name: Rate { burst: 3, per_minute: 3 },
        by_address: Rate { burst: 10, per_minute: 10 },
        in_all: Rate { burst: 20, per_minute: 20 },
    };

    fn address(n: u8) -> IpAddr {
        IpAddr::from([192, 168, 1, n])
    }

    fn key(text: &str) -> NameKey {
        Username::parse(text).unwrap().key().clone()
    }

    #[test]
    fn a_guesser_is_stopped_before_the_neighbours_behind_the_same_address() {
        let mut throttle = Throttle::new();
        let mut try_it = |n, name: &str| throttle.take(&RATES, Duration::ZERO, address(n), &key(name));
        assert_eq!((0..50).filter(|_| try_it(1, "alice")).count(), 3);
        assert!(try_it(1, "bob"), "another name at the same address");
        assert!(try_it(2, "alice"), "the same name at another address");
        let rest = (0..50).filter(|n| try_it(1, &format!("x{n}"))).count();
        assert_eq!(rest, 6, "the address has ten in all");
        assert_eq!((3..50).filter(|&n| try_it(n, "eve")).count(), 9, "everybody has twenty in all");
    }

    #[test]
    fn the_tables_stay_small() {
        let mut throttle = Throttle::new();
        for n in 0..10_000_u32 {
            let name = key(&format!("n{n}"));
            throttle.take(&RATES, Duration::from_millis(u64::from(n)), address((n % 250) as u8), &name);
            assert!(throttle.by_name.len() <= 81 && throttle.by_address.len() <= 81);
        }
    }
}
