//! A clock that is wrong by a fixed time, for tests of nodes that disagree (`--clock-offset-ms`).

use std::time::{Duration, SystemTime, UNIX_EPOCH};
use wasmtime_wasi::HostWallClock;

/// The system's clock, moved.
pub struct OffsetClock {
    offset_ms: i64,
}

impl OffsetClock {
    /// A clock that is `offset_ms` ahead of the system's, or behind if that is negative.
    pub fn new(offset_ms: i64) -> Self {
        Self { offset_ms }
    }
}

impl HostWallClock for OffsetClock {
    fn resolution(&self) -> Duration {
        Duration::from_nanos(1)
    }

    fn now(&self) -> Duration {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let offset = Duration::from_millis(self.offset_ms.unsigned_abs());
        if self.offset_ms < 0 { now.saturating_sub(offset) } else { now.saturating_add(offset) }
    }
}

#[cfg(test)]
mod tests {
    use super::OffsetClock;
    use std::time::Duration;
    use wasmtime_wasi::HostWallClock as _;

    #[test]
    fn the_clock_is_ahead_or_behind() {
        let (ahead, behind) = (OffsetClock::new(5_000).now(), OffsetClock::new(-5_000).now());
        let apart = ahead.abs_diff(behind);
        assert!(apart > Duration::from_secs(9) && apart < Duration::from_secs(600), "{apart:?}");
    }
}
