//! `GET` and `PATCH /api/wallet/settings` (wallet.md §4.8).

use crate::Answer;
use crate::body::{Bounds, Fields, Object};
use crate::call::{Call, Done, Settings};
use crate::failure::{
    ANY, CASH_MCH_INVALID, Failure, MAX, MIN, OBJECT, ORDER, Problem, REQUIRED, RESOURCE_TYPE_CONFLICT,
    UNKNOWN,
};
use crate::payouts_run::provider;
use crate::query::{NONE, Query};
use crate::resource::{cents, instant, rate};
use feiqian_platform::{DatabaseError, Value};
use feiqian_signing::json::{self, Kind};

/// The document of the row that a statement reads or returns.
macro_rules! document {
    () => {
        concat!(
            "json_object('data', json_object('type', 'wallet_settings', 'id', 'cash', 'attributes', json_object(
               'cash_rate', ",
            rate!("cash_rate"),
            ", 'cash_min_sum', ",
            cents!("cash_min_sum"),
            ", 'cash_max_sum', ",
            cents!("cash_max_sum"),
            ", 'cash_sum_limit', ",
            cents!("cash_sum_limit"),
            ", 'cash_interval_time', cash_interval_time, 'payout_enabled', json(iif(payout_enabled, 'true', 'false')),
               'updated_at', ",
            instant!("updated_at"),
            ")))"
        )
    };
}

const READ: &str = concat!("SELECT ", document!(), " FROM wallet_settings");

/// `?1` to `?6` the values or NULL, `?7` operator, `?8` now. A change that changes nothing has no author and no time.
const CHANGE: &str = concat!(
    "UPDATE wallet_settings SET
       cash_rate = coalesce(?1, cash_rate), cash_min_sum = coalesce(?2, cash_min_sum),
       cash_max_sum = coalesce(?3, cash_max_sum), cash_sum_limit = coalesce(?4, cash_sum_limit),
       cash_interval_time = coalesce(?5, cash_interval_time), payout_enabled = coalesce(?6, payout_enabled),
       operator_id = iif(changed.it, ?7, operator_id), updated_at = iif(changed.it, ?8, updated_at)
      FROM (SELECT coalesce(?1 <> cash_rate, 0) OR coalesce(?2 <> cash_min_sum, 0) OR coalesce(?3 <> cash_max_sum, 0)
                OR coalesce(?4 <> cash_sum_limit, 0) OR coalesce(?5 <> cash_interval_time, 0)
                OR coalesce(?6 <> payout_enabled, 0) AS it FROM wallet_settings) AS changed
     RETURNING ",
    document!()
);

/// What a change whose outcome is open has written; the parameters are those of [`CHANGE`].
const FIND: &str = "
    SELECT id FROM wallet_settings WHERE operator_id = ?7 AND updated_at = ?8
       AND (cash_rate, cash_min_sum, cash_max_sum, cash_sum_limit, cash_interval_time, payout_enabled)
        IS (coalesce(?1, cash_rate), coalesce(?2, cash_min_sum), coalesce(?3, cash_max_sum),
            coalesce(?4, cash_sum_limit), coalesce(?5, cash_interval_time), coalesce(?6, payout_enabled))";

/// How often the settings are read.
const ATTEMPTS: usize = 3;

const NAMES: [&str; 6] =
    ["cash_rate", "cash_min_sum", "cash_max_sum", "cash_sum_limit", "cash_interval_time", "payout_enabled"];

pub async fn read(call: Call<'_>) -> Result<Answer, Failure> {
    Query::read(&call.request.query, &NONE)?;
    Ok(Answer::document(call.platform.query_row(READ, &[]).await?.take(0)?))
}

pub async fn change(mut call: Call<'_>) -> Result<Answer, Failure> {
    Query::read(&call.request.query, &NONE)?;
    let body = call.body()?;
    let change = Change::read(body)?;
    for _ in 0..ATTEMPTS {
        change.check_order(&call.settings)?;
        if change.payout_enabled == Some(true) && provider(call.platform).await?.is_none() {
            return Err(Problem::at(CASH_MCH_INVALID, "/data/attributes/payout_enabled").into());
        }
        let parameters: [Value; 8] = [
            change.cash_rate.into(),
            change.cash_min_sum.into(),
            change.cash_max_sum.into(),
            change.cash_sum_limit.into(),
            change.cash_interval_time.into(),
            change.payout_enabled.into(),
            call.caller.user_id.into(),
            call.platform.now_ms().into(),
        ];
        match call.command(CHANGE, FIND, &parameters).await? {
            Ok(Done::Row(mut row)) => return Ok(Answer::document(row.take(0)?)),
            Ok(_) => return read(call).await,
            // What was read is no longer true.
            Err(DatabaseError::Check(name)) if name == "settings_order" => call.reread().await?,
            Err(error) => return Err(error.into()),
        }
    }
    Err(Failure::Busy)
}

/// The values that were sent.
#[derive(Debug, Default)]
struct Change {
    cash_rate: Option<i64>,
    cash_min_sum: Option<i64>,
    cash_max_sum: Option<i64>,
    cash_sum_limit: Option<i64>,
    cash_interval_time: Option<i64>,
    payout_enabled: Option<bool>,
}

impl Change {
    fn read(body: json::Value) -> Result<Self, Failure> {
        let document = Object::of(body).ok_or_else(|| Problem::rule(OBJECT, "data", "", None))?;
        let data = document.sent("data").filter(|data| data.kind() != Kind::Null);
        let data = data.ok_or_else(|| Problem::rule(REQUIRED, "data", "", None))?;
        let data = Object::of(data).ok_or_else(|| Problem::rule(OBJECT, "data", "/data", None))?;
        for (member, expected) in [("type", "wallet_settings"), ("id", "cash")] {
            if data.sent(member).is_some_and(|value| value.string().as_deref() != Some(expected)) {
                return Err(Problem::at(RESOURCE_TYPE_CONFLICT, ["/data/", member].concat()).into());
            }
        }
        let base = "/data/attributes";
        let attributes = data.sent("attributes").filter(|attributes| attributes.kind() != Kind::Null);
        let attributes = attributes.ok_or_else(|| Problem::rule(REQUIRED, "attributes", "/data", None))?;
        let attributes =
            Object::of(attributes).ok_or_else(|| Problem::rule(OBJECT, "attributes", base, None))?;

        let mut fields = Fields::new(attributes, base);
        if fields.object.names().next().is_none() {
            return Err(Problem::rule(ANY, "attributes", base, None).into());
        }
        let rate = Bounds { scale: feiqian_money::wallet::MILLIONTHS, min: 0, max: 1_000_000, printed: 0 };
        let amount = Bounds::cents(1, 500_000);
        let limit = Bounds::cents(1, 10_000_000_000);
        let numeric = |fields: &mut Fields<'_>, name, bounds| {
            let sent = fields.if_sent(name);
            fields.numeric(name, sent, bounds)
        };
        let cash_rate = numeric(&mut fields, "cash_rate", rate);
        let cash_min_sum = numeric(&mut fields, "cash_min_sum", amount);
        let cash_max_sum = numeric(&mut fields, "cash_max_sum", amount);
        let cash_sum_limit = numeric(&mut fields, "cash_sum_limit", limit);
        let days = fields.if_sent("cash_interval_time");
        let cash_interval_time = fields.integer("cash_interval_time", days);
        match cash_interval_time {
            Some(days) if days < 0 => fields.fail(MIN, "cash_interval_time", Some("0".into())),
            Some(days) if days > 365 => fields.fail(MAX, "cash_interval_time", Some("365".into())),
            _ => {}
        }
        let enabled = fields.if_sent("payout_enabled");
        let payout_enabled = fields.boolean("payout_enabled", enabled);
        let unknown: Vec<String> = fields.object.names().map(std::borrow::Cow::into_owned).collect();
        for name in unknown.iter().filter(|name| !NAMES.contains(&name.as_str())) {
            let pointer = fields.pointer(&name.replace('~', "~0").replace('/', "~1"));
            fields.problems.push(Problem::rule(UNKNOWN, name, pointer, None));
        }
        fields.finish()?;
        Ok(Change {
            cash_rate,
            cash_min_sum,
            cash_max_sum,
            cash_sum_limit,
            cash_interval_time,
            payout_enabled,
        })
    }

    /// min ≤ max ≤ limit of the resulting set.
    fn check_order(&self, current: &Settings) -> Result<(), Failure> {
        let min = self.cash_min_sum.unwrap_or(current.cash_min_sum);
        let max = self.cash_max_sum.unwrap_or(current.cash_max_sum);
        let limit = self.cash_sum_limit.unwrap_or(current.cash_sum_limit);
        let relations = [
            (min <= max, "cash_min_sum", self.cash_min_sum, "cash_max_sum"),
            (max <= limit, "cash_max_sum", self.cash_max_sum, "cash_sum_limit"),
        ];
        let broken = relations.into_iter().filter(|(holds, ..)| !holds).map(|(_, left, sent, right)| {
            let (field, other) = if sent.is_some() { (left, right) } else { (right, left) };
            Problem::rule(ORDER, field, ["/data/attributes/", field].concat(), Some(other.into()))
        });
        match broken.collect::<Vec<_>>() {
            none if none.is_empty() => Ok(()),
            broken => Err(Failure::Problems(broken)),
        }
    }
}
