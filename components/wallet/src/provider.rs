//! Who pays withdrawals out (wallet.md §5.1).

use crate::failure::Failure;
use feiqian_delivery::payout::provider::Provider;
use feiqian_platform::Platform;

/// The provider that pays; `None` if there is none.
///
/// # Errors
/// [`Failure::Fault`] if its variables are unusable.
pub async fn provider(platform: &Platform) -> Result<Option<Provider>, Failure> {
    Provider::of_wallet(platform).await.map_err(Failure::Fault)
}
