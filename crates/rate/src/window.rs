//! A sliding window of two buckets: what the last minute had, as far as the requests of a bucket are spread evenly.

/// How long a bucket is.
pub const WINDOW_MS: i64 = 60_000;

/// Requests of one caller: of the bucket before, and of the one that began `elapsed_ms` ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    /// Requests in the bucket before.
    pub previous: i64,
    /// Requests in this bucket.
    pub current: i64,
    /// How much of this bucket is over, in milliseconds.
    pub elapsed_ms: i64,
}

/// When the bucket of a time began.
pub fn start_ms(now_ms: i64) -> i64 {
    now_ms - now_ms.rem_euclid(WINDOW_MS)
}

impl Window {
    /// Requests within the last minute.
    pub fn requests(self) -> i64 {
        self.current + self.previous * (WINDOW_MS - self.elapsed_ms) / WINDOW_MS
    }

    /// In how many milliseconds there is room for a request below `limit`, if nobody else comes; 0: now.
    pub fn wait_ms(self, limit: i64) -> i64 {
        if self.requests() < limit {
            return 0;
        }
        let to_next_ms = WINDOW_MS - self.elapsed_ms;
        if self.current < limit {
            // Before this bucket ends: previous × left / 60000 < limit − current, rounded down as above.
            let left_ms = ((limit - self.current) * WINDOW_MS - 1) / self.previous.max(1);
            return to_next_ms - left_ms.clamp(0, to_next_ms);
        }
        // In the next bucket, whose previous one is this.
        let left_ms = (limit * WINDOW_MS - 1) / self.current.max(1);
        to_next_ms + WINDOW_MS - left_ms.clamp(0, WINDOW_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bucket_before_fades_as_this_one_goes_on() {
        for (previous, current, elapsed_ms, requests) in [
            (0, 0, 0, 0),
            (60, 0, 0, 60),
            (60, 0, 30_000, 30),
            (60, 5, 59_000, 6),
            (60, 5, 59_001, 5),
            (0, 7, 59_999, 7),
            (1_000_000_000, 0, 1, 999_983_333),
        ] {
            let window = Window { previous, current, elapsed_ms };
            assert_eq!(window.requests(), requests, "{window:?}");
        }
    }

    #[test]
    fn the_wait_is_the_shortest_after_which_there_is_room() {
        let (mut waits, mut none) = (0, 0);
        for limit in [1, 2, 5, 60] {
            for previous in [0, 1, 4, 59, 60, 200] {
                for current in [0, 1, 4, 59, 60, 61, 200] {
                    for elapsed_ms in [0, 1, 15_000, 59_999] {
                        let window = Window { previous, current, elapsed_ms };
                        let later = |wait_ms: i64| {
                            let at_ms = elapsed_ms + wait_ms;
                            match at_ms / WINDOW_MS {
                                0 => Window { elapsed_ms: at_ms, ..window },
                                1 => Window { previous: current, current: 0, elapsed_ms: at_ms - WINDOW_MS },
                                _ => Window::default(),
                            }
                        };
                        let wait_ms = window.wait_ms(limit);
                        assert!(later(wait_ms).requests() < limit, "{window:?} {limit} {wait_ms}");
                        match wait_ms {
                            0 => none += 1,
                            _ => {
                                waits += 1;
                                assert!(
                                    later(wait_ms - 1).requests() >= limit,
                                    "{window:?} {limit} {wait_ms}"
                                );
                            }
                        }
                    }
                }
            }
        }
        assert!(waits > 100 && none > 100, "{waits} {none}");
    }

    #[test]
    fn a_bucket_begins_with_its_minute() {
        assert_eq!(start_ms(1_767_323_045_000), 1_767_323_040_000);
        assert_eq!(start_ms(1_767_323_040_000), 1_767_323_040_000);
    }
}
