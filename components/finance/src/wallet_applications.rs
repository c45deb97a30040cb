//! Withdrawals from the wallet: `GET /wallet-applications`, `GET /wallet-applications/{id}`. All in CNY.

use crate::filters::{Filters, condition_of, list};
use crate::members::members;
use crate::page::{List, MoneyList, Order, Source};
use crate::timeline;
use feiqian_money::Currency;
use feiqian_operator::at;
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::problem::Problem;

pub const STATUSES: [(&str, i64); 6] =
    [("open", 1), ("approved", 2), ("refused", 3), ("paying", 4), ("paid", 5), ("failed", 6)];

/// `customer` is the user's id.
const FILTERS: [&str; 9] =
    ["status", "from", "to", "currency", "amount_from", "amount_to", "number", "customer", "kind"];

/// The word of an application's status.
macro_rules! application_status {
    ($status:literal) => {
        concat!(
            "CASE ",
            $status,
            " WHEN 1 THEN 'open' WHEN 2 THEN 'approved' WHEN 3 THEN 'refused' WHEN 4 THEN 'paying' WHEN 5 THEN 'paid' ELSE 'failed' END"
        )
    };
}
pub(crate) use application_status;

/// Cents as a decimal text.
macro_rules! cents {
    ($amount:literal) => {
        concat!("printf('%d.%02d', ", $amount, " / 100, ", $amount, " % 100)")
    };
}

const TABLES: &str = "CROSS JOIN user_wallet_cash a ON a.id = k.id JOIN users u ON u.id = a.user_id";

members! {
    item, COLUMNS;
    "id" Plain "a.id",
    "number" Text "a.cash_sn",
    "status" Plain application_status!("a.cash_status"),
    "kind" Plain "CASE a.cash_type WHEN 0 THEN 'manual' ELSE 'payout' END",
    "user_id" Plain "a.user_id",
    "username" Text "u.username",
    "currency" Plain "'CNY'",
    "amount" Plain cents!("a.cash_apply_amount"),
    "fee" Plain cents!("a.cash_charge"),
    "payable" Plain cents!("a.cash_actual_amount"),
    "created_at" Plain at!("a.created_at"),
    "updated_at" Plain at!("a.updated_at"),
    "reviewed_at" Plain at!("a.reviewed_at"),
}

const ITEM: &str = concat!(item!(), ")");

/// One, with everything but its timeline.
pub const DETAIL: &str = concat!(
    "SELECT a.cash_sn, ",
    item!(),
    ", 'mobile', CASE a.cash_mobile WHEN '' THEN NULL ELSE substr(a.cash_mobile, 1, 3) || '****' || substr(a.cash_mobile, -4) END,
       'remark', a.remark, 'provider_ref', a.trade_no, 'paid_at', ",
    at!("a.trade_time"),
    ", 'error_code', a.error_code, 'error_message', a.error_message,
       'payout', CASE WHEN a.cash_status >= 4 AND a.cash_type = 1 THEN 'wallet-' || a.cash_sn END)
     FROM user_wallet_cash a JOIN users u ON u.id = a.user_id WHERE a.id = ?1",
);

/// The list of a call's filters.
pub fn select(filters: &mut Filters<'_>) -> List {
    let number = filters.text("number");
    let customer = filters.number("customer");
    let status = filters.words("status", &STATUSES);
    let times = filters.times("created_at");
    if filters.text("currency").is_some_and(|currency| currency != "CNY") {
        filters.fail("currency", "in", "The wallet has CNY alone.");
    }
    if let Some(kinds) = filters.words("kind", &[("manual", 0), ("payout", 1)]) {
        filters.add("a.cash_type IN (SELECT value FROM json_each(?))", list(&kinds));
    }
    filters.amounts("a.cash_apply_amount", Err(Currency::Cny));
    let table = "user_wallet_cash";
    let source = if let Some(number) = number {
        filters.conditions.extend(condition_of(&times, "a"));
        let number = filters.bind(number);
        Source::of(Order::Id, table, "created_at", "id", &format!("cash_sn = {number}"))
    } else if let Some(customer) = customer {
        let customer = filters.bind(customer);
        Source::of(Order::Time, table, "created_at", "id", &format!("user_id = {customer}{times}"))
    } else if let Some(status) = &status {
        let of = |status| {
            Source::of(Order::Time, table, "created_at", "id", &format!("cash_status = {status}{times}")).sql
        };
        let parts: Vec<_> = status.iter().map(of).collect();
        Source::union(Order::Time, &parts)
    } else {
        Source::of(Order::Time, table, "created_at", "id", &format!("1{times}"))
    };
    if let Some(status) = status {
        filters.add("a.cash_status IN (SELECT value FROM json_each(?))", list(&status));
    }
    List { source, tables: TABLES, item: ITEM }
}

/// `GET /wallet-applications`, and its file.
pub static LIST: MoneyList =
    MoneyList { name: "wallet-applications", filters: &FILTERS, select, columns: COLUMNS };

/// `GET /wallet-applications/{id}`
pub async fn one(known: &Known<'_>) -> Result<Reply, Problem> {
    let id = known.call.part(0);
    let number: i64 = id.parse().map_err(|_| Problem::NotFound)?;
    let mut rows = known.call.platform.query(DETAIL, &[number.into()]).await?;
    let row = rows.first_mut().ok_or(Problem::NotFound)?;
    let (cash_sn, body): (String, String) = (row.take()?, row.take()?);
    let timeline = timeline::of_application(known.call.platform, number, &cash_sn).await?;
    Ok(timeline::with(&body, &timeline))
}
