//! Holds the lines of a provider's file against the settled orders: by number, amount and day.

use crate::provider_file::{LINES, Line};
use crate::sums::DAY_MS;
use feiqian_operator::problem::{Flaw, Problem};
use feiqian_platform::{Platform, Value};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// What is compared.
#[derive(Debug, Clone)]
pub struct Scope {
    pub kind: &'static str,
    /// The merchant's code; of payouts the provider's name.
    pub owner: String,
    pub from_day: i64,
    pub to_day: i64,
    pub day_offset: i64,
    /// The currencies of the file: of the format, or any.
    pub currencies: Vec<&'static str>,
}

/// The kinds of files.
pub const KINDS: &[&str] = &["deposits", "withdrawals", "payouts", "wallet_payouts"];

/// What became of an item.
pub const OUTCOMES: &[&str] =
    &["matched", "missing_here", "missing_there", "different_amount", "different_day", "duplicate"];

/// Both halves of a statement: the orders that `?1` names (a JSON array of numbers, the place in it), and those that were settled
/// from `?4` to before `?5` in the currencies `?6`, at most `?7`. `?2` the owner, `?3` minutes.
macro_rules! compared {
    ($order:literal, $named:literal, $settled:literal) => {
        concat!(
            "SELECT j.key, ",
            $order,
            " FROM json_each(?1) j JOIN ",
            $named,
            " UNION ALL SELECT NULL, * FROM (SELECT ",
            $order,
            " FROM json_each(?6) c CROSS JOIN ",
            $settled,
            " LIMIT ?7)"
        )
    };
}

/// A made-up order is settled as the make-up.
const DEPOSITS: &str = compared!(
    "o.order_sn, o.status = 2, o.currency, o.amount, (o.paid_at + ?3 * 60000) / 86400000",
    "deposit_records o ON o.id = (
       SELECT coalesce((SELECT x.id FROM deposit_records x WHERE x.parent_id = r.id), r.id) FROM deposit_records r
        WHERE r.merchant_id = (SELECT id FROM merchants WHERE code = ?2)
          AND r.id = coalesce((SELECT id FROM deposit_records WHERE order_sn = j.value),
                (SELECT id FROM deposit_records
                  WHERE merchant_id = (SELECT id FROM merchants WHERE code = ?2) AND merchant_order_sn = j.value)))",
    "deposit_records o ON o.merchant_id = (SELECT id FROM merchants WHERE code = ?2) AND o.currency = c.value
      AND o.status = 2 AND o.paid_at >= ?4 AND o.paid_at < ?5"
);

const WITHDRAWALS: &str = compared!(
    "o.billno, o.status = 2, o.currency, o.amount, (o.updated_at + ?3 * 60000) / 86400000",
    "withdraw_records o ON o.billno = j.value AND o.merchant_id = (SELECT id FROM merchants WHERE code = ?2)",
    "withdraw_records o ON o.merchant_id = (SELECT id FROM merchants WHERE code = ?2) AND o.currency = c.value
      AND o.status = 2 AND o.updated_at >= ?4 AND o.updated_at < ?5"
);

/// Money that was paid out stays so if it comes back later.
const PAYOUTS: &str = compared!(
    "o.transaction_no, o.payment_at IS NOT NULL, o.currency, o.amount, (o.payment_at + ?3 * 60000) / 86400000",
    "payee_payout o ON o.transaction_no = coalesce((SELECT transaction_no FROM payee_payout WHERE transaction_no = j.value),
       (SELECT transaction_no FROM payee_payout WHERE provider = ?2 AND provider_ref = j.value)) AND o.provider = ?2",
    "payee_posting p ON p.created_at >= ?4 AND p.created_at < ?5 AND p.kind = 'SETTLE' AND p.currency = c.value
      JOIN payee_payout o ON o.transaction_no = p.transaction_no AND o.provider = ?2"
);

const WALLET_PAYOUTS: &str = compared!(
    "o.cash_sn, o.cash_status = 5, 'CNY', o.cash_actual_amount, (o.updated_at + ?3 * 60000) / 86400000",
    "user_wallet_cash o ON o.id = coalesce((SELECT id FROM user_wallet_cash WHERE cash_sn = j.value),
       (SELECT id FROM user_wallet_cash WHERE trade_no = j.value)) AND o.cash_type = 1 AND ?2 IS NOT NULL",
    "user_wallet_logs l ON l.created_at >= ?4 AND l.created_at < ?5 AND l.change_type = 11 AND c.value = 'CNY'
      JOIN user_wallet_cash o ON o.id = l.user_wallet_cash_id AND o.cash_type = 1"
);

/// The statement of a kind.
pub fn statement(kind: &str) -> &'static str {
    match kind {
        "deposits" => DEPOSITS,
        "withdrawals" => WITHDRAWALS,
        "payouts" => PAYOUTS,
        _ => WALLET_PAYOUTS,
    }
}

/// An order of ours.
#[derive(Debug, Clone)]
struct Ours {
    reference: String,
    is_settled: bool,
    currency: String,
    minor: i64,
    day: Option<i64>,
}

/// What came out: items as the trigger takes them, and how many of each outcome.
#[derive(Debug, Default)]
pub struct Compared {
    pub items: Vec<Json>,
    pub counts: BTreeMap<&'static str, i64>,
}

impl Compared {
    fn add(&mut self, item: u64, outcome: &'static str, line: Option<&Line>, ours: Option<&Ours>) {
        let number = line.map(|line| &line.number).or(ours.map(|ours| &ours.reference));
        let currency = line.map(|line| line.currency.code()).or(ours.map(|ours| ours.currency.as_str()));
        self.items.push(json!([
            item,
            outcome,
            number,
            currency,
            line.map(|line| line.minor),
            line.map(|line| line.day),
            ours.map(|ours| &ours.reference),
            ours.map(|ours| ours.minor),
            ours.and_then(|ours| ours.day),
        ]));
        *self.counts.entry(outcome).or_default() += 1;
    }
}

/// Compares the lines of a file with what one statement reads at this moment.
///
/// # Errors
/// 422 if there are too many settled orders.
pub async fn compare(platform: &Platform, scope: &Scope, lines: &[Line]) -> Result<Compared, Problem> {
    let numbers: Vec<&str> = lines.iter().map(|line| line.number.as_str()).collect();
    let offset_ms = scope.day_offset * 60_000;
    let most = i64::try_from(LINES).unwrap_or(i64::MAX);
    let named: [Value; 7] = [
        json!(numbers).to_string().into(),
        scope.owner.as_str().into(),
        scope.day_offset.into(),
        (scope.from_day * DAY_MS - offset_ms).into(),
        ((scope.to_day + 1) * DAY_MS - offset_ms).into(),
        json!(scope.currencies).to_string().into(),
        (most + 1).into(),
    ];
    let (mut by_line, mut settled) = (BTreeMap::new(), Vec::new());
    for mut row in platform.query(statement(scope.kind), &named).await? {
        let place: Option<i64> = row.take()?;
        let ours = Ours {
            reference: row.take()?,
            is_settled: row.take()?,
            currency: row.take()?,
            minor: row.take()?,
            day: row.take()?,
        };
        match place.and_then(|place| usize::try_from(place).ok()) {
            Some(place) => drop(by_line.insert(place, ours)),
            None => settled.push(ours),
        }
    }
    if settled.len() > LINES {
        let detail = "More than 20000 settled orders: take fewer days.";
        return Err(Problem::Invalid(vec![Flaw::new("/to", "max", detail)]));
    }
    Ok(judge(lines, &by_line, &settled))
}

fn judge(lines: &[Line], by_line: &BTreeMap<usize, Ours>, settled: &[Ours]) -> Compared {
    let mut compared = Compared::default();
    let mut taken = BTreeSet::new();
    for (place, line) in lines.iter().enumerate() {
        let ours = by_line.get(&place);
        let outcome = match ours {
            _ if line.is_duplicate => "duplicate",
            Some(ours) if ours.is_settled => {
                let is_first = taken.insert(ours.reference.as_str());
                match () {
                    // Two numbers of one order.
                    () if !is_first => "duplicate",
                    () if ours.currency != line.currency.code() || ours.minor != line.minor => {
                        "different_amount"
                    }
                    () if ours.day != Some(line.day) => "different_day",
                    () => "matched",
                }
            }
            _ => "missing_here",
        };
        compared.add(line.line, outcome, Some(line), ours);
    }
    let mut item = lines.iter().map(|line| line.line).max().unwrap_or_default();
    for ours in settled.iter().filter(|ours| !taken.contains(ours.reference.as_str())) {
        item += 1;
        compared.add(item, "missing_there", None, Some(ours));
    }
    compared
}
