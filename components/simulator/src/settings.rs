//! The simulator's variables, checked (cashier.md §10, wallet.md §5.1, outbox.md §3).

use feiqian_platform::Platform;
use feiqian_platform::http::Uri;

pub struct Settings {
    pub enabled: bool,
    /// Where a payer's browser finds the simulator; without a slash at its end.
    pub public_url: String,
    /// The keys under which payouts are ordered; empty: nobody may order one.
    pub wallet_payout_key: String,
    pub payee_payout_key: String,
}

impl Settings {
    /// Reads and checks the variables.
    ///
    /// # Errors
    /// What is wrong, naming the variable.
    pub async fn read(platform: &Platform) -> Result<Self, String> {
        let enabled = match variable(platform, "simulator_enabled").await?.as_str() {
            "true" => true,
            "false" => false,
            _ => return Err("variable simulator_enabled: neither true nor false".into()),
        };
        let public_url = variable(platform, "simulator_public_url").await?;
        if !public_url.is_empty() && !is_absolute(&public_url) {
            return Err("variable simulator_public_url: no absolute http or https URL".into());
        }
        Ok(Settings {
            enabled,
            public_url: public_url.trim_end_matches('/').to_owned(),
            wallet_payout_key: variable(platform, "wallet_payout_key").await?,
            payee_payout_key: variable(platform, "payee_payout_key").await?,
        })
    }
}

async fn variable(platform: &Platform, name: &'static str) -> Result<String, String> {
    platform.variable(name).await.map_err(|error| error.to_string())
}

fn is_absolute(url: &str) -> bool {
    let url: Option<Uri> = url.parse().ok();
    url.is_some_and(|url| matches!(url.scheme_str(), Some("http" | "https")) && url.authority().is_some())
}
