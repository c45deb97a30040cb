//! `PATCH /api/wallet/user/{user_id}` (wallet.md §4.6): adjusts a balance, freezes or thaws withdrawals.

use crate::Answer;
use crate::body::{Bounds, Fields, parse};
use crate::call::{Authorized, Done};
use crate::endpoint::{Access, Endpoint, Rule, may};
use crate::failure::{
    ANY, AVAILABLE_AMOUNT_ERROR, Code, Failure, IDEMPOTENCY_KEY_REUSED, INVALID_IDEMPOTENCY_KEY,
    INVALID_INCLUDE, MODEL_NOT_FOUND, OPERATE_TYPE_ERROR, PERMISSION_DENIED, Problem, REGEX, REQUIRED_WITH,
    VALIDATION_ERROR, WALLET_LIMIT_ERROR, WALLET_STATUS_ERROR,
};
use crate::query::Query;
use crate::resource::{self, Viewer, cents, instant, phone, rate, user, wallet};
use crate::token::{self, WALLET_UPDATE};
use crate::wallet_show::PARAMETERS;
use feiqian_platform::{DatabaseError, numbered, parameters, statement};
use feiqian_signing::json::Kind;

pub static ENDPOINT: Endpoint = Endpoint {
    name: "PATCH /api/wallet/user/{user_id}",
    aliases: &[],
    access: Access { ability: Some(WALLET_UPDATE), query: &PARAMETERS, is_idempotent: true },
    fields: &[
        may("operate_type", &[Rule::NotNull, Rule::Integer]),
        may("operate_amount", &[Rule::NotNull, Rule::Decimal(AMOUNT)]),
        may("operate_reason", &[Rule::MaxChars(255)]),
        may("wallet_status", &[Rule::NotNull, Rule::Integer]),
    ],
    errors: &[
        PERMISSION_DENIED,
        MODEL_NOT_FOUND,
        INVALID_INCLUDE,
        VALIDATION_ERROR,
        OPERATE_TYPE_ERROR,
        WALLET_STATUS_ERROR,
        AVAILABLE_AMOUNT_ERROR,
        WALLET_LIMIT_ERROR,
        INVALID_IDEMPOTENCY_KEY,
        IDEMPOTENCY_KEY_REUSED,
    ],
};

parameters! {
    /// After the operator as the viewer.
    struct Adjust<'a> {
        user_id: i64,
        command_id: &'a str,
        operate_type: Option<i64>,
        amount: Option<i64>,
        reason: &'a str,
        status: Option<i64>,
        idem_key: Option<&'a str>,
        idem_hash: Option<&'a str>,
        now: i64,
    }
}

parameters! {
    /// What [`ADJUST`] has written before.
    struct Before {
        id: i64,
    }
}

/// RETURNING is evaluated before the after-triggers: the wallet it sees is the one before the command.
const ADJUST: &str = statement!(
    Viewer + Adjust,
    concat!(
    "INSERT INTO wallet_adjustments (command_id, user_id, operator_id, operate_type, operate_amount, operate_reason,
       wallet_status, idem_key, idem_hash, created_at)
     VALUES (:command_id, :user_id, :caller, :operate_type, :amount, :reason, :status, :idem_key, :idem_hash, :now)
     RETURNING (SELECT json_array(json(",
    wallet!(
        "w.user_id",
        "w.available_amount + CASE :operate_type WHEN 1 THEN :amount WHEN 2 THEN -:amount ELSE 0 END",
        "w.freeze_amount",
        "coalesce(:status, w.wallet_status)",
        concat!(", 'cash_tax_ratio', ", rate!("s.cash_rate"))
    ),
    "), json(",
    user!("u"),
    ")) FROM user_wallets w JOIN users u ON u.id = w.user_id, wallet_settings s WHERE w.user_id = :user_id)"
)
);

/// The wallet as the command left it, as [`ADJUST`] answers it. A command that changed no balance has no ledger row; the newest one up to it then has the balances.
const ADJUSTED: &str = statement!(
    Viewer + Before,
    concat!(
    "SELECT json_array(json(",
    wallet!(
        "a.user_id",
        "coalesce(l.available_after, 0)",
        "coalesce(l.freeze_after, 0)",
        "coalesce((SELECT b.wallet_status FROM wallet_adjustments b WHERE b.user_id = a.user_id AND b.id <= a.id
            AND b.wallet_status IS NOT NULL ORDER BY b.id DESC LIMIT 1), 0)",
        concat!(", 'cash_tax_ratio', ", rate!("s.cash_rate"))
    ),
    "), json(",
    user!("u"),
    ")) FROM wallet_adjustments a JOIN users u ON u.id = a.user_id JOIN wallet_settings s
        LEFT JOIN user_wallet_logs l ON l.id = (SELECT max(m.id) FROM user_wallet_logs m WHERE m.user_id = a.user_id
          AND (m.wallet_adjustment_id = a.id OR a.operate_type IS NULL AND m.created_at <= a.created_at))
        WHERE a.id = :id"
)
);

/// What an adjustment whose outcome is open has written; the parameters are those of [`ADJUST`].
const FIND: &str = numbered!(
    &[Viewer::NAMES, Adjust::NAMES, &[]],
    "SELECT id FROM wallet_adjustments WHERE command_id = :command_id AND created_at = :now"
);

/// What the trigger refuses, and the field that is told.
pub const REFUSALS: [(&str, Option<Code>, &str); 6] = [
    ("available_amount_error", Some(AVAILABLE_AMOUNT_ERROR), "/operate_amount"),
    ("wallet_limit_error", Some(WALLET_LIMIT_ERROR), "/operate_amount"),
    ("model_not_found", Some(MODEL_NOT_FOUND), ""),
    ("adjuster_is_owner", Some(PERMISSION_DENIED), ""),
    ("idempotency_replay", None, ""),
    // The operators have agreed on reasons, and this is none of them.
    ("reason_exists", None, "/operate_reason"),
];

/// Of one adjustment.
const AMOUNT: Bounds = Bounds::cents(1, 9_999_999_999);

/// An adjustment that satisfies every rule of its fields.
struct Adjustment {
    operate_type: Option<i64>,
    amount: Option<i64>,
    reason: String,
    status: Option<i64>,
}

impl Adjustment {
    fn read(mut fields: Fields<'_>) -> Result<Self, Failure> {
        let is_sent = |name| fields.object.sent(name).is_some_and(|value| value.kind() != Kind::Null);
        let (has_type, has_amount) = (is_sent("operate_type"), is_sent("operate_amount"));
        let has_status = is_sent("wallet_status");
        if !has_type && has_amount {
            let limit = Some("operate_amount".into());
            fields.problems.push(Problem::rule(REQUIRED_WITH, "operate_type", "", limit));
        }
        let operate_type = fields.whole("operate_type");
        if has_type && !has_amount {
            let limit = Some("operate_type".into());
            fields.problems.push(Problem::rule(REQUIRED_WITH, "operate_amount", "", limit));
        }
        let amount = fields.decimal("operate_amount");
        let reason = fields.object.sent("operate_reason").filter(|reason| reason.raw() != "null");
        let reason = fields.string("operate_reason", reason).unwrap_or_default();
        let reason = reason.trim().to_owned();
        fields.check("operate_reason", &reason);
        let status = fields.whole("wallet_status");
        if !has_type && !has_amount && !has_status {
            fields.problems.push(Problem::rule(ANY, "body", "", None));
        }
        fields.finish()?;
        if operate_type.is_some_and(|kind| !(1..=2).contains(&kind)) {
            fields.problems.push(Problem::at(OPERATE_TYPE_ERROR, "/operate_type"));
        }
        if status.is_some_and(|status| !(0..=1).contains(&status)) {
            fields.problems.push(Problem::at(WALLET_STATUS_ERROR, "/wallet_status"));
        }
        fields.finish()?;
        Ok(Adjustment { operate_type, amount, reason, status })
    }
}

pub async fn adjust(mut call: Authorized<'_>, user_id: &str) -> Result<Answer, Failure> {
    let query = Query::read(&call.request.query, &PARAMETERS)?;
    let bytes = call.body_bytes()?;
    let key = call.idempotency()?;
    if let Some(key) = &key
        && let Some(answer) = replay(&call, key, &query).await?
    {
        return Ok(answer);
    }
    let adjustment = Adjustment::read(Fields::flat(parse(bytes)?, ENDPOINT.fields)?)?;
    let command: [u8; 16] = call.platform.random();
    let adjust = Adjust {
        user_id: token::id(user_id).ok_or(MODEL_NOT_FOUND)?,
        command_id: &hex::encode(command),
        operate_type: adjustment.operate_type,
        amount: adjustment.amount,
        reason: &adjustment.reason,
        status: adjustment.status,
        idem_key: key.as_ref().map(|key| key.0.as_str()),
        idem_hash: key.as_ref().map(|key| key.1.as_str()),
        now: call.platform.now_ms(),
    };
    let parameters = Viewer::of(&call).and(adjust.values());
    let error = match call.command(ADJUST, FIND, &parameters).await? {
        Ok(done) => {
            let document = match done {
                Done::Row(mut row) => document(&row.take::<String>()?, &query)?,
                Done::Before(id) => adjusted(&call, id, &query).await?,
                Done::Nothing => return Err(DatabaseError::Shape { column: 0 }.into()),
            };
            if let Some(key) = &key {
                call.remember(key, &document).await;
            }
            return Ok(Answer::document(document));
        }
        Err(error) => error,
    };
    match (error.raised(&REFUSALS.map(|(name, ..)| name)), &key) {
        // Another request with this key was faster.
        (Some("idempotency_replay"), Some(key)) => {
            call.reread().await?;
            // A key that has expired this instant is free again.
            replay(&call, key, &query).await?.ok_or(Failure::Busy)
        }
        _ => Err(refused(error)),
    }
}

fn refused(error: DatabaseError) -> Failure {
    let raised = error.raised(&REFUSALS.map(|(name, ..)| name));
    match REFUSALS.into_iter().find(|(name, ..)| raised == Some(name)) {
        Some((_, Some(code), "")) => code.into(),
        Some((_, Some(code), pointer)) => Problem::at(code, pointer).into(),
        Some(("reason_exists", None, pointer)) => {
            Problem::rule(REGEX, "operate_reason", pointer, None).into()
        }
        _ => error.into(),
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
        None => adjusted(call, used.resource_id, query).await?,
    };
    Ok(Some(Answer::document(document).replayed()))
}

/// The document of an adjustment that was done before.
async fn adjusted(call: &Authorized<'_>, id: i64, query: &Query) -> Result<String, Failure> {
    let parameters = Viewer::of(call).and(Before { id }.values());
    document(&call.platform.query_row(ADJUSTED, &parameters).await?.take::<String>()?, query)
}

/// The document of a statement's wallet and user, the latter if it was asked for.
fn document(json: &str, query: &Query) -> Result<String, Failure> {
    let mut family = resource::family(json)?;
    family.truncate(1 + query.includes.len());
    resource::document(family, &query.includes)
}
