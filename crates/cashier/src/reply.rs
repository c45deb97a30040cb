//! Every success and its form on the wire (cashier.md §1.4, §8.6).

use feiqian_platform::http::{HeaderName, Request, Response, StatusCode, header};
use xxhash_rust::xxh64::xxh64;

/// Marks an answer that an earlier request with the same idempotency key got.
pub(crate) const IDEMPOTENT_REPLAY: HeaderName = HeaderName::from_static("x-idempotent-replay");

/// How many records there are on all pages together.
const TOTAL_COUNT: HeaderName = HeaderName::from_static("x-total-count");

/// A successful answer; `data` is compact JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// The state of the moment.
    Data(String),
    /// One page of a list.
    Page {
        /// The page's records.
        data: String,
        /// How many records the list has.
        total: i64,
    },
    /// What was answered when the idempotency key was first used.
    Replay(String),
    /// Reference data, which a client may keep for an hour and then ask for by its tag.
    Reference(String),
}

impl Reply {
    /// The answer of a call that has nothing to say: `[]`.
    pub fn nothing() -> Self {
        Reply::Data("[]".into())
    }

    /// The answer to a request.
    pub fn into_response(self, request: &Request) -> Response {
        match self {
            Reply::Data(data) => fresh(&data),
            Reply::Page { data, total } => fresh(&data).with_text(TOTAL_COUNT, &total.to_string()),
            Reply::Replay(data) => fresh(&data).with(IDEMPOTENT_REPLAY, "1"),
            Reply::Reference(data) => {
                // Strong, because equal tags mean equal bytes; of the data alone, as the envelope never varies. Nobody
                // gains by finding two texts with one tag, so a fast hash will do.
                let tag = format!("\"{:016x}\"", xxh64(data.as_bytes(), 0));
                let response = if is_known(request, &tag) {
                    let mut response = Response::new(StatusCode::NOT_MODIFIED, "");
                    response.code = "304".into();
                    response
                } else {
                    success(&data)
                };
                response.with(header::CACHE_CONTROL, "private, max-age=3600").with_text(header::ETAG, &tag)
            }
        }
    }
}

fn fresh(data: &str) -> Response {
    success(data).with(header::CACHE_CONTROL, "no-store")
}

fn success(data: &str) -> Response {
    let body = [r#"{"code":200,"message":"Success","data":"#, data, "}"].concat();
    let mut response =
        Response::new(StatusCode::OK, body).with(header::CONTENT_TYPE, "application/json; charset=utf-8");
    response.code = "200".into();
    response
}

/// Whether `If-None-Match` names the tag: weak comparison, lists over any number of lines, and `*`.
fn is_known(request: &Request, tag: &str) -> bool {
    let lines = request.header_lines(header::IF_NONE_MATCH.as_str());
    let mut tags = lines.iter().flat_map(|line| line.split(',')).map(str::trim);
    tags.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use feiqian_platform::http::Method;

    fn status(lines: &[&str]) -> u16 {
        let request = Request::new(Method::GET, "/");
        let request = lines.iter().fold(request, |request, line| request.with(header::IF_NONE_MATCH, line));
        Reply::Reference("[1]".into()).into_response(&request).status.as_u16()
    }

    #[test]
    fn a_known_tag_is_answered_with_304_and_no_body() {
        let fresh = Reply::Reference("[1]".into()).into_response(&Request::new(Method::GET, "/"));
        assert_eq!(fresh.body, br#"{"code":200,"message":"Success","data":[1]}"#);
        let tag = fresh.headers[header::ETAG].to_str().unwrap().to_owned();
        assert!(tag.len() == 18 && tag.starts_with('"') && tag.ends_with('"'), "strong: {tag}");

        for lines in [
            vec![tag.as_str()],
            vec!["*"],
            vec![&format!("W/{tag}")],
            vec![&format!("\"other\", {tag}")],
            vec!["\"other\"", &tag],
        ] {
            assert_eq!(status(&lines), 304, "{lines:?}");
        }
        for lines in [vec![], vec!["\"other\""], vec![tag.trim_matches('"')], vec!["W/*"]] {
            assert_eq!(status(&lines), 200, "{lines:?}");
        }
    }

    #[test]
    fn the_tag_depends_on_the_data_alone() {
        let tag = |data: &str| {
            let response = Reply::Reference(data.into()).into_response(&Request::new(Method::GET, "/"));
            response.headers[header::ETAG].clone()
        };
        assert_eq!(tag("[1]"), tag("[1]"));
        assert_ne!(tag("[1]"), tag("[2]"));
    }
}
