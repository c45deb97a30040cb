//! `GET` and `PATCH /api/wallet/settings` (wallet.md §4.8).

use crate::Answer;
use crate::body::{Bounds, Fields, Object};
use crate::call::{Authorized, Done, Settings};
use crate::endpoint::{Access, Endpoint, Rule, may};
use crate::failure::{
    ANY, CASH_MCH_INVALID, Failure, OBJECT, ORDER, PERMISSION_DENIED, Problem, REQUIRED,
    RESOURCE_TYPE_CONFLICT, UNKNOWN, VALIDATION_ERROR,
};
use crate::provider::provider;
use crate::query::{NONE, Query};
use crate::resource::{cents, instant, rate};
use crate::token::SETTINGS_UPDATE;
use feiqian_platform::{DatabaseError, parameters, statement};
use feiqian_signing::json::{self, Kind};

pub static READ: Endpoint = Endpoint {
    name: "GET /api/wallet/settings",
    aliases: &[],
    access: Access { ability: None, query: &NONE, is_idempotent: false },
    fields: &[],
    errors: &[],
};

pub static CHANGE: Endpoint = Endpoint {
    name: "PATCH /api/wallet/settings",
    aliases: &[],
    access: Access { ability: Some(SETTINGS_UPDATE), query: &NONE, is_idempotent: false },
    fields: &[
        may("cash_rate", &[Rule::Sent, Rule::Decimal(RATE)]),
        may("cash_min_sum", &[Rule::Sent, Rule::Decimal(AMOUNT)]),
        may("cash_max_sum", &[Rule::Sent, Rule::Decimal(AMOUNT)]),
        may("cash_sum_limit", &[Rule::Sent, Rule::Decimal(LIMIT)]),
        may("cash_interval_time", &[Rule::Sent, Rule::Within(0, 365)]),
        may("payout_enabled", &[Rule::Sent, Rule::Boolean]),
    ],
    errors: &[PERMISSION_DENIED, RESOURCE_TYPE_CONFLICT, CASH_MCH_INVALID, VALIDATION_ERROR],
};

const RATE: Bounds = Bounds { scale: feiqian_money::wallet::MILLIONTHS, min: 0, max: 1_000_000, printed: 0 };
const AMOUNT: Bounds = Bounds::cents(1, 500_000);
const LIMIT: Bounds = Bounds::cents(1, 10_000_000_000);

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

const SETTINGS: &str = concat!("SELECT ", document!(), " FROM wallet_settings");

parameters! {
    /// The values that were sent, who sends them and when.
    struct Update {
        cash_rate: Option<i64>,
        cash_min_sum: Option<i64>,
        cash_max_sum: Option<i64>,
        cash_sum_limit: Option<i64>,
        cash_interval_time: Option<i64>,
        payout_enabled: Option<bool>,
        operator_id: i64,
        now: i64,
    }
}

/// A change that changes nothing has no author and no time.
const UPDATE: &str = statement!(
    Update,
    concat!(
    "UPDATE wallet_settings SET
       cash_rate = coalesce(:cash_rate, cash_rate), cash_min_sum = coalesce(:cash_min_sum, cash_min_sum),
       cash_max_sum = coalesce(:cash_max_sum, cash_max_sum), cash_sum_limit = coalesce(:cash_sum_limit, cash_sum_limit),
       cash_interval_time = coalesce(:cash_interval_time, cash_interval_time), payout_enabled = coalesce(:payout_enabled, payout_enabled),
       operator_id = iif(changed.it, :operator_id, operator_id), updated_at = iif(changed.it, :now, updated_at)
      FROM (SELECT coalesce(:cash_rate <> cash_rate, 0) OR coalesce(:cash_min_sum <> cash_min_sum, 0) OR coalesce(:cash_max_sum <> cash_max_sum, 0)
                OR coalesce(:cash_sum_limit <> cash_sum_limit, 0) OR coalesce(:cash_interval_time <> cash_interval_time, 0)
                OR coalesce(:payout_enabled <> payout_enabled, 0) AS it FROM wallet_settings) AS changed
     RETURNING ",
    document!()
)
);

/// What a change whose outcome is open has written; the parameters are those of [`UPDATE`].
const FIND: &str = statement!(
    of Update,
    "
    SELECT id FROM wallet_settings WHERE operator_id = :operator_id AND updated_at = :now
       AND (cash_rate, cash_min_sum, cash_max_sum, cash_sum_limit, cash_interval_time, payout_enabled)
        IS (coalesce(:cash_rate, cash_rate), coalesce(:cash_min_sum, cash_min_sum), coalesce(:cash_max_sum, cash_max_sum),
            coalesce(:cash_sum_limit, cash_sum_limit), coalesce(:cash_interval_time, cash_interval_time), coalesce(:payout_enabled, payout_enabled))"
);

/// How often the settings are read.
const ATTEMPTS: usize = 3;

pub async fn read(call: Authorized<'_>) -> Result<Answer, Failure> {
    Query::read(&call.request.query, &NONE)?;
    Ok(Answer::document(call.platform.query_row(SETTINGS, &[]).await?.take()?))
}

pub async fn change(mut call: Authorized<'_>) -> Result<Answer, Failure> {
    Query::read(&call.request.query, &NONE)?;
    let body = call.body()?;
    let change = Change::read(body)?;
    for _ in 0..ATTEMPTS {
        change.check_order(&call.settings)?;
        if change.payout_enabled == Some(true) && provider(call.platform).await?.is_none() {
            return Err(Problem::at(CASH_MCH_INVALID, "/data/attributes/payout_enabled").into());
        }
        let update = Update {
            cash_rate: change.cash_rate,
            cash_min_sum: change.cash_min_sum,
            cash_max_sum: change.cash_max_sum,
            cash_sum_limit: change.cash_sum_limit,
            cash_interval_time: change.cash_interval_time,
            payout_enabled: change.payout_enabled,
            operator_id: call.caller.user_id,
            now: call.platform.now_ms(),
        };
        match call.command(UPDATE, FIND, &update.values()).await? {
            Ok(Done::Row(mut row)) => return Ok(Answer::document(row.take()?)),
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

        Change::of(Fields::new(attributes, base, CHANGE.fields))
    }

    fn of(mut fields: Fields<'_>) -> Result<Self, Failure> {
        if fields.object.names().next().is_none() {
            return Err(Problem::rule(ANY, "attributes", fields.base, None).into());
        }
        let change = Change {
            cash_rate: fields.decimal("cash_rate"),
            cash_min_sum: fields.decimal("cash_min_sum"),
            cash_max_sum: fields.decimal("cash_max_sum"),
            cash_sum_limit: fields.decimal("cash_sum_limit"),
            cash_interval_time: fields.whole("cash_interval_time"),
            payout_enabled: fields.truth("payout_enabled"),
        };
        let names: Vec<String> = fields.object.names().map(std::borrow::Cow::into_owned).collect();
        let unknown: Vec<&String> = names.iter().filter(|name| !fields.knows(name)).collect();
        for name in unknown {
            let pointer = fields.pointer(&name.replace('~', "~0").replace('/', "~1"));
            fields.problems.push(Problem::rule(UNKNOWN, name, pointer, None));
        }
        fields.finish()?;
        Ok(change)
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
