//! `POST /withdrawals/{order_sn}/decision`: `approve` as the service does, then `mark_paid` as the treasury does; `refuse` at
//! either step. Two pairs of eyes where the merchant has them.

use crate::body::Body;
use crate::command::{Action, TRIES, act, decided_already};
use crate::withdrawals::{one, withdrawal_status};
use feiqian_delivery::kick;
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::command::Subject;
use feiqian_operator::problem::Problem;
use serde_json::json;

const SUBJECT: Subject = Subject {
    name: "withdrawal",
    view: concat!(
        "SELECT billno AS key, json_object('status', ",
        withdrawal_status!("status"),
        ") AS body FROM withdraw_records"
    ),
};

/// `?1` number, `?2` the status that is wanted: the status that there is, its body, whether that decision was made.
const STATE: &str = concat!(
    "SELECT status, json_object('status', ",
    withdrawal_status!("status"),
    "), EXISTS (SELECT 1 FROM audit_log a WHERE a.request_type = 2 AND a.record_id = w.id AND a.action = 'approve'
                   AND a.new_flag = ?2)
     FROM withdraw_records w WHERE billno = ?1"
);

pub async fn decide(known: &Known<'_>) -> Result<Reply, Problem> {
    let mut body = Body::of(&known.call)?;
    let decision = body.word("decision", &["approve", "mark_paid", "refuse"]);
    let reason = body.reason();
    body.finish()?;
    let (target, word) = match decision {
        "approve" => (1, "approved"),
        "mark_paid" => (2, "paid"),
        _ => (-1, "refused"),
    };
    let (platform, number) = (known.call.platform, known.call.part(0));
    for _ in 0..TRIES {
        let mut rows = platform.query(STATE, &[number.into(), target.into()]).await?;
        let row = rows.first_mut().ok_or(Problem::NotFound)?;
        let (status, seen, was_made): (i64, String, bool) = (row.take()?, row.take()?, row.take()?);
        let step = match (status, target) {
            (0, 1 | -1) => "U",
            (1, 2 | -1) => "Z",
            _ if was_made => return one(known).await,
            _ => return Err(decided_already()),
        };
        let action = Action {
            name: decision,
            subject: SUBJECT,
            key: number,
            seen: Some(&seen),
            told: json!({ "status": word, "reason": reason }),
            cells: vec![target.into(), step.into(), reason.as_str().into()],
        };
        if act(known, action).await? {
            kick::after_answer(platform, &["cashier.withdraw"]).await;
            return one(known).await;
        }
    }
    Err(Problem::Busy)
}
