//! `POST /payouts/{id}/settlement`: what a person has found out about a payout whose outcome no program can tell.
//! `POST /payouts/{id}/retry`: the provider is asked at once.

use crate::body::Body;
use crate::command::{Action, TRIES, act, decided_already};
use crate::payouts::{one, parts};
use feiqian_delivery::kick;
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::command::Subject;
use feiqian_operator::problem::{Flaw, Problem};
use feiqian_platform::Platform;
use serde_json::json;

macro_rules! subject {
    ($name:literal, $kind:literal) => {
        Subject {
            name: $name,
            view: concat!(
                "SELECT ref AS key, json_object('state', state, 'outcome', last_outcome, 'attempts', attempts) AS body
                   FROM payout_jobs WHERE kind = '",
                $kind,
                "'"
            ),
        }
    };
}

const WALLET: Subject = subject!("wallet_payout", "wallet");
const PAYEE: Subject = subject!("payee_payout", "payee");

/// A payout that has been open for so long may be settled though its outcome is no conflict.
const LONG_MS: i64 = 86_400_000;

const STATE: &str =
    "SELECT json_object('state', j.state, 'outcome', j.last_outcome, 'attempts', j.attempts), j.state,
       coalesce(j.last_outcome, ''), j.created_at, j.next_attempt_at,
       CASE WHEN a.cash_status = 5 OR p.status IN ('success', 'reversed', 'refunded')
              OR p.status = 'returned' AND p.payment_at IS NOT NULL THEN 'paid'
            WHEN j.state = 'done' THEN 'failed' ELSE '' END
  FROM payout_jobs j LEFT JOIN user_wallet_cash a ON j.kind = 'wallet' AND a.cash_sn = j.ref
  LEFT JOIN payee_payout p ON j.kind = 'payee' AND p.transaction_no = j.ref
 WHERE j.kind = ?1 AND j.ref = ?2";

/// A payout as it is.
struct State {
    seen: String,
    is_open: bool,
    is_conflict: bool,
    created_at_ms: i64,
    next_attempt_at_ms: i64,
    /// `paid` or `failed` once it is over.
    outcome: String,
}

async fn state(platform: &Platform, kind: &str, reference: &str) -> Result<State, Problem> {
    let mut rows = platform.query(STATE, &[kind.into(), reference.into()]).await?;
    let row = rows.first_mut().ok_or(Problem::NotFound)?;
    Ok(State {
        seen: row.take()?,
        is_open: row.take::<String>()? == "open",
        is_conflict: row.take::<String>()? == "conflict",
        created_at_ms: row.take()?,
        next_attempt_at_ms: row.take()?,
        outcome: row.take()?,
    })
}

fn subject(kind: &str) -> (Subject, [&'static str; 2]) {
    if kind == "wallet" {
        (WALLET, ["wallet.payout", "wallet.notice"])
    } else {
        (PAYEE, ["payee.payout", "ipn.payout"])
    }
}

/// `POST /payouts/{id}/settlement`
pub async fn settle(known: &Known<'_>) -> Result<Reply, Problem> {
    let mut body = Body::of(&known.call)?;
    let outcome = body.word("outcome", &["paid", "failed"]);
    let provider_ref = body.optional("provider_ref", 64);
    let reason = body.reason();
    body.finish()?;
    let platform = known.call.platform;
    let (kind, reference) = parts(known.call.part(0))?;
    if kind == "wallet" && outcome == "paid" && provider_ref.is_none() {
        let detail = "What the wallet has paid bears the provider's number.";
        return Err(Problem::Invalid(vec![Flaw::new("/provider_ref", "required", detail)]));
    }
    let (subject, topics) = subject(kind);
    for _ in 0..TRIES {
        let state = state(platform, kind, reference).await?;
        if !state.is_open {
            return if state.outcome == outcome { one(known).await } else { Err(decided_already()) };
        }
        if !state.is_conflict && platform.now_ms() - state.created_at_ms < LONG_MS {
            return Err(Problem::Conflict(
                "not_in_conflict",
                "The provider is still asked: only a conflict, or what is open for a day, is settled by hand.",
            ));
        }
        let action = Action {
            name: "settle",
            subject,
            key: reference,
            seen: Some(&state.seen),
            told: json!({ "outcome": outcome, "provider_ref": provider_ref, "reason": reason }),
            cells: vec![outcome.into(), provider_ref.as_deref().into(), reason.as_str().into()],
        };
        if act(known, action).await? {
            kick::after_answer(platform, &topics[1..]).await;
            return one(known).await;
        }
    }
    Err(Problem::Busy)
}

/// `POST /payouts/{id}/retry`
pub async fn retry(known: &Known<'_>) -> Result<Reply, Problem> {
    let mut body = Body::of(&known.call)?;
    let reason = body.reason();
    body.finish()?;
    let platform = known.call.platform;
    let (kind, reference) = parts(known.call.part(0))?;
    let (subject, topics) = subject(kind);
    for _ in 0..TRIES {
        let state = state(platform, kind, reference).await?;
        if !state.is_open {
            return Err(decided_already());
        }
        if state.next_attempt_at_ms > platform.now_ms() {
            let action = Action {
                name: "retry",
                subject,
                key: reference,
                seen: Some(&state.seen),
                told: json!({ "reason": reason }),
                cells: Vec::new(),
            };
            if !act(known, action).await? {
                continue;
            }
        }
        kick::after_answer(platform, &topics[..1]).await;
        return one(known).await;
    }
    Err(Problem::Busy)
}
