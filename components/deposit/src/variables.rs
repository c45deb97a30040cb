//! The variables of this component, checked (cashier.md §10).

use feiqian_cashier::{ClientAddress, QUOTE_TTL_SECONDS, UPSTREAM_TIMEOUT_MS};
use feiqian_platform::Platform;

#[derive(Debug, Clone)]
pub struct Variables {
    /// For each call of a hub.
    pub upstream_timeout_ms: u64,
    /// How long an offer is good for.
    pub quote_ttl_ms: i64,
    pub client_address: ClientAddress,
}

impl Variables {
    /// Reads and checks the variables.
    ///
    /// # Errors
    /// What is wrong, naming the variable.
    pub async fn read(platform: &Platform) -> Result<Self, String> {
        Ok(Variables {
            upstream_timeout_ms: UPSTREAM_TIMEOUT_MS.read(platform).await?.unsigned_abs(),
            quote_ttl_ms: QUOTE_TTL_SECONDS.read(platform).await? * 1_000,
            client_address: ClientAddress::read(platform).await?,
        })
    }
}
