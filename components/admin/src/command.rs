//! Carrying out what operators provision, and what the triggers' words mean.

use crate::caller::Caller;
use crate::problem::{Flaw, Problem};
use crate::resource::Resource;
pub use feiqian_operator::command::Change;
use feiqian_operator::command::{self, Subject};
use feiqian_platform::{DatabaseError, Platform};

impl From<&Resource> for Subject {
    fn from(resource: &Resource) -> Self {
        Subject { name: resource.name, view: resource.view }
    }
}

/// Carries out changes, all or none.
///
/// # Errors
/// What a trigger refuses, by its word.
pub async fn apply(platform: &Platform, caller: &Caller, changes: &[Change]) -> Result<(), Problem> {
    command::apply(platform, caller, changes, refused).await
}

/// What the triggers raise that has an answer.
pub const VERDICTS: [&str; 18] = [
    "changed_meanwhile",
    "code_used",
    "already_bootstrapped",
    "last_owner",
    "account_taken",
    "product_exists",
    "merchant_exists",
    "bank_exists",
    "payee_merchant_exists",
    "payee_currency_exists",
    "payee_fee_exists",
    "two_active",
    "reference_taken",
    "four_eyes",
    "decided_already",
    "reason_exists",
    "settings_order",
    "illegal_move",
];

/// What a trigger's word means.
fn refused(error: DatabaseError) -> Problem {
    let missing = |member: &str, detail: &'static str| {
        Problem::Invalid(vec![Flaw::new(format!("/{member}"), "exists", detail)])
    };
    match error.raised(&VERDICTS) {
        Some("changed_meanwhile") => {
            Problem::Conflict("changed_meanwhile", "It has been changed meanwhile; read it and try again.")
        }
        Some("code_used") => Problem::SignInRefused,
        Some("already_bootstrapped") => Problem::NotFound,
        Some("last_owner") => Problem::Conflict("last_owner", "There must be an active owner."),
        Some("account_taken") => {
            Problem::Conflict("account_taken", "The merchant has an account of that name already.")
        }
        Some("product_exists") => missing("product_id", "There is no such product."),
        Some("merchant_exists") => missing("merchant", "The product has no such merchant."),
        Some("bank_exists") => missing("bank_code", "There is no such bank for deposits."),
        Some("payee_merchant_exists") => {
            missing("merchant_no", "There is no such merchant of the payee API.")
        }
        Some("payee_currency_exists") => missing("currency", "The payee API has no such currency."),
        Some("payee_fee_exists") => {
            missing("currency", "The merchant has no fee in this currency, and so no books.")
        }
        Some("two_active") => {
            Problem::Conflict("both_keys_count", "Two tokens are active; replace lets go of one at once.")
        }
        Some("reference_taken") => {
            Problem::Conflict("reference_taken", "The books have a top-up of this reference.")
        }
        Some("four_eyes") => {
            Problem::Conflict("four_eyes", "Another operator than the one who asked must decide.")
        }
        Some("decided_already") => {
            Problem::Conflict("decided_already", "It has been decided otherwise or by another.")
        }
        Some("reason_exists") => missing("reason", "Not the text of an active reason of this kind."),
        Some("settings_order") => Problem::Invalid(vec![Flaw::new(
            "/cash_max_sum",
            "order",
            "At least cash_min_sum and at most cash_sum_limit.",
        )]),
        Some("illegal_move") => {
            Problem::Conflict("illegal_move", "This status does not follow the one that it has.")
        }
        _ => error.into(),
    }
}
