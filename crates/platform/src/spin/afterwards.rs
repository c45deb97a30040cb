//! What is sent once the answer is on its way.

use super::Platform;
use crate::outbound::OutboundRequest;
use spin_sdk::wasip3::wit_bindgen;
use std::cell::{Cell, RefCell};

thread_local! {
    /// Whether a request of this instance is being sent.
    static SENDING: Cell<bool> = const { Cell::new(false) };
    /// The one that is sent after it.
    static WAITING: RefCell<Option<OutboundRequest>> = const { RefCell::new(None) };
}

/// Sends in the background. One request of the instance is under way at a time and one waits: under load a hundred
/// commands ask for what one request achieves.
pub(super) fn send(request: OutboundRequest) {
    WAITING.set(Some(request));
    if SENDING.replace(true) {
        return;
    }
    wit_bindgen::spawn(async {
        let sending = Sending;
        while let Some(request) = WAITING.take() {
            // Nobody waits for the answer, and a failure is made good by the next scheduled call.
            let _ = Platform::idle().send(request).await;
        }
        drop(sending);
    });
}

/// Ends with the task, even if the host gives the task up.
struct Sending;

impl Drop for Sending {
    fn drop(&mut self) {
        SENDING.set(false);
    }
}
