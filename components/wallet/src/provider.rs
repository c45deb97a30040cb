//! Whether payouts have a provider (wallet.md §1).

use crate::failure::Failure;
use feiqian_platform::Platform;

const MIN_KEY_BYTES: usize = 32;

/// Whether `wallet_payout_url` and `wallet_payout_key` name a provider; both empty is none.
///
/// # Errors
/// [`Failure::Fault`] if they are unusable.
pub async fn is_configured(platform: &Platform) -> Result<bool, Failure> {
    let variable =
        async |name| platform.variable(name).await.map_err(|error| Failure::Fault(error.to_string()));
    let (url, key) = (variable("wallet_payout_url").await?, variable("wallet_payout_key").await?);
    if url.is_empty() && key.is_empty() {
        return Ok(false);
    }
    let is_absolute = url.starts_with("http://") || url.starts_with("https://");
    if !is_absolute || key.len() < MIN_KEY_BYTES {
        return Err(Failure::Fault("wallet_payout_url and wallet_payout_key are no usable pair".into()));
    }
    Ok(true)
}
