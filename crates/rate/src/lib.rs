//! Requests a minute of one caller (docs/decisions/request-limits.md).
//!
//! The count is a sliding window of two buckets in `rate_windows`. Most requests do not touch it: an instance looks at
//! every few requests of a caller, and a look accounts a sample that stands for several. A caller whose window the
//! instance has seen full is refused without a statement until there is room again.

#![warn(missing_docs)]

mod sample;
mod window;

pub use sample::Sampling;
pub use window::{WINDOW_MS, Window, start_ms};

use feiqian_platform::{DatabaseError, Platform, variables};
use std::cell::RefCell;

/// The highest limit.
const MAX_PER_MINUTE: i64 = 100_000_000;

/// How many callers an instance remembers.
const REMEMBERED: usize = 64;

/// `?1` caller, `?2` when the bucket began, `?3` when the one before did.
const LOOK: &str =
    "SELECT coalesce((SELECT requests FROM rate_windows WHERE subject = ?1 AND window_start = ?2), 0),
    coalesce((SELECT requests FROM rate_windows WHERE subject = ?1 AND window_start = ?3), 0)";

/// Accounts a sample unless the window is full: `?4` for how many requests it stands, `?5` how much of this bucket is
/// over, in milliseconds, `?6` limit. No row: it is full.
const ACCOUNT: &str = "INSERT INTO rate_windows (subject, window_start, requests)
    SELECT ?1, ?2, ?4
     WHERE coalesce((SELECT requests FROM rate_windows WHERE subject = ?1 AND window_start = ?2), 0)
         + coalesce((SELECT requests FROM rate_windows WHERE subject = ?1 AND window_start = ?3), 0) * (60000 - ?5) / 60000
         < ?6
    ON CONFLICT (subject, window_start) DO UPDATE SET requests = requests + excluded.requests
    RETURNING 1";

/// A kind of callers that has a limit.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Its variable: requests a minute, 0 for any number.
    variable: &'static str,
    /// What the callers' names begin with in `rate_windows`.
    prefix: &'static str,
    /// Whether they are so few that an instance can afford to look at the first request of each.
    are_few: bool,
}

/// A product, by its id.
pub const PRODUCT: Limit = Limit { variable: "rate_per_minute_product", prefix: "product:", are_few: true };
/// An account of a merchant's back office, whatever token it comes with.
pub const MERCHANT: Limit =
    Limit { variable: "rate_per_minute_merchant", prefix: "merchant:", are_few: true };
/// A merchant of the payee API, whichever of its tokens signs.
pub const PAYEE: Limit = Limit { variable: "rate_per_minute_payee", prefix: "payee:", are_few: true };
/// A user of the wallet.
pub const WALLET_USER: Limit =
    Limit { variable: "rate_per_minute_wallet_user", prefix: "wallet:", are_few: false };

/// Why a request is not let through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// Too many.
    TooMany {
        /// The seconds until there is room.
        retry_after_s: i64,
    },
    /// The variable is out of range.
    Fault(String),
}

/// What an instance knows of a caller.
struct Known {
    subject: String,
    limit: i64,
    /// Requests until the next look that may account.
    left: u32,
    /// Whether the next request looks in any case.
    looks: bool,
    /// Until when the window was full.
    full_until_ms: i64,
}

thread_local! {
    /// Ordered by the last request.
    static KNOWN: RefCell<Vec<Known>> = const { RefCell::new(Vec::new()) };
}

impl Limit {
    /// Lets a request of `caller` through, who is known to be that.
    ///
    /// # Errors
    /// [`Refused`] if there were too many in the last minute, or the variable is unusable. A database that cannot be asked
    /// is no reason: the request itself will meet it.
    pub async fn admit(self, platform: &Platform, request_id: &str, caller: &str) -> Result<(), Refused> {
        let limit = variables::number(platform, self.variable, 0, MAX_PER_MINUTE).await;
        let limit = limit.map_err(Refused::Fault)?;
        if limit == 0 {
            return Ok(());
        }
        let subject = [self.prefix, caller].concat();
        let sampling = Sampling::of(limit);
        let now_ms = platform.now_ms();
        let random = || u32::from_le_bytes(platform.random());
        let weight = match recall(&subject, limit, now_ms, self.are_few, sampling, random) {
            Next::Pass => return Ok(()),
            Next::Refuse { wait_ms } => return Err(too_many(wait_ms)),
            Next::Account if sampling.accounts(random()) => i64::from(sampling.weight),
            Next::Look | Next::Account => 0,
        };
        match look(platform, &subject, limit, now_ms, weight).await {
            Ok(0) => Ok(()),
            Ok(wait_ms) => {
                full(&subject, now_ms + wait_ms);
                Err(too_many(wait_ms))
            }
            Err(error) => {
                platform.log_fault(request_id, &format!("request limit: {error}"));
                Ok(())
            }
        }
    }
}

/// Accounts `weight` requests, or none if that is 0, and says how long a caller whose window is full has to wait.
async fn look(
    platform: &Platform,
    subject: &str,
    limit: i64,
    now_ms: i64,
    weight: i64,
) -> Result<i64, DatabaseError> {
    let start_ms = start_ms(now_ms);
    let elapsed_ms = now_ms - start_ms;
    let bucket = [subject.into(), start_ms.into(), (start_ms - WINDOW_MS).into()];
    if weight > 0 {
        let [subject, start, before] = bucket.clone();
        let sample = [subject, start, before, weight.into(), elapsed_ms.into(), limit.into()];
        if !platform.command(ACCOUNT, &sample).await?.is_empty() {
            return Ok(0);
        }
    }
    let mut row = platform.query_row(LOOK, &bucket).await?;
    let window = Window { current: row.take()?, previous: row.take()?, elapsed_ms };
    // A window that has just had no room for the sample and has some now, it has for the next request.
    Ok(window.wait_ms(limit).max(i64::from(weight > 0)))
}

fn too_many(wait_ms: i64) -> Refused {
    Refused::TooMany { retry_after_s: (wait_ms + 999).div_euclid(1_000).max(1) }
}

/// What a request has to do.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Pass,
    Refuse {
        wait_ms: i64,
    },
    Look,
    /// Look, and be a sample if the draw says so.
    Account,
}

fn recall(
    subject: &str,
    limit: i64,
    now_ms: i64,
    first_looks: bool,
    sampling: Sampling,
    random: impl FnOnce() -> u32,
) -> Next {
    KNOWN.with_borrow_mut(|all| {
        let at = all.iter().rposition(|known| known.subject == subject && known.limit == limit);
        let mut known = match at {
            Some(at) => all.remove(at),
            None => Known {
                subject: subject.to_owned(),
                limit,
                left: sampling.first(random()),
                looks: first_looks,
                full_until_ms: 0,
            },
        };
        let wait_ms = known.full_until_ms - now_ms;
        // A clock that was set back must not refuse anybody for longer than a window can be full.
        let next = if (1..=2 * WINDOW_MS).contains(&wait_ms) {
            Next::Refuse { wait_ms }
        } else {
            known.left = known.left.saturating_sub(1);
            let next = match (known.left, known.looks) {
                (0, _) => Next::Account,
                (_, true) => Next::Look,
                _ => Next::Pass,
            };
            if known.left == 0 {
                known.left = sampling.every;
            }
            known.looks = false;
            next
        };
        if all.len() >= REMEMBERED {
            all.remove(0);
        }
        all.push(known);
        next
    })
}

/// Remembers that a caller's window is full.
fn full(subject: &str, until_ms: i64) {
    KNOWN.with_borrow_mut(|all| {
        if let Some(known) = all.iter_mut().rfind(|known| known.subject == subject) {
            known.full_until_ms = until_ms;
            // Others may have come meanwhile.
            known.looks = true;
        }
    });
}
