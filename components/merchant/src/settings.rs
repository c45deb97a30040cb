//! The variables of this component beyond those of every cashier component.

use feiqian_cashier::{
    ClientAddress, LOGIN_RATE_PER_MINUTE, RECEIPT_ACCOUNT_DELAY_SECONDS, TOKEN_TTL_SECONDS,
};
use feiqian_platform::Platform;

#[derive(Debug, Clone)]
pub struct Settings {
    pub token_ttl_s: i64,
    pub logins_per_minute: i64,
    pub receipt_account_delay_ms: i64,
    pub client_address: ClientAddress,
}

impl Settings {
    pub async fn read(platform: &Platform) -> Result<Self, String> {
        Ok(Settings {
            token_ttl_s: TOKEN_TTL_SECONDS.read(platform).await?,
            logins_per_minute: LOGIN_RATE_PER_MINUTE.read(platform).await?,
            receipt_account_delay_ms: RECEIPT_ACCOUNT_DELAY_SECONDS.read(platform).await? * 1_000,
            client_address: ClientAddress::read(platform).await?,
        })
    }
}
