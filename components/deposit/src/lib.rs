//! Deposits.
pub mod provider;
