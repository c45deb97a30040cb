//! The cashier's variables, checked (cashier.md §10).

use feiqian_platform::Platform;

/// Which HTTP status an answer with a contract code carries (`http_status_mode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusMode {
    /// Always 200: what the published contract does.
    Body,
    /// The code itself.
    Real,
}

/// The variables that every request needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    pub status_mode: StatusMode,
}

impl Settings {
    /// Reads and checks the variables.
    ///
    /// # Errors
    /// What is wrong, naming the variable but not its value: then every request is answered with a real 500.
    pub async fn read(platform: &Platform) -> Result<Self, String> {
        let mode = platform.variable("http_status_mode").await.map_err(|error| error.to_string())?;
        let status_mode = match mode.as_str() {
            "body" => StatusMode::Body,
            "real" => StatusMode::Real,
            _ => return Err("variable http_status_mode: neither body nor real".into()),
        };
        Ok(Settings { status_mode })
    }
}
