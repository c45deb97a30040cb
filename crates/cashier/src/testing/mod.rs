//! What the tests of the cashier's components share (feature `testing`): a [`Bench`] that runs a component's
//! handler on the demo data, requests as a product signs them, answers as they must stand on the wire, and the
//! [`suite`] of what every product endpoint has to pass.

mod answer;
mod bench;
pub mod key_slots;
pub mod message_signature;
mod request;
pub mod suite;

pub use answer::{Answer, MODES};
pub use bench::{Bench, NOW, NOW_S};
pub use request::{DISABLED, FIRST, Pairs, Product, SECOND, UNKNOWN, by_form, by_json, by_query, sign};
