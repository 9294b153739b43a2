//! Rates of searches.
//!
//! Owns [`SEARCH_RATES`], which `core` makes a throttle of and `search` asks it by.

use super::bucket::Rate;
use super::settings::ThrottleRates;

/// The rates at which one may search: faster than anybody reads what is found, slower than a machine asks.
pub(super) const SEARCH_RATES: ThrottleRates = ThrottleRates {
    by_name: Rate { burst: 20, per_minute: 20 },
    by_address: Rate { burst: 200, per_minute: 200 },
    in_all: Rate { burst: 300, per_minute: 300 },
};
