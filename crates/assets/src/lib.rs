//! What a component answers whose files the build has packed into it (`feiqian-pack`): GET and HEAD with a tag, compressed
//! where the client takes it, and headers that keep a page to itself.

mod packed;

pub use packed::Packed;

use feiqian_platform::http::{HeaderName, Method, Request, Response, StatusCode, header};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Scripts, styles and calls of this server only, nothing inline, no frames, no forms that leave the page.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                          img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What a packed copy's tag ends with: equal tags must mean equal bytes.
const PACKED_SUFFIX: &str = "-gz";

/// Kept, but asked for each time.
const ASKED_FOR: &str = "no-cache";

/// Kept for a year: another content has another path.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// A file as it is served.
pub struct File<'a> {
    /// Where it is served, for the log.
    pub path: &'static str,
    pub media_type: &'static str,
    pub content: &'a Content,
    /// Whether its path names its content.
    pub is_immutable: bool,
}

/// What of a file is served.
pub enum Content {
    Packed(Packed),
    /// A text made for the request.
    Made {
        tag: String,
        text: String,
    },
}

impl Content {
    /// A text that was made for the request. The hash is the same in every instance.
    pub fn made(text: String) -> Self {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        Content::Made { tag: format!("{:016x}", hasher.finish()), text }
    }

    fn tag(&self) -> &str {
        match self {
            Content::Packed(packed) => packed.tag,
            Content::Made { tag, .. } => tag,
        }
    }
}

/// The answer to GET or HEAD of a file, and the refusal of any other method.
pub fn answer(file: &File<'_>, request: &Request) -> Response {
    if !matches!(request.method, Method::GET | Method::HEAD) {
        return refusal(StatusCode::METHOD_NOT_ALLOWED, "method not allowed", file.path)
            .with(header::ALLOW, "GET, HEAD");
    }
    let content = file.content;
    let gzip = match content {
        Content::Packed(packed) if takes_gzip(request) => Some(packed.bytes),
        _ => None,
    };
    let tag = format!("\"{}{}\"", content.tag(), if gzip.is_some() { PACKED_SUFFIX } else { "" });
    let mut response = if is_known(request, content.tag()) {
        let mut response = Response::new(StatusCode::NOT_MODIFIED, "");
        response.code = "304".into();
        response
    } else {
        let Some(response) = whole(file, gzip, request) else {
            return refusal(StatusCode::INTERNAL_SERVER_ERROR, "system exception", file.path);
        };
        response
    };
    response.route = file.path;
    guarded(response)
        .with(header::CACHE_CONTROL, if file.is_immutable { FOR_GOOD } else { ASKED_FOR })
        .with(header::VARY, "accept-encoding")
        .with_text(header::ETAG, &tag)
}

/// The file itself; `None` if what the build packed is damaged.
fn whole(file: &File<'_>, gzip: Option<&[u8]>, request: &Request) -> Option<Response> {
    let body = match (gzip, file.content) {
        (Some(bytes), _) => bytes.to_vec(),
        (None, Content::Packed(packed)) => packed.content()?,
        (None, Content::Made { text, .. }) => text.clone().into_bytes(),
    };
    let mut response = Response::new(StatusCode::OK, body);
    response.code = "200".into();
    if gzip.is_some() {
        response = response.with(header::CONTENT_ENCODING, "gzip");
    }
    response = response.with(header::CONTENT_TYPE, file.media_type);
    if request.method == Method::HEAD {
        let length = response.body.len().to_string();
        response.body.clear();
        response = response.with_text(header::CONTENT_LENGTH, &length);
    }
    Some(response)
}

/// The answer to any path that has no file.
pub fn not_found() -> Response {
    refusal(StatusCode::NOT_FOUND, "not found", "")
}

/// In the form that unknown paths have everywhere in the bundle (cashier.md §1.4).
fn refusal(status: StatusCode, message: &str, route: &'static str) -> Response {
    let code = status.as_u16();
    let mut response = Response::new(status, format!(r#"{{"code":{code},"message":"{message}","data":[]}}"#));
    response.code = code.to_string().into();
    response.route = route;
    guarded(response)
        .with(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .with(header::CACHE_CONTROL, "no-store")
}

fn guarded(response: Response) -> Response {
    response
        .with(header::CONTENT_SECURITY_POLICY, POLICY)
        .with(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .with(header::X_FRAME_OPTIONS, "DENY")
        .with(header::REFERRER_POLICY, "no-referrer")
        .with(HeaderName::from_static("cross-origin-opener-policy"), "same-origin")
}

/// Whether `Accept-Encoding` takes gzip: named, or by `*`, and not with a weight of 0.
fn takes_gzip(request: &Request) -> bool {
    let lines = request.header_lines(header::ACCEPT_ENCODING.as_str());
    let mut any = false;
    for item in lines.iter().flat_map(|line| line.split(',')) {
        let (coding, parameters) = item.split_once(';').unwrap_or((item, ""));
        let weight = parameters.trim().strip_prefix("q=").or_else(|| parameters.trim().strip_prefix("Q="));
        let taken = weight.and_then(|weight| weight.trim().parse::<f32>().ok()).is_none_or(|q| q > 0.0);
        match coding.trim() {
            coding if coding.eq_ignore_ascii_case("gzip") => return taken,
            "*" => any = taken,
            _ => {}
        }
    }
    any
}

/// Whether `If-None-Match` names the content, packed or not: weak comparison, lists over any number of lines, and `*`.
fn is_known(request: &Request, tag: &str) -> bool {
    let lines = request.header_lines(header::IF_NONE_MATCH.as_str());
    lines.iter().flat_map(|line| line.split(',')).map(str::trim).any(|known| {
        let strong = known.strip_prefix("W/").unwrap_or(known);
        let bare = strong.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        known == "*" || bare.is_some_and(|bare| bare.strip_suffix(PACKED_SUFFIX).unwrap_or(bare) == tag)
    })
}
