//! Back-office sessions that have expired: the store has no expiry of its own (cashier.md §3).

use feiqian_cashier::Session;
use feiqian_platform::Platform;

/// How many sessions a call looks at.
const LOOKED_AT: usize = 2_000;

/// Deletes expired sessions among those that the store names first.
///
/// # Errors
/// The store did not answer.
pub async fn sweep(platform: &Platform) -> Result<(), String> {
    let keys = platform.key_value_keys(Session::KEY_PREFIX, LOOKED_AT).await;
    for key in keys.map_err(|error| error.to_string())? {
        // Reading deletes what has expired.
        platform.entry::<Session>(&key).await.map_err(|error| error.to_string())?;
    }
    Ok(())
}
