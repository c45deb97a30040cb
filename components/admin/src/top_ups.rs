//! Top-ups of a balance of the payee API, under four eyes: one operator asks, another decides. Money moves in the statement
//! that approves, and by nothing else.

use crate::call::{Known, Reply};
use crate::command::{Change, apply};
use crate::problem::{Flaw, Problem};
use crate::provision::{item, read};
use crate::resource::{Field, Issue, Kind, Need, Resource, field};
use crate::role::Scope;
use feiqian_cashier::wire_amount;
use feiqian_operator::at;
use serde_json::{Value, json};

/// Its bodies, as every reader and the comparison of a command see them.
const VIEW: &str = concat!(
    "SELECT merchant_no || '/' || reference AS key, merchant_no AS parent, NULL AS id,
     json_object('merchant_no', merchant_no, 'reference', reference, 'currency', currency,
     'amount', ",
    wire_amount!("amount", "currency"),
    ", 'reason', reason) AS body,
     json_object('status', status, 'asked_by', asked_by, 'asked_at', ",
    at!("asked_at"),
    ",
     'decided_by', decided_by, 'decided_at', ",
    at!("decided_at"),
    ", 'decision_reason', decision_reason) AS info, NULL AS secret
     FROM admin_top_ups",
);

pub static TOP_UPS: Resource = Resource {
    name: "top_up",
    section: "",
    view: VIEW,
    fields: &FIELDS,
    issue: Issue::Nothing,
    is_made: true,
    range: None,
    write: Scope::TopUpsAsk,
};

/// The largest top-up in minor units: that of a payout.
const MOST: i64 = 9_000_000_000_000;

const FIELDS: [Field; 5] = [
    field("merchant_no", Kind::Digits(6), Need::Key),
    field("reference", Kind::Code(64, "_-"), Need::Key),
    field("currency", Kind::OneOf(crate::payee_fees::CURRENCIES), Need::Fixed),
    field("amount", Kind::AmountTo(1, MOST), Need::Fixed),
    field("reason", Kind::Name(255), Need::Fixed),
];

/// `POST …/top-ups/{reference}/decision`: `decision` is `approve` or `refuse`. The same decision again changes nothing.
pub async fn decide(known: &Known<'_>) -> Result<Reply, Problem> {
    let [decision, reason] = known.call.texts(["decision", "reason"])?;
    let (action, status) = match decision.as_str() {
        "approve" => ("approve", "approved"),
        "refuse" => ("refuse", "refused"),
        _ => return Err(Problem::Invalid(vec![Flaw::new("/decision", "in", "approve or refuse.")])),
    };
    if reason.trim().is_empty() || reason.chars().any(char::is_control) {
        return Err(Problem::Invalid(vec![Flaw::new(
            "/reason",
            "string",
            "Not blank, no control characters.",
        )]));
    }
    let platform = known.call.platform;
    let key = known.call.path.iter().map(|(_, part)| part.as_str()).collect::<Vec<_>>().join("/");
    let found = read(platform, &TOP_UPS, &key).await?.ok_or(Problem::NotFound)?;
    let info: Value = serde_json::from_str(&found.info).unwrap_or_default();
    if info["status"] == status && info["decided_by"] == known.caller.operator.as_str() {
        return Ok(item(&found, 200, &[]));
    }
    let told = json!({ "status": status, "reason": reason }).to_string();
    let mut change = Change::of(action, &TOP_UPS, &key, Some(&found.body), Some(&found.body));
    change.told(&told);
    change.cells = known.call.path.iter().map(|(_, part)| Value::from(part.as_str())).collect();
    change.cells.push(reason.into());
    apply(platform, &known.caller, &[change]).await?;
    let found = read(platform, &TOP_UPS, &key).await?.ok_or(Problem::NotFound)?;
    Ok(item(&found, 200, &[]))
}
