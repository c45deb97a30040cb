//! `POST /wallet-applications/{id}/decision`: `approve` for the runner to pay, `mark_paid` what was paid by hand, `refuse`.

use crate::body::Body;
use crate::command::{Action, TRIES, act, decided_already, wrong_kind};
use crate::wallet_applications::{application_status, one};
use feiqian_delivery::kick;
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::command::Subject;
use feiqian_operator::problem::Problem;
use feiqian_platform::variables;
use serde_json::json;

const SUBJECT: Subject = Subject {
    name: "wallet_application",
    view: concat!(
        "SELECT id AS key, json_object('status', ",
        application_status!("cash_status"),
        ") AS body FROM user_wallet_cash"
    ),
};

const STATE: &str = concat!(
    "SELECT cash_status, cash_type, json_object('status', ",
    application_status!("cash_status"),
    ") FROM user_wallet_cash WHERE id = ?1"
);

pub async fn decide(known: &Known<'_>) -> Result<Reply, Problem> {
    let mut body = Body::of(&known.call)?;
    let decision = body.word("decision", &["approve", "mark_paid", "refuse"]);
    let reason = body.reason();
    body.finish()?;
    let (target, word) = match decision {
        "approve" => (2, "approved"),
        "mark_paid" => (5, "paid"),
        _ => (3, "refused"),
    };
    let platform = known.call.platform;
    let id: i64 = known.call.part(0).parse().map_err(|_| Problem::NotFound)?;
    let notice_url = variables::text(platform, "wallet_webhook_url").await.map_err(Problem::Fault)?;
    for _ in 0..TRIES {
        let mut rows = platform.query(STATE, &[id.into()]).await?;
        let row = rows.first_mut().ok_or(Problem::NotFound)?;
        let (status, kind, seen): (i64, i64, String) = (row.take()?, row.take()?, row.take()?);
        if status != 1 {
            // What was approved goes on: being paid, paid or failed.
            let is_same = status == target || target == 2 && matches!(status, 4..=6) && kind == 1;
            return if is_same { one(known).await } else { Err(decided_already()) };
        }
        if target == 2 && kind == 0 || target == 5 && kind == 1 {
            return Err(wrong_kind());
        }
        if target == 2
            && variables::text(platform, "wallet_payout_url").await.map_err(Problem::Fault)?.is_empty()
        {
            return Err(Problem::Conflict("payouts_disabled", "The wallet has no provider of payouts."));
        }
        let key = id.to_string();
        let action = Action {
            name: decision,
            subject: SUBJECT,
            key: &key,
            seen: Some(&seen),
            told: json!({ "status": word, "reason": reason }),
            cells: vec![target.into(), reason.as_str().into(), notice_url.as_str().into()],
        };
        if act(known, action).await? {
            if target == 2 {
                kick::after_answer(platform, &["wallet.payout"]).await;
            } else {
                kick::after_answer(platform, &["wallet.notice"]).await;
            }
            return one(known).await;
        }
    }
    Err(Problem::Busy)
}
