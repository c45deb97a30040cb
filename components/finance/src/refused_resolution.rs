//! `POST /refused-payments/{id}/resolution`: a make-up order books the money, or it is dismissed.

use crate::body::Body;
use crate::command::{Action, TRIES, act, decided_already};
use crate::make_up::{MakeUp, Plan, plan};
use crate::refused_payments::one;
use feiqian_delivery::kick;
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::command::Subject;
use feiqian_operator::problem::{Flaw, Problem};
use serde_json::json;

const SUBJECT: Subject = Subject {
    name: "refused_payment",
    view: "SELECT r.id AS key, json_object('status', iif(r.resolved_at IS NULL, 'open', 'resolved'), 'order_status', d.status)
             AS body FROM refused_payments r LEFT JOIN deposit_records d ON d.id = r.record_id",
};

const STATE: &str = "SELECT json_object('status', iif(r.resolved_at IS NULL, 'open', 'resolved'), 'order_status', d.status),
       r.resolved_by, d.order_sn, m.code
  FROM refused_payments r JOIN merchants m ON m.id = r.merchant_id LEFT JOIN deposit_records d ON d.id = r.record_id
 WHERE r.id = ?1";

pub async fn resolve(known: &Known<'_>) -> Result<Reply, Problem> {
    let mut body = Body::of(&known.call)?;
    let resolution = body.word("resolution", &["make_up", "dismiss"]);
    let (amount, channel) = (body.optional("amount", 40), body.optional("channel", 10));
    let reason = body.reason();
    body.finish()?;
    let wanted = match (resolution, amount) {
        ("make_up", Some(amount)) => Some(MakeUp { amount, channel, reason: reason.clone() }),
        ("make_up", None) => {
            return Err(Problem::Invalid(vec![Flaw::new("/amount", "required", "Required.")]));
        }
        (_, None) if channel.is_none() => None,
        _ => {
            let detail = "A dismissal has neither amount nor channel.";
            return Err(Problem::Invalid(vec![Flaw::new("/resolution", "in", detail)]));
        }
    };
    let platform = known.call.platform;
    let id: i64 = known.call.part(0).parse().map_err(|_| Problem::NotFound)?;
    for _ in 0..TRIES {
        let mut rows = platform.query(STATE, &[id.into()]).await?;
        let row = rows.first_mut().ok_or(Problem::NotFound)?;
        let (seen, resolved_by): (String, String) = (row.take()?, row.take()?);
        let order: Option<String> = row.take()?;
        let (name, cells, told) = match (&wanted, order) {
            (None, _) if resolved_by.is_empty() => (
                "dismiss",
                Vec::new(),
                json!({ "status": "resolved", "resolution": "dismiss", "reason": reason }),
            ),
            (None, _) if resolved_by.starts_with("desk:") => return one(known).await,
            (Some(_), Some(_)) if resolved_by.starts_with("desk:") => return Err(decided_already()),
            (Some(make_up), Some(order)) => match plan(platform, &order, make_up).await? {
                Plan::Do(cells, _, told) => ("make_up", cells, told),
                Plan::Done => return one(known).await,
            },
            (Some(_), None) => {
                let detail = "The merchant has no such order, so that nothing can be made up under it.";
                return Err(Problem::Conflict("unknown_order", detail));
            }
            (None, _) => return Err(decided_already()),
        };
        let key = id.to_string();
        let action = Action { name, subject: SUBJECT, key: &key, seen: Some(&seen), told, cells };
        if act(known, action).await? {
            kick::after_answer(platform, &["cashier.deposit"]).await;
            return one(known).await;
        }
    }
    Err(Problem::Busy)
}
