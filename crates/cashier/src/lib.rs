//! What the components of the cashier share (cashier.md §1 to §3).
//!
//! A request passes, in this order: [`serve`] (settings, path, method, body), [`ReadParams::product_params`] or
//! [`ReadParams::back_office_params`] (can it be read?), [`Signed`] or [`Session`] (who is it?), the endpoint's own rules and
//! its one statement, and leaves as a [`Reply`] or a [`Failure`], both of which know their form on the wire.

#![warn(missing_docs)]

mod amounts;
mod bill_number;
mod call;
pub mod codes;
mod endpoint;
mod failure;
mod field_names;
mod fingerprint;
mod of_customer;
mod origin;
mod own_order;
mod reply;
mod role;
mod session;
mod settings;
mod signed;
mod sql;
pub mod time;

#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
#[doc(hidden)]
pub mod testing;

pub use amounts::amounts;
pub use bill_number::{Order, bill_number};
pub use call::{ReadParams, serve, serve_with};
pub use endpoint::{Access, Answered, Endpoint, Route};
pub use failure::Failure;
pub use feiqian_endpoint::{may, must, told};
#[doc(hidden)]
pub use feiqian_keys;
pub use feiqian_platform::Call;
pub use feiqian_signing::rules::{Parameter, Rule};
pub use field_names::BESIDE;
pub use fingerprint::{amount_by_value, fingerprint};
pub use of_customer::{OF_CUSTOMER, read_of_customer, reference_of_customer};
pub use own_order::{of_order, of_product, own_order};
pub use reply::Reply;
pub use role::{APPROVALS, Act, PAYMENTS, Role};
pub use session::Session;
pub use settings::{
    ClientAddress, LOCAL_ORDER_TTL_SECONDS, LOGIN_RATE_PER_MINUTE, Number, OPEN_ORDERS_PER_CUSTOMER,
    QUOTE_TTL_SECONDS, RECEIPT_ACCOUNT_DELAY_SECONDS, Settings, StatusMode, TOKEN_TTL_SECONDS,
    UPSTREAM_TIMEOUT_MS,
};
pub use signed::Signed;
