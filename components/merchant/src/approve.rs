//! `PUT /approve` (cashier.md §9.7): a person moves an order. Order: validation, record, legality, role, replay,
//! compare-and-set; all but the first within the one statement.

use crate::settings::Settings;
use feiqian_cashier::{
    APPROVALS, Access, Act, Call, Endpoint, Failure, ReadParams, Reply, Rule, Session, codes, may, must,
};
use feiqian_delivery::kick;
use feiqian_platform::{Value, parameters, statement};
use feiqian_signing::{FieldErrors, Key, Rules};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "PUT /approve",
    aliases: &[],
    access: Access::Account { acts: &APPROVALS, merchant: "pid" },
    fields: &[
        must("pid", &[]),
        must("request_id", &[Rule::MaxChars(64), Rule::Later(Key::Exists)]),
        must("request_type", &[Rule::OneOf(&["01", "02"])]),
        must("old_flag", &[Rule::Integer]),
        must("new_flag", &[Rule::Integer, Rule::Later(Key::In)]),
        must("approve_by", &[Rule::MaxChars(100)]),
        must("user_type", &[Rule::OneOf(&["C", "U", "Z"])]),
        must("ip_address", &[Rule::MaxChars(45)]),
        may("remarks", &[Rule::MaxChars(250)]),
    ],
    errors: &[codes::UNPROCESSABLE],
};

parameters! {
    struct Approval<'a> {
        merchant_id: &'a Value,
        request_id: &'a str,
        old_flag: i64,
        new_flag: i64,
        /// Whether that is a legal move.
        is_move: bool,
        /// Whether the role may make it.
        is_allowed: bool,
        user_type: &'a str,
        approve_by: &'a str,
        remarks: &'a str,
        ip_address: &'a str,
        trace: &'a str,
        now: i64,
        /// The session's.
        account: &'a Value,
        role: &'a str,
        /// The real address.
        client_ip: &'a str,
        traceparent: Option<&'a str>,
    }
}

/// Two pairs of eyes: the account that has made a step as U makes none as Z.
/// The verdict is in `change_action`; see `sql/110_cashier_orders.sql`. No row: no such record of the merchant.
pub const MOVE_DEPOSIT: &str = statement!(
    Approval,
    "UPDATE deposit_records SET
      status = :new_flag,
      paid_amount = CASE :new_flag WHEN 2 THEN amount ELSE paid_amount END,
      paid_at = CASE :new_flag WHEN 2 THEN :now ELSE paid_at END,
      change_action = CASE
        WHEN NOT :is_move THEN 'new_flag_in'
        WHEN NOT :is_allowed OR :user_type = 'C' AND :approve_by IS NOT (SELECT product_user_id FROM customers WHERE id = customer_id)
          THEN 'not_allowed'
        WHEN :user_type = 'Z' AND (SELECT four_eyes FROM merchants WHERE id = :merchant_id)
             AND EXISTS (SELECT 1 FROM audit_log a WHERE a.request_type = 1 AND a.record_id = deposit_records.id
                            AND a.action = 'approve' AND a.user_type = 'U' AND a.session_account = :account)
          THEN 'not_allowed'
        WHEN EXISTS (SELECT 1 FROM audit_log a WHERE a.request_type = 1 AND a.record_id = deposit_records.id
                        AND a.action = 'approve' AND a.old_flag = :old_flag AND a.new_flag = :new_flag) THEN 'already_done'
        WHEN status <> :old_flag THEN 'wrong_state'
        WHEN :new_flag = 2 AND (SELECT kind FROM deposit_channels WHERE id = channel_id) <> 'transfer' THEN 'wrong_state'
        ELSE 'approve' END,
      change_actor = :approve_by, change_user_type = :user_type, change_remarks = :remarks, change_ip = :ip_address, change_trace = :trace,
      change_session_account = :account, change_session_role = :role, change_client_ip = :client_ip, updated_at = :now,
      change_traceparent = coalesce(:traceparent, change_traceparent)
    WHERE id = coalesce((SELECT id FROM deposit_records WHERE merchant_id = :merchant_id AND order_sn = :request_id),
                        (SELECT id FROM deposit_records WHERE merchant_id = :merchant_id AND merchant_order_sn = :request_id))
    RETURNING 1"
);

/// The same of a withdrawal.
pub const MOVE_WITHDRAWAL: &str = statement!(
    Approval,
    "UPDATE withdraw_records SET
      status = :new_flag,
      approved_person = :approve_by, approved_at = :now, approved_remark = :remarks,
      change_action = CASE
        WHEN NOT :is_move THEN 'new_flag_in'
        WHEN NOT :is_allowed OR :user_type = 'C' AND :approve_by IS NOT (SELECT product_user_id FROM customers WHERE id = customer_id)
          THEN 'not_allowed'
        WHEN :user_type = 'Z' AND (SELECT four_eyes FROM merchants WHERE id = :merchant_id)
             AND EXISTS (SELECT 1 FROM audit_log a WHERE a.request_type = 2 AND a.record_id = withdraw_records.id
                            AND a.action = 'approve' AND a.user_type = 'U' AND a.session_account = :account)
          THEN 'not_allowed'
        WHEN EXISTS (SELECT 1 FROM audit_log a WHERE a.request_type = 2 AND a.record_id = withdraw_records.id
                        AND a.action = 'approve' AND a.old_flag = :old_flag AND a.new_flag = :new_flag) THEN 'already_done'
        WHEN status <> :old_flag THEN 'wrong_state'
        ELSE 'approve' END,
      change_actor = :approve_by, change_user_type = :user_type, change_remarks = :remarks, change_ip = :ip_address, change_trace = :trace,
      change_session_account = :account, change_session_role = :role, change_client_ip = :client_ip, updated_at = :now,
      change_traceparent = coalesce(:traceparent, change_traceparent)
    WHERE merchant_id = :merchant_id AND billno = :request_id
    RETURNING 1"
);

/// Who may make a move by this endpoint: roles of the table in section 7; none if it is no move.
#[expect(clippy::match_same_arms, reason = "a table in the order of the specification")]
fn roles(request_type: &str, old_flag: i64, new_flag: i64) -> &'static [&'static str] {
    match (request_type, old_flag, new_flag) {
        ("01", 0, 2) => &["Z"],
        ("01", 0, -1) => &["U", "C"],
        ("01", 0, -3) => &["U", "Z"],
        ("02", 0, 1) => &["U"],
        ("02", 0, -1) => &["U", "C"],
        ("02", 1, 2 | -1) => &["Z"],
        _ => &[],
    }
}

/// What the two statements raise.
pub const VERDICTS: [&str; 4] = ["new_flag_in", "not_allowed", "already_done", "wrong_state"];

pub async fn approve(call: &Call<'_>, settings: &Settings) -> Result<Reply, Failure> {
    let params = call.back_office_params()?;
    let session = Session::of(call).await?;
    session.authenticate(call, &params, &ENDPOINT.access).await?;

    let rules = Rules::of(&params, ENDPOINT.fields);
    let (request_id, request_type) = (rules.text("request_id"), rules.text("request_type"));
    let flag = |name| rules.integer(name).unwrap_or(0);
    let (old_flag, new_flag) = (flag("old_flag"), flag("new_flag"));
    let (approve_by, user_type) = (rules.text("approve_by"), rules.text("user_type"));
    let (ip_address, remarks) = (rules.text("ip_address"), rules.text("remarks"));
    rules.finish()?;

    let roles = roles(request_type, old_flag, new_flag);
    let statement = if request_type == "01" { MOVE_DEPOSIT } else { MOVE_WITHDRAWAL };
    let is_allowed =
        roles.contains(&user_type) && Act::approval(user_type).is_some_and(|act| session.role.may(act));
    let approval = Approval {
        merchant_id: &session.merchant_id(),
        request_id,
        old_flag,
        new_flag,
        is_move: !roles.is_empty(),
        is_allowed,
        user_type,
        approve_by,
        remarks,
        ip_address,
        trace: &call.request.id,
        now: call.platform.now_ms(),
        account: &session.account(),
        role: session.role.name(),
        client_ip: &settings.client_address.of(call.request),
        traceparent: call.request.traceparent.as_deref(),
    };
    let done = || Ok(Reply::Data("true".into()));
    match call.platform.command(statement, &approval.values()).await {
        Ok(rows) if rows.is_empty() => Err(FieldErrors::one("request_id", Key::Exists).into()),
        Ok(_) => {
            kick::after_answer(call.platform, &["cashier.deposit", "cashier.withdraw"]).await;
            done()
        }
        Err(error) => match error.raised(&VERDICTS) {
            Some("new_flag_in") => Err(FieldErrors::one("new_flag", Key::In).into()),
            Some("not_allowed") => Err(Failure::Forbidden),
            Some("already_done") => done(),
            Some("wrong_state") => Err(Failure::Unprocessable),
            _ => Err(error.into()),
        },
    }
}
