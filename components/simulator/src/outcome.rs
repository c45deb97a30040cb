//! Outcomes that a payment call can force by its amount (cashier.md §6).

use crate::answer::{error, json};
use feiqian_platform::Platform;
use feiqian_platform::http::{Response, StatusCode, header};
use serde_json::json;

/// Longer than the cashier's default `upstream_timeout_ms`.
const SILENCE_MS: u64 = 12_000;

/// What the last two digits of the amount's text ask for, the point ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Accepted,
    /// `11`: HTTP 500.
    ServerError,
    /// `12`: result 1, `method closed`.
    Closed,
    /// `13`: no reply for 12 s.
    Silence,
    /// `14`: malformed JSON.
    Malformed,
    /// `15`: no `billno`.
    NoBillNumber,
}

impl Outcome {
    /// The outcome that an amount asks for.
    pub fn of(amount: &str) -> Self {
        let digits: String = amount.chars().filter(|&c| c != '.').collect();
        match digits.get(digits.len().saturating_sub(2)..) {
            Some("11") => Outcome::ServerError,
            Some("12") => Outcome::Closed,
            Some("13") => Outcome::Silence,
            Some("14") => Outcome::Malformed,
            Some("15") => Outcome::NoBillNumber,
            _ => Outcome::Accepted,
        }
    }

    /// The answer of an outcome that accepts no payment, in a reply whose result member is `result`; `None` if the
    /// payment goes on.
    pub async fn refusal(self, platform: &Platform, result: &str) -> Option<Response> {
        match self {
            Outcome::Accepted | Outcome::NoBillNumber => None,
            Outcome::ServerError => Some(error(500, "forced")),
            Outcome::Closed => Some(json(200, json!({ (result): 1, "message": "method closed" }))),
            Outcome::Silence => {
                platform.sleep_ms(SILENCE_MS).await;
                Some(error(504, "forced"))
            }
            Outcome::Malformed => {
                let body = format!("{{\"{result}\":0,");
                let response = Response::new(StatusCode::OK, body);
                Some(response.with(header::CONTENT_TYPE, "application/json; charset=utf-8"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Outcome;

    #[test]
    fn the_last_two_digits_count_and_the_point_does_not() {
        for (amount, outcome) in [
            ("100.11", Outcome::ServerError),
            ("10011", Outcome::ServerError),
            ("301.12", Outcome::Closed),
            ("1.3", Outcome::Silence),
            ("14", Outcome::Malformed),
            ("99.15", Outcome::NoBillNumber),
            ("11.00", Outcome::Accepted),
            ("1", Outcome::Accepted),
            ("", Outcome::Accepted),
            ("金", Outcome::Accepted),
        ] {
            assert_eq!(Outcome::of(amount), outcome, "{amount}");
        }
    }
}
