//! The payees' payout provider, `/sim/payee` (outbox.md §3, §4). The last two digits of the account's number select
//! what happens; other characters behind or between them, as in an e-mail address, do not count:
//!
//! | digits | `POST /payouts` | the first GET and those after it | like |
//! |---|---|---|---|
//! | `01` | `failed` | `failed` | an account that does not exist |
//! | `02` | `held` | `held`, `held`, then `paid` | a compliance review that ends well |
//! | `03` | unsigned 504, but paid | `paid` | an answer that got lost |
//! | `04` | the first: unsigned 504; then as any other | 404 until the second POST, then `paid` | an order that got lost |
//! | `05` | `accepted` | `returned` | a bank that sends the money back |
//! | `06` | `accepted` | `unclaimed`, then `returned` | a wallet whose owner never comes |
//! | `07` | `blocked` | `blocked` | a sanctions list |
//! | any other | `accepted` | `paid` | |
//!
//! A POST repeated after GETs answers what the last of them said. Another amount, currency, country, account type or
//! account under the same reference is a 409 `reference_conflict` that counts for nothing; channel and note may differ.
//! A lost POST counts for that as well. An unknown reference is a 404 `payout_not_found`.

use crate::provider::{self, Caller};
use feiqian_platform::http::Response;
use feiqian_platform::{DatabaseError, Platform, Value, row};
use serde_json::{Value as Json, json};

/// So many GETs find a held payout still held.
const HELD_QUERIES: i64 = 2;

row! {
    struct Payout by payout_columns {
        reference: String = "reference",
        amount: i64 = "amount",
        currency: String = "currency",
        account: String = "account",
        digits: String = "digits",
        posts: i64 = "posts",
        queries: i64 = "queries",
    }
}

/// The row is answered as it is stored, whether the order is its own or a conflicting one.
const POST: &str = concat!(
    "INSERT INTO simulator_payouts (reference, amount, currency, account, digits, posts, created_at)
    VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)
    ON CONFLICT (reference) DO UPDATE SET posts = posts
      + (amount = excluded.amount AND currency = excluded.currency AND account = excluded.account)
     RETURNING ",
    payout_columns!()
);

/// Queries for an order that got lost do not count: nobody answered them.
const GET: &str = concat!(
    "UPDATE simulator_payouts SET queries = queries + 1
    WHERE reference = ?1 AND (digits <> '04' OR posts > 1)
     RETURNING ",
    payout_columns!()
);

/// `POST /sim/payee/payouts`
pub async fn post(platform: &Platform, caller: Caller<'_>, body: &[u8]) -> Result<Response, DatabaseError> {
    let order: Json = serde_json::from_slice(body).unwrap_or_default();
    let Some(order) = Order::read(&order, &caller) else {
        return Ok(caller.refuse(422, "invalid_body"));
    };
    let posted: [Value; 6] = [
        order.reference.into(),
        order.amount.into(),
        order.currency.into(),
        order.account.as_str().into(),
        order.digits.as_str().into(),
        platform.now_ms().into(),
    ];
    let payout = Payout::read(&mut platform.command_row(POST, &posted).await?)?;
    Ok(match payout.digits.as_str() {
        _ if !payout.is(&order) => caller.refuse(409, "reference_conflict"),
        "03" => provider::timed_out(),
        "04" if payout.posts == 1 => provider::timed_out(),
        _ => caller.answer(200, &payout.body()),
    })
}

/// `GET /sim/payee/payouts/{reference}`
pub async fn get(
    platform: &Platform,
    caller: Caller<'_>,
    reference: &str,
) -> Result<Response, DatabaseError> {
    Ok(match platform.command(GET, &[reference.into()]).await?.pop() {
        Some(mut row) => caller.answer(200, &Payout::read(&mut row)?.body()),
        None => caller.refuse(404, "payout_not_found"),
    })
}

/// An order as it is posted.
struct Order<'o> {
    reference: &'o str,
    amount: i64,
    currency: &'o str,
    /// Digest of where the money goes, under the provider's key: no account number is stored, nor anything from which
    /// one could be guessed.
    account: String,
    /// The last two digits of the number, or the only one.
    digits: String,
}

impl<'o> Order<'o> {
    /// The order, if every member is of its type and those are there without which no money could be sent.
    fn read(order: &'o Json, caller: &Caller<'_>) -> Option<Self> {
        let to = &order["account"];
        let optional = [&order["country"], &order["channel"], &order["note"]];
        let details = ["bankCode", "branchId", "purpose", "holder"].map(|name| &to[name]);
        if !optional.iter().chain(&details).all(|member| member.is_null() || member.is_string()) {
            return None;
        }
        let account_type = provider::text(order, "accountType", 64)?;
        let number = provider::text(to, "number", 255)?;
        let account = json!([order["country"], account_type, number, details]).to_string();
        let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
        Some(Order {
            reference: order["reference"].as_str().filter(|text| provider::is_reference(text))?,
            amount: provider::amount(order, "amount")?,
            currency: provider::text(order, "currency", 10)?,
            account: caller.digest(&account),
            digits: digits[digits.len().saturating_sub(2)..].iter().collect(),
        })
    }
}

impl Payout {
    fn is(&self, order: &Order) -> bool {
        (self.amount, self.currency.as_str(), self.account.as_str())
            == (order.amount, order.currency, order.account.as_str())
    }

    fn body(&self) -> Json {
        let (status, reason) = match (self.digits.as_str(), self.queries) {
            ("01", _) => ("failed", Some("account does not exist")),
            ("02", ..=HELD_QUERIES) => ("held", Some("under review")),
            ("05", 1..) => ("returned", Some("account closed")),
            ("06", 1) => ("unclaimed", None),
            ("06", 2..) => ("returned", Some("not claimed in time")),
            ("07", _) => ("blocked", Some("receiver is on a sanctions list")),
            ("02" | "03", _) | (_, 1..) => ("paid", None),
            _ => ("accepted", None),
        };
        json!({
            "reference": self.reference,
            "amount": self.amount,
            "currency": self.currency,
            "status": status,
            "provider_ref": format!("SIM{}", self.reference),
            "reason": reason,
        })
    }
}
