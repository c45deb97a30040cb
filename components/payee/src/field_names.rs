//! Names for the log of what is refused beside the fields of an endpoint.

/// Who calls, when, and the body as a whole.
pub const BESIDE: [&str; 8] =
    ["Idempotency-Key", "X-Nonce", "X-Timestamp", "body", "merchantNo", "storeNo", "timestamp", "verifySign"];
