//! The ledger, statements and files of the desk (docs/ledger.md), on orders of which every figure is known.

mod common;

use common::{Answer, Browser, Desk};
use feiqian_platform::http::{HeaderValue, header};
use feiqian_platform::native::block_on;
use serde_json::{Value, json};
use std::path::Path;

/// 2026-01-02T00:00:00Z.
const DAY: i64 = 1_767_312_000_000;
const HOUR: i64 = 3_600_000;

/// The demo's merchants with the orders of three days, payouts of a payee merchant and wallets.
fn desk() -> Desk {
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

fn deposit(desk: &Desk, n: i64, amount: i64, paid_at: Option<i64>) {
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

fn withdrawal(desk: &Desk, n: i64, amount: i64, at: i64, status: i64) {
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
fn payee(desk: &Desk) {
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
fn get(desk: &Desk, path: &str) -> Answer {
    let answer = desk.get(path);
    assert_eq!(desk.platform.faults(), [""; 0]);
    answer
}

fn items(answer: &Answer) -> &Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.body["items"].as_array().unwrap()
}

/// The members of each item, joined.
fn lines(answer: &Answer, members: &[&str]) -> Vec<String> {
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

#[test]
fn every_settled_movement_is_an_entry_and_nothing_else_is() {
    let desk = desk();
    let answer = get(&desk, "/ledger/entries?from=2026-01-01T23:00:00Z");
    assert_eq!(
        lines(&answer, &["at", "action", "currency", "amount", "debit", "credit"]),
        [
            "2026-01-01T23:59:59Z deposit CNY 100.00 cashier.M001.CNY.clearing cashier.M001.CNY.owed",
            "2026-01-01T23:59:59Z deposit_fee CNY 0.25 cashier.M001.CNY.owed cashier.M001.CNY.fees",
            "2026-01-02T00:00:00Z deposit CNY 202.00 cashier.M001.CNY.clearing cashier.M001.CNY.owed",
            "2026-01-02T00:00:00Z deposit_fee CNY 0.51 cashier.M001.CNY.owed cashier.M001.CNY.fees",
            "2026-01-02T00:00:00Z topup USD 1000.00 payee.900001.USD.funding payee.900001.USD.available",
            "2026-01-02T01:00:00Z withdrawal CNY 50.00 cashier.M001.CNY.owed cashier.M001.CNY.clearing",
            "2026-01-02T01:00:00Z withdrawal_fee CNY 0.50 cashier.M001.CNY.owed cashier.M001.CNY.fees",
            "2026-01-02T01:00:00Z reserve USD 200.50 payee.900001.USD.available payee.900001.USD.reserved",
            "2026-01-02T01:00:00Z send USD 200.00 payee.900001.USD.reserved payee.900001.USD.in_flight",
            "2026-01-02T01:00:00Z reserve USD 200.50 payee.900001.USD.available payee.900001.USD.reserved",
            "2026-01-02T01:00:00Z send USD 200.00 payee.900001.USD.reserved payee.900001.USD.in_flight",
            "2026-01-02T01:00:00Z payout CNY 31.68 wallet.1.CNY.frozen wallet.operator.CNY.paid_out",
            "2026-01-02T01:00:00Z payout_fee CNY 0.32 wallet.1.CNY.frozen wallet.operator.CNY.fees",
            "2026-01-02T16:00:00Z settle USD 200.00 payee.900001.USD.in_flight payee.900001.USD.settled",
            "2026-01-02T16:00:00Z fee USD 0.50 payee.900001.USD.reserved payee.900001.USD.fees",
            "2026-01-02T16:00:00Z release_amount USD 200.00 payee.900001.USD.in_flight payee.900001.USD.available",
            "2026-01-02T16:00:00Z release_fee USD 0.50 payee.900001.USD.reserved payee.900001.USD.available",
            "2026-01-02T23:59:59Z deposit CNY 300.01 cashier.M001.CNY.clearing cashier.M001.CNY.owed",
            "2026-01-02T23:59:59Z deposit_fee CNY 0.75 cashier.M001.CNY.owed cashier.M001.CNY.fees",
            "2026-01-03T00:00:00Z deposit CNY 50.00 cashier.M001.CNY.clearing cashier.M001.CNY.owed",
            "2026-01-03T00:00:00Z deposit_fee CNY 0.13 cashier.M001.CNY.owed cashier.M001.CNY.fees",
        ]
    );
    // Pages of every length are the same list, with and without a filter.
    for filter in
        ["", "account=cashier.M001.CNY.owed&", "part=payee&", "currency=CNY&to=2026-01-02T12:00:00%2B08:00&"]
    {
        let whole = get(&desk, &format!("/ledger/entries?{filter}limit=500"));
        assert!(items(&whole).len() > 3, "{filter}");
        for limit in [1, 2, 3, 7] {
            let (mut paged, mut after) = (Vec::new(), String::new());
            loop {
                let page = get(&desk, &format!("/ledger/entries?{filter}limit={limit}{after}"));
                paged.extend(items(&page).iter().cloned());
                match page.body["next"].as_str() {
                    Some(next) => after = format!("&after={next}"),
                    None => break,
                }
            }
            assert_eq!(&paged, items(&whole), "{filter} {limit}");
        }
    }
    assert_eq!(items(&get(&desk, "/ledger/entries?account=cashier.M001.CNY.fees")).len(), 5);
    assert_eq!(items(&get(&desk, "/ledger/entries?account=wallet.1.CNY.frozen")).len(), 3);
    assert_eq!(items(&get(&desk, "/ledger/entries?account=wallet.operator.CNY.funding")).len(), 2);
    assert_eq!(items(&get(&desk, "/ledger/entries?account=payee.900002.USD.fees")).len(), 0);
    for (query, pointer) in [
        ("account=x", "?account"),
        ("account=a.b.c.d", "?account"),
        ("part=x", "?part"),
        ("from=yesterday", "?from"),
        ("currency=%27", "?currency"),
        ("after=1~2", "?after"),
        ("after=1~2~x", "?after"),
        ("limit=0", "?limit"),
        ("limit=501", "?limit"),
    ] {
        let answer = get(&desk, &format!("/ledger/entries?{query}"));
        assert_eq!(answer.errors()[0].0, pointer, "{query}");
    }
}

#[test]
fn accounts_are_listed_in_pages_with_their_owners() {
    let desk = desk();
    let whole = get(&desk, "/ledger/accounts?limit=500");
    let codes = lines(&whole, &["code", "kind", "owner_kind", "owner"]);
    for code in [
        "cashier.M001.CNY.clearing asset merchant M001",
        "cashier.M001.VND.fees income merchant M001",
        "cashier.M003.CNY.owed liability merchant M003",
        "payee.900001.USD.in_flight liability payee_merchant 900001",
        "payee.900001.USD.funding asset payee_merchant 900001",
        "wallet.operator.CNY.paid_out asset operator operator",
        "wallet.2.CNY.frozen liability wallet_user 2",
    ] {
        assert!(codes.iter().any(|line| line == code), "{code}: {codes:#?}");
    }
    assert_eq!(codes.len(), 4 * 3 + 6 + 3 + 2 * 2);
    for limit in [1, 2, 5] {
        let (mut paged, mut after) = (Vec::new(), String::new());
        loop {
            let page = get(&desk, &format!("/ledger/accounts?limit={limit}{after}"));
            paged.extend(items(&page).iter().cloned());
            match page.body["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        assert_eq!(&paged, items(&whole), "{limit}");
    }
    // Every account of an entry is listed.
    for entry in items(&get(&desk, "/ledger/entries")) {
        for side in ["debit", "credit"] {
            assert!(items(&whole).iter().any(|account| account["code"] == entry[side]), "{entry}");
        }
    }
    assert_eq!(items(&get(&desk, "/ledger/accounts?owner=M001")).len(), 6);
    assert_eq!(
        lines(&get(&desk, "/ledger/accounts?part=wallet&owner=2"), &["code"]),
        ["wallet.2.CNY.available", "wallet.2.CNY.frozen"]
    );
}

#[test]
fn a_trial_balance_is_zero_and_is_that_of_the_entries_until_then() {
    let desk = desk();
    let balance = get(&desk, "/ledger/trial-balance?day=2026-01-02");
    assert_eq!(
        lines(&balance, &["account", "debit", "credit", "balance"]),
        [
            "cashier.M001.CNY.clearing 602.01 50.00 552.01",
            "cashier.M001.CNY.fees 0.00 2.01 -2.01",
            "cashier.M001.CNY.owed 52.01 602.01 -550.00",
            // The merchant's day ended at 16:00 UTC, just before the payouts did.
            "payee.900001.USD.available 401.00 1000.00 -599.00",
            "payee.900001.USD.funding 1000.00 0.00 1000.00",
            "payee.900001.USD.in_flight 0.00 400.00 -400.00",
            "payee.900001.USD.reserved 400.00 401.00 -1.00",
            "wallet.operator.CNY.fees 0.00 0.32 -0.32",
            "wallet.operator.CNY.funding 134.00 0.00 134.00",
            "wallet.operator.CNY.paid_out 0.00 31.68 -31.68",
            "wallet.users.CNY.available 32.00 134.00 -102.00",
            "wallet.users.CNY.frozen 32.00 32.00 0.00",
        ]
    );
    for total in balance.body["totals"].as_array().unwrap() {
        assert_eq!(total["debit"], total["credit"]);
    }
    let of =
        |query: &str| lines(&get(&desk, &format!("/ledger/trial-balance?{query}")), &["account", "balance"]);
    assert_eq!(of("day=2026-01-01&part=cashier")[0], "cashier.M001.CNY.clearing 100.00");
    assert_eq!(of("day=2026-01-02&part=payee&day_offset=%2B00:00")[0], "payee.900001.USD.available -799.50");
    assert_eq!(of("day=2026-01-02&part=payee&day_offset=+00:00")[0], "payee.900001.USD.available -799.50");
    assert_eq!(of("day=2026-01-02&merchant=900001").len(), 4);
    assert_eq!(of("day=2026-01-02&currency=USD").len(), 4);
    assert_eq!(of("day=1970-01-01"), [""; 0]);
    for query in [
        "",
        "day=2026-02-30",
        "day=2026-01-01&day_offset=8",
        "day=2026-01-01&part=all",
        "day=2026-01-01&format=xml",
    ] {
        assert_eq!(get(&desk, &format!("/ledger/trial-balance?{query}")).status, 422, "{query}");
    }
    // The invariants hold, and see what breaks them.
    let broken = |desk: &Desk| -> usize {
        let text = include_str!("../../../sql/invariants/600_ledger.sql");
        let queries = text.split(";\n").filter(|query| query.contains("SELECT"));
        queries.map(|query| desk.rows(query).len()).sum()
    };
    assert_eq!(broken(&desk), 0);
    desk.platform
        .run_batch("DROP TRIGGER payee_posting_ai; UPDATE channel_fees SET fee_bp = 7 WHERE channel_id = 2")
        .unwrap();
    desk.platform.run_batch("INSERT INTO payee_posting (merchant_no, currency, reference, kind, from_kind, to_kind, amount, created_at)
        VALUES ('900001', 'USD', 'x', 'TOPUP', 'FUNDING', 'AVAILABLE', 1, 1)").unwrap();
    assert!(broken(&desk) >= 3);
}

#[test]
fn a_daily_statement_is_of_the_merchants_own_day_and_closes() {
    let desk = desk();
    let of = |query: &str| {
        lines(
            &get(&desk, &format!("/statements/daily?{query}")),
            &["day_offset", "item", "opening", "count", "amount", "closing"],
        )
    };
    assert_eq!(
        of("merchant=M001&currency=CNY&day=2026-01-02"),
        [
            "+00:00 deposits - 2 502.01 -",
            "+00:00 withdrawals - 1 50.00 -",
            "+00:00 fees - 3 1.76 -",
            "+00:00 balance 99.75 6 450.25 550.00",
        ]
    );
    assert_eq!(desk.patch("/merchants/M001", json!({ "day_offset": "+08:00" })).status, 200);
    assert_eq!(
        of("merchant=M001&currency=CNY&day=2026-01-02"),
        [
            "+08:00 deposits - 2 302.00 -",
            "+08:00 withdrawals - 1 50.00 -",
            "+08:00 fees - 3 1.26 -",
            "+08:00 balance 0.00 6 250.74 250.74",
        ]
    );
    assert_eq!(
        of("part=payee&merchant=900001&day=2026-01-03"),
        [
            "+08:00 top_ups - 0 0.00 -",
            "+08:00 payouts - 1 200.00 -",
            "+08:00 returns - 0 0.00 -",
            "+08:00 fees - 1 0.50 -",
            "+08:00 balance 1000.00 2 -200.50 799.50",
        ]
    );
    assert_eq!(
        of("part=wallet&day=2026-01-02"),
        [
            "+08:00 incomes - 0 0.00 -",
            "+08:00 expenses - 0 0.00 -",
            "+08:00 payouts - 1 31.68 -",
            "+08:00 fees - 1 0.32 -",
            "+08:00 balance 134.00 2 -32.00 102.00",
        ]
    );
    assert_eq!(of("merchant=M001&currency=VND&day=2026-01-02")[3], "+08:00 balance 0 0 0 0");
    assert_eq!(of("merchant=M003&day=2026-01-02"), [""; 0]);
    let csv = "\u{feff}day,day_offset,part,merchant,currency,item,opening,count,amount,closing\r\n\
        2026-01-02,+00:00,cashier,M001,CNY,deposits,,2,502.01,\r\n\
        2026-01-02,+00:00,cashier,M001,CNY,withdrawals,,1,50.00,\r\n\
        2026-01-02,+00:00,cashier,M001,CNY,fees,,3,1.76,\r\n\
        2026-01-02,+00:00,cashier,M001,CNY,balance,99.75,6,450.25,550.00\r\n\
        #end,4\r\n";
    let path = "/statements/daily?merchant=M001&day=2026-01-02&day_offset=-00:00";
    assert_eq!(get(&desk, path).errors()[0].0, "?day_offset");
    let path = "/statements/daily?merchant=M001&currency=CNY&day=2026-01-02&day_offset=%2B00:00";
    let answer = get(&desk, &format!("{path}&format=csv"));
    assert_eq!((answer.text.as_str(), answer.header("content-type")), (csv, "text/csv; charset=utf-8"));
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"statement-2026-01-02.csv\"");
    let mut request = desk.request("GET", path, Some(&desk.owner), None);
    request.headers.insert(header::ACCEPT, HeaderValue::from_static("text/csv, */*;q=0.1"));
    assert_eq!(desk.answer(request).text, csv);
    for (query, pointer) in [
        ("day=2026-01-02", "?merchant"),
        ("merchant=M009&day=2026-01-02", "?merchant"),
        ("merchant=M001&part=payee&day=2026-01-02", "?merchant"),
        ("merchant=M001", "?day"),
    ] {
        assert_eq!(get(&desk, &format!("/statements/daily?{query}")).errors()[0].0, pointer, "{query}");
    }
}

#[test]
fn a_fee_is_that_of_the_time_of_the_settlement() {
    let desk = desk();
    let before = get(&desk, "/ledger/entries?account=cashier.M001.CNY.fees").text;
    let at = desk.platform.now_ms();
    assert_eq!(desk.patch("/products/1/deposit-channels/1", json!({ "fee_bp": 10_000 })).status, 200);
    assert_eq!(get(&desk, "/ledger/entries?account=cashier.M001.CNY.fees").text, before);
    deposit(&desk, 9, 999_999_999_999_999, Some(at + 1));
    let after = get(&desk, "/ledger/entries?account=cashier.M001.CNY.fees&from=2026-01-04");
    assert!(lines(&after, &["amount"]).contains(&"9999999999999.99".to_owned()), "{}", after.text);
}

#[test]
fn a_list_is_a_file_with_its_filters_to_the_last_line() {
    let desk = desk();
    let answer = get(&desk, "/reports/ledger-entries.csv?account=cashier.M001.CNY.clearing");
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"ledger-entries.csv\"");
    let lines: Vec<&str> = answer.text.split("\r\n").collect();
    assert_eq!(lines[0], "\u{feff}id,at,part,action,reference,currency,amount,debit,credit");
    assert_eq!(
        lines[1],
        "1.2,2026-01-01T23:59:59Z,cashier,deposit,M00100000000000000000001,CNY,100.00,cashier.M001.CNY.clearing,cashier.M001.CNY.owed"
    );
    assert_eq!(lines[6..], ["#end,5", ""]);
    let payouts = get(&desk, "/reports/ledger-entries.csv?part=payee").text;
    assert!(payouts.contains(",reserve,'202601020000000001,USD,"), "{payouts}");
    assert!(
        get(&desk, "/reports/ledger-entries.csv?part=payee&text=plain")
            .text
            .contains(",reserve,202601020000000001,USD,")
    );
    assert_eq!(get(&desk, "/reports/ledger-entries.csv?text=x").errors()[0].0, "?text");
    assert_eq!(get(&desk, "/reports/ledger-entries.csv?part=x").status, 422);
    let accounts = get(&desk, "/reports/ledger-accounts.csv").text;
    assert_eq!(accounts.lines().last(), Some("#end,25"));
    let none = get(&desk, "/reports/ledger-entries.csv?from=2030-01-01").text;
    assert_eq!(none, "\u{feff}id,at,part,action,reference,currency,amount,debit,credit\r\n#end,0\r\n");
}

#[test]
fn a_fault_in_the_middle_breaks_a_file_off() {
    let desk = desk();
    let request = desk.request("GET", "/reports/ledger-entries.csv", Some(&desk.owner), None);
    let mut response = block_on(feiqian_finance::handle(&desk.platform, request));
    assert_eq!(response.status.as_u16(), 200);
    let mut stream = response.stream.take().unwrap();
    assert!(stream.next(&desk.platform).unwrap().unwrap().ends_with(b"credit\r\n"));
    desk.platform.set_statements_left(Some(0));
    assert!(stream.next(&desk.platform).is_err(), "no last line, no end");
}

#[test]
fn a_file_is_read_a_page_at_a_time() {
    let desk = desk();
    for n in 100..1_350 {
        deposit(&desk, n, n, Some(DAY + n));
    }
    let request = desk.request(
        "GET",
        "/reports/ledger-entries.csv?part=cashier&from=2026-01-02",
        Some(&desk.owner),
        None,
    );
    let mut response = block_on(feiqian_finance::handle(&desk.platform, request));
    let mut stream = response.stream.take().unwrap();
    let (mut chunks, mut text) = (0, String::new());
    while let Some(chunk) = stream.next(&desk.platform).unwrap() {
        assert!(chunk.len() < 100_000, "{}", chunk.len());
        text.push_str(std::str::from_utf8(&chunk).unwrap());
        chunks += 1;
    }
    let rows = text.lines().count() - 2;
    assert!(chunks > rows / 500 && rows > 1_250, "{chunks} {rows}");
    assert_eq!(text.lines().last().unwrap(), format!("#end,{rows}"));
    let ids: std::collections::BTreeSet<&str> =
        text.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(ids.len(), rows + 1, "each entry once");
}

#[test]
fn entries_and_accounts_are_read_by_an_index() {
    let desk = desk();
    let account = |code| feiqian_finance::ledger_entries::Account::parse(code);
    use feiqian_finance::ledger_entries::{Filter, listing};
    let all = Filter { to_ms: 9, ..Filter::default() };
    for (filter, names) in [
        (
            Filter { ..all },
            vec![
                "deposit_records_settled",
                "withdraw_records_settled",
                "payee_posting_time",
                "ix_logs_created",
            ],
        ),
        (
            Filter { account: account("cashier.M001.CNY.owed"), to_ms: 9, ..Filter::default() },
            vec!["deposit_records_booked", "withdraw_records_booked"],
        ),
        (
            Filter { account: account("payee.900001.USD.fees"), to_ms: 9, ..Filter::default() },
            vec!["payee_posting_booked"],
        ),
        (
            Filter { account: account("wallet.7.CNY.frozen"), to_ms: 9, ..Filter::default() },
            vec!["ix_logs_user"],
        ),
    ] {
        let plan = desk.plan(&listing(&filter).sql);
        for name in names {
            assert!(plan.contains(name), "{name}: {plan}");
        }
        assert!(
            !plan.contains("SCAN d") && !plan.contains("SCAN w") && !plan.contains("SCAN payee"),
            "{plan}"
        );
    }
    let plan = desk.plan(&feiqian_finance::ledger_accounts::listing(Some("wallet"), None).sql);
    assert!(plan.contains("SEARCH u USING INTEGER PRIMARY KEY"), "{plan}");
}

#[test]
fn nobody_reads_a_report_without_its_scope() {
    let desk = desk();
    let none = Browser::default();
    assert_eq!(desk.send("GET", "/reports/ledger-entries.csv", Some(&none), None).status, 401);
    let auditor = desk.operator("ann", "auditor");
    assert_eq!(desk.send("GET", "/reports/ledger-entries.csv", Some(&auditor), None).status, 200);
}
