//! How many logins are let through to the password (cashier.md §9.1, docs/cashier.md "Signing in", docs/admin.md).
//!
//! Three counts stand in `login_windows`: of an address for one realm (a merchant, or the desk), of an address over all
//! realms, of an account over all addresses. Who is refused by one of them reads and does not write, so that a flood costs no write lock; the
//! next time the instance knows and does not even read. A fourth row is the queue of the hashes: an attempt that counts
//! books the time at which its hash may begin, and waits for it.

#![warn(missing_docs)]

use feiqian_platform::{DatabaseError, Platform, Row, Value};
use feiqian_signing::digest;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};

/// How long a window of an address is.
const WINDOW_MS: i64 = 60_000;

/// An address may try this many times as often over all realms as for one.
const REALMS_AN_ADDRESS: i64 = 3;

/// An account that was tried as often as one address may try it waits after every further attempt: a second, then twice as
/// long each time up to 30 s. It is never locked: whoever knows the password gets in at the end of a wait, and that
/// clears the count.
const FIRST_DELAY_MS: i64 = 1_000;
const LONGEST_DELAY_MS: i64 = 30_000;
const DOUBLINGS: i64 = 5;

/// A login that succeeds clears the account's count from this many attempts on: below it a second statement is not worth it.
const CLEARED_FROM: i64 = 5;

/// Password hashes of the whole bundle begin this far apart, which is about what one takes: however many logins arrive at
/// once, and on however many instances, they keep one core busy at the most.
const PACE_MS: i64 = 50;

/// A login whose hash could not begin within this time is refused instead of queued.
const LONGEST_QUEUE_MS: i64 = 3_000;

/// How many logins of an instance are looked up and counted at a time; more than that is a flood, and is refused before it
/// costs a statement. Waiting in the queue does not count.
pub const COUNTED_AT_ONCE: u32 = 4;

/// When a login should come again that met [`COUNTED_AT_ONCE`] others.
const FLOOD_RETRY_MS: i64 = 1_000;

/// How many addresses an instance remembers that must wait: those it refuses without a statement.
const REMEMBERED: usize = 256;

/// The statement that [`Attempt::admit`] asks first: the three counts and the end of the queue, then `$columns` of what
/// `$joins` finds. `?1` realm, `?2` address, `?3` account's key, `?4` account.
#[macro_export]
macro_rules! login_look {
    ($columns:expr, $joins:literal) => {
        concat!(
            "SELECT a.attempts, a.window_start, b.attempts, b.window_start, c.attempts, c.window_start, q.window_start, ",
            $columns,
            " FROM (SELECT 1)
              LEFT JOIN login_windows a ON a.pid = ?1 AND a.ip = ?2
              LEFT JOIN login_windows b ON b.pid = '' AND b.ip = ?2
              LEFT JOIN login_windows c ON c.pid = ?1 AND c.ip = ?3
              LEFT JOIN login_windows q ON q.pid = '' AND q.ip = '#' ",
            $joins
        )
    };
}

/// Counts an attempt in all three and books its place in the queue, or nothing if one of them is full by now. `?1` realm, `?2`
/// address, `?3` account's key, `?4` now, `?5` attempts of an address for a realm, `?6` for all, `?7` the pace, `?8` the
/// longest queue. A window begins with its first attempt; of an account the last attempt counts, for ten minutes. The queue
/// (`#`) is the time from which the next hash may begin; a time further ahead than any queue is of a clock that was wrong.
const COUNT: &str = "INSERT INTO login_windows (pid, ip, window_start, attempts)
    SELECT column1, column2, column3, 1
      FROM (VALUES (?1, ?2, ?4), ('', ?2, ?4), (?1, ?3, ?4), ('', '#', ?4 + ?7))
     WHERE NOT EXISTS (SELECT 1 FROM login_windows WHERE pid = ?1 AND ip = ?2 AND attempts >= ?5
                          AND ?4 - window_start < 60000)
       AND NOT EXISTS (SELECT 1 FROM login_windows WHERE pid = '' AND ip = ?2 AND attempts >= ?6
                          AND ?4 - window_start < 60000)
       AND NOT EXISTS (SELECT 1 FROM login_windows WHERE pid = ?1 AND ip = ?3 AND attempts >= ?5
                          AND ?4 - window_start < min(30000, 1000 << min(attempts - ?5, 5)))
       AND NOT EXISTS (SELECT 1 FROM login_windows WHERE pid = '' AND ip = '#'
                          AND window_start - ?4 BETWEEN ?8 + 1 AND ?8 + ?7)
    ON CONFLICT (pid, ip) DO UPDATE SET
      attempts = CASE
        WHEN ip = '#' THEN 1
        WHEN ?4 - window_start >= CASE ip WHEN ?3 THEN 600000 ELSE 60000 END THEN 1
        ELSE attempts + 1 END,
      window_start = CASE
        WHEN ip = '#' THEN ?7 + CASE WHEN window_start - ?4 BETWEEN 0 AND ?8 THEN window_start ELSE ?4 END
        WHEN ip = ?3 OR ?4 - window_start >= 60000 THEN ?4
        ELSE window_start END
    RETURNING ip, window_start";

const CLEAR: &str = "UPDATE login_windows SET attempts = 0 WHERE pid = ?1 AND ip = ?2 RETURNING 1";

/// How often an attempt is looked at again that others have overtaken.
const TRIES: usize = 3;

/// Who tries to sign in, as the counts name it.
#[derive(Debug)]
pub struct Attempt<'t> {
    realm: &'t str,
    account: &'t str,
    address: String,
    account_key: String,
    now_ms: i64,
    per_minute: i64,
}

/// A login that was let through, and whose hash may begin.
#[derive(Debug)]
pub struct Admitted {
    /// What the look has found, from its caller's columns on.
    pub found: Row,
    /// The account's attempts before this one.
    attempts: i64,
}

/// Why a login is not let through.
#[derive(Debug)]
pub enum Refused {
    /// A count or the queue is full.
    TooMany {
        /// When to try again, in seconds.
        retry_after_s: i64,
    },
    /// The counts cannot be read or written.
    Database(DatabaseError),
}

impl From<DatabaseError> for Refused {
    fn from(error: DatabaseError) -> Self {
        Refused::Database(error)
    }
}

impl<'t> Attempt<'t> {
    /// An attempt at a time, of an address that may try so often in a minute.
    pub fn new(realm: &'t str, account: &'t str, address: &str, now_ms: i64, per_minute: i64) -> Self {
        let hash = digest::sha256_hex(account.as_bytes());
        let account_key = format!("@{}", hash.get(..32).unwrap_or_default());
        Attempt { realm, account, address: network(address), account_key, now_ms, per_minute }
    }

    /// Counts the attempt, finds the account by a statement of [`login_look!`], and waits until its hash may begin.
    ///
    /// # Errors
    /// [`Refused::TooMany`] if a count or the queue is full.
    pub async fn admit(&self, platform: &Platform, look: &str) -> Result<Admitted, Refused> {
        for (realm, _) in self.windows() {
            refuse(recall(realm, &self.address, self.now_ms))?;
        }
        let place = Place::take();
        refuse(if place.is_some() { 0 } else { FLOOD_RETRY_MS })?;
        for _ in 0..TRIES {
            let named = [
                self.realm.into(),
                self.address.as_str().into(),
                self.account_key.as_str().into(),
                self.account.into(),
            ];
            let mut row = platform.query_row(look, &named).await?;
            let attempts = self.check(&mut row)?;
            let [realm, address, key, _] = named;
            let [of_realm, of_all] = self.windows().map(|(_, limit)| Value::from(limit));
            let counted = [
                realm,
                address,
                key,
                self.now_ms.into(),
                of_realm,
                of_all,
                PACE_MS.into(),
                LONGEST_QUEUE_MS.into(),
            ];
            for mut written in platform.command(COUNT, &counted).await? {
                if written.take::<String>()? == "#" {
                    let begins_ms = written.take::<i64>()? - PACE_MS;
                    let wait_ms = begins_ms - platform.now_ms();
                    drop(place);
                    if let Ok(wait_ms @ 1..) = u64::try_from(wait_ms) {
                        platform.sleep_ms(wait_ms).await;
                    }
                    return Ok(Admitted { found: row, attempts });
                }
            }
        }
        Err(Refused::TooMany { retry_after_s: 1 })
    }

    /// The two windows of the address: the realm that each counts for, and its limit.
    fn windows(&self) -> [(&'t str, i64); 2] {
        [(self.realm, self.per_minute), ("", self.per_minute * REALMS_AN_ADDRESS)]
    }

    /// Refuses who must wait, as long as the longest of the waits; otherwise the account's attempts so far.
    fn check(&self, row: &mut Row) -> Result<i64, Refused> {
        let mut wait_ms = 0;
        for (realm, limit) in self.windows() {
            let (attempts, start): (Option<i64>, Option<i64>) = (row.take()?, row.take()?);
            let end_ms = start.unwrap_or(0) + WINDOW_MS;
            if attempts.unwrap_or(0) >= limit && end_ms > self.now_ms {
                remember(realm, &self.address, self.now_ms, end_ms);
                // A window that another request has begun since this one arrived is no longer for it.
                wait_ms = wait_ms.max((end_ms - self.now_ms).min(WINDOW_MS));
            }
        }
        let (attempts, last): (Option<i64>, Option<i64>) = (row.take()?, row.take()?);
        let attempts = attempts.unwrap_or(0);
        if attempts >= self.per_minute {
            wait_ms = wait_ms.max(last.unwrap_or(0) + delay_ms(attempts - self.per_minute) - self.now_ms);
        }
        let queue_ms = row.take::<Option<i64>>()?.unwrap_or(0) - self.now_ms;
        if (LONGEST_QUEUE_MS + 1..=LONGEST_QUEUE_MS + PACE_MS).contains(&queue_ms) {
            wait_ms = wait_ms.max(queue_ms);
        }
        refuse(wait_ms).map(|()| attempts)
    }

    /// Forgets the account's attempts after one that has succeeded.
    pub async fn succeeded(&self, platform: &Platform, admitted: &Admitted) -> Result<(), DatabaseError> {
        if admitted.attempts + 1 >= CLEARED_FROM {
            platform.command(CLEAR, &[self.realm.into(), self.account_key.as_str().into()]).await?;
        }
        Ok(())
    }
}

/// Refuses whoever has to wait.
fn refuse(wait_ms: i64) -> Result<(), Refused> {
    match wait_ms {
        ..=0 => Ok(()),
        _ => Err(Refused::TooMany { retry_after_s: (wait_ms + 999).div_euclid(1_000) }),
    }
}

/// The wait after so many attempts beyond those that are free.
fn delay_ms(beyond: i64) -> i64 {
    (FIRST_DELAY_MS << beyond.clamp(0, DOUBLINGS)).min(LONGEST_DELAY_MS)
}

/// What a client may choose its address from: an IPv6 address counts by its /64, an IPv4 one is itself, however written.
fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(address)) => match address.to_ipv4_mapped() {
            Some(address) => address.to_string(),
            None => {
                let [a, b, c, d, ..] = address.segments();
                format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        },
        _ => address.to_owned(),
    }
}

thread_local! {
    /// Logins that are being counted. An instance has one thread, so this is the instance's.
    static COUNTING: Cell<u32> = const { Cell::new(0) };
    /// The windows that this instance has seen full, and when each ends: nothing but its end empties one.
    static FULL: RefCell<BTreeMap<(String, String), i64>> = const { RefCell::new(BTreeMap::new()) };
}

/// A place among [`COUNTED_AT_ONCE`], given back at its end.
#[derive(Debug)]
pub struct Place(());

impl Place {
    /// A place, if one is free.
    pub fn take() -> Option<Self> {
        let taken = COUNTING.get();
        (taken < COUNTED_AT_ONCE).then(|| {
            COUNTING.set(taken + 1);
            Place(())
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        COUNTING.set(COUNTING.get() - 1);
    }
}

fn remember(realm: &str, address: &str, now_ms: i64, end_ms: i64) {
    FULL.with_borrow_mut(|full| {
        if full.len() >= REMEMBERED {
            full.retain(|_, end_ms| *end_ms > now_ms);
        }
        if full.len() < REMEMBERED {
            full.insert((realm.to_owned(), address.to_owned()), end_ms);
        }
    });
}

/// How long a window is known to be full yet, 0 if it is not.
fn recall(realm: &str, address: &str, now_ms: i64) -> i64 {
    let end_ms = FULL.with_borrow(|full| full.get(&(realm.to_owned(), address.to_owned())).copied());
    // An end further away than a window is long is of a clock that has been set back.
    end_ms.map_or(0, |end_ms| end_ms - now_ms).clamp(0, WINDOW_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_and_end_growing() {
        let delays: Vec<i64> = (0..8).map(delay_ms).collect();
        assert_eq!(delays, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
        assert_eq!(delay_ms(i64::MAX), 30_000);
    }

    #[test]
    fn an_ipv6_address_counts_by_its_network() {
        for (address, counted) in [
            ("203.0.113.9", "203.0.113.9"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ("2001:db8::1", "2001:db8::/64"),
            ("2001:DB8:0:0:ffff::2", "2001:db8::/64"),
            ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
            ("::1", "::/64"),
            ("abcd", "abcd"),
        ] {
            assert_eq!(network(address), counted, "{address}");
        }
    }
}
