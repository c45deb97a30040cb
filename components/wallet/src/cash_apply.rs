//! `POST /api/wallet/cash` (wallet.md §4.1): an application for a withdrawal.

use crate::Answer;
use crate::body::{Bounds, Fields, Object};
use crate::call::{Authorized, Done, Settings};
use crate::endpoint::{Access, Endpoint, Rule, may, must};
use crate::failure::{
    ACTUAL_POSITIVE, AMBIGUOUS, AVAILABLE_AMOUNT_ERROR, CASH_INTERVAL_TIME, CASH_MCH_INVALID, CASH_SUM_LIMIT,
    CASH_TYPE_ERROR, CLIENT_GENERATED_ID, Failure, IDEMPOTENCY_KEY_REUSED, INVALID_IDEMPOTENCY_KEY,
    INVALID_INCLUDE, OBJECT, PERMISSION_DENIED, Problem, REQUIRED, RESOURCE_TYPE_CONFLICT,
    STATUS_CASH_FREEZE, UNBIND_WECHAT, VALIDATION_ERROR,
};
use crate::query::{Parameters, Query};
use crate::resource::{
    self, Resource, Viewer, cash_attributes, cents, instant, new_cash, phone, user, wallet, wechat,
};
use crate::time;
use crate::token::CASH_CREATE;
use feiqian_money::{Currency, Money, fee};
use feiqian_platform::{DatabaseError, Row, numbered, parameters, statement};
use feiqian_signing::json::{self, Kind};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "POST /api/wallet/cash",
    aliases: &[],
    access: Access { ability: Some(CASH_CREATE), query: &PARAMETERS, is_idempotent: true },
    fields: &[
        must("cash_apply_amount", &[Rule::Amount]),
        must("cash_type", &[Rule::Integer]),
        may("cash_mobile", &[Rule::Is(is_mobile)]),
    ],
    errors: &[
        PERMISSION_DENIED,
        CLIENT_GENERATED_ID,
        INVALID_INCLUDE,
        VALIDATION_ERROR,
        CASH_TYPE_ERROR,
        RESOURCE_TYPE_CONFLICT,
        CASH_MCH_INVALID,
        UNBIND_WECHAT,
        CASH_INTERVAL_TIME,
        CASH_SUM_LIMIT,
        STATUS_CASH_FREEZE,
        AVAILABLE_AMOUNT_ERROR,
        INVALID_IDEMPOTENCY_KEY,
        IDEMPOTENCY_KEY_REUSED,
    ],
};

static PARAMETERS: Parameters = Parameters {
    includes: &["userWallet", "user", "wechat"],
    default_includes: &["userWallet", "user"],
    is_list: false,
    filters: &[],
};

/// How often a number is drawn.
const NUMBER_ATTEMPTS: usize = 5;
/// How often the settings are read.
const SETTINGS_ATTEMPTS: usize = 3;

parameters! {
    struct Apply<'a> {
        number: &'a str,
        amount: i64,
        rate: i64,
        fee: i64,
        actual: i64,
        cash_type: i64,
        mobile: &'a str,
        openid: &'a str,
        idem_key: Option<&'a str>,
        idem_hash: Option<&'a str>,
        now: i64,
        traceparent: Option<&'a str>,
    }
}

parameters! {
    /// What [`APPLY`] has written before.
    struct Before {
        id: i64,
    }
}

/// RETURNING is evaluated before the after-triggers: the wallet it sees is the one before the freeze.
const APPLY: &str = statement!(
    Viewer + Apply,
    concat!(
    "INSERT INTO user_wallet_cash (user_id, cash_sn, cash_apply_amount, cash_rate, cash_charge, cash_actual_amount,
       cash_type, cash_mobile, openid, operator_id, idem_key, idem_hash, created_at, updated_at,
       traceparent)
     VALUES (:caller, :number, :amount, :rate, :fee, :actual, :cash_type, :mobile, :openid, :caller, :idem_key, :idem_hash, :now, :now, :traceparent)
     RETURNING ",
    new_cash!("user_wallet_cash"),
    ", (SELECT ",
    wallet!("w.user_id", "w.available_amount - :amount", "w.freeze_amount + :amount", "w.wallet_status", ""),
    " FROM user_wallets w WHERE w.user_id = :caller), (SELECT ",
    user!("u"),
    " FROM users u WHERE u.id = :caller), (SELECT ",
    wechat!("x"),
    " FROM user_wechats x WHERE x.user_id = :caller)"
)
);

/// The record as created, with the balances of its ledger row, as [`APPLY`] answers it.
/// A wallet that let a withdrawal pass was not frozen.
const APPLIED: &str = statement!(
    Viewer + Before,
    concat!(
        "SELECT ",
        new_cash!("c"),
        ", ",
        wallet!("l.user_id", "l.available_after", "l.freeze_after", "0", ""),
        ", ",
        user!("u"),
        ", (SELECT ",
        wechat!("x"),
        " FROM user_wechats x WHERE x.user_id = :caller) FROM user_wallet_cash c
       JOIN user_wallet_logs l ON l.user_wallet_cash_id = c.id AND l.change_type = 10
       JOIN users u ON u.id = c.user_id WHERE c.id = :id"
    )
);

/// What an application whose outcome is open has written; the parameters are those of [`APPLY`].
const FIND: &str = numbered!(
    &[Viewer::NAMES, Apply::NAMES, &[]],
    "SELECT id FROM user_wallet_cash
    WHERE cash_sn = :number AND user_id = :caller AND cash_apply_amount = :amount AND created_at = :now
      AND traceparent IS :traceparent"
);

/// The newest own record that is not refunded.
const NEWEST: &str = "SELECT max(created_at) FROM user_wallet_cash WHERE user_id = ?1 AND refunds_status = 0";

/// What the trigger refuses, and the field that is told.
pub const REFUSALS: [(&str, crate::failure::Code, &str); 5] = [
    ("cash_mch_invalid", CASH_MCH_INVALID, "cash_type"),
    ("unbind_wechat", UNBIND_WECHAT, "cash_type"),
    ("cash_sum_limit", CASH_SUM_LIMIT, "cash_apply_amount"),
    ("status_cash_freeze", STATUS_CASH_FREEZE, ""),
    ("available_amount_error", AVAILABLE_AMOUNT_ERROR, "cash_apply_amount"),
];

/// What the trigger raises where more must be done than to answer.
pub const RETRIES: [&str; 4] =
    ["cash_sn_taken", "settings_changed", "idempotency_replay", "cash_interval_time"];

/// An application that satisfies every rule of its fields.
struct Application {
    amount: i64,
    fee: i64,
    cash_type: i64,
    mobile: String,
    /// JSON pointer of the attributes as they were spelt.
    base: String,
}

pub async fn apply(mut call: Authorized<'_>) -> Result<Answer, Failure> {
    let query = Query::read(&call.request.query, &PARAMETERS)?;
    let bytes = call.body_bytes()?;
    let key = call.idempotency()?;
    if let Some(key) = &key
        && let Some(answer) = replay(&call, key, &query).await?
    {
        return Ok(answer);
    }
    let body = crate::body::parse(bytes)?;
    let mut numbers = 0;
    let mut settings = 0;
    loop {
        let application = Application::read(body, &call.settings)?;
        let now_ms = call.platform.now_ms();
        let random = u64::from_le_bytes(call.platform.random());
        let number = format!("{}{:010}", time::business_day(now_ms), random % 10_000_000_000);
        let apply = Apply {
            number: &number,
            amount: application.amount,
            rate: call.settings.cash_rate,
            fee: application.fee,
            actual: application.amount - application.fee,
            cash_type: application.cash_type,
            mobile: &application.mobile,
            openid: match application.cash_type {
                1 => call.openid.as_deref().unwrap_or_default(),
                _ => "",
            },
            idem_key: key.as_ref().map(|key| key.0.as_str()),
            idem_hash: key.as_ref().map(|key| key.1.as_str()),
            now: now_ms,
            traceparent: call.request.traceparent.as_deref(),
        };
        let parameters = Viewer::of(&call).and(apply.values());
        let error = match call.command(APPLY, FIND, &parameters).await? {
            Ok(done) => {
                let document = match done {
                    Done::Row(row) => document(row, &query)?,
                    Done::Before(id) => applied(&call, id, &query).await?,
                    Done::Nothing => return Err(DatabaseError::Shape { column: 0 }.into()),
                };
                if let Some(key) = &key {
                    call.remember(key, &document).await;
                }
                return Ok(Answer::document(document));
            }
            Err(error) => error,
        };
        match error.raised(&RETRIES) {
            Some("cash_sn_taken") if numbers + 1 < NUMBER_ATTEMPTS => numbers += 1,
            Some("settings_changed") if settings + 1 < SETTINGS_ATTEMPTS => {
                settings += 1;
                call.reread().await?;
            }
            // Another request with this key was faster.
            Some("idempotency_replay") => {
                call.reread().await?;
                let answer = match &key {
                    Some(key) => replay(&call, key, &query).await?,
                    None => None,
                };
                // A key that has expired this instant is free again.
                return answer.ok_or(Failure::Busy);
            }
            Some("cash_interval_time") => return Err(too_soon(&call).await?),
            _ => return Err(refused(error, &application.base)),
        }
    }
}

async fn replay(
    call: &Authorized<'_>,
    key: &(String, String),
    query: &Query,
) -> Result<Option<Answer>, Failure> {
    let Some(used) = call.used(key)? else {
        return Ok(None);
    };
    let document = match &used.response {
        Some(response) => response.clone(),
        None => applied(call, used.resource_id, query).await?,
    };
    Ok(Some(Answer::document(document).replayed()))
}

/// The document of an application that was done before.
async fn applied(call: &Authorized<'_>, id: i64, query: &Query) -> Result<String, Failure> {
    let parameters = Viewer::of(call).and(Before { id }.values());
    document(call.platform.query_row(APPLIED, &parameters).await?, query)
}

/// The document of a row of [`APPLY`]: the withdrawal and those of its relatives that were asked for.
fn document(row: Row, query: &Query) -> Result<String, Failure> {
    let mut cells = row;
    let cash: String = cells.take()?;
    let relatives: [Option<String>; 3] = [cells.take()?, cells.take()?, cells.take()?];
    let mut family = vec![Some(Resource::read(&cash)?)];
    for (_, relative) in PARAMETERS.includes.iter().zip(&relatives).filter(|(name, _)| query.includes(name)) {
        family.push(relative.as_deref().map(Resource::read).transpose()?);
    }
    resource::document(family, &query.includes)
}

impl Application {
    fn read(body: json::Value, settings: &Settings) -> Result<Self, Failure> {
        let document = Object::of(body).ok_or_else(|| Problem::rule(OBJECT, "data", "", None))?;
        let data = document.sent("data").filter(|data| data.kind() != Kind::Null);
        let data = data.ok_or_else(|| Problem::rule(REQUIRED, "data", "", None))?;
        let data = Object::of(data).ok_or_else(|| Problem::rule(OBJECT, "data", "/data", None))?;
        if data.sent("type").is_some_and(|kind| kind.string().as_deref() != Some("user_wallet_cash")) {
            return Err(Problem::at(RESOURCE_TYPE_CONFLICT, "/data/type").into());
        }
        if data.sent("id").is_some() {
            return Err(Problem::at(CLIENT_GENERATED_ID, "/data/id").into());
        }
        // The contract's own spelling is taken as well.
        let (name, attributes) = match (data.sent("attributes"), data.sent("attritbutes")) {
            (Some(_), Some(_)) => {
                return Err(Problem::rule(AMBIGUOUS, "attritbutes", "/data/attritbutes", None).into());
            }
            (None, Some(attributes)) => ("attritbutes", Some(attributes)),
            (attributes, None) => ("attributes", attributes),
        };
        let base = ["/data/", name].concat();
        let attributes = attributes.filter(|attributes| attributes.kind() != Kind::Null);
        let attributes = attributes.ok_or_else(|| Problem::rule(REQUIRED, name, "/data", None))?;
        let attributes =
            Object::of(attributes).ok_or_else(|| Problem::rule(OBJECT, name, base.as_str(), None))?;

        Application::of(Fields::new(attributes, base, ENDPOINT.fields), settings)
    }

    fn of(mut fields: Fields<'_>, settings: &Settings) -> Result<Self, Failure> {
        let bounds = Bounds::cents(settings.cash_min_sum, settings.cash_max_sum);
        let amount = fields.decimal_within("cash_apply_amount", bounds);
        let fee = amount.and_then(|amount| {
            let fee = fee::rounded_up(Money::new(amount, Currency::Cny), settings.cash_rate)?;
            Some(fee.minor())
        });
        if amount.is_some() && amount == fee {
            fields.fail(ACTUAL_POSITIVE, "cash_apply_amount", None);
        }
        let cash_type = fields.whole("cash_type");
        let mobile = match cash_type {
            Some(0) => fields.required("cash_mobile"),
            _ => fields.object.present("cash_mobile"),
        };
        let mobile = fields.string("cash_mobile", mobile);
        if let Some(mobile) = &mobile {
            fields.check("cash_mobile", mobile);
        }
        fields.finish()?;
        match (amount, fee, cash_type) {
            (Some(amount), Some(fee), Some(cash_type @ (0 | 1))) => {
                let mobile = mobile.unwrap_or_default().into_owned();
                Ok(Application { amount, fee, cash_type, mobile, base: fields.base })
            }
            _ => Err(Problem::at(CASH_TYPE_ERROR, fields.pointer("cash_type")).into()),
        }
    }
}

/// `1[3-9][0-9]{9}`
fn is_mobile(text: &str) -> bool {
    matches!(text.as_bytes(), [b'1', b'3'..=b'9', rest @ ..] if rest.len() == 9 && rest.iter().all(u8::is_ascii_digit))
}

async fn too_soon(call: &Authorized<'_>) -> Result<Failure, Failure> {
    let mut row = call.platform.query_row(NEWEST, &[call.caller.user_id.into()]).await?;
    let newest = row.take::<Option<i64>>()?.unwrap_or_else(|| call.platform.now_ms());
    // The settings may have changed meanwhile; the message then names the instant that was true when asked.
    let retry_ms = newest + call.settings.cash_interval_time * time::DAY_MS;
    let rounded_up = (retry_ms + 999).div_euclid(1_000) * 1_000;
    Ok(Problem::retry_at(CASH_INTERVAL_TIME, time::wire(rounded_up)).into())
}

fn refused(error: DatabaseError, base: &str) -> Failure {
    let raised = error.raised(&REFUSALS.map(|(name, ..)| name));
    match REFUSALS.into_iter().find(|(name, ..)| raised == Some(name)) {
        Some((_, code, "")) => code.into(),
        Some((_, code, field)) => Problem::at(code, [base, "/", field].concat()).into(),
        None => error.into(),
    }
}
