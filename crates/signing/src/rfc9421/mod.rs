//! HTTP Message Signatures (RFC 9421) with `hmac-sha256`, and digests of contents (RFC 9530), as products use them.
//!
//! | module | what |
//! |---|---|
//! | [`fields`] | the structured fields (RFC 8941): `Signature-Input`, `Signature`, `Content-Digest` |
//! | [`message`] | a request as a signature sees it, and the values of its components |
//! | [`base`] | the signature base, and its signature under a key |
//! | [`content_digest`] | `Content-Digest` |
//! | [`presented`] | what a product's request presents, checked as far as no key is needed |
//! | [`sign`] | the signing side, for clients and tools |

pub mod base;
pub mod content_digest;
pub mod fields;
pub mod message;
pub mod presented;
pub mod sign;

pub use message::{Message, NoValue};
pub use presented::Presented;

/// Header with the covered components and parameters of each signature. A request that carries it is signed by this
/// scheme and no other.
pub const INPUT_HEADER: &str = "signature-input";

/// Header with the signatures.
pub const SIGNATURE_HEADER: &str = "signature";

/// Header with the digests of the body.
pub const DIGEST_HEADER: &str = "content-digest";

/// The one algorithm.
pub const ALGORITHM: &str = "hmac-sha256";

/// The label that clients are told to use; any other will do.
pub const LABEL: &str = "sig1";

/// The longest value of one of the three headers, in bytes, all lines together.
pub const MAX_FIELD_BYTES: usize = 4_096;

/// So many signatures may stand in one header.
pub const MAX_SIGNATURES: usize = 8;

/// So many components may a signature cover.
pub const MAX_COMPONENTS: usize = 32;
