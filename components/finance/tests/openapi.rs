//! Live answers have the form that the desk's document says: every route, its answer and its refusals.

mod common;
#[path = "../../admin/tests/common/schemas.rs"]
mod schemas;

use common::desk;
use feiqian_finance::routes::ROUTES;
use schemas::Schemas;
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[test]
fn live_answers_have_the_form_that_the_document_says() {
    let mut schemas = Schemas::new();
    let desk = desk(400);
    desk.platform.run_batch("UPDATE payout_jobs SET last_outcome = 'conflict' WHERE state = 'open'").unwrap();
    let text = |sql: &str| desk.text(sql);
    let open = text("SELECT order_sn FROM deposit_records WHERE status = 0 LIMIT 1");
    let refused = text("SELECT CAST(min(id) AS TEXT) FROM refused_payments WHERE reason = 'amount'");
    let unknown = text("SELECT CAST(min(id) AS TEXT) FROM refused_payments WHERE reason = 'unknown_order'");
    let withdrawal = text("SELECT billno FROM withdraw_records WHERE status = 0 LIMIT 1");
    let application =
        text("SELECT CAST(min(id) AS TEXT) FROM user_wallet_cash WHERE cash_status = 1 AND cash_type = 1");
    let wallet =
        text("SELECT 'wallet-' || ref FROM payout_jobs WHERE state = 'open' AND kind = 'wallet' LIMIT 1");
    let payee =
        text("SELECT 'payee-' || ref FROM payout_jobs WHERE state = 'open' AND kind = 'payee' LIMIT 1");
    let dead = text("SELECT event_id FROM outbox WHERE state = 'dead' AND topic = 'cashier.deposit' LIMIT 1");
    let receiver = text("SELECT receiver FROM outbox WHERE state = 'queued' LIMIT 1");
    let why = json!({ "reason": "seen" });
    let mut requests: Vec<(&str, String, Value)> = vec![
        ("GET /overview", "/overview?from=2026-01-01T00:00:00Z".into(), Value::Null),
        ("GET /overview", "/overview?from=x".into(), Value::Null),
        ("GET /overview/daily", "/overview/daily?days=31".into(), Value::Null),
        ("GET /overview/daily", "/overview/daily?days=32".into(), Value::Null),
        ("GET /deposits", "/deposits?limit=500".into(), Value::Null),
        ("GET /deposits", "/deposits?limit=0".into(), Value::Null),
        (
            "POST /deposits/{order_sn}/make-up",
            format!("/deposits/{open}/make-up"),
            json!({ "amount": "5", "reason": "x" }),
        ),
        (
            "POST /deposits/{order_sn}/make-up",
            format!("/deposits/{open}/make-up"),
            json!({ "amount": "6", "reason": "x" }),
        ),
        ("POST /deposits/{order_sn}/make-up", format!("/deposits/{open}/make-up"), json!({})),
        ("GET /deposits/{order_sn}", format!("/deposits/{open}"), Value::Null),
        ("GET /deposits/{order_sn}", "/deposits/none".into(), Value::Null),
        ("GET /withdrawals", "/withdrawals?limit=500".into(), Value::Null),
        (
            "POST /withdrawals/{order_sn}/decision",
            format!("/withdrawals/{withdrawal}/decision"),
            json!({ "decision": "approve", "reason": "x" }),
        ),
        ("GET /withdrawals/{order_sn}", format!("/withdrawals/{withdrawal}"), Value::Null),
        ("GET /wallet-applications", "/wallet-applications?limit=500".into(), Value::Null),
        (
            "POST /wallet-applications/{id}/decision",
            format!("/wallet-applications/{application}/decision"),
            json!({ "decision": "approve", "reason": "x" }),
        ),
        ("GET /wallet-applications/{id}", format!("/wallet-applications/{application}"), Value::Null),
        ("GET /payouts", "/payouts?limit=500".into(), Value::Null),
        ("POST /payouts/{id}/retry", format!("/payouts/{payee}/retry"), why.clone()),
        (
            "POST /payouts/{id}/settlement",
            format!("/payouts/{wallet}/settlement"),
            json!({ "outcome": "paid", "provider_ref": "R", "reason": "x" }),
        ),
        (
            "POST /payouts/{id}/settlement",
            format!("/payouts/{wallet}/settlement"),
            json!({ "outcome": "failed", "reason": "x" }),
        ),
        ("GET /payouts/{id}", format!("/payouts/{wallet}"), Value::Null),
        ("GET /payouts/{id}", format!("/payouts/{payee}"), Value::Null),
        ("GET /notices", "/notices?limit=500".into(), Value::Null),
        ("POST /notices/{event_id}/resend", format!("/notices/{dead}/resend"), why.clone()),
        ("POST /notices/{event_id}/abandonment", format!("/notices/{dead}/abandonment"), why),
        ("GET /notices/{event_id}", format!("/notices/{dead}"), Value::Null),
        (
            "POST /notices/resend",
            "/notices/resend".into(),
            json!({ "receiver": receiver, "since": "2020-01-01T00:00:00Z", "reason": "x" }),
        ),
        (
            "POST /test-notices",
            "/test-notices".into(),
            json!({ "product_id": 1, "kind": "deposit", "reference": "a", "reason": "x" }),
        ),
        (
            "POST /test-notices",
            "/test-notices".into(),
            json!({ "product_id": 1, "kind": "deposit", "reference": "a", "reason": "x" }),
        ),
        ("GET /refused-payments", "/refused-payments?limit=500".into(), Value::Null),
        (
            "POST /refused-payments/{id}/resolution",
            format!("/refused-payments/{refused}/resolution"),
            json!({ "resolution": "make_up", "amount": "9.5", "reason": "x" }),
        ),
        (
            "POST /refused-payments/{id}/resolution",
            format!("/refused-payments/{unknown}/resolution"),
            json!({ "resolution": "make_up", "amount": "9.5", "reason": "x" }),
        ),
        ("GET /refused-payments/{id}", format!("/refused-payments/{refused}"), Value::Null),
    ];
    requests.extend(ledger());
    for (route, path, body) in requests {
        let method = route.split(' ').next().unwrap();
        let answer = desk.send(method, &path, Some(&desk.owner), (!body.is_null()).then_some(body));
        schemas.check(route, &answer);
        schemas.check(route, &desk.send(method, &path, None, None));
    }
    let all: BTreeSet<_> = ROUTES.iter().map(|route| route.name.to_owned()).collect();
    assert_eq!(schemas.seen, all, "every route was tried");
    assert_eq!(desk.platform.faults(), [""; 0]);
}

/// What is tried of the ledger, statements, reconciliations and files.
#[rustfmt::skip]
fn ledger() -> Vec<(&'static str, String, Value)> {
    let format = json!({ "number_column": "No", "amount_column": "Amount", "time_column": "Paid", "currency": "CNY" });
    let upload = json!({
        "provider": "hub", "kind": "deposits", "merchant": "M001", "from": "2026-01-02", "to": "2026-01-02",
        "csv": "No,Amount,Paid\nx,-1,2026-01-02 00:00:00",
    });
    let mut requests: Vec<(&str, &str, Value)> = vec![
        ("GET /ledger/accounts", "/ledger/accounts?limit=5", Value::Null),
        ("GET /ledger/accounts", "/ledger/accounts?part=x", Value::Null),
        ("GET /ledger/entries", "/ledger/entries", Value::Null),
        ("GET /ledger/entries", "/ledger/entries?from=x", Value::Null),
        ("GET /ledger/trial-balance", "/ledger/trial-balance?day=2026-01-31", Value::Null),
        ("GET /ledger/trial-balance", "/ledger/trial-balance?day=2026-01-31&format=csv", Value::Null),
        ("GET /ledger/trial-balance", "/ledger/trial-balance", Value::Null),
        ("GET /statements/daily", "/statements/daily?day=2026-01-02&merchant=M001&currency=CNY", Value::Null),
        ("GET /statements/daily", "/statements/daily?day=2026-01-31&part=wallet&format=csv", Value::Null),
        ("GET /statements/daily", "/statements/daily?day=2026-01-31", Value::Null),
        ("PUT /statement-formats/{provider}", "/statement-formats/hub", format.clone()),
        ("PUT /statement-formats/{provider}", "/statement-formats/hub", format),
        ("PUT /statement-formats/{provider}", "/statement-formats/hub", json!({ "skip_lines": -1 })),
        ("GET /statement-formats/{provider}", "/statement-formats/hub", Value::Null),
        ("GET /statement-formats/{provider}", "/statement-formats/none", Value::Null),
        ("GET /statement-formats", "/statement-formats", Value::Null),
        ("POST /reconciliations", "/reconciliations", upload.clone()),
        ("POST /reconciliations", "/reconciliations", upload),
        ("POST /reconciliations", "/reconciliations", json!({})),
        ("GET /reconciliations", "/reconciliations", Value::Null),
        ("GET /reconciliations/{id}", "/reconciliations/1", Value::Null),
        ("GET /reconciliations/{id}", "/reconciliations/9", Value::Null),
        ("POST /reconciliations/{id}/items/{item}/resolution", "/reconciliations/1/items/2/resolution", json!({ "reason": "seen" })),
        ("POST /reconciliations/{id}/items/{item}/resolution", "/reconciliations/1/items/2/resolution", json!({ "reason": "other" })),
        ("POST /reconciliations/{id}/items/{item}/resolution", "/reconciliations/1/items/99999/resolution", json!({ "reason": "seen" })),
        ("GET /reconciliations/{id}/items", "/reconciliations/1/items?limit=500", Value::Null),
        ("GET /reconciliations/{id}/items", "/reconciliations/1/items?outcome=x", Value::Null),
    ];
    // Every file, and one that does not know a filter.
    let files = ROUTES.iter().filter(|route| route.path.ends_with(".csv"));
    let files = files.map(|route| (&route.name[..4], route.path.strip_prefix("/admin/api/v1").unwrap()));
    let names: Vec<&'static str> = files.clone().map(|(method, path)| &*format!("{method}{path}").leak()).collect();
    let paths: Vec<String> = files.map(|(_, path)| path.replace("{id}", "1")).collect();
    let plain = requests.drain(..).map(|(route, path, body)| (route, path.to_owned(), body));
    let files = names.iter().zip(paths).flat_map(|(name, path)| {
        [(*name, path.clone(), Value::Null), (*name, format!("{path}?text=x"), Value::Null)]
    });
    plain.chain(files).collect()
}
