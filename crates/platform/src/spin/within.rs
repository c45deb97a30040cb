//! A limit of time for what a task waits for.

use super::wasip3::clocks::monotonic_clock;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// The result of `work`; `None` if it takes longer than `limit_ns`.
pub(super) async fn within<T>(limit_ns: u64, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut timer = pin!(monotonic_clock::wait_for(limit_ns));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => timer.as_mut().poll(context).map(|()| None),
    })
    .await
}
