//! Orders, payouts and wallets of which every figure is known.
#![allow(dead_code, reason = "not every test file uses all of it")]

use super::{Answer, Desk};
use serde_json::{Value, json};
use std::path::Path;

/// 2026-01-02T00:00:00Z.
pub const DAY: i64 = 1_767_312_000_000;
pub const HOUR: i64 = 3_600_000;

/// The demo's merchants with the orders of three days, payouts of a payee merchant and wallets.
pub fn desk() -> Desk {
    let mut desk = Desk::new();
    let sql = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sql/demo");
    desk.platform.run_sql_files(&sql);
    desk.platform.run_batch("UPDATE deposit_channels SET fee_bp = 25, updated_at = 1 WHERE id = 1;
        UPDATE channel_fees SET fee_bp = 25 WHERE direction = 'deposit' AND channel_id = 1;
        UPDATE withdraw_channels SET fee_bp = 100, updated_at = 1 WHERE id = 1;
        UPDATE channel_fees SET fee_bp = 100 WHERE direction = 'withdrawal' AND channel_id = 1;
        INSERT INTO customer_banks (id, customer_id, bank_account_name, bank_account_no, bank_name, bank_province, bank_cities,
            bank_countries, created_at, updated_at) VALUES (1, 1, '张三', '6222020000000001', 'ICBC', '', '', '', 1, 1);").unwrap();
    // The day before, the day's first and last millisecond, the day after; one that nobody has paid.
    for (n, amount, at) in [
        (1, 10_000, DAY - 1),
        (2, 20_200, DAY),
        (3, 30_001, DAY + 24 * HOUR - 1),
        (4, 5_000, DAY + 24 * HOUR),
    ] {
        deposit(&desk, n, amount, Some(at));
    }
    deposit(&desk, 5, 77_700, None);
    withdrawal(&desk, 1, 5_000, DAY + HOUR, 2);
    withdrawal(&desk, 2, 6_000, DAY + 2 * HOUR, -1);
    payee(&desk);
    desk.platform.run_batch(&format!("UPDATE user_wallet_cash SET cash_status = 5, operator_id = 2, reviewed_at = {at}, updated_at = {at} WHERE id = 1", at = DAY + HOUR)).unwrap();
    desk.wait(48 * HOUR);
    desk.owner = desk.sign_in("amy");
    desk
}

pub fn deposit(desk: &Desk, n: i64, amount: i64, paid_at: Option<i64>) {
    let created = paid_at.unwrap_or(DAY) - 60_000;
    desk.platform.run_batch(&format!("INSERT INTO deposit_records (product_id, merchant_id, customer_id, channel_id,
            deposit_channel_code, currency, amount, order_sn, product_order_sn, upstream_state, change_action, change_actor,
            change_user_type, change_trace, created_at, updated_at)
        VALUES (1, 1, 1, 1, '1', 'CNY', {amount}, 'M001{n:020}', '{n:020}', 'none', 'create', 'product:1', 'P', 't', {created}, {created})"))
        .unwrap();
    if let Some(at) = paid_at {
        desk.platform.run_batch(&format!("UPDATE deposit_records SET status = 2, paid_amount = amount, paid_at = {at},
            change_action = 'callback', change_user_type = 'M', updated_at = {at} WHERE order_sn = 'M001{n:020}'")).unwrap();
    }
}

pub fn withdrawal(desk: &Desk, n: i64, amount: i64, at: i64, status: i64) {
    desk.platform.run_batch(&format!("INSERT INTO withdraw_records (product_id, merchant_id, customer_id, channel_id,
            withdraw_channel_code, currency, amount, billno, product_billno, customer_bank_id, bank_type, bank_account_name,
            bank_account_no, bank_name, bank_province, bank_cities, bank_countries, branch_name, request_hash, change_action,
            change_actor, change_user_type, change_trace, created_at, updated_at)
        VALUES (1, 1, 1, 1, 'W1', 'CNY', {amount}, 'M001{n:018}W1', 'own-{n}', 1, 0, '张三', '6222020000000001', 'ICBC', '', '',
            '', '', '', 'create', 'product:1', 'P', 't', {created}, {created});
        UPDATE withdraw_records SET status = 1, change_action = 'approve', change_user_type = 'U', updated_at = {created}
         WHERE billno = 'M001{n:018}W1';
        UPDATE withdraw_records SET status = {status}, change_user_type = 'Z', approved_at = {at}, updated_at = {at}
         WHERE billno = 'M001{n:018}W1';", created = at - 60_000)).unwrap();
}

/// A top-up of 1000.00, a payout that has succeeded and one that has failed.
pub fn payee(desk: &Desk) {
    assert_eq!(
        desk.put("/payee-merchants/900001", json!({ "name": "Payer", "day_offset": "+08:00" })).status,
        201
    );
    assert_eq!(desk.put("/payee-merchants/900001/stores/800001", json!({})).status, 201);
    let fee = json!({ "fixed": "0.10", "rate_ppm": 2000 });
    assert_eq!(desk.put("/payee-merchants/900001/fees/USD", fee).status, 201);
    let mut sql = format!("INSERT INTO payee_posting (merchant_no, currency, reference, kind, from_kind, to_kind, amount, created_at)
        VALUES ('900001', 'USD', 'bank-1', 'TOPUP', 'FUNDING', 'AVAILABLE', 100000, {DAY});
        INSERT INTO payee (customer_no, merchant_no, store_no, profile_type, first_name, last_name, email, email_norm, date_of_birth,
            gov_id_type, gov_id_enc, gov_id_key_id, gov_id_bidx, country_code, state, city, street, zip, lang, status, created_at,
            updated_at)
        VALUES ('2000000000000000000001', '900001', '800001', 'INDIVIDUAL', 'Ann', 'Lee', 'a@x.example', 'a@x.example', '1990-01-01',
            'SSN', zeroblob(30), 'k', zeroblob(32), 'US', 'CA', 'LA', 'Road 1', '90001', 'en', 'Activated', 1, 1);
        INSERT INTO payee_account (account_token, customer_no, merchant_no, account_tag, account_type, country, currency, number_enc,
            number_key_id, number_bidx, bank_name, client_ip, ipn_url, details_hash, status, created_at, updated_at)
        VALUES ('2010000000000000000001', '2000000000000000000001', '900001', 'tag', 'BANK_ACCOUNT', 'US', 'USD', zeroblob(30), 'k',
            zeroblob(32), 'Bank', '203.0.113.9', 'https://payer.example/ipn', zeroblob(32), 'ACTIVATED', 1, 1);");
    for n in 1..=2 {
        sql.push_str(&format!("INSERT INTO payee_payout (transaction_no, merchant_no, store_no, customer_no, account_token, invoice_id,
            verify_sign, body_hash, currency, amount, fee, status, provider, reply, created_at, updated_at)
          VALUES ('20260102{n:010}', '900001', '800001', '2000000000000000000001', '2010000000000000000001', 'inv-{n}', 'sign-{n}',
            zeroblob(32), 'USD', 20000, 50, 'pending', 'default', '', {at}, {at});
          UPDATE payee_payout SET submitted_at = {at}, updated_at = {at} WHERE invoice_id = 'inv-{n}';", at = DAY + HOUR));
    }
    // Of two business days: that of Shanghai ends at 16:00 UTC.
    sql.push_str(&format!("UPDATE payee_payout SET status = 'success', payment_at = {at}, updated_at = {at} WHERE invoice_id = 'inv-1';
        UPDATE payee_payout SET status = 'failed', updated_at = {at} WHERE invoice_id = 'inv-2';", at = DAY + 16 * HOUR));
    desk.platform.run_batch(&sql).unwrap();
}

/// An answer of the desk, of which no fault is expected.
pub fn get(desk: &Desk, path: &str) -> Answer {
    let answer = desk.get(path);
    assert_eq!(desk.platform.faults(), [""; 0]);
    answer
}

pub fn items(answer: &Answer) -> &Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.body["items"].as_array().unwrap()
}

/// The members of each item, joined.
pub fn lines(answer: &Answer, members: &[&str]) -> Vec<String> {
    let line = |item: &Value| {
        let cells = members.iter().map(|name| match &item[name] {
            Value::String(text) => text.clone(),
            Value::Null => "-".into(),
            other => other.to_string(),
        });
        cells.collect::<Vec<_>>().join(" ")
    };
    items(answer).iter().map(line).collect()
}
