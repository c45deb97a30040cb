//! The ledger, statements and files of the desk (docs/ledger.md), on orders of which every figure is known.

mod common;

use common::Browser;
use common::Desk;
use common::orders::{DAY, deposit, desk, get, items, lines};
use feiqian_platform::http::{HeaderValue, header};
use feiqian_platform::native::block_on;
use serde_json::json;

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
