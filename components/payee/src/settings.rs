//! The variables of the payee API, checked (payee.md §1).

use feiqian_platform::Platform;
use feiqian_platform::variables::{flag, text};
use feiqian_vault::Vault;

/// The widest freshness window.
const MAX_WINDOW_S: i64 = 86_400;

pub struct Settings {
    /// 0: freshness is not checked.
    pub window_ms: i64,
    pub auto_activate: bool,
    pub allow_insecure_ipn: bool,
    pub vault: Vault,
}

impl Settings {
    /// Reads and checks the variables.
    ///
    /// # Errors
    /// What is wrong, naming the variable and never its value.
    pub async fn read(platform: &Platform) -> Result<Self, String> {
        let window = text(platform, "payee_timestamp_window_seconds").await?;
        let is_number = (1..=5).contains(&window.len()) && window.bytes().all(|byte| byte.is_ascii_digit());
        let window_s: Option<i64> = window.parse().ok().filter(|_| is_number);
        let window_s = window_s.filter(|seconds| *seconds <= MAX_WINDOW_S);
        let window_s = window_s.ok_or("variable payee_timestamp_window_seconds: not 0 to 86400")?;
        let auto_activate = flag(platform, "payee_auto_activate").await?;
        let allow_insecure_ipn = flag(platform, "allow_insecure_ipn").await?;
        let (pii_key, index_key) = (text(platform, "pii_key").await?, text(platform, "pii_index_key").await?);
        let vault = Vault::new(&pii_key, &index_key).map_err(|error| error.to_string())?;
        Ok(Settings { window_ms: window_s * 1_000, auto_activate, allow_insecure_ipn, vault })
    }
}
