//! Versions of a body: what a change must have seen (RFC 9110).

use crate::problem::Problem;
use feiqian_platform::http::{Request, header};
use feiqian_signing::digest;

/// The tag of a body.
pub fn etag(body: &str) -> String {
    let hash = digest::sha256_hex(body.as_bytes());
    format!("\"{}\"", hash.get(..32).unwrap_or_default())
}

/// `If-None-Match: *` wants that there is none yet.
///
/// # Errors
/// 412 if there is one.
pub fn check_none_match(request: &Request, is_there: bool) -> Result<(), Problem> {
    let wants_none = names(request, header::IF_NONE_MATCH.as_str()).iter().any(|tag| tag == "*");
    if wants_none && is_there { Err(Problem::PreconditionFailed) } else { Ok(()) }
}

/// `If-Match` names the tag, or is `*`. A PUT that changes must have it; a PATCH says what it changes and may.
///
/// # Errors
/// 412 if it names another, 428 if it is missing.
pub fn check_match(request: &Request, body: &str, is_whole: bool) -> Result<(), Problem> {
    let tags = names(request, header::IF_MATCH.as_str());
    let own = etag(body);
    match tags.as_slice() {
        [] if is_whole => Err(Problem::PreconditionRequired),
        [] => Ok(()),
        tags if tags.iter().any(|tag| tag == "*" || *tag == own) => Ok(()),
        _ => Err(Problem::PreconditionFailed),
    }
}

fn names(request: &Request, header: &str) -> Vec<String> {
    let lines = request.header_lines(header);
    let tags = lines.iter().flat_map(|line| line.split(',')).map(|tag| tag.trim().to_owned());
    tags.filter(|tag| !tag.is_empty()).collect()
}
