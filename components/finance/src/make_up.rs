//! `POST /deposits/{order_sn}/make-up`: a new order under the one that was not paid as ordered, for what came in.

use crate::body::Body;
use crate::command::{Action, TRIES, act, decided_already};
use crate::deposits::{deposit_status, one};
use feiqian_delivery::kick;
use feiqian_money::{Currency, Money, cashier};
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::command::Subject;
use feiqian_operator::problem::{Flaw, Problem};
use feiqian_platform::Platform;
use serde_json::{Value, json};

const SUBJECT: Subject = Subject {
    name: "deposit",
    view: concat!(
        "SELECT order_sn AS key, json_object('status', ",
        deposit_status!("status"),
        ") AS body FROM deposit_records"
    ),
};

/// `?1` number. The make-up order's channel and amount, if there is one.
const STATE: &str = concat!(
    "SELECT d.status, json_object('status', ",
    deposit_status!("d.status"),
    "), d.currency, d.deposit_channel_code, x.deposit_channel_code, x.amount
     FROM deposit_records d LEFT JOIN deposit_records x ON x.parent_id = d.id WHERE d.order_sn = ?1"
);

/// What is made up.
#[derive(Debug)]
pub struct MakeUp {
    pub amount: String,
    /// `None`: the channel of the order.
    pub channel: Option<String>,
    pub reason: String,
}

/// What an order allows.
#[derive(Debug)]
pub enum Plan {
    /// The cells of the command, the body that was seen, and what the audit keeps.
    Do(Vec<Value>, String, Value),
    /// It was made up so already.
    Done,
}

/// What a make-up of an order comes to.
///
/// # Errors
/// 404, 409 for an order that was paid or made up otherwise, 422 for a wrong amount.
pub async fn plan(platform: &Platform, number: &str, make_up: &MakeUp) -> Result<Plan, Problem> {
    let mut rows = platform.query(STATE, &[number.into()]).await?;
    let row = rows.first_mut().ok_or(Problem::NotFound)?;
    let (status, seen, currency): (i64, String, String) = (row.take()?, row.take()?, row.take()?);
    let own: String = row.take()?;
    let made: (Option<String>, Option<i64>) = (row.take()?, row.take()?);
    let currency = Currency::parse(&currency).ok_or(Problem::Fault("a currency that is none".into()))?;
    let amount = cashier::parse(&make_up.amount, currency).map_err(|_| {
        let digits = currency.exponent();
        let detail = format!("A positive decimal number with at most {digits} digits after the point.");
        Problem::Invalid(vec![Flaw::new("/amount", "numeric", detail)])
    })?;
    let channel = make_up.channel.as_deref().unwrap_or(&own);
    let minor = Money::minor(amount);
    match status {
        0 | -1 | -3 => {}
        4 if made == (Some(channel.to_owned()), Some(minor)) => return Ok(Plan::Done),
        _ => return Err(decided_already()),
    }
    let told = json!({ "status": "made_up", "amount": amount.to_text(), "channel": channel, "reason": make_up.reason });
    let cells = vec![number.into(), channel.into(), minor.into(), make_up.reason.as_str().into()];
    Ok(Plan::Do(cells, seen, told))
}

pub async fn make_up(known: &Known<'_>) -> Result<Reply, Problem> {
    let mut body = Body::of(&known.call)?;
    let make_up = MakeUp {
        amount: body.text("amount", 40),
        channel: body.optional("channel", 10),
        reason: body.reason(),
    };
    body.finish()?;
    let (platform, number) = (known.call.platform, known.call.part(0));
    for _ in 0..TRIES {
        let Plan::Do(cells, seen, told) = plan(platform, number, &make_up).await? else {
            return one(known).await;
        };
        let action =
            Action { name: "make_up", subject: SUBJECT, key: number, seen: Some(&seen), told, cells };
        if act(known, action).await? {
            kick::after_answer(platform, &["cashier.deposit"]).await;
            return one(known).await;
        }
    }
    Err(Problem::Busy)
}
