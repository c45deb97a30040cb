//! `PUT /approve` (cashier.md §9.7): a person moves an order. Order: validation, record, legality, role, replay,
//! compare-and-set; all but the first within the one statement.

use crate::settings::Settings;
use feiqian_cashier::{
    APPROVALS, Access, Act, Call, Endpoint, Failure, Reply, Rule, Session, codes, may, must,
};
use feiqian_delivery::kick;
use feiqian_platform::Value;
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

/// `?1` merchant, `?2` request_id, `?3` old_flag, `?4` new_flag, `?5` whether that is a legal move, `?6` whether the role
/// may make it, `?7` user_type, `?8` approve_by, `?9` remarks, `?10` ip_address, `?11` trace, `?12` now, `?13` the session's
/// account, `?14` its role, `?15` the real address, `?16` trace context. Two pairs of eyes: the account that has made a step as U makes none as Z.
/// The verdict is in `change_action`; see `sql/110_cashier_orders.sql`. No row: no such record of the merchant.
pub const MOVE_DEPOSIT: &str = "UPDATE deposit_records SET
      status = ?4,
      paid_amount = CASE ?4 WHEN 2 THEN amount ELSE paid_amount END,
      paid_at = CASE ?4 WHEN 2 THEN ?12 ELSE paid_at END,
      change_action = CASE
        WHEN NOT ?5 THEN 'new_flag_in'
        WHEN NOT ?6 OR ?7 = 'C' AND ?8 IS NOT (SELECT product_user_id FROM customers WHERE id = customer_id)
          THEN 'not_allowed'
        WHEN ?7 = 'Z' AND (SELECT four_eyes FROM merchants WHERE id = ?1)
             AND EXISTS (SELECT 1 FROM audit_log a WHERE a.request_type = 1 AND a.record_id = deposit_records.id
                            AND a.action = 'approve' AND a.user_type = 'U' AND a.session_account = ?13)
          THEN 'not_allowed'
        WHEN EXISTS (SELECT 1 FROM audit_log a WHERE a.request_type = 1 AND a.record_id = deposit_records.id
                        AND a.action = 'approve' AND a.old_flag = ?3 AND a.new_flag = ?4) THEN 'already_done'
        WHEN status <> ?3 THEN 'wrong_state'
        WHEN ?4 = 2 AND (SELECT kind FROM deposit_channels WHERE id = channel_id) <> 'transfer' THEN 'wrong_state'
        ELSE 'approve' END,
      change_actor = ?8, change_user_type = ?7, change_remarks = ?9, change_ip = ?10, change_trace = ?11,
      change_session_account = ?13, change_session_role = ?14, change_client_ip = ?15, updated_at = ?12,
      change_traceparent = coalesce(?16, change_traceparent)
    WHERE id = coalesce((SELECT id FROM deposit_records WHERE merchant_id = ?1 AND order_sn = ?2),
                        (SELECT id FROM deposit_records WHERE merchant_id = ?1 AND merchant_order_sn = ?2))
    RETURNING 1";

/// The same of a withdrawal.
pub const MOVE_WITHDRAWAL: &str = "UPDATE withdraw_records SET
      status = ?4,
      approved_person = ?8, approved_at = ?12, approved_remark = ?9,
      change_action = CASE
        WHEN NOT ?5 THEN 'new_flag_in'
        WHEN NOT ?6 OR ?7 = 'C' AND ?8 IS NOT (SELECT product_user_id FROM customers WHERE id = customer_id)
          THEN 'not_allowed'
        WHEN ?7 = 'Z' AND (SELECT four_eyes FROM merchants WHERE id = ?1)
             AND EXISTS (SELECT 1 FROM audit_log a WHERE a.request_type = 2 AND a.record_id = withdraw_records.id
                            AND a.action = 'approve' AND a.user_type = 'U' AND a.session_account = ?13)
          THEN 'not_allowed'
        WHEN EXISTS (SELECT 1 FROM audit_log a WHERE a.request_type = 2 AND a.record_id = withdraw_records.id
                        AND a.action = 'approve' AND a.old_flag = ?3 AND a.new_flag = ?4) THEN 'already_done'
        WHEN status <> ?3 THEN 'wrong_state'
        ELSE 'approve' END,
      change_actor = ?8, change_user_type = ?7, change_remarks = ?9, change_ip = ?10, change_trace = ?11,
      change_session_account = ?13, change_session_role = ?14, change_client_ip = ?15, updated_at = ?12,
      change_traceparent = coalesce(?16, change_traceparent)
    WHERE merchant_id = ?1 AND billno = ?2
    RETURNING 1";

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
    let command: [Value; 16] = [
        session.merchant_id(),
        request_id.into(),
        old_flag.into(),
        new_flag.into(),
        (!roles.is_empty()).into(),
        (roles.contains(&user_type) && Act::approval(user_type).is_some_and(|act| session.role.may(act)))
            .into(),
        user_type.into(),
        approve_by.into(),
        remarks.into(),
        ip_address.into(),
        call.request.id.as_str().into(),
        call.platform.now_ms().into(),
        session.account(),
        session.role.name().into(),
        settings.client_address.of(call.request).into(),
        call.request.traceparent.as_deref().into(),
    ];
    let done = || Ok(Reply::Data("true".into()));
    match call.platform.command(statement, &command).await {
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
