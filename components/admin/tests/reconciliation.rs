//! Statements of hubs and providers held against the settled orders (docs/ledger.md).

mod common;

use common::orders::{DAY, HOUR, deposit, desk, items, lines};
use common::{Answer, Desk};
use serde_json::{Value, json};

const FORMAT: &str = "/statement-formats/hub-a";

fn format() -> Value {
    json!({ "number_column": "No", "amount_column": "Amount", "time_column": "Paid", "currency": "CNY" })
}

fn file(lines: &[&str]) -> String {
    "No,Amount,Paid\r\n".to_owned() + &lines.join("\r\n")
}

fn upload(desk: &Desk, csv: &str, more: Value) -> Answer {
    let mut body = json!({
        "provider": "hub-a", "kind": "deposits", "merchant": "M001", "from": "2026-01-02", "to": "2026-01-02", "csv": csv,
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    desk.post("/reconciliations", body)
}

fn no(n: i64) -> String {
    format!("M001{n:020}")
}

#[test]
fn a_format_is_put_once_and_changed_by_its_etag() {
    let desk = desk();
    let made = desk.put(FORMAT, format());
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(made.body["provider"], "hub-a");
    assert_eq!(made.body["delimiter"], ",");
    let again = desk.put(FORMAT, format());
    assert_eq!((again.status, again.header("etag")), (200, made.header("etag")));
    let mut back = made.body.clone();
    assert_eq!(desk.put(FORMAT, back.clone()).status, 200, "an answer may be sent back");
    back["delimiter"] = json!(";");
    assert_eq!(desk.put(FORMAT, back.clone()).status, 428);
    let changed = desk.replace(FORMAT, back);
    assert_eq!((changed.status, &changed.body["delimiter"]), (200, &json!(";")));
    assert_eq!(desk.integer("SELECT count(*) FROM admin_audit WHERE resource = 'statement_format'"), 2);
    assert_eq!(items(&desk.get("/statement-formats")).len(), 1);
    assert_eq!(desk.get("/statement-formats/none").status, 404);
    assert_eq!(desk.put("/statement-formats/a%20b", format()).errors()[0].0, "/provider");
    let empty = desk.put("/statement-formats/hub-b", json!({ "currency": "EUR", "x": 1 })).errors();
    let pointers: Vec<_> = empty.iter().map(|(pointer, _)| pointer.as_str()).collect();
    assert_eq!(
        pointers,
        ["/number_column", "/amount_column", "/currency", "/time_column", "/currency", "/x"]
    );
}

#[test]
fn deposits_match_by_number_amount_and_day_and_the_rest_is_a_work_list() {
    let desk = desk();
    desk.put(FORMAT, format());
    // The hub's own number, and an order that was made up.
    desk.platform.run_batch(&format!(
        "UPDATE deposit_records SET merchant_order_sn = 'HUB-3' WHERE order_sn = '{}';
         INSERT INTO deposit_records (product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency, amount,
             order_sn, parent_id, status, upstream_state, paid_amount, paid_at, change_action, change_actor, change_user_type,
             change_trace, created_at, updated_at)
         SELECT product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency, 4200, order_sn || '_1', id, 2, 'none',
                4200, {at}, 'make_up', 'zoe', 'M', 't', {at}, {at} FROM deposit_records WHERE order_sn = '{}';", no(3), no(5), at = DAY + HOUR)).unwrap();
    deposit(&desk, 6, 100, None);
    deposit(&desk, 7, 300, Some(DAY + HOUR));
    deposit(&desk, 8, 400, Some(DAY + HOUR));
    let csv = file(&[
        &format!("{},202.00,2026-01-02 00:00:00", no(2)),
        "HUB-3,300.01,2026-01-02 23:59:59",
        &format!("{},42,2026-01-02 01:00:00", no(5)),
        &format!("{},1.00,2026-01-02 01:00:00", no(6)),
        "UNKNOWN,-9.00,2026-01-02 01:00:00",
        &format!("{},3.01,2026-01-02 01:00:00", no(7)),
        &format!("{},100.00,2026-01-02 00:00:00", no(1)),
        &format!("{},202.00,2026-01-02 00:00:00", no(2)),
    ]);
    let made = upload(&desk, &csv, json!({}));
    assert_eq!(made.status, 201, "{}", made.text);
    let counts = [
        "matched",
        "missing_here",
        "missing_there",
        "different_amount",
        "different_day",
        "duplicate",
        "open",
    ];
    assert_eq!(counts.map(|name| made.body[name].as_i64().unwrap()), [3, 2, 1, 1, 1, 1, 6]);
    let id = made.body["id"].as_i64().unwrap();
    let path = format!("/reconciliations/{id}");
    assert_eq!(desk.get(&path).body, made.body);
    let members =
        ["item", "outcome", "number", "their_amount", "their_day", "our_reference", "our_amount", "our_day"];
    assert_eq!(
        lines(&desk.get(&format!("{path}/items")), &members),
        [
            format!("2 matched {n} 202.00 2026-01-02 {n} 202.00 2026-01-02", n = no(2)),
            format!("3 matched HUB-3 300.01 2026-01-02 {} 300.01 2026-01-02", no(3)),
            format!("4 matched {n} 42.00 2026-01-02 {n}_1 42.00 2026-01-02", n = no(5)),
            format!("5 missing_here {n} 1.00 2026-01-02 {n} 1.00 -", n = no(6)),
            "6 missing_here UNKNOWN -9.00 2026-01-02 - - -".into(),
            format!("7 different_amount {n} 3.01 2026-01-02 {n} 3.00 2026-01-02", n = no(7)),
            format!("8 different_day {n} 100.00 2026-01-02 {n} 100.00 2026-01-01", n = no(1)),
            format!("9 duplicate {n} 202.00 2026-01-02 {n} 202.00 2026-01-02", n = no(2)),
            format!("10 missing_there {n} - - {n} 4.00 2026-01-02", n = no(8)),
        ]
    );
    // The same file again is the same reconciliation, whatever has changed since.
    let before = desk.tables();
    let again = upload(&desk, &csv, json!({}));
    assert_eq!((again.status, &again.body), (200, &made.body));
    assert_eq!(desk.tables(), before);

    // The work list.
    assert_eq!(items(&desk.get(&format!("{path}/items?open=true&limit=2"))).len(), 2);
    assert_eq!(items(&desk.get(&format!("{path}/items?outcome=matched"))).len(), 3);
    let resolution = |item: i64, reason: &str| {
        desk.post(&format!("{path}/items/{item}/resolution"), json!({ "reason": reason }))
    };
    let resolved = resolution(6, "the hub has withdrawn it");
    assert_eq!((resolved.status, &resolved.body["resolved_by"]), (200, &json!("amy")));
    assert_eq!(resolution(6, "the hub has withdrawn it").body, resolved.body);
    assert_eq!(resolution(6, "something else").status, 409);
    assert_eq!(resolution(2, "it matches").status, 409);
    assert_eq!(resolution(11, "nothing").status, 404);
    assert_eq!(resolution(7, " ").errors()[0].0, "/reason");
    assert_eq!(desk.integer("SELECT count(*) FROM admin_audit WHERE resource LIKE 'reconciliation%'"), 2);
    assert_eq!(desk.get(&path).body["open"], 5);
    assert_eq!(desk.get("/overview").body["waiting"]["unmatched_items"], 5);
    assert_eq!(items(&desk.get(&format!("{path}/items?open=true"))).len(), 5);
    assert_eq!(items(&desk.get("/reconciliations?open=true")).len(), 1);
    assert_eq!(items(&desk.get("/reconciliations?provider=hub-b")).len(), 0);
    let text = desk.get(&format!("/reports/reconciliations/{id}/items.csv?outcome=missing_here")).text;
    assert!(
        text.ends_with("#end,2\r\n") && text.contains("\r\n6,missing_here,UNKNOWN,CNY,-9.00,2026-01-02,,,,"),
        "{text}"
    );
    for queries in [
        include_str!("../../../sql/invariants/610_reconciliation.sql"),
        include_str!("../../../sql/invariants/600_ledger.sql"),
    ] {
        for query in queries.split(";\n").filter(|query| query.contains("SELECT")) {
            assert_eq!(desk.rows(query).len(), 0, "{query}");
        }
    }
    assert_eq!(desk.platform.faults(), [""; 0]);
}

#[test]
fn the_day_is_that_of_the_merchant() {
    let desk = desk();
    desk.put(FORMAT, format());
    desk.patch("/merchants/M001", json!({ "day_offset": "+08:00" }));
    // Midnight in Shanghai is 16:00 UTC: orders 2 and 1 are of its second of January, order 3 is of its third.
    let csv = file(&[&format!("{},202.00,2026-01-02 00:00:00", no(2))]);
    let made = upload(&desk, &csv, json!({}));
    assert_eq!((made.status, &made.body["day_offset"]), (201, &json!("+08:00")), "{}", made.text);
    assert_eq!((&made.body["matched"], &made.body["missing_there"]), (&json!(1), &json!(1)));
    let utc = upload(&desk, &csv, json!({ "day_offset": "+00:00" }));
    assert_eq!((utc.status, &utc.body["missing_there"]), (201, &json!(1)));
    assert_ne!(utc.body["id"], made.body["id"]);
}

#[test]
fn withdrawals_and_payouts_match_too() {
    let desk = desk();
    let mut negative = format();
    negative["negative_amounts"] = json!(true);
    negative["time_format"] = json!("%Y%m%d");
    desk.put(FORMAT, negative);
    let csv = file(&["M001000000000000000001W1,-50.00,20260102", "M001000000000000000002W1,-60.00,20260102"]);
    let made = upload(&desk, &csv, json!({ "kind": "withdrawals" }));
    assert_eq!((&made.body["matched"], &made.body["missing_here"]), (&json!(1), &json!(1)), "{}", made.text);

    let mut payouts = format();
    payouts["currency"] = json!("");
    payouts["currency_column"] = json!("Currency");
    assert_eq!(desk.put("/statement-formats/default", payouts).status, 201);
    desk.platform
        .run_batch("UPDATE payee_payout SET provider_ref = 'REF-1' WHERE invoice_id = 'inv-1'")
        .unwrap();
    let csv = "No,Amount,Paid,Currency\nREF-1,200.00,2026-01-02 16:00:00,USD\n202601020000000002,200,2026-01-02 16:00:00,USD";
    let of = |kind: &str, provider: &str, csv: &str| {
        upload(&desk, csv, json!({ "kind": kind, "provider": provider, "merchant": null }))
    };
    let made = of("payouts", "default", csv);
    assert_eq!(
        (&made.body["matched"], &made.body["missing_here"], &made.body["missing_there"]),
        (&json!(1), &json!(1), &json!(0)),
        "{}",
        made.text
    );
    let none = of("payouts", "default", "No,Amount,Paid,Currency\n");
    assert_eq!(none.body["missing_there"], 1, "{}", none.text);
    // The application of the demo is paid by hand, not by a provider.
    let wallet = of(
        "wallet_payouts",
        "default",
        "No,Amount,Paid,Currency\n201911210000000001,31.68,2026-01-02 01:00:00,CNY",
    );
    assert_eq!(
        (&wallet.body["missing_here"], &wallet.body["missing_there"]),
        (&json!(1), &json!(0)),
        "{}",
        wallet.text
    );
    assert_eq!(desk.platform.faults(), [""; 0]);
}

#[test]
fn what_is_no_upload_changes_nothing() {
    let desk = desk();
    desk.put(FORMAT, format());
    let before = desk.tables();
    let good = file(&[]);
    for (more, pointer) in [
        (json!({ "provider": "none" }), "/provider"),
        (json!({ "kind": "all" }), "/kind"),
        (json!({ "merchant": "M009" }), "/merchant"),
        (json!({ "merchant": null }), "/merchant"),
        (json!({ "kind": "payouts" }), "/merchant"),
        (json!({ "from": "2026-01-03" }), "/to"),
        (json!({ "to": "2026-02-02" }), "/to"),
        (json!({ "from": "x" }), "/from"),
        (json!({ "day_offset": "8" }), "/day_offset"),
        (json!({ "csv": "x" }), "/csv"),
        (json!({ "csv": 7 }), "/csv"),
        (json!({ "csv": null }), "/csv"),
        (json!({ "more": 7 }), "/more"),
    ] {
        assert_eq!(upload(&desk, &good, more.clone()).errors()[0].0, pointer, "{more}");
    }
    assert_eq!(upload(&desk, &"x".repeat(1024 * 1024), json!({})).status, 413);
    assert_eq!(desk.tables(), before);
    assert_eq!(desk.get("/reconciliations/7").status, 404);
    assert_eq!(desk.get("/reconciliations/x/items").status, 404);
    // A file of the most lines.
    let lines: Vec<String> = (0..20_000).map(|n| format!("{n},1,2026-01-02 00:00:00")).collect();
    let long = file(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let made = upload(&desk, &long, json!({}));
    assert_eq!((made.status, &made.body["missing_here"]), (201, &json!(20_000)), "{}", made.text);
}

#[test]
fn files_are_compared_by_indexes() {
    let desk = desk();
    for kind in feiqian_finance::matching::KINDS {
        let plan = desk.plan(feiqian_finance::matching::statement(kind));
        for scan in [
            "SCAN o",
            "SCAN r",
            "SCAN x",
            "SCAN p",
            "SCAN l",
            "SCAN deposit",
            "SCAN withdraw",
            "SCAN payee",
            "SCAN user",
        ] {
            assert!(!plan.lines().any(|line| line.starts_with(scan)), "{kind}: {plan}");
        }
    }
}
