//! The variables of this component, checked (cashier.md §10).

use feiqian_cashier::{
    ClientAddress, LOCAL_ORDER_TTL_SECONDS, OPEN_ORDERS_PER_CUSTOMER, QUOTE_TTL_SECONDS, UPSTREAM_TIMEOUT_MS,
};
use feiqian_platform::Platform;

#[derive(Debug, Clone)]
pub struct Variables {
    /// For each call of a hub.
    pub upstream_timeout_ms: u64,
    /// How long an offer is good for.
    pub quote_ttl_ms: i64,
    pub client_address: ClientAddress,
    /// How many orders a customer may have open; 0 is any number.
    pub open_orders: i64,
    /// How long an order counts among them. One to a receiving account is closed then; when a hub's ends, the hub alone
    /// knows, and a customer who leaves pay pages unused must not be shut out for good.
    pub order_counts_ms: i64,
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
            open_orders: OPEN_ORDERS_PER_CUSTOMER.read(platform).await?,
            order_counts_ms: LOCAL_ORDER_TTL_SECONDS.read(platform).await? * 1_000,
        })
    }

    /// Orders that are not younger do not count as open.
    pub fn counts_since_ms(&self, now_ms: i64) -> i64 {
        match self.order_counts_ms {
            0 => -1,
            counts_ms => now_ms - counts_ms,
        }
    }
}
