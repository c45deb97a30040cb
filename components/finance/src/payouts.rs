//! Orders of money to the providers, of the wallet and of the payees: `GET /payouts`, `GET /payouts/{id}`.

use crate::filters::{Filters, condition_of, list};
use crate::members::members;
use crate::page::{List, MoneyList, Order, Source};
use crate::timeline;
use crate::wallet_applications::application_status;
use feiqian_cashier::wire_amount;
use feiqian_operator::at;
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::problem::Problem;

/// `merchant` is a number of the payee API; `customer` a user of the wallet or a customer of the payee API.
const FILTERS: [&str; 10] = [
    "status",
    "from",
    "to",
    "merchant",
    "currency",
    "amount_from",
    "amount_to",
    "number",
    "customer",
    "kind",
];

/// A job as a number that orders those of one time: the reference has 18 digits.
const ID: &str = "CAST(ref AS INTEGER) * 2 + (kind = 'payee')";

const TABLES: &str = "CROSS JOIN payout_jobs j ON j.kind = iif(k.id % 2, 'payee', 'wallet') AND j.ref = printf('%018d', k.id / 2)
   LEFT JOIN user_wallet_cash a ON j.kind = 'wallet' AND a.cash_sn = j.ref
   LEFT JOIN payee_payout p ON j.kind = 'payee' AND p.transaction_no = j.ref";

members! {
    item, COLUMNS;
    "id" Text "j.kind || '-' || j.ref",
    "kind" Plain "j.kind",
    "number" Text "j.ref",
    "status" Plain payout_status!(),
    "outcome" Text "j.last_outcome",
    "attempts" Plain "j.attempts",
    "merchant" Text "p.merchant_no",
    "customer" Text "coalesce(p.customer_no, CAST(a.user_id AS TEXT))",
    "currency" Plain "coalesce(p.currency, 'CNY')",
    "amount" Plain wire_amount!("coalesce(p.amount, a.cash_actual_amount)", "coalesce(p.currency, 'CNY')"),
    "record_status" Plain concat!("coalesce(p.status, ", application_status!("a.cash_status"), ")"),
    "created_at" Plain at!("j.created_at"),
    "updated_at" Plain at!("j.updated_at"),
    "next_attempt_at" Plain concat!("CASE j.state WHEN 'open' THEN ", at!("j.next_attempt_at"), " END"),
}

/// Open, in conflict, or over.
macro_rules! payout_status {
    () => {
        "CASE WHEN j.state = 'done' THEN 'done' WHEN j.last_outcome = 'conflict' THEN 'conflict' ELSE 'open' END"
    };
}
pub(crate) use payout_status;

const ITEM: &str = concat!(item!(), ")");

/// One, with everything but its timeline.
pub const DETAIL: &str = concat!(
    "SELECT ",
    item!(),
    ", 'application_id', a.id, 'invoice_id', p.invoice_id, 'account_token', p.account_token,
       'account', (SELECT '****' || coalesce(t.number_last4, '') FROM payee_account t WHERE t.account_token = p.account_token),
       'provider_ref', coalesce(p.provider_ref, a.trade_no), 'reason', coalesce(p.fail_reason, a.error_message),
       'submitted_at', ",
    at!("p.submitted_at"),
    ", 'paid_at', coalesce(",
    at!("p.payment_at"),
    ", ",
    at!("a.trade_time"),
    "), 'is_held', json(iif(j.lease_until > ?3, 'true', 'false')))
     FROM payout_jobs j LEFT JOIN user_wallet_cash a ON j.kind = 'wallet' AND a.cash_sn = j.ref
     LEFT JOIN payee_payout p ON j.kind = 'payee' AND p.transaction_no = j.ref
    WHERE j.kind = ?1 AND j.ref = ?2",
);

/// The list of a call's filters.
pub fn select(filters: &mut Filters<'_>) -> List {
    let number = filters.text("number");
    let status = filters.words("status", &[("open", "open"), ("conflict", "conflict"), ("done", "done")]);
    let times = filters.times("created_at");
    if let Some(kinds) = filters.words("kind", &[("wallet", "wallet"), ("payee", "payee")]) {
        filters.add("j.kind IN (SELECT value FROM json_each(?))", list(&kinds));
    }
    if let Some(merchant) = filters.text("merchant") {
        filters.add("p.merchant_no = ?", merchant);
    }
    if let Some(customer) = filters.text("customer") {
        filters.add("coalesce(p.customer_no, CAST(a.user_id AS TEXT)) = ?", customer);
    }
    amounts(filters);
    let table = "payout_jobs";
    let of = |condition: &str| Source::of(Order::Time, table, "created_at", ID, condition);
    let source = if let Some(number) = number {
        filters.conditions.extend(condition_of(&times, "j"));
        let number = filters.bind(number);
        let by_invoice = format!(
            "kind = 'payee' AND ref IN (SELECT transaction_no FROM payee_payout
              WHERE merchant_no IN (SELECT merchant_no FROM payee_merchant) AND invoice_id = {number})"
        );
        let by_reference = of(&format!("kind IN ('wallet', 'payee') AND ref = {number}"));
        Source::union(Order::Time, &[by_reference.sql, of(&by_invoice).sql])
    } else {
        match status.as_deref() {
            Some(["conflict"]) => of(&format!("state = 'open' AND last_outcome = 'conflict'{times}")),
            Some(status) if !status.contains(&"done") => of(&format!("state = 'open'{times}")),
            _ => of(&format!("1{times}")),
        }
    };
    if let Some(status) = status {
        let status = list(&status);
        filters.add(concat!(payout_status!(), " IN (SELECT value FROM json_each(?))"), status);
    }
    List { source, tables: TABLES, item: ITEM }
}

/// The payee API has the currencies CNY, JPY and USD, the wallet CNY.
fn amounts(filters: &mut Filters<'_>) {
    filters.amounts("coalesce(p.amount, a.cash_actual_amount)", Ok("coalesce(p.currency, 'CNY')"));
}

/// `GET /payouts`, and its file.
pub static LIST: MoneyList = MoneyList { name: "payouts", filters: &FILTERS, select, columns: COLUMNS };

/// The kind and the reference of an id.
pub fn parts(id: &str) -> Result<(&str, &str), Problem> {
    match id.split_once('-') {
        Some((kind @ ("wallet" | "payee"), reference)) => Ok((kind, reference)),
        _ => Err(Problem::NotFound),
    }
}

/// `GET /payouts/{id}`
pub async fn one(known: &Known<'_>) -> Result<Reply, Problem> {
    let platform = known.call.platform;
    let (kind, reference) = parts(known.call.part(0))?;
    let values = [kind.into(), reference.into(), platform.now_ms().into()];
    let mut rows = platform.query(DETAIL, &values).await?;
    let body: String = rows.first_mut().ok_or(Problem::NotFound)?.take()?;
    let timeline = if kind == "payee" {
        timeline::of_payee_payout(platform, reference).await?
    } else {
        let id = "SELECT id FROM user_wallet_cash WHERE cash_sn = ?1";
        let id = platform.query_row(id, &[reference.into()]).await?.take()?;
        timeline::of_application(platform, id, reference).await?
    };
    Ok(timeline::with(&body, &timeline))
}
