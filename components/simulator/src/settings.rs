//! The simulator's variables, checked (cashier.md §10).

use feiqian_platform::Platform;
use feiqian_platform::http::Uri;

#[derive(Debug)]
pub struct Settings {
    pub enabled: bool,
    /// Where a payer's browser finds the simulator; without a slash at its end.
    pub public_url: String,
}

impl Settings {
    /// Reads and checks the variables.
    ///
    /// # Errors
    /// What is wrong, naming the variable.
    pub async fn read(platform: &Platform) -> Result<Self, String> {
        let enabled = match platform.variable("simulator_enabled").await.map_err(|e| e.to_string())?.as_str()
        {
            "true" => true,
            "false" => false,
            _ => return Err("variable simulator_enabled: neither true nor false".into()),
        };
        let public_url = platform.variable("simulator_public_url").await.map_err(|e| e.to_string())?;
        if !public_url.is_empty() && !is_absolute(&public_url) {
            return Err("variable simulator_public_url: no absolute http or https URL".into());
        }
        Ok(Settings { enabled, public_url: public_url.trim_end_matches('/').to_owned() })
    }
}

fn is_absolute(url: &str) -> bool {
    let url: Option<Uri> = url.parse().ok();
    url.is_some_and(|url| matches!(url.scheme_str(), Some("http" | "https")) && url.authority().is_some())
}
