//! Client of Feiqian: cashier, back office, wallet and payee; verification of what the bundle sends.
//!
//! Native programs send with [`Call::send`], which blocks; a component of Spin sends with the same method, which is `async`
//! there, to a URL or by service chaining ([`Options::chained`]).
//!
//! ```no_run
//! # #[cfg(not(target_arch = "wasm32"))]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use feiqian_client::{Cashier, types::BankListRequest};
//!
//! let cashier = Cashier::new("http://127.0.0.1:3000", 1, "demo-key-0001")?;
//! let banks = cashier.bank_list(&BankListRequest { product_user_id: "1000001".into() }).send()?;
//! # let _ = banks;
//! # Ok(())
//! # }
//! # #[cfg(target_arch = "wasm32")]
//! # fn main() {}
//! ```

#![warn(missing_docs)]

mod answer;
mod base;
mod call;
mod clients;
pub mod decimal;
mod error;
#[rustfmt::skip]
mod kinds;
pub mod money;
#[rustfmt::skip]
mod operations;
mod request;
mod resource;
pub mod signing;
#[cfg_attr(target_arch = "wasm32", path = "transport_spin.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "transport_native.rs")]
mod transport;
#[rustfmt::skip]
#[allow(missing_docs, reason = "generated")]
pub mod types;
pub mod webhooks;

pub use base::Options;
pub use call::{Call, Nothing};
pub use clients::{BackOffice, Cashier, Operator, Payee, Scheme, Wallet};
pub use error::{Details, Error, Outcome};
pub use kinds::Kind;
pub use resource::Resource;
pub use rust_decimal::Decimal;
