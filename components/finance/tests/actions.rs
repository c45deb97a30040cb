//! Actions: what they move, once; who may not; what the audit and the details say of them.

mod common;

use common::{Desk, check_invariants, desk};
use feiqian_delivery::dispatch::{Wanted, dispatch};
use feiqian_finance::overview;
use feiqian_platform::native::block_on;
use feiqian_platform::outbound::OutboundAnswer;
use serde_json::{Value, json};

/// The type of a refusal.
fn code(answer: &common::desk::Answer) -> &str {
    answer.body["type"].as_str().unwrap_or_default().trim_start_matches("urn:feiqian:problem:")
}

fn audit(desk: &Desk) -> i64 {
    desk.integer("SELECT count(*) FROM admin_audit")
}

/// The events of a timeline, by kind and action or outcome.
fn events(body: &Value) -> Vec<String> {
    let events = body["timeline"].as_array().unwrap().iter();
    events
        .map(|event| {
            let what = ["action", "told", "outcome"].into_iter().find_map(|name| event[name].as_str());
            format!("{} {}", event["event"].as_str().unwrap(), what.unwrap_or_default())
        })
        .collect()
}

#[test]
fn a_withdrawal_is_decided_by_two_operators_step_by_step() {
    let desk = desk(400);
    desk.platform.run_batch("UPDATE merchants SET four_eyes = 1 WHERE code = 'M001'").unwrap();
    let bob = desk.operator("bob", "finance");
    let number = desk.text("SELECT billno FROM withdraw_records WHERE status = 0 ORDER BY id LIMIT 1");
    let path = format!("/withdrawals/{number}/decision");
    let approve = json!({ "decision": "approve", "reason": "documents seen" });
    let rows = audit(&desk);
    for _ in 0..2 {
        let answer = desk.post(&path, approve.clone());
        assert_eq!((answer.status, &answer.body["status"]), (200, &json!("approved")), "{}", answer.text);
        assert_eq!(audit(&desk), rows + 1, "once");
    }
    desk.wait(1_000);
    let pay = json!({ "decision": "mark_paid", "reason": "bank slip 7" });
    let own = desk.post(&path, pay.clone());
    assert_eq!((own.status, code(&own)), (409, "four_eyes"));
    for _ in 0..2 {
        let answer = desk.send("POST", &path, Some(&bob), Some(pay.clone()));
        assert_eq!((answer.status, &answer.body["status"]), (200, &json!("paid")), "{}", answer.text);
    }
    assert_eq!(audit(&desk), rows + 2);
    assert_eq!(desk.post(&path, approve).status, 200, "it was approved");
    let other = desk.post(&path, json!({ "decision": "refuse", "reason": "no" }));
    assert_eq!((other.status, code(&other)), (409, "decided_already"));
    let detail = desk.get(&format!("/withdrawals/{number}"));
    let account =
        desk.text(&format!("SELECT bank_account_no FROM withdraw_records WHERE billno = '{number}'"));
    assert_eq!(detail.body["account_number"], format!("6222 **** {}", &account[account.len() - 4..]));
    assert_eq!(
        events(&detail.body),
        ["change create", "desk approve", "change approve", "desk mark_paid", "change approve", "notice 2"]
    );
    let change = &detail.body["timeline"][4];
    assert_eq!(
        (&change["by"], &change["account"], &change["role"]),
        (&json!("treasury"), &json!("bob"), &json!("desk:finance"))
    );
    let told = &detail.body["timeline"][3];
    assert_eq!(told["before"], json!({ "status": "approved" }));
    assert_eq!(told["after"], json!({ "status": "paid", "reason": "bank slip 7" }));

    // A merchant that has one pair of eyes.
    desk.platform.run_batch("UPDATE merchants SET four_eyes = 0 WHERE code = 'M001'").unwrap();
    let number = desk.text("SELECT billno FROM withdraw_records WHERE status = 0 ORDER BY id LIMIT 1");
    let path = format!("/withdrawals/{number}/decision");
    for (decision, status) in [("approve", "approved"), ("refuse", "refused")] {
        let answer = desk.post(&path, json!({ "decision": decision, "reason": "x" }));
        assert_eq!((answer.status, &answer.body["status"]), (200, &json!(status)), "{}", answer.text);
    }
    // Nobody decides about an order that bears his name.
    let mut row = desk
        .rows("SELECT w.billno, c.product_user_id FROM withdraw_records w JOIN customers c ON c.id = w.customer_id
                WHERE w.status = 0 ORDER BY w.id LIMIT 1")
        .remove(0);
    let (number, customer): (String, String) = (row.take().unwrap(), row.take().unwrap());
    let namesake = desk.operator(&customer, "finance");
    let body = json!({ "decision": "refuse", "reason": "x" });
    let answer = desk.send("POST", &format!("/withdrawals/{number}/decision"), Some(&namesake), Some(body));
    assert_eq!((answer.status, code(&answer)), (409, "four_eyes"));
    check_invariants(&desk);
    assert_eq!(faults(&desk), [""; 0]);
}

#[test]
fn an_application_of_the_wallet_is_approved_refused_or_marked_as_paid() {
    let desk = desk(400);
    let open = |kind: i64| {
        desk.integer(&format!(
            "SELECT min(id) FROM user_wallet_cash WHERE cash_status = 1 AND cash_type = {kind} AND user_id > 1000"
        ))
    };
    let decide = |id: i64, decision: &str| {
        desk.post(
            &format!("/wallet-applications/{id}/decision"),
            json!({ "decision": decision, "reason": "seen" }),
        )
    };
    let (manual, payout) = (open(0), open(1));
    for (id, decision) in [(manual, "approve"), (payout, "mark_paid")] {
        let answer = decide(id, decision);
        assert_eq!((answer.status, code(&answer)), (409, "wrong_kind"));
    }
    let rows = audit(&desk);
    for (id, decision, status) in [(manual, "mark_paid", "paid"), (payout, "approve", "approved")] {
        for _ in 0..2 {
            let answer = decide(id, decision);
            assert_eq!((answer.status, &answer.body["status"]), (200, &json!(status)), "{}", answer.text);
        }
        assert_eq!(code(&decide(id, "refuse")), "decided_already");
    }
    assert_eq!(audit(&desk), rows + 2);
    let refused = open(1);
    assert_eq!(decide(refused, "refuse").body["status"], "refused");
    let detail = desk.get(&format!("/wallet-applications/{refused}"));
    assert_eq!(detail.body["remark"], "seen");
    assert_eq!(events(&detail.body), ["change freeze", "desk refuse", "change refund", "notice 3"]);

    let id = open(1);
    desk.platform.set_variable("wallet_payout_url", "");
    assert_eq!(code(&decide(id, "approve")), "payouts_disabled");
    desk.platform.set_variable("wallet_payout_url", "https://provider.example/payouts");
    desk.platform
        .run_batch("UPDATE wallet_settings SET payout_enabled = 0, updated_at = 1 WHERE id = 1")
        .unwrap();
    assert_eq!(code(&decide(id, "approve")), "payouts_disabled");
    let name = desk.text(&format!(
        "SELECT u.username FROM user_wallet_cash c JOIN users u ON u.id = c.user_id WHERE c.id = {id}"
    ));
    let namesake = desk.operator(&name, "finance");
    let body = json!({ "decision": "refuse", "reason": "x" });
    let answer =
        desk.send("POST", &format!("/wallet-applications/{id}/decision"), Some(&namesake), Some(body));
    assert_eq!(code(&answer), "four_eyes");
    check_invariants(&desk);
    assert_eq!(faults(&desk), [""; 0]);
}

#[test]
fn a_make_up_order_books_what_came_in_once() {
    let desk = desk(400);
    let open = desk
        .text("SELECT order_sn FROM deposit_records WHERE status = 0 AND deposit_channel_code = '6' LIMIT 1");
    let path = format!("/deposits/{open}/make-up");
    for (body, errors) in [
        (json!({}), vec![("/amount", "required"), ("/reason", "required")]),
        (
            json!({ "amount": "5", "reason": " ", "note": 1 }),
            vec![("/reason", "string"), ("/note", "unknown")],
        ),
        (json!({ "amount": "5", "reason": "a&b=c" }), vec![("/reason", "string")]),
        (json!({ "amount": "0", "reason": "x" }), vec![("/amount", "numeric")]),
        (json!({ "amount": "5.001", "reason": "x" }), vec![("/amount", "numeric")]),
        (json!({ "amount": "5", "channel": "3", "reason": "x" }), vec![("/channel", "exists")]),
    ] {
        let expected: Vec<_> =
            errors.into_iter().map(|(at, code)| (at.to_owned(), code.to_owned())).collect();
        assert_eq!(desk.post(&path, body).errors(), expected);
    }
    let rows = audit(&desk);
    let body = json!({ "amount": "8.5", "channel": "1", "reason": "came in by bank" });
    for _ in 0..2 {
        let answer = desk.post(&path, body.clone());
        assert_eq!((answer.status, &answer.body["status"]), (200, &json!("made_up")), "{}", answer.text);
        assert_eq!(answer.body["make_up_order_sn"], format!("{open}_1"));
    }
    assert_eq!(audit(&desk), rows + 1);
    let other = desk.post(&path, json!({ "amount": "9", "reason": "x" }));
    assert_eq!((other.status, code(&other)), (409, "decided_already"));
    let made = desk.get(&format!("/deposits/{open}_1"));
    assert_eq!(
        (&made.body["status"], &made.body["amount"], &made.body["channel"]),
        (&json!("paid"), &json!("8.50"), &json!("1"))
    );
    assert_eq!(made.body["parent_order_sn"], open.as_str());
    assert_eq!(made.body["remarks"], "came in by bank");
    let paid = desk.text("SELECT order_sn FROM deposit_records WHERE status = 2 LIMIT 1");
    let answer = desk.post(&format!("/deposits/{paid}/make-up"), json!({ "amount": "5", "reason": "x" }));
    assert_eq!(code(&answer), "decided_already");
    assert_eq!(desk.post("/deposits/none/make-up", json!({ "amount": "5", "reason": "x" })).status, 404);
    check_invariants(&desk);
    assert_eq!(faults(&desk), [""; 0]);
}

#[test]
fn a_refused_payment_is_resolved_by_a_make_up_order_or_dismissed() {
    let desk = desk(400);
    let of = |reason: &str| {
        desk.integer(&format!(
            "SELECT min(id) FROM refused_payments WHERE reason = '{reason}' AND resolved_at IS NULL"
        ))
    };
    let resolve = |id: i64, body: Value| desk.post(&format!("/refused-payments/{id}/resolution"), body);
    let (known, unknown) = (of("amount"), of("unknown_order"));
    let make_up = json!({ "resolution": "make_up", "amount": "9.50", "reason": "short payment" });
    assert_eq!(code(&resolve(unknown, make_up.clone())), "unknown_order");
    assert_eq!(resolve(known, json!({ "resolution": "make_up", "reason": "x" })).errors()[0].0, "/amount");
    assert_eq!(
        resolve(known, json!({ "resolution": "dismiss", "amount": "1", "reason": "x" })).errors()[0].0,
        "/resolution"
    );
    let rows = audit(&desk);
    for _ in 0..2 {
        let answer = resolve(known, make_up.clone());
        assert_eq!((answer.status, &answer.body["status"]), (200, &json!("resolved")), "{}", answer.text);
        assert_eq!(answer.body["resolved_by"], format!("{}_1", answer.body["order_sn"].as_str().unwrap()));
        assert_eq!(events(&answer.body), ["desk make_up"]);
    }
    for _ in 0..2 {
        let answer = resolve(unknown, json!({ "resolution": "dismiss", "reason": "sent back" }));
        assert_eq!(
            (answer.status, &answer.body["resolved_by"]),
            (200, &json!("desk:amy")),
            "{}",
            answer.text
        );
        assert_eq!(answer.body["timeline"][0]["after"]["reason"], "sent back");
    }
    assert_eq!(audit(&desk), rows + 2);
    assert_eq!(code(&resolve(known, json!({ "resolution": "dismiss", "reason": "x" }))), "decided_already");
    let dismissed = of("amount");
    assert_eq!(resolve(dismissed, json!({ "resolution": "dismiss", "reason": "x" })).status, 200);
    assert_eq!(code(&resolve(dismissed, make_up)), "decided_already");
    check_invariants(&desk);
    assert_eq!(faults(&desk), [""; 0]);
}

#[test]
fn a_payout_in_conflict_is_settled_by_hand_and_any_open_one_is_asked_about_at_once() {
    let desk = desk(800);
    let job = |condition: &str| {
        desk.text(&format!("SELECT coalesce(max(kind || '-' || ref), '') FROM payout_jobs WHERE state = 'open' AND {condition}"))
    };
    let settle = |id: &str, body: Value| desk.post(&format!("/payouts/{id}/settlement"), body);
    let paid = json!({ "outcome": "paid", "provider_ref": "BANK-7", "reason": "on the statement" });
    let failed = json!({ "outcome": "failed", "reason": "the provider has nothing" });
    let recent = format!("created_at > {}", desk.platform.now_ms() - 86_400_000);
    let fresh = job(&format!("last_outcome <> 'conflict' AND {recent}"));
    assert_eq!(code(&settle(&fresh, paid.clone())), "not_in_conflict");
    let rows = audit(&desk);
    let mut settled = 0;
    for kind in ["wallet", "payee"] {
        for (body, other, status) in [(&paid, &failed, "paid"), (&failed, &paid, "failed")] {
            let id = job(&format!("last_outcome = 'conflict' AND kind = '{kind}'"));
            for _ in 0..2 {
                let answer = settle(&id, body.clone());
                assert_eq!(
                    (answer.status, &answer.body["status"]),
                    (200, &json!("done")),
                    "{id}: {}",
                    answer.text
                );
                assert_eq!(answer.body["outcome"], status);
                let record = answer.body["record_status"].as_str().unwrap();
                assert_eq!(record, if kind == "payee" && status == "paid" { "success" } else { status });
                let last = answer.body["timeline"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .rfind(|event| event["event"] == "desk")
                    .unwrap();
                assert_eq!(
                    (&last["action"], &last["before"]["outcome"]),
                    (&json!("settle"), &json!("conflict"))
                );
            }
            let answer = settle(&id, other.clone());
            assert_eq!((answer.status, code(&answer)), (409, "decided_already"));
            settled += 1;
        }
    }
    assert_eq!(audit(&desk), rows + settled);
    let id = job("last_outcome = 'conflict' AND kind = 'wallet'");
    assert_eq!(settle(&id, json!({ "outcome": "paid", "reason": "x" })).errors()[0].0, "/provider_ref");

    // What has been open for a day may be settled too, unless a call is under way.
    desk.platform.run_batch(&format!("UPDATE payout_jobs SET created_at = created_at - 90000000, lease_until = {} WHERE kind || '-' || ref = '{fresh}'", i64::MAX)).unwrap();
    assert_eq!(code(&settle(&fresh, failed.clone())), "payout_held");
    desk.platform.run_batch("UPDATE payout_jobs SET lease_until = 0").unwrap();
    let retry =
        |id: &str| desk.post(&format!("/payouts/{id}/retry"), json!({ "reason": "the provider is back" }));
    let rows = audit(&desk);
    for _ in 0..2 {
        let answer = retry(&fresh);
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(audit(&desk), rows + 1, "it is due already");
    }
    assert_eq!(
        desk.integer(&format!(
            "SELECT next_attempt_at FROM payout_jobs WHERE kind || '-' || ref = '{fresh}'"
        )),
        desk.platform.now_ms()
    );
    assert_eq!(settle(&fresh, failed).body["status"], "done");
    assert_eq!(code(&retry(&fresh)), "decided_already");
    check_invariants(&desk);
    assert_eq!(faults(&desk), [""; 0]);
}

/// What was logged, but for payouts that wait for a provider.
fn faults(desk: &Desk) -> Vec<String> {
    let faults = desk.platform.faults();
    faults.into_iter().filter(|fault| !fault.contains("payouts wait for a provider")).collect()
}

/// Sends what operators have asked for and what is due, to receivers that answer so.
fn deliver(desk: &Desk, status: u16, body: &'static str) -> Vec<String> {
    let sent = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = std::sync::Arc::clone(&sent);
    desk.platform.set_outside(move |request| {
        seen.lock().unwrap().push(String::from_utf8(request.body.clone()).unwrap());
        Ok(OutboundAnswer {
            status: feiqian_platform::http::StatusCode::from_u16(status).unwrap(),
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
        })
    });
    for (name, value) in [
        ("allow_insecure_ipn", "true"),
        ("dispatch_jitter_percent", "0"),
        ("pii_index_key", feiqian_vault::demo::PII_INDEX_KEY),
        ("wallet_webhook_key", ""),
        ("wallet_payout_url", ""),
        ("wallet_payout_key", ""),
        ("payee_payout_url", ""),
        ("payee_payout_key", ""),
        ("local_order_ttl_seconds", "0"),
    ] {
        desk.platform.set_variable(name, value);
    }
    for name in ["wallet_webhook_key", "wallet_payout_key", "payee_payout_key"] {
        for end in ["not_after", "next", "next_not_before"] {
            desk.platform.set_variable(Box::leak(format!("{name}_{end}").into_boxed_str()), "");
        }
    }
    let wanted = Wanted { limit: 200, topics: None, event_ids: None };
    block_on(dispatch(&desk.platform, "test", &wanted)).unwrap();
    let sent = sent.lock().unwrap();
    sent.clone()
}

#[test]
fn notices_are_sent_again_or_given_up() {
    let desk = desk(400);
    let of = |condition: &str| {
        desk.text(&format!(
            "SELECT event_id FROM outbox WHERE topic = 'cashier.deposit' AND {condition} ORDER BY seq LIMIT 1"
        ))
    };
    let post = |path: &str| desk.post(path, json!({ "reason": "the receiver is back" }));
    let dead = of("state = 'dead'");
    let rows = audit(&desk);
    for _ in 0..2 {
        let answer = post(&format!("/notices/{dead}/resend"));
        assert_eq!((answer.status, &answer.body["status"]), (200, &json!("dead")), "{}", answer.text);
        assert!(answer.body["resend_asked_at"].is_string());
    }
    assert_eq!(audit(&desk), rows + 1);
    let kicks = desk.platform.afterwards();
    assert!(
        String::from_utf8_lossy(&kicks.last().unwrap().body).contains(&dead),
        "the dispatcher is asked at once"
    );
    desk.platform.run_batch("UPDATE outbox SET next_at = 9000000000000 WHERE state = 'queued'").unwrap();
    // The dispatcher's next full call sends it though nobody was asked at once.
    let sent = deliver(&desk, 500, "down");
    assert_eq!(sent.len(), 1);
    let detail = desk.get(&format!("/notices/{dead}"));
    assert_eq!((&detail.body["status"], &detail.body["resend_asked_at"]), (&json!("dead"), &Value::Null));
    assert_eq!(events(&detail.body), ["attempt dead", "desk resend", "attempt retry"]);
    assert_eq!(post(&format!("/notices/{dead}/resend")).status, 200);
    assert_eq!(deliver(&desk, 200, "success").len(), 1);
    assert_eq!(desk.get(&format!("/notices/{dead}")).body["status"], "done");
    assert!(deliver(&desk, 200, "success").is_empty());

    // Given up: what waits, and what its schedule has given up.
    for condition in
        ["state = 'queued'", "state = 'dead' AND event_id NOT IN (SELECT event_id FROM outbox_abandoned)"]
    {
        let event = of(condition);
        let rows = audit(&desk);
        for _ in 0..2 {
            let answer = post(&format!("/notices/{event}/abandonment"));
            assert_eq!(
                (answer.status, &answer.body["status"]),
                (200, &json!("abandoned")),
                "{}",
                answer.text
            );
        }
        assert_eq!(audit(&desk), rows + 1);
    }
    assert_eq!(code(&post(&format!("/notices/{dead}/abandonment"))), "not_waiting");
    let held = of("state = 'queued'");
    desk.platform
        .run_batch(&format!(
            "UPDATE outbox SET lease_by = 'x', lease_until = {} WHERE event_id = '{held}'",
            i64::MAX
        ))
        .unwrap();
    assert_eq!(code(&post(&format!("/notices/{held}/abandonment"))), "notice_held");
    desk.platform
        .run_batch("UPDATE outbox SET lease_by = NULL, lease_until = NULL WHERE lease_by = 'x'")
        .unwrap();
    let skipped =
        desk.text("SELECT event_id FROM outbox WHERE state = 'skipped' AND topic = 'wallet.notice' LIMIT 1");
    assert_eq!(code(&post(&format!("/notices/{skipped}/resend"))), "no_receiver");
    assert_eq!(desk.get("/notices?status=abandoned").body["items"].as_array().unwrap().len(), 2);
    check_invariants(&desk);
    assert_eq!(faults(&desk), [""; 0]);
}

#[test]
fn all_of_a_receiver_are_sent_again_since_a_time() {
    let desk = desk(800);
    let receiver =
        desk.text("SELECT receiver FROM outbox WHERE state = 'dead' AND topic LIKE 'cashier.%' LIMIT 1");
    let since_ms = common::NOW_MS - 6 * 3_600_000;
    let waiting = desk.integer(&format!(
        "SELECT count(*) FROM outbox WHERE state IN ('queued', 'dead') AND receiver = '{receiver}' AND created_at >= {since_ms}"
    ));
    assert!(waiting > 3);
    let body = json!({ "receiver": receiver, "since": "2026-01-01T21:04:05Z", "reason": "it was down" });
    let rows = audit(&desk);
    assert_eq!(
        desk.post("/notices/resend", body.clone()).body,
        json!({ "resent": waiting, "has_more": false })
    );
    assert_eq!(desk.post("/notices/resend", body.clone()).body, json!({ "resent": 0, "has_more": false }));
    assert_eq!(audit(&desk), rows + 1);
    assert_eq!(
        desk.text("SELECT new_body ->> 'resent' || ' ' || key FROM admin_audit ORDER BY id DESC LIMIT 1"),
        format!("{waiting} {receiver}")
    );
    desk.platform.run_batch("UPDATE outbox SET next_at = 9000000000000 WHERE state = 'queued'").unwrap();
    assert_eq!(i64::try_from(deliver(&desk, 200, "success").len()).unwrap(), waiting);
    assert_eq!(desk.post("/notices/resend", body).body["resent"], 0);
    for (body, pointer) in [
        (json!({ "receiver": receiver, "since": "today", "reason": "x" }), "/since"),
        (json!({ "since": "2026-01-01T21:04:05Z", "reason": "x" }), "/receiver"),
    ] {
        assert_eq!(desk.post("/notices/resend", body).errors()[0].0, pointer);
    }
    check_invariants(&desk);
    assert_eq!(faults(&desk), [""; 0]);
}

#[test]
fn a_test_notice_tries_a_receiver_once() {
    let desk = desk(20);
    desk.platform.run_batch("UPDATE outbox SET next_at = 9000000000000 WHERE state = 'queued'").unwrap();
    let body = json!({ "product_id": 1, "kind": "deposit", "reference": "try-1", "reason": "new receiver" });
    let made = desk.post("/test-notices", body.clone());
    assert_eq!((made.status, &made.body["topic"]), (201, &json!("cashier.test")), "{}", made.text);
    let again = desk.post("/test-notices", body);
    assert_eq!((again.status, &again.body["event_id"]), (200, &made.body["event_id"]));
    let sent = deliver(&desk, 500, "no");
    assert!(
        sent.len() == 1 && sent[0].contains("notify_type=test") && sent[0].contains("reference=try-1"),
        "{sent:?}"
    );
    assert!(sent[0].contains("sign="), "signed as every callback");
    let event = made.body["event_id"].as_str().unwrap();
    let detail = desk.get(&format!("/notices/{event}"));
    assert_eq!(
        (&detail.body["status"], &detail.body["timeline"][1]["answer"]),
        (&json!("dead"), &json!("no")),
        "{}",
        detail.text
    );
    assert!(deliver(&desk, 200, "success").is_empty(), "once");
    assert_eq!(
        desk.get("/overview").body["waiting"]["dead_notices"],
        desk.integer("SELECT count(*) FROM outbox WHERE state = 'dead' AND topic <> 'cashier.test'")
    );
    for (body, pointer) in [
        (json!({ "product_id": 9, "kind": "deposit", "reference": "a", "reason": "x" }), "/product_id"),
        (json!({ "product_id": 1, "kind": "mail", "reference": "a", "reason": "x" }), "/kind"),
        (json!({ "product_id": 1, "kind": "deposit", "reference": "a b", "reason": "x" }), "/reference"),
        (json!({ "product_id": "1", "kind": "deposit", "reference": "a", "reason": "x" }), "/product_id"),
    ] {
        assert_eq!(desk.post("/test-notices", body).errors()[0].0, pointer);
    }
    desk.platform.run_batch("UPDATE products SET withdraw_callback = '' WHERE id = 1").unwrap();
    let body = json!({ "product_id": 1, "kind": "withdraw", "reference": "a", "reason": "x" });
    assert_eq!(code(&desk.post("/test-notices", body)), "no_receiver");
    check_invariants(&desk);
    assert_eq!(faults(&desk), [""; 0]);
}

#[test]
fn the_overview_adds_up_what_the_tables_say() {
    let desk = desk(400);
    let overview = desk.get("/overview?from=2026-01-01T00:00:00Z");
    for (part, sql) in [
        ("deposits", "SELECT count(*) FROM deposit_records"),
        ("withdrawals", "SELECT count(*) FROM withdraw_records"),
        ("wallet_applications", "SELECT count(*) FROM user_wallet_cash WHERE user_id > 1000"),
        ("payouts", "SELECT count(*) FROM payout_jobs"),
    ] {
        let rows = overview.body["today"][part].as_array().unwrap();
        let count: i64 = rows.iter().map(|row| row["count"].as_i64().unwrap()).sum();
        assert_eq!(count, desk.integer(sql), "{part}");
    }
    let paid = overview.body["today"]["deposits"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["status"] == "paid")
        .unwrap();
    let minor = desk.integer("SELECT sum(amount) FROM deposit_records WHERE status = 2");
    assert_eq!(paid["amount"], format!("{}.{:02}", minor / 100, minor % 100));
    let waiting = &overview.body["waiting"];
    for (name, sql) in [
        ("withdrawals_to_approve", "SELECT count(*) FROM withdraw_records WHERE status = 0"),
        ("withdrawals_to_pay", "SELECT count(*) FROM withdraw_records WHERE status = 1"),
        ("wallet_applications", "SELECT count(*) FROM user_wallet_cash WHERE cash_status = 1"),
        ("top_ups", "SELECT count(*) FROM admin_top_ups WHERE status = 'asked'"),
        (
            "payouts_in_conflict",
            "SELECT count(*) FROM payout_jobs WHERE state = 'open' AND last_outcome = 'conflict'",
        ),
        ("payees", "SELECT count(*) FROM payee WHERE status = 'Pending'"),
        ("dead_notices", "SELECT count(*) FROM outbox WHERE state = 'dead'"),
        ("refused_payments", "SELECT count(*) FROM refused_payments WHERE resolved_at IS NULL"),
        (
            "unmatched_items",
            "SELECT count(*) FROM reconciliation_items WHERE outcome <> 'matched' AND resolved_at IS NULL",
        ),
    ] {
        assert_eq!(waiting[name], desk.integer(sql), "{name}");
    }
    let late = &overview.body["late"];
    assert_eq!(
        late["notice"]["event_id"],
        desk.text("SELECT event_id FROM outbox WHERE state = 'queued' ORDER BY next_at LIMIT 1").as_str()
    );
    assert!(late["payout"]["id"].is_string() && late["deposit"].is_null(), "{}", overview.text);
    desk.wait(2 * 86_400_000);
    let owner = desk.sign_in("amy");
    let late = desk.send("GET", "/overview", Some(&owner), None);
    for (name, key, sql) in [
        (
            "deposit",
            "order_sn",
            "SELECT order_sn FROM deposit_records WHERE status = 0 AND receipt_account <> '' ORDER BY id LIMIT 1",
        ),
        (
            "withdrawal",
            "order_sn",
            "SELECT billno FROM withdraw_records WHERE status IN (0, 1) ORDER BY id LIMIT 1",
        ),
    ] {
        assert_eq!(late.body["late"][name][key], desk.text(sql).as_str(), "{}", late.text);
    }
    assert_eq!(late.body["today"]["deposits"], json!([]));
}

#[test]
fn the_series_has_the_money_of_each_day() {
    let desk = desk(400);
    let now = desk.platform.now_ms();
    let today = now - now.rem_euclid(DAY_MS);
    // A deposit of each day's first and last moment, at both ends of what is asked for.
    let moved = [(1, today - 3 * DAY_MS - 1), (2, today - 3 * DAY_MS), (3, today - 1), (4, today)];
    desk.platform.run_batch("DROP TRIGGER IF EXISTS deposit_records_bu").unwrap();
    for (id, at) in moved {
        desk.platform
            .run_batch(&format!("UPDATE deposit_records SET created_at = {at} WHERE id = {id}"))
            .unwrap();
    }
    let series = desk.get("/overview/daily?days=4");
    let days = series.body["days"].as_array().unwrap();
    assert_eq!((series.status, days.len()), (200, 4), "{}", series.text);
    let tables = [
        ("deposits", "deposit_records"),
        ("withdrawals", "withdraw_records"),
        ("wallet_applications", "user_wallet_cash"),
        ("payouts", "payout_jobs"),
    ];
    for (ago, day) in (0..4).rev().zip(days) {
        let from = today - ago * DAY_MS;
        assert_eq!((&day["day"], &day["is_complete"]), (&json!(day_text(from)), &json!(true)));
        for (part, table) in tables {
            let sums = day[part].as_array().unwrap();
            let of_day =
                format!("FROM {table} WHERE created_at >= {from} AND created_at < {from} + {DAY_MS}");
            let count: i64 = sums.iter().map(|sum| sum["count"].as_i64().unwrap()).sum();
            assert_eq!(count, desk.integer(&format!("SELECT count(*) {of_day}")), "{part} {day}");
        }
        let paid = day["deposits"].as_array().unwrap().iter().find(|sum| sum["status"] == "paid");
        let minor = desk.integer(&format!(
            "SELECT coalesce(sum(amount), 0) FROM deposit_records
              WHERE status = 2 AND created_at >= {from} AND created_at < {from} + {DAY_MS}"
        ));
        let amount = paid.map_or(json!("0.00"), |sum| sum["amount"].clone());
        assert_eq!(amount, format!("{}.{:02}", minor / 100, minor % 100), "{day}");
    }
    let made = |from: i64, to: i64| {
        desk.integer(&format!(
            "SELECT count(*) FROM deposit_records WHERE created_at >= {from} AND created_at < {to}"
        ))
    };
    assert!(made(today - 3 * DAY_MS, today) >= 2 && made(0, today - 3 * DAY_MS) >= 1);
    assert_eq!(desk.get("/overview/daily").body["days"].as_array().unwrap().len(), 7);
    assert_eq!(desk.get("/overview/daily?days=31").body["days"].as_array().unwrap().len(), 31);
    assert_eq!(desk.get("/overview/daily?days=1").body["days"][0]["deposits"], days[3]["deposits"]);

    // Beyond the limit the oldest days are left out, and say so.
    let newest = made(today, i64::MAX);
    let series = block_on(overview::series(&desk.platform, now, 4, newest + 1)).unwrap();
    let is_complete: Vec<_> = series.as_array().unwrap().iter().map(|day| &day["is_complete"]).collect();
    assert_eq!(is_complete, [false, false, false, true], "{series}");
    assert_eq!((&series[3]["deposits"], &series[1]["deposits"]), (&days[3]["deposits"], &json!([])));
    assert_eq!(series[2]["deposits"][0]["count"], 1);
}

const DAY_MS: i64 = 86_400_000;

/// The day of the calendar in UTC that begins at a time.
fn day_text(at: i64) -> String {
    feiqian_operator::time::text(at)[..10].to_owned()
}
