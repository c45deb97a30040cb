//! Which requests are accounted, and for how many each stands.

/// An instance looks at a caller's account once in so many of his requests at the least.
const LOOK_EVERY: u32 = 8;

/// The error of a count that stands for samples is about the square root of their number: 400 of them, 5 %.
const SAMPLES: i64 = 400;

/// A limit below this many times [`LOOK_EVERY`] is accounted more often than that, so that the account is fine enough.
const LOOKS: i64 = 40;

/// How a limit is accounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sampling {
    /// Of a caller's requests, an instance looks at one in so many.
    pub every: u32,
    /// A look that accounts stands for so many requests; one of `weight / every` looks does.
    pub weight: u32,
}

impl Sampling {
    /// How a limit of so many requests a minute is accounted.
    pub fn of(limit: i64) -> Self {
        let fine = (limit / LOOKS).clamp(1, i64::from(LOOK_EVERY));
        let weight = (limit / SAMPLES).max(fine);
        let weight = u32::try_from(weight).unwrap_or(u32::MAX);
        Sampling { every: weight.min(LOOK_EVERY), weight }
    }

    /// The requests of a caller up to an instance's first look: each number as likely as the others, so that instances
    /// that live for a few requests account no less than those that live for many.
    pub fn first(self, random: u32) -> u32 {
        1 + random % self.every
    }

    /// Whether a look accounts.
    pub fn accounts(self, random: u32) -> bool {
        u64::from(random) * u64::from(self.weight) < u64::from(self.every) << 32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn low_limits_are_exact_and_high_ones_cost_400_samples_a_minute() {
        for (limit, every, weight) in [
            (1, 1, 1),
            (5, 1, 1),
            (79, 1, 1),
            (80, 2, 2),
            (320, 8, 8),
            (600, 8, 8),
            (3_200, 8, 8),
            (6_000, 8, 15),
            (600_000, 8, 1_500),
            (6_000_000, 8, 15_000),
        ] {
            assert_eq!(Sampling::of(limit), Sampling { every, weight }, "{limit}");
        }
    }

    /// What instances that each serve `life` of a caller's requests account of `requests`.
    fn accounted(limit: i64, life: u32, requests: u32) -> f64 {
        let sampling = Sampling::of(limit);
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut random = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u32
        };
        let (mut sum, mut left) = (0.0, 0);
        for request in 0..requests {
            if request % life == 0 {
                left = sampling.first(random());
            }
            left -= 1;
            if left == 0 {
                left = sampling.every;
                if sampling.accounts(random()) {
                    sum += f64::from(sampling.weight);
                }
            }
        }
        sum / f64::from(requests)
    }

    #[test]
    fn the_account_is_that_of_the_requests_however_short_instances_live() {
        for limit in [1, 5, 60, 100, 600, 6_000, 60_000] {
            for life in [1, 3, 10, 128, 100_000] {
                let share = accounted(limit, life, 400_000);
                assert!((0.95..1.05).contains(&share), "{limit} {life}: {share}");
            }
        }
    }
}
