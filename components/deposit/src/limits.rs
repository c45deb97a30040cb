//! How much may be paid: what the channel and its hub both allow (cashier.md §5). Pure; minor units, 0 is no limit.

use crate::provider::Offer;
use feiqian_signing::Key;

/// Limits that leave at least one amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    pub min: i64,
    /// 0 is none.
    pub max: i64,
    /// The only amounts; empty if any within the limits.
    pub amounts: Vec<i64>,
}

impl Limits {
    /// The limits of a channel and its hub together; `None` if they leave no amount.
    pub fn both(channel_min: i64, channel_max: i64, offer: Option<&Offer>) -> Option<Self> {
        let (offer_min, offer_max) = offer.map_or((0, 0), |offer| (offer.min, offer.max));
        let min = channel_min.max(offer_min);
        let max = match (channel_max, offer_max) {
            (0, only) | (only, 0) => only,
            (channel_max, offer_max) => channel_max.min(offer_max),
        };
        let listed = offer.map_or(&[][..], |offer| &offer.amounts);
        let within = |amount: &&i64| **amount >= min && (max == 0 || **amount <= max);
        let amounts: Vec<i64> = listed.iter().filter(within).copied().collect();
        let leave_some = (max == 0 || min <= max) && (listed.is_empty() || !amounts.is_empty());
        leave_some.then_some(Limits { min, max, amounts })
    }

    /// What is wrong with an amount.
    pub fn check(&self, amount: i64) -> Result<(), Key> {
        if amount < self.min {
            Err(Key::MinNumeric)
        } else if self.max != 0 && amount > self.max {
            Err(Key::MaxNumeric)
        } else if !self.amounts.is_empty() && !self.amounts.contains(&amount) {
            Err(Key::In)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The specification's words, one amount at a time: what may be paid, and why not.
    fn model(channel: (i64, i64), hub: Option<(i64, i64, &[i64])>, amount: i64) -> Result<(), Key> {
        let mut minima = vec![channel.0];
        let mut maxima = vec![channel.1];
        let mut list: &[i64] = &[];
        if let Some((min, max, amounts)) = hub {
            minima.push(min);
            maxima.push(max);
            list = amounts;
        }
        if minima.iter().any(|min| amount < *min) {
            return Err(Key::MinNumeric);
        }
        if maxima.iter().any(|max| *max != 0 && amount > *max) {
            return Err(Key::MaxNumeric);
        }
        if list.is_empty() || list.contains(&amount) { Ok(()) } else { Err(Key::In) }
    }

    #[test]
    fn every_combination_of_limits_is_the_models() {
        const LIMITS: [i64; 5] = [0, 1, 2, 3, 5];
        const LISTS: [&[i64]; 7] = [&[], &[1], &[2], &[1, 3], &[2, 6], &[6], &[3, 4, 5]];
        let (mut some, mut none) = (0, 0);
        let hubs = LIMITS.iter().flat_map(|min| {
            LIMITS.iter().flat_map(move |max| LISTS.iter().map(move |list| Some((*min, *max, *list))))
        });
        for hub in hubs.chain([None]) {
            let offer =
                hub.map(|(min, max, list)| Offer { min, max, amounts: list.to_vec(), ..Offer::default() });
            for channel_min in LIMITS {
                for channel_max in LIMITS {
                    let limits = Limits::both(channel_min, channel_max, offer.as_ref());
                    let model = |amount| model((channel_min, channel_max), hub, amount);
                    // Beyond every limit of this test, so that "no limit" and any limit differ.
                    let payable: Vec<i64> = (1..=8).filter(|amount| model(*amount).is_ok()).collect();
                    match limits {
                        Some(limits) => {
                            some += 1;
                            for amount in 1..=8 {
                                assert_eq!(
                                    limits.check(amount),
                                    model(amount),
                                    "{limits:?} {amount} {hub:?}"
                                );
                            }
                            assert!(!payable.is_empty(), "{limits:?} {hub:?}");
                        }
                        None => {
                            none += 1;
                            assert_eq!(payable, [0; 0], "{channel_min} {channel_max} {hub:?}");
                        }
                    }
                }
            }
        }
        assert!(some > 1_000 && none > 1_000, "{some} {none}");
    }

    #[test]
    fn no_hub_is_the_channel_alone() {
        assert_eq!(Limits::both(0, 0, None), Some(Limits { min: 0, max: 0, amounts: vec![] }));
        assert_eq!(Limits::both(10, 9, None), None);
    }
}
