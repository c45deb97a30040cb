//! Names for the log of what is refused beside the fields of an endpoint.

/// What the log calls a missing receiving account, which the answer calls `bankcode`.
pub(crate) const RECEIVING_ACCOUNT: &str = "receipt_account";

/// What is refused beside the fields of an endpoint: who calls, and the signature.
pub const BESIDE: [&str; 16] = [
    "@method",
    "@path",
    "@query",
    "@target-uri",
    "If-None-Match",
    "content-digest",
    "nonce",
    "notify_type",
    "pid",
    "product_id",
    RECEIVING_ACCOUNT,
    "sign",
    "sign_type",
    "signature",
    "signature-input",
    "timestamp",
];
