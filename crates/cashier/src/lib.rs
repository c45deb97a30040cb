//! What the components of the cashier share (cashier.md §1 and §2).
//!
//! A request passes, in this order: [`serve`] (settings, path, method, body), [`Call::product_params`] (can it be
//! read?), [`Signed`] (who is it?), the endpoint's own rules and its one statement, and leaves as a [`Reply`] or a
//! [`Failure`], both of which know their form on the wire.

mod call;
mod failure;
mod reply;
mod settings;
mod signed;

#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
#[doc(hidden)]
pub mod testing;

pub use call::{Call, Endpoint, serve};
pub use failure::Failure;
pub use reply::Reply;
pub use settings::{Settings, StatusMode};
pub use signed::Signed;
