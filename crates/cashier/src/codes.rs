//! Codes and messages of refusals (cashier.md §1.4).

/// What a refusal says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The member `code`.
    pub code: u16,
    /// The member `message`, or what stands for it in the documents.
    pub message: &'static str,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $code:literal $message:literal;)*) => {
        $($(#[$doc])* pub const $name: Code = Code { code: $code, message: $message };)*

        /// All of them.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

/// What every endpoint can answer beside [`INVALID`] and, if not everybody may call it, [`FORBIDDEN`].
pub const OF_ALL: &[Code] = &[
    BAD_REQUEST,
    METHOD_NOT_ALLOWED,
    REQUEST_TIMEOUT,
    PAYLOAD_TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    TOO_MANY_REQUESTS,
    FAULT,
    BUSY,
];

codes! {
    /// Unparsable JSON, form or UTF-8.
    BAD_REQUEST 400 "bad request";
    /// Authentication, tenant or role refused, whatever the reason.
    FORBIDDEN 403 "forbidden";
    /// Unknown path, or the product has no such order.
    NOT_FOUND 404 "not found";
    /// Known path, wrong method.
    METHOD_NOT_ALLOWED 405 "method not allowed";
    /// A body that did not arrive in time.
    REQUEST_TIMEOUT 408 "request timeout";
    /// An idempotency key of another request, or of one that has no answer yet.
    CONFLICT 409 "conflict";
    /// A body that is too long.
    PAYLOAD_TOO_LARGE 413 "payload too large";
    /// A body in a content coding.
    UNSUPPORTED_MEDIA_TYPE 415 "unsupported media type";
    /// Fields that break a rule; the message is an object of them.
    INVALID 422 "{\"<field>\":[\"validation.<key>\"]}";
    /// A state machine refuses.
    UNPROCESSABLE 422 "unprocessable entity";
    /// Too many logins, or requests of one caller.
    TOO_MANY_REQUESTS 429 "too many requests";
    /// The upstream refused.
    UPSTREAM 500 "system exception, or the upstream's own words";
    /// A fault of ours.
    FAULT 500 "system exception";
    /// The database was not free within the limit.
    BUSY 503 "service busy";
}
