//! Statements on a remote database (libSQL): each is one call over the network, on one of two connections.
//!
//! A server admits a bounded number of connections, and every instance has some: so an instance has two at the most, one
//! of which at the most runs a command. Rivals for the write lock wait here and not at the server, and what reads is not
//! held up by them. Who waits is admitted in the order of arrival, or gives up at the limit with nothing done.
//!
//! A connection is a stream of the server, which ends it when nothing has come for some seconds: it is given up here
//! before. A server that answers that its database is locked may have given the write lock to that stream, and lets
//! nobody else have it while the stream lives: so the same connection tries again, or is closed.

use super::sqlite::{Database, Parameter};
use super::within::within;
use super::{Platform, random, wasip3};
use crate::database::{BUSY_LIMIT_MS, DatabaseError, RemoteWait, Row};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use wasip3::clocks::monotonic_clock;
use wasip3::wit_bindgen::StreamWriter;
use wasip3::wit_stream;

/// How many connections an instance has at the most.
const CONNECTIONS: usize = 2;

/// How long a connection may have been idle to be used again, in nanoseconds. The server ends it after ten seconds.
const IDLE_NS: u64 = 5_000_000_000;

/// How long one statement may take, in nanoseconds: a little more than a server lets another one hold the write lock.
const STATEMENT_NS: u64 = 8_000_000_000;

const LIMIT_NS: u64 = BUSY_LIMIT_MS * 1_000_000;

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Read,
    Command,
}

struct Idle {
    connection: Database,
    since_ns: u64,
}

/// Who wants a connection.
struct Ticket {
    kind: Kind,
    is_admitted: Cell<bool>,
    /// Dropped to wake the task that waits.
    bell: RefCell<Option<StreamWriter<u8>>>,
}

thread_local! {
    static IDLE: RefCell<Vec<Idle>> = const { RefCell::new(Vec::new()) };
    /// In order of arrival.
    static WAITING: RefCell<VecDeque<Rc<Ticket>>> = const { RefCell::new(VecDeque::new()) };
    /// Those who are admitted.
    static ADMITTED: Cell<usize> = const { Cell::new(0) };
    static COMMANDS: Cell<usize> = const { Cell::new(0) };
    /// Until when the server is known to have no place, so that none is kept from it.
    static CROWDED_UNTIL_NS: Cell<u64> = const { Cell::new(0) };
}

/// Admits whom it can.
fn admit() {
    WAITING.with_borrow_mut(|waiting| {
        let mut at = 0;
        while let Some(ticket) = waiting.get(at).filter(|_| ADMITTED.get() < CONNECTIONS) {
            if ticket.kind == Kind::Command && COMMANDS.get() > 0 {
                at += 1;
                continue;
            }
            ADMITTED.set(ADMITTED.get() + 1);
            COMMANDS.set(COMMANDS.get() + usize::from(ticket.kind == Kind::Command));
            ticket.is_admitted.set(true);
            ticket.bell.take();
            waiting.remove(at);
        }
    });
}

/// A place among those who are admitted, or on the way there; left when dropped.
struct Place(Rc<Ticket>);

impl Place {
    async fn enter(kind: Kind) -> Result<Self, DatabaseError> {
        let ticket = Rc::new(Ticket { kind, is_admitted: Cell::new(false), bell: RefCell::new(None) });
        let place = Place(ticket.clone());
        WAITING.with_borrow_mut(|waiting| waiting.push_back(ticket.clone()));
        admit();
        if !ticket.is_admitted.get() {
            let (bell, mut heard) = wit_stream::new();
            ticket.bell.replace(Some(bell));
            within(LIMIT_NS, heard.read(Vec::with_capacity(1))).await;
        }
        if ticket.is_admitted.get() { Ok(place) } else { Err(DatabaseError::Busy) }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.0.is_admitted.get() {
            ADMITTED.set(ADMITTED.get() - 1);
            COMMANDS.set(COMMANDS.get() - usize::from(self.0.kind == Kind::Command));
        } else {
            WAITING.with_borrow_mut(|waiting| waiting.retain(|ticket| !Rc::ptr_eq(ticket, &self.0)));
        }
        admit();
    }
}

/// A kept connection, or a fresh one.
fn connection() -> Result<Database, DatabaseError> {
    let oldest_ns = monotonic_clock::now().saturating_sub(IDLE_NS);
    let kept = IDLE.with_borrow_mut(|idle| {
        idle.retain(|kept| kept.since_ns > oldest_ns);
        idle.pop()
    });
    kept.map_or_else(Database::open, |kept| Ok(kept.connection))
}

fn keep(connection: Database) {
    let since_ns = monotonic_clock::now();
    if CROWDED_UNTIL_NS.get() <= since_ns {
        IDLE.with_borrow_mut(|idle| idle.push(Idle { connection, since_ns }));
    }
}

/// Runs one statement.
///
/// # Errors
/// [`DatabaseError::Busy`] if the server has not come to it within the limit: it is not done. Any other is what the
/// server said, or of the way to it: see [`DatabaseError::outcome_is_open`].
pub(super) async fn run(
    platform: &Platform,
    kind: Kind,
    sql: &str,
    parameters: &[Parameter],
) -> Result<Vec<Row>, DatabaseError> {
    platform.left();
    let began_ns = monotonic_clock::now();
    let place = Place::enter(kind).await?;
    let mut wait = RemoteWait::new();
    // The connection whose database was locked.
    let mut held = None;
    let outcome = loop {
        let connection = match held.take() {
            Some(connection) => connection,
            None => connection()?,
        };
        let outcome = within(STATEMENT_NS, connection.execute_async(sql, parameters)).await;
        let error = match outcome {
            Some(Ok(rows)) => {
                keep(connection);
                break Ok(rows);
            }
            // Nobody knows what becomes of it.
            None if kind == Kind::Command => break Err(DatabaseError::late()),
            None => break Err(DatabaseError::Busy),
            Some(Err(DatabaseError::Busy)) => {
                held = Some(connection);
                DatabaseError::Busy
            }
            Some(Err(error)) if error.is_refusal() => {
                keep(connection);
                break Err(error);
            }
            Some(Err(error)) => error,
        };
        let is_repeatable = match kind {
            Kind::Read => error.is_of_the_way(),
            Kind::Command => error.was_not_begun(),
        };
        if held.is_none() && !is_repeatable {
            break Err(error);
        }
        let now_ns = monotonic_clock::now();
        if error.is_crowded() {
            CROWDED_UNTIL_NS.set(now_ns + IDLE_NS);
        }
        if held.is_none() {
            // What else is kept has met the same fate.
            IDLE.take();
        }
        if now_ns.saturating_sub(began_ns) >= LIMIT_NS {
            break Err(DatabaseError::Busy);
        }
        let us = wait.next_us(held.is_some(), u64::from_le_bytes(random::bytes()));
        if us > 0 {
            monotonic_clock::wait_for(us * 1_000).await;
        }
    };
    drop(place);
    platform.waited();
    outcome
}
