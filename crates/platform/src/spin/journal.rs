//! Log lines of finished requests, written together.
//!
//! A line of its own costs a call into the host and a write to a file, a fifth of a short request. So lines are
//! collected while other requests of the instance are in flight, and written when there are many or when the
//! instance falls quiet. A fault is written at once.

use std::cell::{Cell, RefCell};
use std::io::Write;

/// How many bytes are collected at the most.
const COLLECTED_BYTES: usize = 8 * 1024;

thread_local! {
    static IN_FLIGHT: Cell<usize> = const { Cell::new(0) };
    static LINES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// A request between its beginning and its end; dropping it unfinished ends it without a line.
#[derive(Debug)]
pub(super) struct InFlight(());

impl InFlight {
    pub(super) fn begin() -> Self {
        IN_FLIGHT.set(IN_FLIGHT.get() + 1);
        InFlight(())
    }

    /// How many requests there are.
    pub(super) fn count() -> usize {
        IN_FLIGHT.get()
    }

    /// Ends the request with its line.
    pub(super) fn end(self, line: &[u8]) {
        LINES.with_borrow_mut(|lines| lines.extend_from_slice(line));
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let in_flight = IN_FLIGHT.get() - 1;
        IN_FLIGHT.set(in_flight);
        LINES.with_borrow_mut(|lines| {
            if in_flight == 0 || lines.len() >= COLLECTED_BYTES {
                write(lines);
                lines.clear();
            }
        });
    }
}

/// Writes lines at once; a host that takes none away must not fail the request.
pub(super) fn write(lines: &[u8]) {
    let _ = std::io::stderr().write_all(lines);
}
