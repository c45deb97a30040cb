//! Instances of a component: how they are made, how many requests each serves, when it goes.
//!
//! The dispatch itself is wasmtime's `ProxyHandler`. An instance is reused, and shared by concurrent requests, with
//! Spin's defaults and flags.

use crate::limits;
use crate::report;
use crate::state::{ComponentContext, State};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use wasmtime::component::GuestTaskId;
use wasmtime::{Store, StoreContextMut};
use wasmtime_wasi_http::WasiHttpView as _;
use wasmtime_wasi_http::handler::{
    HandlerState, Instance, ProxyPre, ShouldAccept, WorkerExpiration, WorkerState, WorkerStatus,
};

/// A number, or a range `a..b` (without `b`) from which every new instance takes one at random.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    start: u64,
    end: u64,
}

impl Bounds {
    /// Always this number.
    pub const fn exactly(value: u64) -> Self {
        Self { start: value, end: value.saturating_add(1) }
    }

    fn parse(text: &str, number: impl Fn(&str) -> Result<u64, String>) -> Result<Self, String> {
        match text.split_once("..") {
            None => Ok(Self::exactly(number(text)?)),
            Some((start, end)) => {
                let bounds = Self { start: number(start)?, end: number(end)? };
                if bounds.start >= bounds.end {
                    return Err("a range a..b needs a below b".to_owned());
                }
                Ok(bounds)
            }
        }
    }

    fn pick(self) -> u64 {
        if self.end - self.start <= 1 {
            return self.start;
        }
        // The standard library's only source of randomness is the key of a hasher; it is enough to shake out bugs.
        let random = RandomState::new().build_hasher().finish();
        self.start + random % (self.end - self.start)
    }
}

/// A count: `128`, `1..8`.
#[derive(Debug, Clone, Copy)]
pub struct Count(pub Bounds);

impl FromStr for Count {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| match text.parse() {
            Ok(0) => Err("at least 1".to_owned()),
            Ok(number) => Ok(number),
            Err(error) => Err(format!("{text:?} is not a number or a range a..b: {error}")),
        };
        Bounds::parse(text, number).map(Self)
    }
}

/// A time: `1`, `1s` (seconds), `5ms`, `5us`, `5ns`, or a range of such; kept in nanoseconds.
#[derive(Debug, Clone, Copy)]
pub struct Span(pub Bounds);

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| {
            let (digits, factor) =
                [("ms", 1_000_000), ("us", 1_000), ("μs", 1_000), ("ns", 1), ("s", 1_000_000_000)]
                    .into_iter()
                    .find_map(|(suffix, factor)| Some((text.strip_suffix(suffix)?, factor)))
                    .unwrap_or((text, 1_000_000_000));
            let value: u64 = digits
                .parse()
                .map_err(|error| format!("{text:?} is not a time such as 2s or 50ms: {error}"))?;
            value.checked_mul(factor).ok_or_else(|| format!("{text:?} is too long"))
        };
        Bounds::parse(text, number).map(Self)
    }
}

impl Span {
    fn pick(self) -> Duration {
        Duration::from_nanos(self.0.pick())
    }
}

/// How instances are reused.
#[derive(Debug, Clone, Copy)]
pub struct Reuse {
    /// Requests an instance serves in all.
    pub count: Count,
    /// Requests it serves at the same time.
    pub concurrent: Count,
    /// How long an idle one stays.
    pub idle_timeout: Span,
    /// How long a request may take to answer; `None` is no limit.
    pub request_timeout: Option<Span>,
}

/// Counts the instances that are at work, so that a stop can wait for what they still do after their answers.
#[derive(Clone, Default)]
pub struct Busy(Arc<AtomicUsize>);

impl Busy {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// Makes instances of one component.
pub struct Instances {
    pre: ProxyPre<State>,
    context: Arc<ComponentContext>,
    reuse: Reuse,
    busy: Busy,
}

impl Instances {
    /// Of the component `pre`.
    pub fn new(pre: ProxyPre<State>, context: Arc<ComponentContext>, reuse: Reuse, busy: Busy) -> Self {
        Self { pre, context, reuse, busy }
    }

    fn engine(&self) -> &wasmtime::Engine {
        let ProxyPre::P3(pre) = &self.pre;
        pre.engine()
    }
}

impl HandlerState for Instances {
    type StoreData = State;
    type WorkerExpiration = Expiration;
    type WorkerState = Worker;

    async fn instantiate(&self) -> wasmtime::Result<Instance<State, Expiration, Worker>> {
        let mut store = Store::new(self.engine(), State::new(self.context.clone()));
        store.limiter(|state| &mut state.limits);
        store.set_epoch_deadline(1);
        store.epoch_deadline_async_yield_and_update(1);
        let proxy = self.pre.instantiate_async(&mut store).await?;
        let request_timeout = self.reuse.request_timeout.map(Span::pick);
        Ok(Instance {
            store,
            proxy,
            view: State::http,
            expiration: Expiration {
                idle_timeout: self.reuse.idle_timeout.pick(),
                request_timeout,
                timer: None,
                // From the start: its first request is on its way.
                at_work: Some(AtWork::new(&self.busy)),
                busy: self.busy.clone(),
            },
            state: Worker {
                component: self.context.clone(),
                count: usize::try_from(self.reuse.count.0.pick()).unwrap_or(usize::MAX),
                concurrent: usize::try_from(self.reuse.concurrent.0.pick()).unwrap_or(usize::MAX),
                request_timeout,
            },
        })
    }
}

/// How many requests an instance takes.
pub struct Worker {
    component: Arc<ComponentContext>,
    count: usize,
    concurrent: usize,
    request_timeout: Option<Duration>,
}

impl WorkerState for Worker {
    type StoreData = State;
    type RequestData = ();

    fn should_accept_request(&self, concurrent_count: usize, total_count: usize) -> ShouldAccept {
        if total_count >= self.count {
            ShouldAccept::Never
        } else if concurrent_count >= self.concurrent {
            ShouldAccept::No
        } else {
            ShouldAccept::Yes
        }
    }

    fn on_request_start(
        &self,
        _: StoreContextMut<'_, State>,
        (): (),
        _: GuestTaskId,
    ) -> Pin<Box<dyn Future<Output = ()> + 'static + Send + Sync>> {
        match self.request_timeout {
            Some(timeout) => Box::pin(tokio::time::sleep(timeout)),
            None => Box::pin(std::future::pending()),
        }
    }

    fn drop(&self, store: Store<State>, result: wasmtime::Result<()>) {
        drop(store);
        if let Err(error) = result
            && !self.component.app.finished.load(Ordering::SeqCst)
        {
            report::line(format_args!("component {}: {error:?}", self.component.id));
        }
    }
}

/// When an instance goes: after its idle time, or when a request overstays the request timeout.
pub struct Expiration {
    idle_timeout: Duration,
    request_timeout: Option<Duration>,
    timer: Option<Pin<Box<tokio::time::Sleep>>>,
    at_work: Option<AtWork>,
    busy: Busy,
}

/// One instance's part of [`Busy`].
struct AtWork(Busy);

impl AtWork {
    fn new(busy: &Busy) -> Self {
        busy.0.fetch_add(1, Ordering::SeqCst);
        Self(busy.clone())
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl WorkerExpiration for Expiration {
    fn poll(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        status: WorkerStatus,
        start: Instant,
    ) -> Poll<()> {
        let this = &mut *self;
        let timeout = match status {
            WorkerStatus::Idle => {
                this.at_work = None;
                Some(this.idle_timeout)
            }
            WorkerStatus::Requests | WorkerStatus::PostReturn => {
                if this.at_work.is_none() {
                    this.at_work = Some(AtWork::new(&this.busy));
                }
                this.request_timeout
            }
        };
        let Some(deadline) = timeout.and_then(|timeout| start.checked_add(timeout)) else {
            return Poll::Pending;
        };
        let deadline = tokio::time::Instant::from_std(deadline);
        let timer = this.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        if timer.deadline() != deadline {
            timer.as_mut().reset(deadline);
        }
        timer.as_mut().poll(context)
    }
}

/// The defaults of Spin.
impl Default for Reuse {
    fn default() -> Self {
        Self {
            count: Count(Bounds::exactly(limits::INSTANCE_REUSE_COUNT as u64)),
            concurrent: Count(Bounds::exactly(limits::INSTANCE_CONCURRENT_REUSE_COUNT as u64)),
            idle_timeout: Span(Bounds::exactly(1_000_000_000)),
            request_timeout: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_times() {
        let count = |text: &str| Count::from_str(text).map(|count| count.0);
        assert_eq!(count("128"), Ok(Bounds::exactly(128)));
        assert_eq!(count("1..8"), Ok(Bounds { start: 1, end: 8 }));
        for bad in ["", "0", "x", "8..1", "1..1", "-1", "0..3"] {
            assert!(count(bad).is_err(), "{bad}");
        }
        let span = |text: &str| Span::from_str(text).map(|span| span.0.start);
        assert_eq!(span("2"), Ok(2_000_000_000));
        assert_eq!(span("2s"), Ok(2_000_000_000));
        assert_eq!(span("50ms"), Ok(50_000_000));
        assert_eq!(span("5us"), Ok(5_000));
        assert_eq!(span("5ns"), Ok(5));
        assert_eq!(
            Span::from_str("1..8s").map(|span| span.0),
            Ok(Bounds { start: 1_000_000_000, end: 8_000_000_000 })
        );
        assert!(span("2m").is_err());
        assert!(span("99999999999999").is_err());
    }

    #[test]
    fn a_range_is_drawn_from_and_kept_within() {
        let bounds = Bounds { start: 3, end: 6 };
        let drawn: std::collections::BTreeSet<u64> = (0..200).map(|_| bounds.pick()).collect();
        assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [3, 4, 5]);
        assert_eq!(Bounds::exactly(7).pick(), 7);
    }
}
