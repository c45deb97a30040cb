//! The variables that every component of the desk reads (docs/admin.md).

use crate::problem::Problem;
use feiqian_cashier::ClientAddress;
use feiqian_platform::{Platform, variables};
use feiqian_vault::Keyring;

/// Longest idle time and longest life of a session: a day, a week.
const MAX_IDLE_S: i64 = 86_400;
const MAX_SESSION_S: i64 = 604_800;

#[derive(Debug, Clone)]
pub struct Settings {
    /// How long a session lives without being used, and how long at all.
    pub idle_ms: i64,
    pub session_ms: i64,
    pub client_address: ClientAddress,
    /// Development: cookies over http on loopback, and http URLs.
    pub demo_mode: bool,
}

impl Settings {
    /// # Errors
    /// What is wrong, naming the variable and never its value.
    pub async fn read(platform: &Platform) -> Result<Self, String> {
        let seconds = async |name, max| variables::number(platform, name, 60, max).await;
        Ok(Settings {
            idle_ms: seconds("admin_session_idle_seconds", MAX_IDLE_S).await? * 1_000,
            session_ms: seconds("admin_session_seconds", MAX_SESSION_S).await? * 1_000,
            client_address: ClientAddress::read(platform).await?,
            demo_mode: variables::flag(platform, "demo_mode").await?,
        })
    }
}

/// The keys that seal (`pii_key`). Read where something is sealed or opened, so that reading needs none.
///
/// # Errors
/// A fault if the variable is empty or malformed.
pub async fn keyring(platform: &Platform) -> Result<Keyring, Problem> {
    let pii_key = variables::text(platform, "pii_key").await.map_err(Problem::Fault)?;
    Keyring::new(&pii_key).map_err(|error| Problem::Fault(error.to_string()))
}
