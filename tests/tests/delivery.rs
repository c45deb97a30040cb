//! Deliveries over HTTP to receivers that misbehave, by hosts that are killed or not alone.

use feiqian_signing::cashier::{self, SignType};
use feiqian_signing::digest::webhook_signature;
use feiqian_signing::{Params, payee};
use feiqian_tests::desk::{self, NOTICES};
use feiqian_tests::{Answer, Behaviour, Bundle, Options, Received, Receiver};
use rusqlite::Connection;
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

const WEBHOOK_KEY: &str = "demo-wallet-webhook-key-of-32-bytes";

/// Minutes from a failure to the next attempt (outbox.md 3).
const PRODUCT_MINUTES: [i64; 6] = [1, 5, 15, 60, 360, 1_440];
const IPN_MINUTES: [i64; 8] = [1, 2, 4, 8, 15, 20, 30, 40];

/// A bundle all of whose notices go to `receiver`.
fn bundle(receiver: &Receiver, more: &[(&'static str, &'static str)]) -> Bundle {
    // A few bytes that live as long as the test program.
    let webhook: &'static str = receiver.url("/wallet").leak();
    // The contracts' own times, to the millisecond.
    let exact = ("dispatch_jitter_percent", "0");
    let own = [("wallet_webhook_url", webhook), ("token_ttl_seconds", "3600"), exact];
    let variables = [&own[..], &desk::WALLET_TOKENS[..], more].concat();
    let bundle = Bundle::with(Options { variables, ..Options::default() });
    let callback = receiver.url("/cashier");
    let told = "UPDATE products SET deposit_callback = ?1, withdraw_callback = ?1";
    bundle.database().execute(told, [&callback]).unwrap();
    bundle
}

/// A payout of a new payee whose IPNs go to `url`.
fn payout(base: &str, name: &str, url: &str) -> String {
    let customer = desk::register(base, name);
    let account = desk::create_account(base, &customer, "main", "123456708", url);
    desk::pay_out(base, &customer, &account, name)
}

fn due() -> Json {
    json!({ "limit": 200, "topics": NOTICES })
}

fn count(database: &Connection, sql: &str) -> i64 {
    database.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// Every request bears the id of its event and the signature of its kind.
fn assert_signed(request: &Received, sign_type: SignType) {
    assert!(request.event_id().len() == 32, "{request:?}");
    assert!(
        request.header("x-sent-at").ends_with('Z') && request.header("x-sent-at").len() == 20,
        "{request:?}"
    );
    assert_eq!(request.method, "POST");
    match request.path.as_str() {
        "/cashier" => {
            let params = Params::from_form(&request.body).unwrap();
            let expected = if sign_type == SignType::Md5 { "" } else { sign_type.as_str() };
            assert_eq!(params.text("sign_type"), expected);
            assert!(
                cashier::verify(&params, sign_type, desk::PRODUCT_KEY, params.text("sign")),
                "{request:?}"
            );
            let timestamp: i64 = params.text("timestamp").parse().unwrap();
            assert!((request.came_ms / 1_000 - timestamp).abs() < 120, "{request:?}");
            assert_eq!(params.text("nonce").len(), 32);
        }
        "/ipn" => {
            let params = payee::Params::from_form(&request.body).unwrap();
            let token = payee::token_md5(desk::PAYEE_TOKEN);
            assert!(payee::verify(&params, &[&token], false), "{request:?}");
            let names: Vec<&str> =
                request.text().split('&').map(|pair| pair.split('=').next().unwrap()).collect();
            assert!(names.is_sorted(), "{names:?}");
        }
        "/wallet" => {
            let signature = request.header("x-feiqian-signature");
            let time = signature.strip_prefix("t=").and_then(|rest| rest.split(',').next()).unwrap();
            let expected = webhook_signature(WEBHOOK_KEY.as_bytes(), time.parse().unwrap(), &request.body);
            assert_eq!(signature, expected);
            let body: Json = serde_json::from_slice(&request.body).unwrap();
            assert_eq!(body["event_id"], request.event_id());
        }
        other => panic!("{other} was called"),
    }
}

/// Topic, status, state, attempts, last result, answer, and how long after the last attempt the next one is.
struct Told {
    topic: String,
    status: String,
    state: String,
    attempts: i64,
    result: String,
    answer: String,
    delay_ms: Option<i64>,
    duration_ms: i64,
}

fn told(database: &Connection) -> Vec<Told> {
    let sql =
        "SELECT o.topic, o.status, o.state, o.attempts, coalesce(o.last_result, ''), coalesce(a.answer, ''),
                      a.next_at - a.started_at - a.duration_ms, coalesce(a.duration_ms, 0)
                 FROM outbox o LEFT JOIN outbox_attempts a ON a.event_id = o.event_id AND a.attempt =
                      (SELECT max(attempt) FROM outbox_attempts WHERE event_id = o.event_id) ORDER BY o.seq";
    let mut query = database.prepare(sql).unwrap();
    let rows = query.query_map([], |row| {
        Ok(Told {
            topic: row.get(0)?,
            status: row.get(1)?,
            state: row.get(2)?,
            attempts: row.get(3)?,
            result: row.get(4)?,
            answer: row.get(5)?,
            delay_ms: row.get(6)?,
            duration_ms: row.get(7)?,
        })
    });
    rows.unwrap().map(Result::unwrap).collect()
}

#[test]
fn a_receiver_that_misbehaves_in_every_way_and_recovers_is_told_everything_in_order() {
    let receiver = Receiver::start();
    let bundle = bundle(&receiver, &[]);
    let base = bundle.url("");
    let database = bundle.database();
    desk::hold(&database);

    // A deposit paid and one cancelled, a withdrawal rejected by the back office, a wallet's withdrawal rejected, a
    // payout that was held before it was paid.
    let manual = desk::sign_in(&base, "M003");
    let (first, second) = (desk::order(&base).unwrap(), desk::order(&base).unwrap());
    assert_eq!(desk::data(&desk::paid(&base, &manual, &first).unwrap()), true);
    assert_eq!(desk::data(&desk::cancelled(&base, &manual, &second).unwrap()), true);
    desk::reject_a_withdrawal(&base);
    let review = json!({ "ids": [1], "cash_status": 3, "remark": "no" });
    let reviewer = desk::wallet_token(2, "cash.review", None);
    let reviewed =
        desk::json_call("POST", &bundle.url("/api/wallet/cash/review"), &reviewer, &review).unwrap();
    assert!(reviewed.body.contains(r#""1":"success""#), "{reviewed:?}");
    let number = payout(&base, "held", &receiver.url("/ipn"));
    desk::move_payout(&database, &number, "onhold");
    desk::move_payout(&database, &number, "success");
    assert_eq!(count(&database, "SELECT count(*) FROM outbox"), 6);

    let elsewhere = vec![("location", receiver.url("/elsewhere"))];
    let ten_megabytes = 10 * 1024 * 1024;
    let kept = "x".repeat(200);
    let misbehaviours = [
        (Behaviour::answer(500, "no"), "500", "no"),
        (Behaviour::answer(200, "fail"), "200", "fail"),
        (Behaviour::Answer(302, elsewhere, b"success".to_vec()), "302", "success"),
        (Behaviour::Reset, "connection broken: ", ""),
        (Behaviour::Drip, "timeout", ""),
        (Behaviour::Flood(ten_megabytes), "200", kept.as_str()),
    ];
    let mut seen = 0;
    for (round, (behaviour, result, answer)) in misbehaviours.iter().enumerate() {
        if round == 3 {
            // The product wants the other signature from now on, also of what waits.
            database.execute("UPDATE products SET require_nonce = 1", []).unwrap();
        }
        // Any 2xx acknowledges a webhook, whatever it says.
        let to_wallet = match behaviour {
            Behaviour::Answer(200, ..) | Behaviour::Flood(_) => Behaviour::answer(404, "gone"),
            other => other.clone(),
        };
        let to_others = behaviour.clone();
        receiver.behave_by(move |request| match request.path.as_str() {
            "/wallet" => to_wallet.clone(),
            _ => to_others.clone(),
        });
        desk::make_due(&database);
        let report = desk::dispatch(&base, &due());
        assert_eq!(
            report,
            json!({ "claimed": 5, "done": 0, "retry": 5, "dead": 0, "remaining": 0 }),
            "{round}"
        );

        for row in told(&database) {
            if row.topic == "ipn.payout" && row.status == "success" {
                assert_eq!(
                    (row.state.as_str(), row.attempts),
                    ("queued", 0),
                    "told before what came before it"
                );
                continue;
            }
            let is_other = row.topic == "wallet.notice" && matches!(round, 1 | 5);
            let expected = if is_other { ("404", "gone") } else { (*result, *answer) };
            // What of the connection broke is for Spin to say.
            let found = row.result.find(": ").map_or(row.result.as_str(), |end| &row.result[..end + 2]);
            assert_eq!((found, row.answer.as_str()), expected, "{round} {}", row.topic);
            let minutes: &[i64] = if row.topic.starts_with("ipn") { &IPN_MINUTES } else { &PRODUCT_MINUTES };
            assert_eq!(row.delay_ms, Some(minutes[round] * 60_000), "{round} {}", row.topic);
            assert_eq!((row.state.as_str(), row.attempts), ("queued", round as i64 + 1));
            assert!(row.duration_ms < 6_500, "{}", row.duration_ms);
        }
        let received = receiver.received();
        assert_eq!(received.len(), seen + 5, "{round}: nothing was followed or sent twice");
        let sign_type = if round < 3 { SignType::Md5 } else { SignType::HmacSha256 };
        received[seen..].iter().for_each(|request| assert_signed(request, sign_type));
        seen = received.len();
        // What is not due is left alone.
        assert_eq!(desk::dispatch(&base, &due())["claimed"], 0);
    }

    receiver.behave(&Behaviour::success());
    desk::make_due(&database);
    let report = desk::dispatch(&base, &due());
    assert_eq!(report, json!({ "claimed": 6, "done": 6, "retry": 0, "dead": 0, "remaining": 0 }));
    let received = receiver.received();
    received[seen..].iter().for_each(|request| assert_signed(request, SignType::HmacSha256));
    let ipns: Vec<_> = received.iter().filter(|request| request.path == "/ipn").collect();
    let statuses: Vec<_> = ipns.iter().map(|request| request.field("status").unwrap()).collect();
    assert_eq!(statuses, ["onhold", "onhold", "onhold", "onhold", "onhold", "onhold", "onhold", "success"]);
    // One event, one id, however often it is told.
    let mut ids: Vec<&str> = received.iter().map(Received::event_id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 6);
    assert_eq!(
        count(&database, "SELECT count(*) FROM outbox WHERE state = 'done' AND attempts IN (1, 7)"),
        6
    );
    bundle.assert_invariants();
    let logs = bundle.logs();
    for secret in [desk::PRODUCT_KEY, desk::PAYEE_TOKEN, WEBHOOK_KEY, desk::DISPATCH_TOKEN, "123456708"] {
        assert!(!logs.contains(secret), "{secret} in {logs}");
    }
}

#[test]
fn after_the_last_failure_a_row_is_dead_the_next_goes_on_and_it_can_be_sent_by_hand() {
    let receiver = Receiver::start();
    let bundle = bundle(&receiver, &[]);
    let base = bundle.url("");
    let database = bundle.database();
    desk::hold(&database);
    let token = desk::sign_in(&base, "M003");
    let order = desk::order(&base).unwrap();
    assert_eq!(desk::data(&desk::paid(&base, &token, &order).unwrap()), true);
    let number = payout(&base, "dead", &receiver.url("/ipn"));
    desk::move_payout(&database, &number, "onhold");
    desk::move_payout(&database, &number, "success");

    receiver.behave(&Behaviour::answer(503, "later"));
    for round in 1..=9 {
        desk::make_due(&database);
        let report = desk::dispatch(&base, &due());
        let expected = match round {
            1..=6 => json!({ "claimed": 2, "done": 0, "retry": 2, "dead": 0, "remaining": 0 }),
            7 => json!({ "claimed": 2, "done": 0, "retry": 1, "dead": 1, "remaining": 0 }),
            8 => json!({ "claimed": 1, "done": 0, "retry": 1, "dead": 0, "remaining": 0 }),
            // The next event of the payout has waited for this one.
            _ => json!({ "claimed": 2, "done": 0, "retry": 1, "dead": 1, "remaining": 0 }),
        };
        assert_eq!(report, expected, "{round}");
    }
    let states: Vec<_> = told(&database).into_iter().map(|row| (row.state, row.attempts)).collect();
    assert_eq!(states, [("dead".into(), 7), ("dead".into(), 9), ("queued".into(), 1)]);

    // By hand: not counted, and a failure changes nothing.
    let dead =
        "SELECT json_group_array(event_id) FROM (SELECT * FROM outbox WHERE state = 'dead' ORDER BY seq)";
    let dead: String = database.query_row(dead, [], |row| row.get(0)).unwrap();
    let by_hand = json!({ "event_ids": serde_json::from_str::<Json>(&dead).unwrap() });
    assert_eq!(desk::dispatch(&base, &by_hand)["retry"], 2);
    let states: Vec<_> = told(&database).into_iter().map(|row| (row.state, row.attempts)).collect();
    assert_eq!(states, [("dead".into(), 7), ("dead".into(), 9), ("queued".into(), 1)]);
    receiver.behave(&Behaviour::success());
    assert_eq!(desk::dispatch(&base, &by_hand)["done"], 2);
    let states: Vec<_> = told(&database).into_iter().map(|row| (row.state, row.attempts)).collect();
    assert_eq!(states, [("done".into(), 7), ("done".into(), 9), ("queued".into(), 1)]);
    assert_eq!(count(&database, "SELECT count(*) FROM outbox_attempts WHERE manual = 1"), 4);
    bundle.assert_invariants();
}

#[test]
fn the_dispatcher_is_closed_to_strangers() {
    let bundle = Bundle::start();
    let call = |headers: &[(&str, &str)], body: &str| {
        let content = Some(("application/json", body.as_bytes()));
        let answer = Answer::with_headers("POST", &bundle.url("/internal/dispatch"), headers, content);
        (answer.status, answer.body)
    };
    let bearer = format!("Bearer {}", desk::DISPATCH_TOKEN);
    let right: &[(&str, &str)] = &[("authorization", &bearer)];
    let unauthorized = (401, r#"{"error":"unauthorized"}"#.to_owned());
    assert_eq!(call(&[], "{}"), unauthorized);
    assert_eq!(call(&[("authorization", &bearer[..bearer.len() - 1])], "{}"), unauthorized);
    assert_eq!(call(&[right, right].concat(), "{}"), unauthorized);
    for wrong in ["[]", r#"{"limit":201}"#, r#"{"topics":["x"]}"#, r#"{"event_ids":["1"]}"#] {
        assert_eq!(call(right, wrong), (422, r#"{"error":"invalid_body"}"#.to_owned()), "{wrong}");
    }
    let nothing = r#"{"claimed":0,"done":0,"retry":0,"dead":0,"remaining":0"#;
    let (status, report) = call(right, "");
    assert!(status == 200 && report.starts_with(nothing), "{status} {report}");
    assert_eq!(bundle.get("/internal/dispatch").status, 404);
}

#[test]
fn nothing_is_lost_or_told_twice_by_one_life_over_fifty_kills() {
    const LIVES: usize = 50;
    let mut random = fastrand::Rng::with_seed(50);
    let receiver = Receiver::start();
    receiver.behave_by(|_| Behaviour::Late(Duration::from_millis(fastrand::u64(0..12))));
    let mut bundle = bundle(&receiver, &[]);
    let token = desk::sign_in(&bundle.url(""), "M003");
    let base = bundle.url("");
    let customer = desk::register(&base, "killed");
    let account = desk::create_account(&base, &customer, "main", "123456708", &receiver.url("/ipn"));
    let payouts: Vec<String> = (0..2 * LIVES)
        .map(|invoice| desk::pay_out(&base, &customer, &account, &format!("i-{invoice}")))
        .collect();
    let acknowledged = Mutex::new(Vec::<String>::new());
    let begun = Instant::now();

    for life in 0..LIVES {
        receiver.mark(life);
        let base = bundle.url("");
        thread::scope(|scope| {
            for writer in 0..2 {
                let (base, token, acknowledged) = (&base, &token, &acknowledged);
                scope.spawn(move || {
                    // Until the kill; every other order is cancelled rather than paid.
                    while let Ok(number) = desk::order(base) {
                        let ended = match writer {
                            0 => desk::paid(base, token, &number),
                            _ => desk::cancelled(base, token, &number),
                        };
                        let Ok(answer) = ended else { break };
                        assert_eq!(desk::data(&answer), true);
                        acknowledged.lock().unwrap().push(number);
                    }
                });
            }
            for _ in 0..2 {
                scope.spawn(|| {
                    while desk::try_dispatch(&base, &json!({ "limit": 20, "topics": NOTICES })).is_ok() {}
                });
            }
            let database = bundle.database();
            for number in &payouts[2 * life..2 * life + 2] {
                desk::move_payout(&database, number, "onhold");
                desk::move_payout(&database, number, "success");
            }
            let waited = Instant::now();
            while acknowledged.lock().unwrap().len() < 2 * life {
                assert!(waited.elapsed() < Duration::from_secs(60), "the writers came to a halt");
                thread::sleep(Duration::from_millis(1));
            }
            thread::sleep(Duration::from_millis(random.u64(20..400)));
            bundle.kill();
        });
        receiver.idle();
        desk::end_leases(&bundle.database());
        bundle.kill_and_restart();
    }
    receiver.mark(LIVES);
    while desk::dispatch(&bundle.url(""), &due())["claimed"] != 0 {}
    let took = begun.elapsed();

    let database = bundle.database();
    let received = receiver.received();
    let mut lives: HashMap<&str, Vec<usize>> = HashMap::new();
    for request in &received {
        assert_signed(request, SignType::Md5);
        lives.entry(request.event_id()).or_default().push(request.mark);
    }
    assert_eq!(receiver.overlaps(), [""; 0]);
    // One life never tells an event again that was acknowledged to it.
    let twice: Vec<_> = lives.iter().filter(|(_, lives)| !lives.is_sorted_by(|a, b| a < b)).collect();
    assert!(twice.is_empty(), "{twice:?}");
    assert_eq!(count(&database, "SELECT count(*) FROM outbox WHERE state <> 'done' OR attempts <> 1"), 0);
    assert_eq!(count(&database, "SELECT count(*) FROM outbox") as usize, lives.len());

    // What was acknowledged to the back office was told.
    let numbers: std::collections::HashSet<_> =
        received.iter().filter_map(|request| request.field("order_sn")).collect();
    let acknowledged = acknowledged.into_inner().unwrap();
    let lost: Vec<_> = acknowledged.iter().filter(|number| !numbers.contains(*number)).collect();
    assert!(lost.is_empty(), "{lost:?}");

    // And every payout in its order.
    for number in &payouts {
        let of = |request: &&Received| request.field("transactionNo").as_ref() == Some(number);
        let statuses: Vec<_> =
            received.iter().filter(of).map(|request| request.field("status").unwrap()).collect();
        assert!(statuses.is_sorted(), "{statuses:?}");
        assert!(["onhold", "success"].iter().all(|status| statuses.iter().any(|told| told == status)));
    }
    bundle.assert_invariants();
    let repeated = received.len() - lives.len();
    println!("{} events, {repeated} told again after a kill, {took:?}", lives.len());
}

#[test]
fn two_hosts_on_one_database_never_send_one_row_at_the_same_time() {
    const EVENTS: usize = 160;
    let receiver = Receiver::start();
    receiver.behave_by(|_| Behaviour::Late(Duration::from_millis(fastrand::u64(5..40))));
    let first = bundle(&receiver, &[]);
    let database = first.database();
    desk::hold(&database);
    let token = desk::sign_in(&first.url(""), "M003");
    for _ in 0..EVENTS {
        let number = desk::order(&first.url("")).unwrap();
        assert_eq!(desk::data(&desk::paid(&first.url(""), &token, &number).unwrap()), true);
    }
    let second = first.beside();
    desk::make_due(&database);
    let claimed: Vec<i64> = thread::scope(|scope| {
        let callers: Vec<_> = (0..8)
            .map(|caller| {
                let base = if caller % 2 == 0 { first.url("") } else { second.url("") };
                scope.spawn(move || {
                    let mut claimed = 0;
                    loop {
                        let report = desk::dispatch(&base, &json!({ "limit": 7, "topics": NOTICES }));
                        claimed += report["claimed"].as_i64().unwrap();
                        assert_eq!(report["claimed"], report["done"]);
                        if report["claimed"] == 0 {
                            return claimed;
                        }
                    }
                })
            })
            .collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    });
    assert_eq!(claimed.iter().sum::<i64>(), EVENTS as i64);
    let of = |host: usize| claimed.iter().skip(host).step_by(2).sum::<i64>();
    assert!(of(0) > 0 && of(1) > 0, "{claimed:?}");
    assert_eq!(receiver.overlaps(), [""; 0]);
    assert_eq!(receiver.received().len(), EVENTS);
    assert_eq!(
        count(&database, "SELECT count(*) FROM outbox WHERE state = 'done' AND attempts = 1"),
        EVENTS as i64
    );
    first.assert_invariants();
}

#[test]
fn eight_sends_are_under_way_at_the_most() {
    const EVENTS: usize = 24;
    let receiver = Receiver::start();
    // However long it takes until eight have come: a ninth has a while to show itself.
    receiver.behave(&Behaviour::Gathered(8, Duration::from_millis(250)));
    let bundle = bundle(&receiver, &[]);
    // Not by commands: each of them would ask for a delivery of its own, which may come at any time.
    let fill = "WITH RECURSIVE row (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM row WHERE number < ?2)
      INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at)
      SELECT lower(hex(randomblob(16))), 'cashier.deposit', '1', 'event-' || number, '2', ?1,
             json_object('product_id', 1, 'order_sn', 'event-' || number, 'status', 2), 'queued', 0, 0 FROM row";
    let target = receiver.url("/cashier");
    assert_eq!(bundle.database().execute(fill, (target, EVENTS as i64)).unwrap(), EVENTS);
    assert_eq!(desk::dispatch(&bundle.url(""), &due())["done"], EVENTS);
    assert_eq!(receiver.busiest(), 8);
}

#[test]
fn what_a_command_leaves_to_tell_is_told_at_once_without_a_dispatcher() {
    // Less than the five seconds after which a send is given up.
    const AT_ONCE: Duration = Duration::from_secs(4);
    let receiver = Receiver::start();
    let bundle = bundle(&receiver, &[]);
    let base = bundle.url("");
    let token = desk::sign_in(&base, "M003");
    let (first, second) = (desk::order(&base).unwrap(), desk::order(&base).unwrap());

    desk::data(&desk::paid(&base, &token, &first).unwrap());
    receiver.wait_for(1, AT_ONCE);
    desk::data(&desk::cancelled(&base, &token, &second).unwrap());
    receiver.wait_for(2, AT_ONCE);
    let review = json!({ "ids": [1], "cash_status": 5 });
    let reviewer = desk::wallet_token(2, "cash.review", None);
    let reviewed =
        desk::json_call("POST", &bundle.url("/api/wallet/cash/review"), &reviewer, &review).unwrap();
    assert!(reviewed.body.contains(r#""1":"success""#), "{reviewed:?}");
    receiver.wait_for(3, AT_ONCE);
    let paths: Vec<String> = receiver.received().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, ["/cashier", "/cashier", "/wallet"]);

    // Somebody who never answers keeps nobody waiting: neither the command nor other commands.
    receiver.behave(&Behaviour::Hang);
    for count in 4..8 {
        let number = desk::order(&base).unwrap();
        let begun = Instant::now();
        desk::data(&desk::paid(&base, &token, &number).unwrap());
        assert!(begun.elapsed() < AT_ONCE, "{:?}", begun.elapsed());
        receiver.wait_for(count, AT_ONCE);
    }
    settled(&bundle, 7);
    let timeouts =
        "SELECT count(*) FROM outbox WHERE state = 'queued' AND attempts = 1 AND last_result = 'timeout'";
    assert_eq!(count(&bundle.database(), timeouts), 4);
    receiver.behave(&Behaviour::success());
    desk::make_due(&bundle.database());
    assert_eq!(desk::dispatch(&base, &due())["done"], 4);
    assert_eq!(receiver.received().len(), 11);
    bundle.assert_invariants();
}

#[test]
fn what_a_dead_host_held_is_free_when_its_lease_ends_and_not_before() {
    let receiver = Receiver::start();
    receiver.behave(&Behaviour::Hang);
    let mut first = bundle(&receiver, &[]);
    let second = first.beside();
    let token = desk::sign_in(&first.url(""), "M003");
    let number = desk::order(&first.url("")).unwrap();
    desk::data(&desk::paid(&first.url(""), &token, &number).unwrap());
    receiver.wait_for(1, Duration::from_secs(2));
    first.kill();
    receiver.idle();

    receiver.behave(&Behaviour::success());
    let database = second.database();
    let held = "SELECT count(*) FROM outbox WHERE lease_until - next_at BETWEEN 119000 AND 125000";
    assert_eq!(count(&database, held), 1, "120 s from the claim");
    desk::make_due(&database);
    let nothing = json!({ "claimed": 0, "done": 0, "retry": 0, "dead": 0, "remaining": 0 });
    assert_eq!(desk::dispatch(&second.url(""), &due()), nothing);
    let event: String = database.query_row("SELECT event_id FROM outbox", [], |row| row.get(0)).unwrap();
    let by_hand = json!({ "event_ids": [event] });
    assert_eq!(desk::dispatch(&second.url(""), &by_hand)["claimed"], 0, "nor by hand");

    desk::end_leases(&database);
    assert_eq!(desk::dispatch(&second.url(""), &due())["done"], 1);
    let received = receiver.received();
    assert_eq!(received.len(), 2);
    assert!(received.iter().all(|request| request.event_id() == event), "the same event");
    second.assert_invariants();
}

/// Waits until so many attempts are settled.
fn settled(bundle: &Bundle, attempts: i64) {
    let begun = Instant::now();
    let database = bundle.database();
    while count(&database, "SELECT count(*) FROM outbox_attempts") < attempts {
        assert!(begun.elapsed() < Duration::from_secs(15), "attempts are not settled");
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_caller_that_does_not_wait_is_answered_at_once_and_the_delivery_goes_on() {
    // Less than the five seconds after which a send is given up.
    const LATE: Duration = Duration::from_secs(3);
    let receiver = Receiver::start();
    receiver.behave(&Behaviour::Late(LATE));
    let bundle = bundle(&receiver, &[]);
    let base = bundle.url("");
    desk::hold(&bundle.database());
    let token = desk::sign_in(&base, "M003");
    let number = desk::order(&base).unwrap();
    desk::data(&desk::paid(&base, &token, &number).unwrap());
    desk::make_due(&bundle.database());

    let bearer = format!("Bearer {}", desk::DISPATCH_TOKEN);
    let headers = [("authorization", bearer.as_str()), ("prefer", "respond-async")];
    let begun = Instant::now();
    let content = Some(("application/json", &b"{}"[..]));
    let answer = Answer::with_headers("POST", &bundle.url("/internal/dispatch"), &headers, content);
    assert_eq!((answer.status, answer.body.as_str()), (202, "{}"));
    assert!(begun.elapsed() < LATE, "{:?}", begun.elapsed());
    settled(&bundle, 1);
    assert!(begun.elapsed() > LATE);
    assert_eq!(count(&bundle.database(), "SELECT count(*) FROM outbox WHERE state = 'done'"), 1);
}

#[test]
fn without_a_dispatch_token_nothing_is_told_and_everything_else_works() {
    let receiver = Receiver::start();
    let bundle = bundle(&receiver, &[("dispatch_token", "")]);
    let base = bundle.url("");
    let token = desk::sign_in(&base, "M003");
    let number = desk::order(&base).unwrap();
    assert_eq!(desk::data(&desk::paid(&base, &token, &number).unwrap()), true);
    let answer = desk::try_dispatch(&base, &json!({})).unwrap();
    assert_eq!((answer.status, answer.body.as_str()), (404, r#"{"error":"not_found"}"#));
    thread::sleep(Duration::from_secs(1));
    assert!(receiver.received().is_empty());
    let waiting = "SELECT count(*) FROM outbox WHERE state = 'queued' AND attempts = 0 AND lease_by IS NULL";
    assert_eq!(count(&bundle.database(), waiting), 1);
    bundle.assert_invariants();
}

/// No URL for callbacks, whatever the variables say.
const HOSTILE: [&str; 64] = [
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/",
    "javascript:alert(1)",
    "data:text/plain,success",
    "ws://example.com/",
    "//example.com/notify",
    "example.com/notify",
    "https://",
    "https:///10.0.0.1/",
    "https:10.0.0.1/",
    "https:\\\\10.0.0.1\\",
    "https://１０.0.0.1/",
    "https://user@example.com/",
    "https://user:password@example.com/",
    "https://:password@example.com/",
    "https://127.0.0.1:3000@10.0.0.1/",
    "https://example.com/#fragment",
    "https://exa mple.com/",
    " https://example.com/",
    "https://example.com/ ",
    "https://example.com:99999/",
    "https://a.localhost/",
    "https://A.LocalHost./",
    "https://printer.local/",
    "https://notify.spin.internal/internal/dispatch",
    "http://simulator.spin.internal/sim/sink",
    "https://NOTIFY.SPIN.INTERNAL./",
    "https://metadata.google.internal/",
    "https://0.0.0.0/",
    "https://0/",
    "https://10.0.0.1/",
    "https://10.255.255.255:8443/",
    "https://0x0a000001/",
    "https://012.0.0.1/",
    "https://167772161/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://0xa9fea9fe/",
    "https://172.16.0.1/",
    "https://172.31.255.255/",
    "https://192.168.1.1/",
    "https://192.0.0.1/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[::]/",
    "https://[fc00::1]/",
    "https://[fe80::1]/",
    "https://[::ffff:169.254.169.254]/",
    "https://[64:ff9b::a00:1]/",
    "https://[64:ff9b::8.8.8.8]/",
    "https://[64:ff9b:1::a00:1]/",
    "https://[64:ff9b:1:ffff::8.8.8.8]/",
    "https://[fec0::1]/",
    "https://[feff::1]/",
    "https://[::8.8.8.8]/",
    "https://[::ffff:8.8.8.8]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[2001::1]/",
    "https://[2002:808:808::1]/",
    "https://intranet/",
    "https://intranet./",
    "https://%69ntranet/",
];

/// What development allows and production does not.
const LOOPBACK: [&str; 11] = [
    "http://example.com/",
    "http://127.0.0.1/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.255.255.254/",
    "https://0x7f000001/",
    "https://2130706433/",
    "https://0177.0.0.1/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://[::1]/",
];

#[test]
fn hostile_urls_are_refused_when_given_and_again_before_they_are_called() {
    for (insecure, hostile) in [("true", HOSTILE.to_vec()), ("false", [&HOSTILE[..], &LOOPBACK].concat())] {
        let receiver = Receiver::start();
        let bundle = bundle(&receiver, &[("allow_insecure_ipn", insecure)]);
        let base = bundle.url("");
        let database = bundle.database();
        desk::hold(&database);
        let customer = desk::register(&base, "hostile");
        let account =
            desk::create_account(&base, &customer, "main", "123456708", "https://example.com/notify");
        let refusal = json!({ "ret_code": "000023", "ret_msg": "data error : ipnUrl" });
        for (index, url) in hostile.iter().enumerate() {
            let (tag, invoice) = (format!("t-{index}"), format!("i-{index}"));
            let created = desk::account(&customer, &tag, "123456708", url);
            assert_eq!(desk::payee(&base, desk::CREATE_ACCOUNT, &created), refusal, "{url}");
            let paid = [
                ("customerNo", customer.as_str()),
                ("accountToken", &account),
                ("amount", "12.50"),
                ("currency", "USD"),
                ("invoiceId", &invoice),
                ("ipnUrl", url),
            ];
            assert_eq!(desk::payee(&base, desk::PAY, &paid), refusal, "{url}");
        }
        assert_eq!(count(&database, "SELECT count(*) FROM payee_payout"), 0);

        // Forced into the table, by whatever mistake.
        let number = desk::pay_out(&base, &customer, &account, "good");
        desk::move_payout(&database, &number, "onhold");
        for url in &hostile {
            let forced = "INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at)
                SELECT lower(hex(randomblob(16))), topic, tenant, lower(hex(randomblob(9))), status, ?1, payload, state,
                       next_at, created_at FROM outbox WHERE ref = ?2";
            assert_eq!(database.execute(forced, [*url, &number]).unwrap(), 1);
        }
        database.execute("DELETE FROM outbox WHERE target LIKE 'https://example.com/notify'", []).unwrap();
        desk::make_due(&database);
        let report = desk::dispatch(&base, &due());
        assert_eq!(report["retry"], hostile.len(), "{report}");
        let refused = "SELECT count(*) FROM outbox WHERE last_result = 'refused: ipnUrl' AND attempts = 1";
        assert_eq!(count(&database, refused), hostile.len() as i64);
        assert!(receiver.received().is_empty());
    }
}

#[test]
fn a_development_bundle_reaches_nobody_but_this_machine() {
    let bundle = Bundle::with(Options { variables: desk::WALLET_TOKENS.to_vec(), ..Options::default() });
    let base = bundle.url("");
    let database = bundle.database();
    desk::hold(&database);
    let hosts =
        ["https://example.com/a", "http://example.com/a", "http://192.0.2.1/a", "https://127.0.0.2/a"];
    let token = desk::sign_in(&base, "M003");
    for url in hosts {
        database.execute("UPDATE products SET deposit_callback = ?1", [url]).unwrap();
        let number = desk::order(&base).unwrap();
        desk::data(&desk::paid(&base, &token, &number).unwrap());
    }
    let number = payout(&base, "far", "https://example.com/notify");
    desk::move_payout(&database, &number, "onhold");
    desk::make_due(&database);
    let report = desk::dispatch(&base, &due());
    assert_eq!(report, json!({ "claimed": 5, "done": 0, "retry": 5, "dead": 0, "remaining": 0 }));
    let refused =
        "SELECT count(*) FROM outbox WHERE last_result = 'refused: host not allowed' AND attempts = 1";
    assert_eq!(count(&database, refused), 5);
    bundle.assert_invariants();
}
