//! `POST /api/wallet/payouts/run` (wallet.md §4.9) with the simulated provider, and the kicks that follow answers.

mod common;

use common::{ALL, Bench, answer, request, token};
use feiqian_delivery::testing::{DISPATCH_TOKEN, answered, check_kicks, received};
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, header};
use feiqian_platform::native::block_on;
use feiqian_platform::outbound::{OutboundError, OutboundRequest};
use serde_json::{Value as Json, json};
use std::path::Path;
use std::sync::{Arc, Mutex};

const RUN: &str = "/api/wallet/payouts/run";

/// A wallet whose provider is the simulator, and what was sent to it.
struct World {
    bench: Bench,
    sent: Arc<Mutex<Vec<OutboundRequest>>>,
}

impl World {
    fn new() -> Self {
        let bench = Bench::new();
        bench.run("UPDATE wallet_settings SET payout_enabled = 1, updated_at = 1");
        let provider = Platform::in_memory();
        let sql = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sql/demo/900_simulator.sql");
        provider.run_batch(&std::fs::read_to_string(sql).unwrap()).unwrap();
        for (name, value) in [
            ("simulator_enabled", "true"),
            ("simulator_public_url", "http://127.0.0.1:3000"),
            ("wallet_payout_key", "a payout key of at least 32 bytes"),
            ("payee_payout_key", ""),
        ] {
            provider.set_variable(name, value);
        }
        let sent: Arc<Mutex<Vec<OutboundRequest>>> = Arc::default();
        let (kept, clock) = (sent.clone(), bench.platform.clone());
        bench.platform.set_outside(move |request| {
            kept.lock().unwrap().push(request.clone());
            provider.set_now_ms(clock.now_ms());
            answered(&request, block_on(feiqian_simulator::handle(&provider, received(&request))))
        });
        World { bench, sent }
    }

    /// An approved withdrawal of 10.00 to an openid.
    fn approved(&self, openid: &str) -> i64 {
        let now = self.bench.platform.now_ms();
        self.bench.run(&format!(
            "INSERT INTO user_wechats (user_id, openid, created_at, updated_at) VALUES (1, '{openid}', {now}, {now})
             ON CONFLICT (user_id) DO UPDATE SET openid = excluded.openid;
             INSERT INTO user_wallet_cash (user_id, cash_sn, cash_apply_amount, cash_rate, cash_charge, cash_actual_amount,
                                           cash_type, openid, operator_id, created_at, updated_at)
             SELECT 1, '20260102' || printf('%010d', count(*) + 1), 1000, 0, 0, 1000, 1, '{openid}', 1, {now}, {now}
               FROM user_wallet_cash;
             UPDATE user_wallet_cash SET cash_status = 2, operator_id = 2, reviewed_at = {now} WHERE cash_status = 1;"
        ));
        self.bench.integers("SELECT max(id) FROM user_wallet_cash")[0]
    }

    fn run(&self, body: &str) -> (u16, Json) {
        self.bench.json(Method::POST, RUN, &token(3, "payout.run"), body)
    }

    /// What a run that goes well says: how many records entered payment, and id, outcome, status of each.
    fn ran(&self, body: &str) -> (i64, Vec<(i64, String, Option<i64>)>) {
        let (status, answer) = self.run(body);
        assert_eq!((status, &answer["type"]), (200, &json!("wallet-payout-run")), "{answer}");
        let records = answer["data"]["records"].as_array().unwrap().iter().map(|record| {
            let outcome = record["outcome"].as_str().unwrap().to_owned();
            (record["id"].as_i64().unwrap(), outcome, record["cash_status"].as_i64())
        });
        (answer["data"]["enqueued"].as_i64().unwrap(), records.collect())
    }

    fn methods(&self) -> String {
        let sent = std::mem::take(&mut *self.sent.lock().unwrap());
        sent.iter().map(|sent| sent.method.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn after(&self, ms: i64) {
        self.bench.platform.set_now_ms(self.bench.platform.now_ms() + ms);
    }
}

fn record(id: i64, outcome: &str, status: impl Into<Option<i64>>) -> (i64, String, Option<i64>) {
    (id, outcome.to_owned(), status.into())
}

#[test]
fn a_run_pays_what_is_approved_and_answers_as_printed() {
    let world = World::new();
    let id = world.approved("sim-ok");
    let response = world.bench.send(request(Method::POST, RUN, &token(3, "payout.run")));
    assert_eq!(response.headers[header::CONTENT_TYPE], "application/json");
    assert_eq!(
        String::from_utf8(response.body).unwrap(),
        format!(
            r#"{{"type":"wallet-payout-run","data":{{"enqueued":1,"records":[{{"id":{id},"outcome":"paid","cash_status":5}}]}}}}"#
        )
    );
    assert_eq!(world.ran(""), (0, vec![]), "nothing is left");
    assert_eq!(world.methods(), "POST");
    assert_eq!(world.bench.balances(1), (9_000, 0));
    world.bench.audit();
}

#[test]
fn outcomes_are_told_record_by_record() {
    let world = World::new();
    let ids = ["sim-ok", "sim-fail-NO", "sim-pending", "sim-down", "sim-timeout"]
        .map(|openid| world.approved(openid));
    let told = ["paid", "failed", "processing", "unknown", "unknown"];
    let expected =
        ids.iter().zip(told).zip([5, 6, 4, 4, 4]).map(|((id, word), status)| record(*id, word, status));
    assert_eq!(world.ran("{}"), (5, expected.collect()));
    assert_eq!(world.ran(""), (0, vec![]), "not before their time");
    // Nothing is heard.
    world.bench.platform.set_outside(|_| Err(OutboundError::TimedOut));
    world.after(30_000);
    let (_, records) = world.ran("");
    assert_eq!(records.len(), 3);
    assert!(records.iter().all(|record| record.1 == "unknown" && record.2 == Some(4)));
    world.bench.audit();
}

#[test]
fn a_limit_limits_what_enters_payment_and_what_is_attempted() {
    let world = World::new();
    let ids: Vec<i64> = (0..5).map(|_| world.approved("sim-ok")).collect();
    // The oldest first.
    assert_eq!(world.ran(r#"{"limit":2}"#), (2, vec![record(ids[0], "paid", 5), record(ids[1], "paid", 5)]));
    assert_eq!(world.ran(r#"{"limit":"1"}"#).0 + world.ran(r#"{"limit":100}"#).0, 3);
    let ids: Vec<i64> = (0..3).map(|_| world.approved("sim-ok")).collect();
    let named = format!(r#"{{"ids":{ids:?},"limit":1}}"#);
    let rest = [record(ids[1], "skipped", 2), record(ids[2], "skipped", 2)];
    assert_eq!(world.ran(&named), (1, [vec![record(ids[0], "paid", 5)], rest.to_vec()].concat()));
    world.bench.audit();
}

#[test]
fn named_records_ignore_their_time_but_not_their_lease() {
    let world = World::new();
    let [lost, other, pending] = ["sim-lost", "sim-ok", "sim-pending"].map(|openid| world.approved(openid));
    let named = format!(r#"{{"ids":[{lost},"{pending}",{lost},999]}}"#);
    // In the order given, each once, and nobody else.
    let first =
        vec![record(lost, "unknown", 4), record(pending, "processing", 4), record(999, "skipped", None)];
    assert_eq!(world.ran(&named), (2, first));
    let second =
        vec![record(lost, "paid", 5), record(pending, "processing", 4), record(999, "skipped", None)];
    assert_eq!(world.ran(&named), (0, second), "at once");
    assert_eq!(world.methods(), "POST POST GET POST GET");
    assert_eq!(
        world.bench.integers(&format!("SELECT cash_status FROM user_wallet_cash WHERE id = {other}")),
        [2]
    );
    let until = world.bench.platform.now_ms() + 1;
    world.bench.run(&format!("UPDATE payout_jobs SET lease_until = {until} WHERE state = 'open'"));
    let third = vec![record(lost, "skipped", 5), record(pending, "busy", 4), record(999, "skipped", None)];
    assert_eq!(world.ran(&named), (0, third));
    world.after(1);
    assert_eq!(
        world.ran(&named).1[1],
        record(pending, "processing", 4),
        "the third query is the second here"
    );
    assert_eq!(world.ran(&named).1[1], record(pending, "paid", 5));
    // Applied for and not reviewed, and one of another type.
    world.bench.run("INSERT INTO user_wallet_cash (user_id, cash_sn, cash_apply_amount, cash_rate, cash_charge, cash_actual_amount,
         cash_type, cash_mobile, operator_id, created_at, updated_at) VALUES (1, '202601020000000099', 100, 0, 0, 100, 0, '13800138000', 1, 1767323045000, 1767323045000)");
    let id = world.bench.integers("SELECT max(id) FROM user_wallet_cash")[0];
    assert_eq!(world.ran(&format!(r#"{{"ids":[{id}]}}"#)), (0, vec![record(id, "skipped", 1)]));
    world.bench.audit();
}

#[test]
fn a_record_that_another_run_takes_meanwhile_is_busy_and_one_it_concludes_is_shown_so() {
    let world = World::new();
    let [first, second, third] = [(); 3].map(|()| world.approved("sim-ok"));
    // While the first is paid, another run takes the second and concludes the third.
    let other = world.bench.platform.clone();
    let once = Mutex::new(true);
    world.bench.platform.set_outside(move |_| {
        if std::mem::take(&mut *once.lock().unwrap()) {
            let now = other.now_ms();
            other.run_batch(&format!(
                "UPDATE payout_jobs SET lease_until = {now} + 40000, attempts = attempts + 1
                  WHERE ref = (SELECT cash_sn FROM user_wallet_cash WHERE id = {second});
                 UPDATE user_wallet_cash SET cash_status = 5, trade_no = 'T', trade_time = {now}, operator_id = 0,
                        updated_at = {now} WHERE id = {third};"
            ))
            .unwrap();
        }
        Err(OutboundError::TimedOut)
    });
    let named = format!(r#"{{"ids":[{first},{second},{third}]}}"#);
    let expected = vec![record(first, "unknown", 4), record(second, "busy", 4), record(third, "skipped", 5)];
    assert_eq!(world.ran(&named), (3, expected));
    world.bench.audit();
}

#[test]
fn a_run_lasts_25_seconds_and_says_what_it_did_not_reach() {
    let world = World::new();
    let ids: Vec<i64> = (0..4).map(|_| world.approved("sim-ok")).collect();
    let clock = world.bench.platform.clone();
    world.bench.platform.set_outside(move |_| {
        clock.set_now_ms(clock.now_ms() + 12_500);
        Err(OutboundError::TimedOut)
    });
    let (enqueued, records) = world.ran(&format!(r#"{{"ids":{ids:?}}}"#));
    let outcomes: Vec<&str> = records.iter().map(|record| record.1.as_str()).collect();
    assert_eq!((enqueued, outcomes), (4, vec!["unknown", "unknown", "skipped", "skipped"]));
    world.bench.audit();
}

#[test]
fn suspended_payouts_move_nothing_into_payment() {
    let world = World::new();
    let [started, waiting] = ["sim-lost", "sim-ok"].map(|openid| world.approved(openid));
    assert_eq!(world.ran(&format!(r#"{{"ids":[{started}]}}"#)).0, 1);
    world.bench.run("UPDATE wallet_settings SET payout_enabled = 0, updated_at = 2");
    let named = format!(r#"{{"ids":[{started},{waiting}]}}"#);
    assert_eq!(world.ran(&named), (0, vec![record(started, "unknown", 4), record(waiting, "skipped", 2)]));
    assert_eq!(world.methods(), "POST GET");
    world.bench.audit();
}

/// Code, parameter or pointer of each error.
fn errors(answer: &(u16, Json)) -> (u16, Vec<String>) {
    let errors = answer.1["errors"].as_array().unwrap_or_else(|| panic!("{answer:?}"));
    let text = |error: &Json| {
        let source = error["source"]["pointer"].as_str().or_else(|| error["source"]["parameter"].as_str());
        let field = error["meta"]["rule"].as_str().unwrap_or_default();
        [error["code"].as_str().unwrap(), source.unwrap_or("-"), field].join(" ").trim_end().to_owned()
    };
    (answer.0, errors.iter().map(text).collect())
}

#[test]
fn refusals_come_in_the_order_of_the_checks_and_move_nothing() {
    let world = World::new();
    let id = world.approved("sim-ok");
    let bench = &world.bench;
    let with = |scope: &str, body: &str| bench.json(Method::POST, RUN, &token(3, scope), body);
    assert_eq!(errors(&with(ALL, "")), (403, vec!["permission_denied -".into()]));
    assert_eq!(errors(&with("", r#"{"limit":0}"#)), (403, vec!["permission_denied -".into()]));
    assert_eq!(answer(&bench.send(request(Method::POST, RUN, "x.y.z"))).0, 401);
    assert_eq!(bench.send(request(Method::GET, RUN, &token(3, "payout.run"))).status.as_u16(), 405);
    let query = bench.json(Method::POST, &format!("{RUN}?limit=1"), &token(3, "payout.run"), "");
    assert_eq!(errors(&query), (400, vec!["invalid_query_parameter limit".into()]));
    let form = request(Method::POST, RUN, &token(3, "payout.run"))
        .with_body("application/x-www-form-urlencoded", "limit=1");
    assert_eq!(answer(&bench.send(form)).0, 415);
    assert_eq!(world.run("{").0, 400);
    for (body, expected) in [
        (r#"{"limit":0}"#, vec!["/limit"]),
        (r#"{"limit":101}"#, vec!["/limit"]),
        (r#"{"limit":1.5}"#, vec!["/limit"]),
        (r#"{"limit":"x"}"#, vec!["/limit"]),
        (r#"{"ids":[]}"#, vec!["/ids"]),
        (r#"{"ids":1}"#, vec!["/ids"]),
        (r#"{"ids":[0]}"#, vec!["/ids/0"]),
        (r#"{"ids":[1,"x"],"limit":0}"#, vec!["/limit", "/ids/1"]),
    ] {
        let (status, found) = errors(&world.run(body));
        assert_eq!(status, 422, "{body}");
        let pointers: Vec<&str> = found.iter().filter_map(|error| error.split(' ').nth(1)).collect();
        assert_eq!(pointers, expected, "{body}");
        assert!(found.iter().all(|error| error.starts_with("validation_error ")), "{found:?}");
    }
    let many = format!(r#"{{"ids":[{}1]}}"#, "1,".repeat(100));
    assert_eq!(world.run(&many).0, 422);
    for (name, value) in [("wallet_payout_url", ""), ("wallet_payout_key", "")] {
        bench.platform.set_variable(name, value);
    }
    assert_eq!(errors(&world.run(r#"{"limit":0}"#)).0, 422, "validation comes first");
    assert_eq!(errors(&world.run("")), (409, vec!["cash_mch_invalid -".into()]));
    bench.platform.set_variable("wallet_payout_url", "http://provider.example");
    assert_eq!(
        errors(&world.run("")),
        (500, vec!["internal_error -".into()]),
        "half a provider is a mistake"
    );
    assert_eq!(world.methods(), "");
    assert_eq!(bench.integers(&format!("SELECT cash_status FROM user_wallet_cash WHERE id = {id}")), [2]);
    bench.audit();
}

#[test]
fn a_run_and_a_review_ask_for_their_notices_if_there_is_a_token() {
    check_kicks(&["wallet.notice"], |prepare| {
        let world = World::new();
        prepare(&world.bench.platform);
        world.approved("sim-ok");
        let answer = world.run("");
        assert_eq!(world.methods(), "POST", "nothing else is sent before the answer");
        (world.bench.platform, answer)
    });
    check_kicks(&["wallet.notice"], |prepare| {
        let world = World::new();
        prepare(&world.bench.platform);
        assert_eq!(
            world.bench.apply(r#""cash_apply_amount":1,"cash_type":0,"cash_mobile":"13800138000""#).0,
            200
        );
        let body = r#"{"ids":[1],"cash_status":3}"#;
        let answer = world.bench.json(Method::POST, "/api/wallet/cash/review", &token(2, ALL), body);
        assert_eq!((answer.0, &answer.1["data"]["result"]), (200, &json!({"1": "success"})));
        assert_eq!(world.methods(), "");
        (world.bench.platform, answer)
    });
}

#[test]
fn an_approval_and_a_refusal_ask_for_nothing() {
    let world = World::new();
    world.bench.platform.set_variable("dispatch_token", DISPATCH_TOKEN);
    world.approved("sim-ok");
    let review =
        |body: &str| world.bench.json(Method::POST, "/api/wallet/cash/review", &token(2, ALL), body).0;
    assert_eq!(review(r#"{"ids":[1],"cash_status":2}"#), 200);
    assert_eq!(review(r#"{"ids":[1],"cash_status":4}"#), 422);
    assert_eq!(world.run(r#"{"limit":0}"#).0, 422);
    assert_eq!(world.bench.platform.afterwards().len(), 0);
}
