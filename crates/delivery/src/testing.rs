//! What the tests of the components share (feature `testing`): requests handed to a handler instead of a network, and the
//! kicks that follow answers.

use feiqian_platform::Platform;
use feiqian_platform::http::{HeaderName, Method, Request, Response};
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

/// A `dispatch_token` that counts.
pub const DISPATCH_TOKEN: &str = "a dispatch token of the tests, 40 chars.";

/// Runs `command`, which tells somebody something, on a platform of its own for every kind of `dispatch_token`: a usable
/// one is followed by one kick for `topics`, none, an empty or a short one by none, and `command` gives the same answer.
///
/// # Panics
/// If it is otherwise.
pub fn check_kicks<A: PartialEq + std::fmt::Debug>(
    topics: &[&str],
    command: impl Fn(&dyn Fn(&Platform)) -> (Platform, A),
) {
    let mut answers = Vec::new();
    for (token, count) in
        [(None, 0), (Some(""), 0), (Some(&DISPATCH_TOKEN[..31]), 0), (Some(DISPATCH_TOKEN), 1)]
    {
        let (platform, answer) = command(&|platform| {
            if let Some(token) = token {
                platform.set_variable("dispatch_token", token);
            }
        });
        let kicks = platform.afterwards();
        assert_eq!(kicks.len(), count, "{token:?}: {kicks:?}");
        assert_eq!(platform.faults(), [""; 0], "{token:?}");
        kicks.iter().for_each(|kick| check_kick(kick, topics));
        answers.push(answer);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
}

fn check_kick(kick: &OutboundRequest, topics: &[&str]) {
    let url = "http://notify.spin.internal/internal/dispatch";
    assert_eq!((&kick.method, kick.url.as_str(), kick.timeout_ms), (&Method::POST, url, 2_000));
    let header = |name| kick.headers.iter().find(|(given, _)| *given == name).map(|(_, text)| text.as_str());
    assert_eq!(header("authorization"), Some(["Bearer ", DISPATCH_TOKEN].concat().as_str()));
    assert_eq!(header("prefer"), Some("respond-async"));
    let body = serde_json::json!({ "topics": topics }).to_string();
    assert_eq!(String::from_utf8_lossy(&kick.body), body);
}
