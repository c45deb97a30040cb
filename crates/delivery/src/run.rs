//! How long one call of the dispatcher goes on.

use feiqian_platform::Platform;

/// Nothing new is begun after this (`outbox.md` 2); what has begun has limits of its own.
const LIMIT_MS: i64 = 25_000;

/// A run that has begun.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    began_ms: i64,
}

impl Run {
    pub(crate) fn begin(platform: &Platform) -> Self {
        Run { began_ms: platform.now_ms() }
    }

    /// Whether something may still begin.
    pub(crate) fn goes_on(self, platform: &Platform) -> bool {
        platform.now_ms() - self.began_ms < LIMIT_MS
    }
}
