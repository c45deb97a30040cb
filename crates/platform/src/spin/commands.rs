//! Commands of an instance, committed together.
//!
//! A commit waits for the disk, and so does everything behind it. So commands that reach the database while others of
//! the instance do are run one after the other in one transaction and acknowledged after its commit, each with its own
//! outcome: a statement that is refused is undone by itself, as it would be alone. If anything else goes wrong, nothing
//! of the transaction counts, and each command is run again by itself.
//!
//! One of the commands leads: it runs the others along with its own, and alone meets a database that another instance
//! has locked, again and again after a short wait. The others wait to be woken. To run a transaction is synchronous from
//! `BEGIN` to `COMMIT`: no task of the instance sees it half done, none can be given up in it, and an instance that
//! traps in it closes its connection, which undoes it. A leader that is given up while it waits hands over.

use super::database::in_process;
use super::journal::InFlight;
use super::sqlite::{Database, Parameter};
use super::{Platform, random, wasip3};
use crate::database::{BUSY_LIMIT_MS, BusyWait, DatabaseError, Row};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use wasip3::wit_bindgen::{StreamWriter, yield_async};
use wasip3::wit_stream;

/// How many commands are committed together at the most: what an instance serves at once by default.
const TOGETHER: usize = 16;

/// How often a leader gives way to requests that are on their way to the database.
const YIELDS: usize = 16;

/// How often a leader that meets a locked database gives way before it waits for a timer, and how many times it does so
/// at first; each time twice as often.
const SHORT_WAITS: u32 = 3;
const FIRST_SHORT_WAIT: u32 = 8;

/// What may stand in a transaction with others; anything else, such as a pragma, runs by itself.
const VERBS: [&str; 4] = ["INSERT", "UPDATE", "DELETE", "WITH"];

type Outcome = Result<Vec<Row>, DatabaseError>;

/// A command that waits for its outcome.
struct Waiting {
    sql: String,
    parameters: Vec<Parameter>,
    /// Whether it must run by itself.
    alone: Cell<bool>,
    /// What [`LOCKED_US`] was when it came.
    since_us: u64,
    outcome: RefCell<Option<Outcome>>,
    /// Dropped to wake the task that waits; the last of its commands has it.
    bell: RefCell<Option<StreamWriter<u8>>>,
}

impl Waiting {
    fn settle(&self, outcome: Outcome) {
        self.outcome.replace(Some(outcome));
        self.wake();
    }

    fn wake(&self) {
        self.bell.take();
    }
}

thread_local! {
    /// In order of arrival.
    static QUEUE: RefCell<VecDeque<Rc<Waiting>>> = const { RefCell::new(VecDeque::new()) };
    /// Whether a command leads. If none does and there are some, one has been woken to do so.
    static LED: Cell<bool> = const { Cell::new(false) };
    /// How long the instance has waited for the write lock, in all.
    static LOCKED_US: Cell<u64> = const { Cell::new(0) };
    /// Requests that have come.
    static ARRIVED: Cell<u64> = const { Cell::new(0) };
    /// Requests that are received and may still come to the database.
    static ARRIVING: Cell<usize> = const { Cell::new(0) };
}

/// Says that a request has come.
pub(super) fn arrived() {
    ARRIVED.set(ARRIVED.get().wrapping_add(1));
}

/// A request from when it is received until it waits for something or is answered.
pub(super) struct Arriving(());

impl Arriving {
    pub(super) fn begin() -> Self {
        ARRIVING.set(ARRIVING.get() + 1);
        Arriving(())
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        ARRIVING.set(ARRIVING.get() - 1);
    }
}

/// Runs commands in their order, by themselves or together with others.
pub(super) async fn run<const N: usize>(
    platform: &Platform,
    commands: [(&str, Vec<Parameter>); N],
) -> [Outcome; N] {
    platform.left();
    let own = commands.map(|(sql, parameters)| {
        Rc::new(Waiting {
            sql: sql.to_owned(),
            parameters,
            alone: Cell::new(!VERBS.iter().any(|verb| sql.trim_start().starts_with(verb))),
            since_us: LOCKED_US.get(),
            outcome: RefCell::new(None),
            bell: RefCell::new(None),
        })
    });
    let queued = Queued::new(&own);
    while LED.get() && !are_settled(&own) {
        let (bell, mut heard) = wit_stream::new();
        // The others are settled before the last.
        if let Some(last) = own.last() {
            last.bell.replace(Some(bell));
        }
        let _ = heard.read(Vec::with_capacity(1)).await;
    }
    if !are_settled(&own) {
        lead(&own).await;
    }
    drop(queued);
    platform.waited();
    own.map(|waiting| waiting.outcome.take().unwrap_or(Err(DatabaseError::Busy)))
}

fn are_settled(own: &[Rc<Waiting>]) -> bool {
    own.iter().all(|waiting| waiting.outcome.borrow().is_some())
}

/// Runs what the queue holds until `own` are done.
async fn lead(own: &[Rc<Waiting>]) {
    let leading = Leading::begin();
    let mut pause = BusyWait::new();
    let mut tries = 0;
    gather().await;
    while !are_settled(own) {
        if together(&group()) {
            pause = BusyWait::new();
            tries = 0;
            continue;
        }
        tries += 1;
        if tries <= SHORT_WAITS {
            // A timer of the host is no finer than a millisecond, within which the lock is most often free again.
            for _ in 0..(FIRST_SHORT_WAIT << tries) {
                yield_async().await;
            }
        } else {
            let us = pause.pause_us(u64::from_le_bytes(random::bytes()));
            wasip3::clocks::monotonic_clock::wait_for(us * 1_000).await;
            LOCKED_US.set(LOCKED_US.get() + us);
            give_up();
        }
    }
    drop(leading);
}

/// Gives way while requests are on their way to the database: who comes in time is committed along.
async fn gather() {
    if InFlight::count() <= 1 {
        return;
    }
    for _ in 0..YIELDS {
        let arrived = ARRIVED.get();
        yield_async().await;
        if ARRIVING.get() == 0 && ARRIVED.get() == arrived {
            return;
        }
    }
}

/// The commands that run next.
fn group() -> Vec<Rc<Waiting>> {
    QUEUE.with_borrow(|queue| {
        let many = queue.iter().take_while(|waiting| !waiting.alone.get()).take(TOGETHER).count();
        queue.iter().take(many.max(1)).cloned().collect()
    })
}

/// Runs the first commands of the queue. `false` if the database is locked: then nothing has been done.
fn together(group: &[Rc<Waiting>]) -> bool {
    let outcomes = match group {
        [waiting] => match in_process(|connection| connection.execute(&waiting.sql, &waiting.parameters)) {
            Err(DatabaseError::Busy) => return false,
            outcome => vec![outcome],
        },
        _ => {
            let mut committing = false;
            match in_process(|connection| transaction(connection, group, &mut committing)) {
                Ok(outcomes) => outcomes,
                Err(DatabaseError::Busy) => return false,
                // Nobody knows whether it counts, as when the commit of a command by itself fails.
                Err(error) if committing => vec![Err(error); group.len()],
                Err(_) => {
                    group.iter().for_each(|waiting| waiting.alone.set(true));
                    return true;
                }
            }
        }
    };
    QUEUE.with_borrow_mut(|queue| queue.drain(..group.len()).for_each(drop));
    for (waiting, outcome) in group.iter().zip(outcomes) {
        waiting.settle(outcome);
    }
    true
}

/// Runs `group` in one transaction, and says whether it came as far as its end.
///
/// # Errors
/// [`DatabaseError::Busy`] if the database is locked. Any other is a fault, at which the connection is dropped: that
/// ends a transaction that is still open.
fn transaction(
    connection: &Database,
    group: &[Rc<Waiting>],
    committing: &mut bool,
) -> Result<Vec<Outcome>, DatabaseError> {
    connection.execute("BEGIN IMMEDIATE", &[])?;
    let mut outcomes = Vec::with_capacity(group.len());
    for waiting in group {
        let outcome = connection.execute(&waiting.sql, &waiting.parameters);
        match outcome {
            Err(error) if error == DatabaseError::Busy || !error.is_refusal() => return Err(fault(&error)),
            outcome => outcomes.push(outcome),
        }
    }
    *committing = true;
    connection.execute("COMMIT", &[]).map_err(|error| fault(&error))?;
    Ok(outcomes)
}

/// An error that no caller takes for a refusal.
fn fault(error: &DatabaseError) -> DatabaseError {
    DatabaseError::Other(format!("transaction: {error}"))
}

/// Ends the commands that have waited for the write lock as long as one may.
fn give_up() {
    let now_us = LOCKED_US.get();
    let is_late = |waiting: &Rc<Waiting>| now_us - waiting.since_us >= BUSY_LIMIT_MS * 1_000;
    let late: Vec<_> = QUEUE.with_borrow_mut(|queue| {
        let late = queue.iter().filter(|waiting| is_late(waiting)).cloned().collect();
        queue.retain(|waiting| !is_late(waiting));
        late
    });
    late.iter().for_each(|waiting| waiting.settle(Err(DatabaseError::Busy)));
}

/// The places of a task's commands in the queue. One that is given up leaves it, and wakes the next if it has been woken
/// to lead.
struct Queued<'w>(&'w [Rc<Waiting>]);

impl<'w> Queued<'w> {
    fn new(own: &'w [Rc<Waiting>]) -> Self {
        QUEUE.with_borrow_mut(|queue| queue.extend(own.iter().cloned()));
        Queued(own)
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        QUEUE.with_borrow_mut(|queue| {
            queue.retain(|waiting| !self.0.iter().any(|own| Rc::ptr_eq(own, waiting)));
        });
        wake_next();
    }
}

/// The time in which a command leads; then the first of those that are left is woken to do so.
struct Leading(());

impl Leading {
    fn begin() -> Self {
        LED.set(true);
        Leading(())
    }
}

impl Drop for Leading {
    fn drop(&mut self) {
        LED.set(false);
        wake_next();
    }
}

fn wake_next() {
    if !LED.get() {
        // The first that can be woken: commands of one task stand together, and the last of them has the bell.
        let next =
            QUEUE.with_borrow(|queue| queue.iter().find(|waiting| waiting.bell.borrow().is_some()).cloned());
        if let Some(next) = next {
            next.wake();
        }
    }
}
