//! Application variables (`[variables]` of `spin.toml`).

use std::fmt;

/// A variable could not be read. The name is shown, never a value: it may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariableError {
    /// The variable.
    pub name: &'static str,
    /// What is wrong with it; never its value.
    pub reason: String,
}

impl fmt::Display for VariableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "variable {}: {}", self.name, self.reason)
    }
}

impl std::error::Error for VariableError {}

/// The text of a variable.
///
/// # Errors
/// What is wrong, naming the variable and never its value.
pub async fn text(platform: &crate::Platform, name: &'static str) -> Result<String, String> {
    platform.variable(name).await.map_err(|error| error.to_string())
}

/// A whole number within bounds.
///
/// # Errors
/// What is wrong, naming the variable.
pub async fn number(
    platform: &crate::Platform,
    name: &'static str,
    min: i64,
    max: i64,
) -> Result<i64, String> {
    let text = text(platform, name).await?;
    let is_number = (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|number| is_number && (min..=max).contains(number));
    number.ok_or_else(|| format!("variable {name}: not {min} to {max}"))
}

/// `true` or `false`.
///
/// # Errors
/// What is wrong, naming the variable.
pub async fn flag(platform: &crate::Platform, name: &'static str) -> Result<bool, String> {
    match text(platform, name).await?.as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(format!("variable {name}: neither true nor false")),
    }
}
