//! Sums of settled movements up to an instant, of which trial balances and statements are made. One pass over an index for each
//! merchant and currency: what was before a first instant, and what was between it and a second one.

use feiqian_operator::problem::Problem;
use feiqian_platform::{Platform, Row, Value};

/// The most groups that one statement adds up; who has more names a part, a merchant or a currency.
const GROUPS: i64 = 5_000;

/// A day's length in milliseconds.
pub const DAY_MS: i64 = 86_400_000;

/// By how many minutes the business day of the wallet begins before that of UTC (wallet.md).
pub const WALLET_DAY_OFFSET: i64 = 480;

/// What is added up: movements of before a day's end, those of the day apart.
#[derive(Debug, Clone, Default)]
pub struct Span {
    /// The day, in days since 1970-01-01.
    pub day: i64,
    /// Instead of the merchants' own.
    pub day_offset: Option<i64>,
    pub merchant: Option<String>,
    pub currency: Option<String>,
}

/// A sum of one merchant's movements of one kind in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    pub owner: String,
    pub day_offset: i64,
    pub currency: String,
    /// Of the payees: from which book to which; of the wallets: the type of change.
    pub kind: String,
    /// Before the day, and in it: how many, and how much.
    pub before: i64,
    pub count: i64,
    pub amount: i64,
}

/// The orders of one table: `$time` is when one was settled.
macro_rules! orders {
    ($table:literal, $time:literal, $direction:literal) => {
        concat!(
            "SELECT m.code, coalesce(?2, m.day_offset), o.currency,
                    coalesce(sum(o.amount) FILTER (WHERE o.at < ?1 - coalesce(?2, m.day_offset) * 60000), 0),
                    count(*) FILTER (WHERE o.at >= ?1 - coalesce(?2, m.day_offset) * 60000),
                    coalesce(sum(o.amount) FILTER (WHERE o.at >= ?1 - coalesce(?2, m.day_offset) * 60000), 0),
                    coalesce(sum(o.fee) FILTER (WHERE o.at < ?1 - coalesce(?2, m.day_offset) * 60000), 0),
                    count(*) FILTER (WHERE o.fee > 0 AND o.at >= ?1 - coalesce(?2, m.day_offset) * 60000),
                    coalesce(sum(o.fee) FILTER (WHERE o.at >= ?1 - coalesce(?2, m.day_offset) * 60000), 0)
               FROM merchants m CROSS JOIN (
                 SELECT merchant_id, currency, ",
            $time,
            " AS at, amount, (SELECT t.amount / 10000 * f.fee_bp + (t.amount % 10000 * f.fee_bp + 5000) / 10000
                           FROM channel_fees f WHERE f.direction = '",
            $direction,
            "' AND f.channel_id = t.channel_id AND f.since <= t.",
            $time,
            "
                          ORDER BY f.since DESC LIMIT 1) AS fee
                   FROM ",
            $table,
            " t WHERE status = 2) o ON o.merchant_id = m.id
              WHERE (?3 IS NULL OR m.code = ?3) AND (?4 IS NULL OR o.currency = ?4)
                AND o.at < ?1 + 86400000 - coalesce(?2, m.day_offset) * 60000
              GROUP BY m.id, o.currency LIMIT ?5"
        )
    };
}

const DEPOSITS: &str = orders!("deposit_records", "paid_at", "deposit");
const WITHDRAWALS: &str = orders!("withdraw_records", "updated_at", "withdrawal");

const PAYEES: &str =
    "SELECT m.merchant_no, coalesce(?2, m.day_offset), p.currency, p.from_kind || ' ' || p.to_kind,
        coalesce(sum(p.amount) FILTER (WHERE p.created_at < ?1 - coalesce(?2, m.day_offset) * 60000), 0),
        count(*) FILTER (WHERE p.created_at >= ?1 - coalesce(?2, m.day_offset) * 60000),
        coalesce(sum(p.amount) FILTER (WHERE p.created_at >= ?1 - coalesce(?2, m.day_offset) * 60000), 0)
   FROM payee_merchant m CROSS JOIN payee_posting p ON p.merchant_no = m.merchant_no
  WHERE (?3 IS NULL OR m.merchant_no = ?3) AND (?4 IS NULL OR p.currency = ?4)
    AND p.created_at < ?1 + 86400000 - coalesce(?2, m.day_offset) * 60000
  GROUP BY 1, 3, 4 LIMIT ?5";

/// `fee` is a row of its own, taken out of what was paid out.
const WALLETS: &str = "SELECT 'users', ?2, 'CNY', CASE f.is_fee WHEN 1 THEN 'fee' ELSE CAST(l.change_type AS TEXT) END,
        coalesce(sum(CASE f.is_fee WHEN 1 THEN l.charge ELSE l.moved END) FILTER (WHERE l.created_at < ?1), 0), count(*) FILTER (WHERE l.created_at >= ?1),
        coalesce(sum(CASE f.is_fee WHEN 1 THEN l.charge ELSE l.moved END) FILTER (WHERE l.created_at >= ?1), 0)
   FROM (SELECT l.created_at, l.change_type,
                CASE l.change_type WHEN 11 THEN c.cash_actual_amount ELSE abs(l.change_available_amount) END AS moved,
                c.cash_charge AS charge
           FROM user_wallet_logs l LEFT JOIN user_wallet_cash c ON l.change_type = 11 AND c.id = l.user_wallet_cash_id
          WHERE l.created_at < ?1 + 86400000) l
   CROSS JOIN (SELECT 0 AS is_fee UNION ALL SELECT 1) f
  WHERE f.is_fee = 0 OR l.charge > 0 GROUP BY 4";

/// The sums of the cashier, of the kinds `deposit`, `withdrawal` and `fee`.
pub async fn cashier(platform: &Platform, span: &Span) -> Result<Vec<Sum>, Problem> {
    let mut sums = Vec::new();
    for (sql, kind) in [(DEPOSITS, "deposit"), (WITHDRAWALS, "withdrawal")] {
        for mut row in groups(platform, sql, span).await? {
            let mut sum = Sum {
                owner: row.take()?,
                day_offset: row.take()?,
                currency: row.take()?,
                kind: kind.to_owned(),
                before: row.take()?,
                count: row.take()?,
                amount: row.take()?,
            };
            sums.push(sum.clone());
            sum.kind = "fee".to_owned();
            (sum.before, sum.count, sum.amount) = (row.take()?, row.take()?, row.take()?);
            sums.push(sum);
        }
    }
    Ok(sums)
}

/// The sums of the payees' books; the kind is `FROM TO`.
pub async fn payees(platform: &Platform, span: &Span) -> Result<Vec<Sum>, Problem> {
    let rows = groups(platform, PAYEES, span).await?;
    rows.into_iter().map(sum).collect()
}

/// The sums of all wallets; the kind is the type of change, or `fee`.
pub async fn wallets(platform: &Platform, span: &Span) -> Result<Vec<Sum>, Problem> {
    if span.currency.as_deref().is_some_and(|currency| currency != "CNY") {
        return Ok(Vec::new());
    }
    let offset = span.day_offset.unwrap_or(WALLET_DAY_OFFSET);
    let named: [Value; 2] = [(span.day * DAY_MS - offset * 60_000).into(), offset.into()];
    platform.query(WALLETS, &named).await?.into_iter().map(sum).collect()
}

async fn groups(platform: &Platform, sql: &str, span: &Span) -> Result<Vec<Row>, Problem> {
    let named: [Value; 5] = [
        (span.day * DAY_MS).into(),
        span.day_offset.into(),
        span.merchant.as_deref().into(),
        span.currency.as_deref().into(),
        (GROUPS + 1).into(),
    ];
    let rows = platform.query(sql, &named).await?;
    if i64::try_from(rows.len()).is_ok_and(|count| count > GROUPS) {
        return Err(crate::query::flaw("merchant", "required", "There are too many: name a merchant."));
    }
    Ok(rows)
}

fn sum(mut row: Row) -> Result<Sum, Problem> {
    Ok(Sum {
        owner: row.take()?,
        day_offset: row.take()?,
        currency: row.take()?,
        kind: row.take()?,
        before: row.take()?,
        count: row.take()?,
        amount: row.take()?,
    })
}
