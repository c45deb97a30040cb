//! Carrying out actions (sql/530_admin_money.sql), and what the triggers' words mean.

use feiqian_operator::call::Known;
use feiqian_operator::command::{self, Change, Subject};
use feiqian_operator::problem::{Flaw, Problem};
use feiqian_platform::DatabaseError;
use serde_json::Value;

/// How often an action is looked at again that others have overtaken.
pub const TRIES: usize = 3;

/// Something that is done to a thing whose state has been seen.
#[derive(Debug)]
pub struct Action<'a> {
    pub name: &'static str,
    pub subject: Subject,
    pub key: &'a str,
    /// The body that must still be there; `None` if the subject has no view.
    pub seen: Option<&'a str>,
    /// What the audit keeps.
    pub told: Value,
    pub cells: Vec<Value>,
}

/// Carries out an action. `false`: the thing is not as it was seen, look again.
///
/// # Errors
/// What a trigger refuses.
pub async fn act(known: &Known<'_>, action: Action<'_>) -> Result<bool, Problem> {
    let told = action.told.to_string();
    let mut change = Change::of(action.name, action.subject, action.key, action.seen, Some(&told));
    change.is_unseen = action.seen.is_none();
    change.cells = action.cells;
    match command::apply(known.call.platform, &known.caller, &[change], refused).await {
        Ok(()) => Ok(true),
        Err(Problem::Conflict("changed_meanwhile", _)) => Ok(false),
        Err(problem) => Err(problem),
    }
}

/// What the triggers raise that has an answer.
pub const VERDICTS: [&str; 8] = [
    "changed_meanwhile",
    "four_eyes",
    "channel_exists",
    "payouts_disabled",
    "payout_held",
    "notice_held",
    "no_receiver",
    "cash_type_error",
];

/// What a trigger's word means.
fn refused(error: DatabaseError) -> Problem {
    if matches!(&error, DatabaseError::Unique(_)) {
        return Problem::Conflict("reference_taken", "Another test notice has the reference.");
    }
    match error.raised(&VERDICTS) {
        Some("changed_meanwhile") => Problem::Conflict("changed_meanwhile", "It has been changed meanwhile."),
        Some("four_eyes") => Problem::Conflict(
            "four_eyes",
            "Another operator must do this: you have made the step before, or bear the applicant's name.",
        ),
        Some("channel_exists") => Problem::Invalid(vec![Flaw::new(
            "/channel",
            "exists",
            "The order's merchant has no such channel in the order's currency.",
        )]),
        Some("payouts_disabled") => Problem::Conflict(
            "payouts_disabled",
            "The wallet's payouts are switched off, or there is no provider.",
        ),
        Some("payout_held") => {
            Problem::Conflict("payout_held", "A call of the provider is under way; try again.")
        }
        Some("notice_held") => Problem::Conflict("notice_held", "The notice is being sent; try again."),
        Some("no_receiver") => Problem::Conflict("no_receiver", "There is no address to send to."),
        Some("cash_type_error") => wrong_kind(),
        _ => error.into(),
    }
}

/// The decision does not suit the kind of the application.
pub fn wrong_kind() -> Problem {
    Problem::Conflict("wrong_kind", "A manual application is marked as paid, one of a payout is approved.")
}

/// It was decided otherwise.
pub fn decided_already() -> Problem {
    Problem::Conflict("decided_already", "It has been decided otherwise.")
}
