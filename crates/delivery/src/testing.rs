//! What the tests of the components share (feature `testing`): requests handed to a handler instead of a network.

use feiqian_platform::http::{HeaderName, Request, Response};
use feiqian_platform::outbound::{OutboundAnswer, OutboundError, OutboundRequest, Target};

/// A request as its receiver gets it.
///
/// # Panics
/// If its URL cannot be requested: nothing would have been sent.
pub fn received(sent: &OutboundRequest) -> Request {
    let target = Target::of(&sent.url).unwrap_or_else(|| panic!("{} is no URL", sent.url));
    let query = target.rest.find('?').map_or("", |start| &target.rest[start..]);
    let mut request = Request::new(sent.method.clone(), &[target.path(), query].concat());
    request.body = feiqian_platform::Body::Whole(sent.body.clone());
    for (name, text) in &sent.headers {
        request = request.with(HeaderName::from_static(name), text);
    }
    request
}

/// An answer as it comes back.
///
/// # Errors
/// It is longer than was to be read.
pub fn answered(sent: &OutboundRequest, response: Response) -> Result<OutboundAnswer, OutboundError> {
    let headers = response
        .headers
        .iter()
        .filter_map(|(name, text)| Some((name.as_str().to_owned(), text.to_str().ok()?.to_owned())));
    let headers = headers.collect();
    let is_too_large = response.body.len() > sent.answer_limit_bytes;
    let mut answer = OutboundAnswer { status: response.status, headers, body: response.body };
    answer.body.truncate(sent.answer_limit_bytes);
    if is_too_large { Err(OutboundError::AnswerTooLarge(Box::new(answer))) } else { Ok(answer) }
}
