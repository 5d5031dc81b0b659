//! Who is connected, and how often: an address of IPv4, or the network (/64) of one of IPv6, all of which is one
//! visitor's.

use app::asking::network;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// How many connections each address has.
#[derive(Clone, Debug, Default)]
pub struct Peers(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// The place of one connection; given back when dropped.
#[derive(Debug)]
pub struct Place {
    peers: Peers,
    of: IpAddr,
}

impl Peers {
    /// A place for one more; none when the address has as many as it may.
    pub fn place(&self, address: IpAddr, most: usize) -> Option<Place> {
        let of = network(address);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(of).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Place { peers: self.clone(), of })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.peers.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = counts.get(&self.of).copied().unwrap_or_default().saturating_sub(1);
        if left == 0 {
            counts.remove(&self.of);
        } else {
            counts.insert(self.of, left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_places_and_gets_them_back() {
        let peers = Peers::default();
        let at = |address: &str| peers.place(address.parse().unwrap(), 2);
        let (one, two) = (at("192.0.2.1"), at("::ffff:192.0.2.1"));
        assert!(one.is_some() && two.is_some() && at("192.0.2.1").is_none());
        assert!(at("192.0.2.2").is_some());
        drop(one);
        assert!(at("192.0.2.1").is_some());
        let network = [at("2001:db8::1"), at("2001:db8::2")];
        assert!(network.iter().all(Option::is_some) && at("2001:db8::3").is_none() && at("2001:db8:1::1").is_some());
        drop((two, network));
        assert!(peers.0.lock().unwrap().is_empty());
    }
}
