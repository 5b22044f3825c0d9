//! How many sign-ins one address may begin: whoever begins one writes a row before anything is known of him.
//!
//! Counted by each process for itself, in whole minutes, so that at most twice as many begin in any sixty seconds.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use ipnet::IpNet;

/// Seconds.
const WINDOW: f64 = 60.0;
/// So many addresses are told apart in a minute; about 5 MiB. With more the counting begins anew.
const MOST_ADDRESSES: usize = 65_536;

pub(super) struct Limit {
    most: u32,
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    window: f64,
    of: HashMap<IpNet, u32>,
}

impl Limit {
    pub(super) fn new(most: u32) -> Self {
        Self { most, counts: Mutex::default() }
    }

    /// Counts one more.
    ///
    /// # Errors
    /// It is one too many; the next may come after so many seconds.
    pub(super) fn count(&self, address: IpAddr, now: f64) -> Result<(), f64> {
        let window = (now / WINDOW).floor();
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.window.total_cmp(&window).is_ne() || counts.of.len() >= MOST_ADDRESSES {
            *counts = Counts { window, of: HashMap::new() };
        }
        let count = counts.of.entry(whose(address)).or_default();
        if *count >= self.most {
            return Err(((window + 1.0) * WINDOW - now).ceil());
        }
        *count += 1;
        Ok(())
    }
}

/// Who has one address of IPv6 has a network of 64 bits.
fn whose(address: IpAddr) -> IpNet {
    let bits = if address.is_ipv4() { 32 } else { 64 };
    IpNet::new(address, bits).map_or(IpNet::from(address), |network| network.trunc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_its_own_count_which_begins_anew_with_the_minute() {
        let (limit, one, other) = (Limit::new(2), "203.0.113.7".parse().unwrap(), "203.0.113.8".parse().unwrap());
        assert_eq!(
            [limit.count(one, 60.0), limit.count(one, 90.5), limit.count(one, 90.5)],
            [Ok(()), Ok(()), Err(30.0)]
        );
        assert_eq!(limit.count(other, 90.5), Ok(()));
        assert_eq!(limit.count(one, 120.0), Ok(()));
    }

    #[test]
    fn addresses_of_one_network_of_ipv6_count_as_one() {
        let limit = Limit::new(1);
        assert_eq!(limit.count("2001:db8::1".parse().unwrap(), 0.0), Ok(()));
        assert_eq!(limit.count("2001:db8::2".parse().unwrap(), 0.0), Err(60.0));
        assert_eq!(limit.count("2001:db8:0:1::1".parse().unwrap(), 0.0), Ok(()));
    }

    #[test]
    fn what_is_remembered_has_an_end() {
        let limit = Limit::new(1);
        for number in 0..70_000_u32 {
            assert_eq!(limit.count(IpAddr::from(number.to_be_bytes()), 0.0), Ok(()));
        }
        assert!(limit.counts.lock().unwrap().of.len() <= MOST_ADDRESSES);
    }
}
