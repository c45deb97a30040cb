//! Names for the log of what is refused beside the fields of an endpoint.

/// The frame of documents, headers, and what every list takes.
pub const BESIDE: [&str; 18] = [
    "Idempotency-Key",
    "accept",
    "attributes",
    "attritbutes",
    "body",
    "content-encoding",
    "content-type",
    "data",
    "id",
    "idempotency-key",
    "include",
    "page[limit]",
    "page[number]",
    "page[offset]",
    "page[size]",
    "sort",
    "type",
    "user_id",
];
