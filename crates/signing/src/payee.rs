//! Parameters, signatures and `ipnUrl` of the payee interface (`payee.md` 2 to 5).

mod guard;
mod header;
pub mod ipn_url;
mod params;
mod replay;
mod sign;

pub use guard::ambiguous;
pub use header::{HeaderSignature, is_nonce};
pub use params::{Encoding, Params, Violation};
pub use replay::{body_hash, is_idempotency_key, parameter_hash};
pub use sign::{Empty, sign, sign_pairs, sign_text, token_md5, verify, verify_pairs};
