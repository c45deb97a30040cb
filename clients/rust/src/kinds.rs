// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

//! Kinds of errors, what to do about them, and the codes that they belong to.

/// What went wrong, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Check the number of the product or merchant, the key, and that no proxy changes the parameters. A demo bundle answers with the text to be signed in the header x-sign-expected-canonical.
    SignatureRefused,
    /// Set this machine's clock, for instance by NTP: it is more than the allowed 300 seconds from the server's. Then send the request again.
    ClockSkewed,
    /// Get a new token: this one is absent, wrong, expired or another merchant's.
    AuthenticationFailed,
    /// Ask the operator for the right: this caller may not do this.
    PermissionDenied,
    /// Correct the fields that are named, then send the request again.
    ValidationFailed,
    /// Check the base URL and the version of this library: the server does not know a request of this form.
    RequestRejected,
    /// Check the number: the object does not exist, or it is another's. If every call ends so, check the base URL.
    NotFound,
    /// The order number or idempotency key belongs to another request. Repeat that request unchanged, or take a new number for a new order.
    Conflict,
    /// The first request with this order number has no answer yet. Repeat the same request after a moment.
    InProgress,
    /// The object's state, a limit or the balance does not allow this. Read the object, then decide again.
    StateRefused,
    /// Wait for as long as the server says, then send the request again.
    RateLimited,
    /// The payment provider refused or did not answer. The order is closed: take a new order number for another attempt.
    UpstreamFailed,
    /// A fault of the server: report the request id to the operator. Repeat the request only with the same order number or idempotency key.
    ServerFault,
    /// The service is busy or down. Repeat the same request with the same order number or idempotency key in a moment.
    Unavailable,
    /// No answer within the time limit, so it is not known whether the command was carried out. Repeat the same request with the same order number or idempotency key, or read the order.
    TimedOut,
    /// Check the base URL and the network. Whether the command was carried out is not known: repeat the same request with the same order number or idempotency key.
    ConnectionFailed,
    /// The answer is cut off or unreadable, so it is not known whether the command was carried out. Repeat the same request with the same order number or idempotency key, or read the order.
    AnswerTruncated,
    /// Nothing was sent. Change the value: a signed name must not contain = or &, and a signed value must not contain an & that is followed by a = before the next &.
    AmbiguousText,
    /// Nothing was sent. Correct the argument that is named.
    InvalidArgument,
    /// Do not act on the message, and do not acknowledge it: it is not proven to be the bundle's, or it is not fresh.
    VerificationFailed,
}

impl Kind {
    /// The kind in one word, as the other libraries write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::SignatureRefused => "signature",
            Kind::ClockSkewed => "clock",
            Kind::AuthenticationFailed => "authentication",
            Kind::PermissionDenied => "permission",
            Kind::ValidationFailed => "validation",
            Kind::RequestRejected => "request",
            Kind::NotFound => "not_found",
            Kind::Conflict => "conflict",
            Kind::InProgress => "in_progress",
            Kind::StateRefused => "state",
            Kind::RateLimited => "rate",
            Kind::UpstreamFailed => "upstream",
            Kind::ServerFault => "server",
            Kind::Unavailable => "unavailable",
            Kind::TimedOut => "timeout",
            Kind::ConnectionFailed => "connection",
            Kind::AnswerTruncated => "truncated",
            Kind::AmbiguousText => "ambiguous",
            Kind::InvalidArgument => "argument",
            Kind::VerificationFailed => "verification",
        }
    }

    /// What to do about it.
    pub const fn advice(self) -> &'static str {
        match self {
            Kind::SignatureRefused => "Check the number of the product or merchant, the key, and that no proxy changes the parameters. A demo bundle answers with the text to be signed in the header x-sign-expected-canonical.",
            Kind::ClockSkewed => "Set this machine's clock, for instance by NTP: it is more than the allowed 300 seconds from the server's. Then send the request again.",
            Kind::AuthenticationFailed => "Get a new token: this one is absent, wrong, expired or another merchant's.",
            Kind::PermissionDenied => "Ask the operator for the right: this caller may not do this.",
            Kind::ValidationFailed => "Correct the fields that are named, then send the request again.",
            Kind::RequestRejected => "Check the base URL and the version of this library: the server does not know a request of this form.",
            Kind::NotFound => "Check the number: the object does not exist, or it is another's. If every call ends so, check the base URL.",
            Kind::Conflict => "The order number or idempotency key belongs to another request. Repeat that request unchanged, or take a new number for a new order.",
            Kind::InProgress => "The first request with this order number has no answer yet. Repeat the same request after a moment.",
            Kind::StateRefused => "The object's state, a limit or the balance does not allow this. Read the object, then decide again.",
            Kind::RateLimited => "Wait for as long as the server says, then send the request again.",
            Kind::UpstreamFailed => "The payment provider refused or did not answer. The order is closed: take a new order number for another attempt.",
            Kind::ServerFault => "A fault of the server: report the request id to the operator. Repeat the request only with the same order number or idempotency key.",
            Kind::Unavailable => "The service is busy or down. Repeat the same request with the same order number or idempotency key in a moment.",
            Kind::TimedOut => "No answer within the time limit, so it is not known whether the command was carried out. Repeat the same request with the same order number or idempotency key, or read the order.",
            Kind::ConnectionFailed => "Check the base URL and the network. Whether the command was carried out is not known: repeat the same request with the same order number or idempotency key.",
            Kind::AnswerTruncated => "The answer is cut off or unreadable, so it is not known whether the command was carried out. Repeat the same request with the same order number or idempotency key, or read the order.",
            Kind::AmbiguousText => "Nothing was sent. Change the value: a signed name must not contain = or &, and a signed value must not contain an & that is followed by a = before the next &.",
            Kind::InvalidArgument => "Nothing was sent. Correct the argument that is named.",
            Kind::VerificationFailed => "Do not act on the message, and do not acknowledge it: it is not proven to be the bundle's, or it is not fresh.",
        }
    }
}

/// After these nothing was sent.
pub(crate) const NOT_SENT: &[Kind] = &[Kind::AmbiguousText, Kind::InvalidArgument, Kind::VerificationFailed];

/// After these nobody knows whether the command was carried out.
pub(crate) const UNKNOWN: &[Kind] = &[Kind::InProgress, Kind::ServerFault, Kind::Unavailable, Kind::TimedOut, Kind::ConnectionFailed, Kind::AnswerTruncated];

/// Codes of the part "cashier", with message (`*`: any) and kind, the most particular first.
pub(crate) const CASHIER: &[(&str, &str, Kind)] = &[
    ("400", "bad request", Kind::RequestRejected),
    ("403", "forbidden", Kind::SignatureRefused),
    ("404", "not found", Kind::NotFound),
    ("405", "method not allowed", Kind::RequestRejected),
    ("408", "request timeout", Kind::Unavailable),
    ("409", "conflict", Kind::Conflict),
    ("413", "payload too large", Kind::RequestRejected),
    ("415", "unsupported media type", Kind::RequestRejected),
    ("422", "unprocessable entity", Kind::StateRefused),
    ("422", "*", Kind::ValidationFailed),
    ("429", "too many requests", Kind::RateLimited),
    ("500", "system exception", Kind::ServerFault),
    ("500", "*", Kind::UpstreamFailed),
    ("503", "service busy", Kind::Unavailable),
    ("304", "*", Kind::RequestRejected),
];

/// Codes of the part "wallet", with message (`*`: any) and kind, the most particular first.
pub(crate) const WALLET: &[(&str, &str, Kind)] = &[
    ("invalid_json", "*", Kind::RequestRejected),
    ("invalid_include", "*", Kind::ValidationFailed),
    ("invalid_sort", "*", Kind::ValidationFailed),
    ("invalid_page", "*", Kind::ValidationFailed),
    ("invalid_filter", "*", Kind::ValidationFailed),
    ("invalid_query_parameter", "*", Kind::ValidationFailed),
    ("invalid_idempotency_key", "*", Kind::ValidationFailed),
    ("not_authenticated", "*", Kind::AuthenticationFailed),
    ("permission_denied", "*", Kind::PermissionDenied),
    ("client_generated_id", "*", Kind::RequestRejected),
    ("route_not_found", "*", Kind::RequestRejected),
    ("model_not_found", "*", Kind::NotFound),
    ("method_not_allowed", "*", Kind::RequestRejected),
    ("not_acceptable", "*", Kind::RequestRejected),
    ("request_timeout", "*", Kind::Unavailable),
    ("too_many_requests", "*", Kind::RateLimited),
    ("resource_type_conflict", "*", Kind::RequestRejected),
    ("idempotency_key_reused", "*", Kind::Conflict),
    ("cash_mch_invalid", "*", Kind::StateRefused),
    ("unbind_wechat", "*", Kind::StateRefused),
    ("cash_interval_time", "*", Kind::StateRefused),
    ("cash_sum_limit", "*", Kind::StateRefused),
    ("status_cash_freeze", "*", Kind::StateRefused),
    ("available_amount_error", "*", Kind::StateRefused),
    ("wallet_limit_error", "*", Kind::StateRefused),
    ("payload_too_large", "*", Kind::RequestRejected),
    ("unsupported_media_type", "*", Kind::RequestRejected),
    ("validation_error", "*", Kind::ValidationFailed),
    ("cash_type_error", "*", Kind::ValidationFailed),
    ("operate_forbidden", "*", Kind::ValidationFailed),
    ("operate_type_error", "*", Kind::ValidationFailed),
    ("wallet_status_error", "*", Kind::ValidationFailed),
    ("internal_error", "*", Kind::ServerFault),
    ("service_busy", "*", Kind::Unavailable),
];

/// Codes of the part "payee", with message (`*`: any) and kind, the most particular first.
pub(crate) const PAYEE: &[(&str, &str, Kind)] = &[
    ("000000", "data error : verifySign", Kind::SignatureRefused),
    ("000000", "service busy", Kind::Unavailable),
    ("000000", "*", Kind::ServerFault),
    ("000010", "*", Kind::RequestRejected),
    ("000020", "*", Kind::ValidationFailed),
    ("000021", "no related information : path", Kind::RequestRejected),
    ("000021", "*", Kind::NotFound),
    ("000022", "Duplicate request error", Kind::Conflict),
    ("000022", "*", Kind::ValidationFailed),
    ("000023", "data error : timestamp", Kind::ClockSkewed),
    ("000023", "data error : X-Timestamp", Kind::ClockSkewed),
    ("000023", "data error : method", Kind::RequestRejected),
    ("000023", "data error : Content-Type", Kind::RequestRejected),
    ("000023", "data error : body", Kind::RequestRejected),
    ("000023", "*", Kind::ValidationFailed),
    ("000030", "too many requests", Kind::RateLimited),
    ("000030", "*", Kind::PermissionDenied),
    ("000040", "*", Kind::StateRefused),
    ("000080", "*", Kind::StateRefused),
];

/// Codes of the part "delivery", with message (`*`: any) and kind, the most particular first.
pub(crate) const DELIVERY: &[(&str, &str, Kind)] = &[
    ("unauthorized", "*", Kind::AuthenticationFailed),
    ("not_found", "*", Kind::RequestRejected),
    ("request_timeout", "*", Kind::Unavailable),
    ("unsupported_media_type", "*", Kind::RequestRejected),
    ("invalid_body", "*", Kind::ValidationFailed),
    ("internal_error", "*", Kind::ServerFault),
    ("service_busy", "*", Kind::Unavailable),
];
