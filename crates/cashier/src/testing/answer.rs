//! An answer as it stands on the wire, written down by the specification rather than by the code under test.

use feiqian_platform::http::Response;

/// The values of `http_status_mode`.
pub const MODES: [&str; 2] = ["body", "real"];

/// Status, all headers in the order of their names, and body. What a constructor makes is the answer in mode `body`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl From<Response> for Answer {
    fn from(response: Response) -> Self {
        let text = |value: &[u8]| String::from_utf8(value.to_vec()).expect("UTF-8");
        let headers = response.headers.iter();
        let mut headers: Vec<_> =
            headers.map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect();
        headers.sort();
        Answer { status: response.status.as_u16(), headers, body: text(&response.body) }
    }
}

impl Answer {
    /// A success that is no reference data.
    pub fn success(data: &str) -> Self {
        Self::json(200, &format!(r#"{{"code":200,"message":"Success","data":{data}}}"#))
    }

    /// Reference data under this tag.
    pub fn reference(data: &str, etag: &str) -> Self {
        let mut answer = Self::success(data);
        answer.headers = pairs(&[
            ("cache-control", "private, max-age=3600"),
            ("content-type", "application/json; charset=utf-8"),
            ("etag", etag),
        ]);
        answer
    }

    /// Reference data that the client has.
    pub fn not_modified(etag: &str) -> Self {
        let headers = pairs(&[("cache-control", "private, max-age=3600"), ("etag", etag)]);
        Answer { status: 304, headers, body: String::new() }
    }

    /// Fields that break a rule, with their keys without `validation.`.
    pub fn invalid(fields: &[(&str, &str)]) -> Self {
        let members = fields.iter().map(|(name, key)| {
            let name = serde_json::to_string(name).expect("a text");
            format!(r#"{name}:["validation.{key}"]"#)
        });
        let message = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
        Self::error(200, 422, &message)
    }

    pub fn forbidden() -> Self {
        Self::error(200, 403, r#""forbidden""#)
    }

    pub fn bad_request() -> Self {
        Self::error(400, 400, r#""bad request""#)
    }

    pub fn not_found() -> Self {
        Self::error(404, 404, r#""not found""#)
    }

    pub fn busy() -> Self {
        let mut answer = Self::error(503, 503, r#""service busy""#);
        answer.headers.push(("retry-after".into(), "1".into()));
        answer
    }

    /// `allow` is the header.
    pub fn method_not_allowed(allow: &str) -> Self {
        let mut answer = Self::error(405, 405, r#""method not allowed""#);
        answer.headers.insert(0, ("allow".into(), allow.into()));
        answer
    }

    pub fn unsupported_media_type() -> Self {
        Self::error(415, 415, r#""unsupported media type""#)
    }

    pub fn request_timeout() -> Self {
        Self::error(408, 408, r#""request timeout""#)
    }

    pub fn payload_too_large() -> Self {
        Self::error(413, 413, r#""payload too large""#)
    }

    /// A state machine refuses.
    pub fn unprocessable() -> Self {
        Self::error(200, 422, r#""unprocessable entity""#)
    }

    /// Too many logins.
    pub fn too_many_requests(retry_after_s: i64) -> Self {
        Self::error(200, 429, r#""too many requests""#).with("retry-after", &retry_after_s.to_string())
    }

    /// An idempotency key that came with other parameters.
    pub fn conflict() -> Self {
        Self::error(200, 409, r#""conflict""#)
    }

    /// The same answer with one more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self.headers.sort();
        self
    }

    /// An unexpected fault.
    pub fn fault() -> Self {
        Self::error(500, 500, r#""system exception""#)
    }

    /// The same answer under this `http_status_mode`.
    #[must_use]
    pub fn in_mode(mut self, mode: &str) -> Self {
        if mode == "real" && self.status == 200 {
            self.status = self.code();
        }
        self
    }

    /// The contract's code; 304 has none and is taken as such.
    pub fn code(&self) -> u16 {
        let after = self.body.strip_prefix(r#"{"code":"#).and_then(|rest| rest.split_once(','));
        after.map_or(self.status, |(code, _)| code.parse().expect("a number"))
    }

    pub fn is_success(&self) -> bool {
        matches!(self.code(), 200 | 304)
    }

    /// What a success answers.
    ///
    /// # Panics
    /// If it is none.
    pub fn data(&self) -> &str {
        let data = self.body.strip_prefix(r#"{"code":200,"message":"Success","data":"#);
        data.and_then(|rest| rest.strip_suffix('}')).unwrap_or_else(|| panic!("no success: {self:?}"))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    fn error(status: u16, code: u16, message: &str) -> Self {
        Self::json(status, &format!(r#"{{"code":{code},"message":{message},"data":[]}}"#))
    }

    fn json(status: u16, body: &str) -> Self {
        let headers =
            pairs(&[("cache-control", "no-store"), ("content-type", "application/json; charset=utf-8")]);
        Answer { status, headers, body: body.to_owned() }
    }
}

fn pairs(headers: &[(&str, &str)]) -> Vec<(String, String)> {
    headers.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
}
