//! What `PUT /pay` refuses of a hub's report is kept in sight (cashier.md §9.8): the money may be there.

use feiqian_cashier::{Call, Session};
use feiqian_platform::Value;

/// `?1` merchant, `?2` number, `?3` reason, `?4` amount, `?5` currency, `?6` user, `?7` channel code, `?8` actor,
/// `?9` remarks, `?10` the session's account, `?11` its role, `?12` address, `?13` trace, `?14` now. A merchant may have 10 000 unresolved rows;
/// what is refused beyond is in the log only. (A limit by a parameter would have SQLite prepare the statement anew.)
const KEEP: &str = "INSERT INTO refused_payments (merchant_id, billno, record_id, reason, amount, currency, login_name,
    channel_code, actor, remarks, session_account, session_role, client_ip, trace_id, created_at, updated_at)
  SELECT ?1, ?2, coalesce((SELECT id FROM deposit_records WHERE merchant_id = ?1 AND order_sn = ?2),
                          (SELECT id FROM deposit_records WHERE merchant_id = ?1 AND merchant_order_sn = ?2)),
         ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14
   WHERE (SELECT count(*) FROM (SELECT 1 FROM refused_payments WHERE merchant_id = ?1 AND resolved_at IS NULL LIMIT 10000)) < 10000
  ON CONFLICT (merchant_id, billno, reason, amount, currency) DO UPDATE SET
    times = times + 1, updated_at = max(updated_at, excluded.updated_at), trace_id = excluded.trace_id";

/// A report as its fields have it.
pub struct Report<'r> {
    pub billno: &'r str,
    pub amount: &'r str,
    pub currency: &'r str,
    pub login_name: &'r str,
    pub channel_code: &'r str,
    pub actor: &'r str,
    pub remarks: &'r str,
    pub client_ip: String,
}

/// Why a report is refused, by the verdict of its statement; `None` for what is refused because of its form.
pub fn reason(verdict: &str) -> Option<&'static str> {
    Some(match verdict {
        "billno_exists" => "unknown_order",
        "currency_in" => "currency",
        "login_name_in" => "customer",
        "orderType_in" => "channel",
        "amount_in" => "amount",
        "wrong_state" => "closed_order",
        _ => return None,
    })
}

/// Keeps a report. A failure to do so changes nothing in the answer: the report is refused either way, and is logged.
pub async fn keep(call: &Call<'_>, session: &Session, reason: &str, report: Report<'_>) {
    let values: [Value; 14] = [
        session.merchant_id(),
        report.billno.into(),
        reason.into(),
        report.amount.into(),
        report.currency.into(),
        report.login_name.into(),
        report.channel_code.into(),
        report.actor.into(),
        report.remarks.into(),
        session.account(),
        session.role.name().into(),
        report.client_ip.into(),
        call.request.id.as_str().into(),
        call.platform.now_ms().into(),
    ];
    if let Err(error) = call.platform.command(KEEP, &values).await {
        call.platform.log_fault(&call.request.id, &format!("refused payment: {error}"));
    }
}
