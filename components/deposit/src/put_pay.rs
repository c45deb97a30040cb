//! `PUT /pay` (cashier.md §9.8): the hub reports a payment, or the back office makes one up (补单).
//!
//! Each is one statement whose `change_action` is the verdict (see the head of `sql/110_cashier_orders.sql`): what was
//! told before is no change, and of many who tell the same at once one writes.

use crate::refused_payment::{self, Report};
use crate::variables::Variables;
use feiqian_cashier::{
    Access, Act, Call, Endpoint, Failure, PAYMENTS, ReadParams, Reply, Rule, Session, amounts, codes, must,
};
use feiqian_delivery::kick;
use feiqian_platform::{DatabaseError, Value, parameters, statement};
use feiqian_signing::{FieldErrors, Key, Rules};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "PUT /pay",
    aliases: &[],
    access: Access::Account { acts: &PAYMENTS, merchant: "product_id" },
    fields: &[
        must("product_id", &[]),
        must("billno", &[Rule::MaxChars(64), Rule::Later(Key::Exists)]),
        must("orderType", &[Rule::MaxChars(10), Rule::Later(Key::In), Rule::Later(Key::Exists)]),
        must("amount", &[Rule::Money, Rule::Later(Key::MaxNumeric), Rule::Later(Key::In)]),
        must("currency", &[Rule::Later(Key::In)]),
        must("login_name", &[Rule::MaxChars(64), Rule::Later(Key::In)]),
        must("replace_flag", &[Rule::OneOf(&["0", "1"])]),
        must("created_by", &[Rule::MaxChars(100)]),
        must("remarks", &[Rule::MaxChars(255)]),
    ],
    errors: &[codes::UNPROCESSABLE],
};

parameters! {
    struct Payment<'p> {
        merchant_id: &'p Value,
        number: &'p str,
        currency: &'p str,
        user: &'p str,
        channel_code: &'p str,
        /// The amount by currency.
        amounts: String,
        now: i64,
        actor: &'p str,
        remarks: &'p str,
        client_ip: &'p str,
        trace: &'p str,
        /// The session's.
        account: &'p Value,
        role: &'p str,
        traceparent: Option<&'p str>,
    }
}

parameters! {
    struct Ceiling {
        /// Whether the session has a ceiling, beyond which it makes nothing up.
        capped: bool,
    }
}

/// No row: the merchant has no such order.
pub const PAID: &str = statement!(
    Payment,
    "UPDATE deposit_records SET
  status = 2, paid_amount = amount, paid_at = :now, paid_remarks = :remarks,
  change_action = CASE
    WHEN currency <> :currency THEN 'currency_in'
    WHEN :user IS NOT (SELECT product_user_id FROM customers WHERE id = customer_id) THEN 'login_name_in'
    WHEN deposit_channel_code <> :channel_code THEN 'orderType_in'
    WHEN json_extract(:amounts, '$.' || currency) = -1 THEN 'amount_numeric'
    WHEN json_extract(:amounts, '$.' || currency) = -2 THEN 'amount_max'
    WHEN json_extract(:amounts, '$.' || currency) <> amount THEN 'amount_in'
    WHEN status = 2 THEN 'already_done'
    WHEN status <> 0 THEN 'wrong_state'
    ELSE 'callback' END,
  change_actor = :actor, change_user_type = 'M', change_remarks = :remarks, change_ip = :client_ip, change_trace = :trace,
  change_session_account = :account, change_session_role = :role, change_client_ip = :client_ip, updated_at = :now,
  change_traceparent = coalesce(:traceparent, change_traceparent)
WHERE id = coalesce((SELECT id FROM deposit_records WHERE merchant_id = :merchant_id AND order_sn = :number),
                    (SELECT id FROM deposit_records WHERE merchant_id = :merchant_id AND merchant_order_sn = :number))
RETURNING id"
);

/// The trigger moves the parent.
pub const MAKE_UP: &str = statement!(
    Payment + Ceiling,
    "INSERT INTO deposit_records (product_id, merchant_id, customer_id, channel_id,
    deposit_channel_code, currency, amount, order_sn, parent_id, status, upstream_state, depositor, receipt_bank_name,
    receipt_account, receipt_depositor, paid_amount, paid_at, paid_remarks, change_action, change_actor,
    change_user_type, change_remarks, change_ip, change_trace, change_session_account, change_session_role,
    change_client_ip, created_at, updated_at, change_traceparent)
SELECT p.product_id, p.merchant_id, p.customer_id, h.id, h.code, p.currency, minor, p.order_sn || '_1', p.id, 2, 'none',
       p.depositor, p.receipt_bank_name, p.receipt_account, p.receipt_depositor, minor, :now, :remarks,
       CASE
         WHEN p.id IS NULL THEN 'billno_exists'
         WHEN p.currency <> :currency THEN 'currency_in'
         WHEN :user IS NOT (SELECT product_user_id FROM customers WHERE id = p.customer_id) THEN 'login_name_in'
         WHEN h.id IS NULL THEN 'orderType_exists'
         WHEN minor = -1 THEN 'amount_numeric'
         WHEN minor = -2 THEN 'amount_max'
         WHEN :capped AND minor > coalesce((SELECT json_extract(m.make_up_ceiling, '$.' || p.currency) FROM merchants m
                                         WHERE m.id = :merchant_id), 0) THEN 'amount_max'
         WHEN p.status IN (0, -1, -3) THEN 'make_up'
         WHEN p.status = 4 AND EXISTS (SELECT 1 FROM deposit_records c
                                        WHERE c.parent_id = p.id AND c.channel_id = h.id AND c.amount = minor)
           THEN 'already_done'
         ELSE 'wrong_state' END,
       :actor, 'M', :remarks, :client_ip, :trace, :account, :role, :client_ip, :now, :now, coalesce(:traceparent, p.change_traceparent)
  FROM (SELECT p.*, h.id AS channel, json_extract(:amounts, '$.' || p.currency) AS minor
          FROM (SELECT coalesce((SELECT id FROM deposit_records WHERE merchant_id = :merchant_id AND order_sn = :number),
                                (SELECT id FROM deposit_records WHERE merchant_id = :merchant_id AND merchant_order_sn = :number)) AS wanted)
          LEFT JOIN deposit_records p ON p.id = wanted
          LEFT JOIN deposit_channels h ON h.product_id = p.product_id AND h.code = :channel_code AND h.merchant_id = p.merchant_id
                                      AND h.currency = p.currency) p
  LEFT JOIN deposit_channels h ON h.id = p.channel
RETURNING id"
);

/// What a verdict says of which field.
const REFUSALS: [(&str, &str, Key); 8] = [
    ("billno_exists", "billno", Key::Exists),
    ("currency_in", "currency", Key::In),
    ("login_name_in", "login_name", Key::In),
    ("orderType_in", "orderType", Key::In),
    ("orderType_exists", "orderType", Key::Exists),
    ("amount_numeric", "amount", Key::Numeric),
    ("amount_max", "amount", Key::MaxNumeric),
    ("amount_in", "amount", Key::In),
];

pub async fn put_pay(call: &Call<'_>, variables: &Variables) -> Result<Reply, Failure> {
    let session = Session::of(call).await?;
    let params = call.back_office_params()?;
    session.authenticate(call, &params, &ENDPOINT.access).await?;

    let rules = Rules::of(&params, ENDPOINT.fields);
    let (billno, order_type, amount) = (rules.text("billno"), rules.text("orderType"), rules.text("amount"));
    let (currency, login_name) = (rules.text("currency"), rules.text("login_name"));
    let replace_flag = rules.text("replace_flag");
    let (created_by, remarks) = (rules.text("created_by"), rules.text("remarks"));
    rules.finish()?;

    let (statement, act, ceiling) = match replace_flag {
        "1" => (MAKE_UP, Act::MakeUpWithinCeiling, Some(Ceiling { capped: !session.role.may(Act::MakeUp) })),
        _ => (PAID, Act::ReportPayment, None),
    };
    if !session.role.may(act) {
        return Err(Failure::Forbidden);
    }
    let client_ip = variables.client_address.of(call.request);
    let payment = Payment {
        merchant_id: &session.merchant_id(),
        number: billno,
        currency,
        user: login_name,
        channel_code: order_type,
        amounts: amounts(amount),
        now: call.platform.now_ms(),
        actor: created_by,
        remarks,
        client_ip: &client_ip,
        trace: &call.request.id,
        account: &session.account(),
        role: session.role.name(),
        traceparent: call.request.traceparent.as_deref(),
    };
    let mut values = Vec::from(payment.values());
    values.extend(ceiling.into_iter().flat_map(Ceiling::values));
    let verdict = match call.platform.command(statement, &values).await {
        Ok(rows) if rows.is_empty() => "billno_exists",
        Ok(_) => {
            kick::after_answer(call.platform, &["cashier.deposit"]).await;
            return Ok(done());
        }
        Err(error) => verdict(error)?,
    };
    if verdict == "already_done" {
        return Ok(done());
    }
    if replace_flag == "0"
        && let Some(reason) = refused_payment::reason(verdict)
    {
        let report = Report {
            billno,
            amount,
            currency,
            login_name,
            channel_code: order_type,
            actor: created_by,
            remarks,
            client_ip,
        };
        refused_payment::keep(call, &session, reason, report).await;
    }
    Err(refusal(verdict))
}

/// What the statements raise.
pub fn verdicts() -> Vec<&'static str> {
    [&["already_done", "wrong_state"][..], &REFUSALS.map(|(verdict, ..)| verdict)].concat()
}

/// What the statement raised, if that is a verdict of ours.
fn verdict(error: DatabaseError) -> Result<&'static str, Failure> {
    error.raised(&verdicts()).ok_or(error.into())
}

fn refusal(verdict: &str) -> Failure {
    match REFUSALS.into_iter().find(|(code, ..)| verdict == *code) {
        Some((_, field, key)) => FieldErrors::one(field, key).into(),
        None => Failure::Unprocessable,
    }
}

fn done() -> Reply {
    Reply::Data("true".into())
}
