//! Where and how requests are sent.

use crate::call::Operation;
use crate::error::Error;
use crate::kinds::Kind;
use http::Uri;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How requests are sent.
#[derive(Clone)]
#[non_exhaustive]
pub struct Options {
    /// For one attempt: connection, request and whole answer. 10 s by default, 90 s for the dispatcher.
    pub timeout: Duration,
    /// How often a request is sent again at the most, where that is safe. 2 by default.
    pub retries: u32,
    /// The first wait; it doubles, up to 5 s, and half of it is random. 200 ms by default.
    pub retry_delay: Duration,
    /// Each operation goes to its own component by service chaining, `http://<component>.spin.internal`, and not to the base
    /// URL. The calling component's `allowed_outbound_hosts` name `http://*.spin.internal`.
    pub chained: bool,
    /// Unix milliseconds; by default the machine's clock.
    pub now_ms: Arc<dyn Fn() -> i64 + Send + Sync>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            timeout: Duration::from_secs(10),
            retries: 2,
            retry_delay: Duration::from_millis(200),
            chained: false,
            now_ms: Arc::new(|| {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
            }),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("Options");
        shown.field("timeout", &self.timeout).field("retries", &self.retries);
        shown.field("retry_delay", &self.retry_delay).field("chained", &self.chained).finish_non_exhaustive()
    }
}

/// A checked base URL.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    scheme: String,
    authority: String,
    path: String,
}

/// An absolute URL in its pieces.
pub(crate) struct Url {
    pub(crate) scheme: String,
    pub(crate) authority: String,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
}

impl fmt::Display for Url {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}://{}{}", self.scheme, self.authority, self.path)?;
        self.query.as_ref().map_or(Ok(()), |query| write!(out, "?{query}"))
    }
}

impl Base {
    pub(crate) fn new(text: &str) -> Result<Self, Error> {
        let refused = || {
            let why = "the base URL is http or https, without user, query and fragment";
            Error::because(Kind::InvalidArgument, why)
        };
        let url: Uri = text.parse().map_err(|_| refused())?;
        let (Some(scheme), Some(authority)) = (url.scheme_str(), url.authority()) else {
            return Err(refused());
        };
        let is_plain = !authority.as_str().contains('@') && url.query().is_none() && !text.contains('#');
        if !is_plain || !matches!(scheme, "http" | "https") || authority.host().is_empty() {
            return Err(refused());
        }
        Ok(Base {
            scheme: scheme.to_owned(),
            authority: authority.as_str().to_owned(),
            path: url.path().trim_end_matches('/').to_owned(),
        })
    }

    pub(crate) fn url(&self, options: &Options, operation: &Operation, path: &str, query: &str) -> Url {
        let query = Some(query).filter(|query| !query.is_empty()).map(str::to_owned);
        if options.chained {
            let authority = format!("{}.spin.internal", operation.component);
            return Url { scheme: "http".to_owned(), authority, path: path.to_owned(), query };
        }
        let path = [&self.path, path].concat();
        Url { scheme: self.scheme.clone(), authority: self.authority.clone(), path, query }
    }
}
