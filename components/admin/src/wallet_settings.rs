//! The settings of the wallet: fee, limits, whether payouts run. There is one row, which nothing names.

use crate::resource::{Field, Issue, Kind, Need, Resource, field};
use crate::role::Scope;
use feiqian_operator::at;

/// Its body, as every reader and the comparison of a command see it.
const VIEW: &str = concat!(
    "SELECT '' AS key, NULL AS parent, id AS id,
     json_object('cash_rate_ppm', cash_rate, 'cash_min_sum', ",
    cents!("cash_min_sum"),
    ", 'cash_max_sum', ",
    cents!("cash_max_sum"),
    ", 'cash_sum_limit', ",
    cents!("cash_sum_limit"),
    ", 'cash_interval_time', cash_interval_time,
     'payout_enabled', json(CASE payout_enabled WHEN 0 THEN 'false' ELSE 'true' END)) AS body,
     json_object('updated_at', ",
    at!("updated_at"),
    ") AS info, NULL AS secret
     FROM wallet_settings",
);

pub static WALLET_SETTINGS: Resource = Resource {
    name: "wallet_settings",
    section: "wallet_settings",
    view: VIEW,
    fields: &FIELDS,
    issue: Issue::Nothing,
    is_made: false,
    range: None,
    write: Scope::FinanceWrite,
};

/// The largest application, and the largest sum of a day, in cents (sql/300_wallet_schema.sql).
const MOST: i64 = 500_000;
const MOST_A_DAY: i64 = 10_000_000_000;

const FIELDS: [Field; 6] = [
    field("cash_rate_ppm", Kind::Integer(0, 1_000_000), Need::Required),
    field("cash_min_sum", Kind::Cents(1, MOST), Need::Required),
    field("cash_max_sum", Kind::Cents(1, MOST), Need::Required),
    field("cash_sum_limit", Kind::Cents(1, MOST_A_DAY), Need::Required),
    field("cash_interval_time", Kind::Integer(0, 365), Need::Required),
    field("payout_enabled", Kind::Flag, Need::Required),
];
