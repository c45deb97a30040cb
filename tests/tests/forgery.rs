//! Attempts to make a signature say what its owner did not say, carried out from outside: refused, and nothing is written.
//!
//! Whoever attacks here has what a visible callback or a stale request gives: texts and their signatures, but no key.

use feiqian_tests::desk::{self, NOTICES, PAYEE_TOKEN, PRODUCT_KEY};
use feiqian_tests::{Answer, Bundle, Options, Received, Receiver, endpoints, payee_sign, product_sign};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::time::Duration;

const FORM: &str = "application/x-www-form-urlencoded";
const LIMIT: Duration = Duration::from_secs(60);

/// Every row of every table, by table.
fn dump(database: &Connection) -> BTreeMap<String, Vec<String>> {
    let mut names = database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_stat%'")
        .unwrap();
    let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(names.len() > 20, "{names:?}");
    let rows = |name: &String| {
        let mut table = database.prepare(&format!("SELECT * FROM {name}")).unwrap();
        let columns = table.column_count();
        let row = |row: &rusqlite::Row<'_>| {
            let cells = (0..columns).map(|at| match row.get_ref(at)? {
                ValueRef::Text(text) => Ok(String::from_utf8_lossy(text).into_owned()),
                other => Ok(format!("{other:?}")),
            });
            cells.collect::<Result<Vec<_>, rusqlite::Error>>().map(|cells| cells.join("|"))
        };
        let mut rows: Vec<String> = table.query_map([], row).unwrap().map(Result::unwrap).collect();
        rows.sort_unstable();
        rows
    };
    names.iter().map(|name| (name.clone(), rows(name))).collect()
}

/// A bundle that accounts no requests: one in 1500 would write its sample, by chance.
fn unlimited(more: &[(&'static str, &'static str)]) -> Bundle {
    let mut variables = vec![
        ("rate_per_minute_product", "0"),
        ("rate_per_minute_merchant", "0"),
        ("rate_per_minute_payee", "0"),
        ("rate_per_minute_wallet_user", "0"),
    ];
    variables.extend(more);
    Bundle::with(Options { variables, ..Options::default() })
}

/// Runs an attack, and fails if it has written anything.
fn unwritten<T>(database: &Connection, attack: impl FnOnce() -> T) -> T {
    let before = dump(database);
    let outcome = attack();
    let after = dump(database);
    for (table, rows) in &before {
        assert_eq!(after.get(table), Some(rows), "{table} has changed");
    }
    outcome
}

fn forbidden() -> Json {
    json!({ "code": 403, "message": "forbidden", "data": [] })
}

/// The answer to a parameter that no signed text may hold.
fn ambiguous(name: &str) -> Json {
    json!({ "code": 422, "message": { (name): ["validation.string"] }, "data": [] })
}

fn body(answer: &Answer) -> Json {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("no JSON: {answer:?}"))
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    feiqian_signing::form::encode(pairs.iter().copied())
}

/// The same parameters in all places that they can stand in.
fn sent(bundle: &Bundle, method: &str, path: &str, pairs: &[(&str, &str)]) -> Vec<Answer> {
    let form = encoded(pairs);
    let members: serde_json::Map<String, Json> =
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    let json = Json::Object(members).to_string();
    let mut answers = vec![Answer::of(method, &bundle.url(&format!("{path}?{form}")), None)];
    // A GET with a body is no request of the client used here.
    if method == "POST" {
        answers.push(bundle.post_form(path, &form));
        answers.push(bundle.post_json(path, &json));
        let (first, rest) = pairs.split_at(1);
        answers.push(bundle.post_form(&format!("{path}?{}", encoded(first)), &encoded(rest)));
    }
    answers
}

/// Attack (a): the two parameters that make a request stale are sent as one, whose *name* is `sign_type=MD5&timestamp`.
#[test]
fn a_stale_request_does_not_pass_with_its_timestamp_in_a_name() {
    let bundle = unlimited(&[]);
    let database = bundle.database();
    let stale = [
        ("product_id", "1"),
        ("product_user_id", "stale-user"),
        ("sign_type", "MD5"),
        ("timestamp", "1000000000"),
    ];
    let sign = product_sign(PRODUCT_KEY, &stale);
    let forged = [&stale[..2], &[("sign_type=MD5&timestamp", "1000000000"), ("sign", &sign)]].concat();
    // The forged set has the signed text, to the byte.
    assert_eq!(product_sign(PRODUCT_KEY, &forged[..3]), sign);
    unwritten(&database, || {
        for answer in sent(&bundle, "POST", "/create_customer", &[&stale[..], &[("sign", &sign)]].concat()) {
            assert_eq!(body(&answer), forbidden());
        }
        for (method, path) in endpoints::of_products() {
            for answer in sent(&bundle, method, path, &forged) {
                assert_eq!(body(&answer), ambiguous("sign_type=MD5&timestamp"), "{method} {path}");
            }
        }
        // With the other neighbours, and with all of them.
        for (name, value) in [
            ("product_user_id=stale-user&sign_type=MD5&timestamp", "1000000000"),
            ("product_user_id=stale-user&sign_type", "MD5&timestamp=1000000000"),
        ] {
            let forged = [("product_id", "1"), (name, value), ("sign", &sign)];
            for answer in sent(&bundle, "POST", "/create_customer", &forged) {
                assert_eq!(body(&answer), ambiguous(name));
            }
        }
        let value = "stale-user&sign_type=MD5&timestamp=1000000000";
        let forged = [("product_id", "1"), ("product_user_id", value), ("sign", &sign)];
        for answer in sent(&bundle, "POST", "/create_customer", &forged) {
            assert_eq!(body(&answer), ambiguous("product_user_id"));
        }
    });
}

/// Attack (b): remarks of the back office that hold a withdrawal, which the callback's signature would open.
#[test]
fn remarks_never_carry_a_request_into_a_callback() {
    let receiver = Receiver::start();
    let bundle = unlimited(&[("token_ttl_seconds", "3600")]);
    let database = bundle.database();
    database.execute("UPDATE products SET deposit_callback = ?1", [receiver.url("/cashier")]).unwrap();
    desk::hold(&database);
    let base = bundle.url("");
    let token = desk::sign_in(&base, "M003");
    let (approved, paid) = (desk::order(&base).unwrap(), desk::order(&base).unwrap());
    let remarks = "ok&product_billno=stolen-1&product_id=1&product_user_id=1000001&withdraw_channel_code=W1";

    let approval = |remarks: &str, by: &str| {
        json!({
            "pid": "M003", "request_id": approved, "request_type": "01", "old_flag": 0, "new_flag": -1,
            "approve_by": by, "user_type": "U", "ip_address": "198.51.100.7", "remarks": remarks,
        })
    };
    let payment = |remarks: &str, by: &str| {
        json!({
            "product_id": "M003", "billno": paid, "orderType": "3", "amount": "300.00", "currency": "CNY",
            "login_name": "1000001", "replace_flag": "0", "created_by": by, "remarks": remarks,
        })
    };
    let bank = |remarks: &str| {
        json!({ "pid": "M003", "bank": [{
            "product_id": "M003", "type": 2, "bank_code": "ICBC", "bank_name": "工商银行", "account_name": "李四",
            "account_no": "6222029999999999999", "branch": "AT&T", "customer_level": "*", "trust_level": "*",
            "special_member": "1000001", "remarks": remarks,
        }] })
    };
    unwritten(&database, || {
        for text in [remarks, "&=", "x&y&z=1", "notify_type&a="] {
            for (path, call, field) in [
                ("/approve", approval(text, "zoe"), "remarks"),
                ("/approve", approval("ok", text), "approve_by"),
                ("/pay", payment(text, "zoe"), "remarks"),
                ("/pay", payment("ok", text), "created_by"),
            ] {
                let answer = desk::json_call("PUT", &format!("{base}{path}"), &token, &call).unwrap();
                let found = body(&answer);
                assert_eq!(
                    (&found["code"], &found["message"][field]),
                    (&json!(422), &json!(["validation.string"])),
                    "{found}"
                );
            }
            let created =
                desk::json_call("POST", &format!("{base}/create_bank_account"), &token, &bank(text));
            assert_eq!(body(&created.unwrap()), ambiguous("bank.0.remarks"));
        }
    });

    // `AT&T` stays welcome, and what is told splits back into what is meant.
    let call = approval("= AT&T ok", "zoe");
    let answer = desk::json_call("PUT", &format!("{base}/approve"), &token, &call).unwrap();
    assert_eq!(desk::data(&answer), true);
    bundle.assert_invariants();
    // A row from before, with no order of its own: its text is not signed.
    let planted = json!({ "product_id": 1, "order_sn": "old", "status": 2, "remarks": remarks }).to_string();
    let plant = "INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at)
                 VALUES (?1, 'cashier.deposit', '1', 'old', '2', ?2, ?3, 'queued', 0, 1)";
    database
        .execute(plant, ["0123456789abcdef0123456789abcdef", &receiver.url("/cashier"), &planted])
        .unwrap();
    database.execute("UPDATE outbox SET next_at = 0", []).unwrap();
    desk::dispatch(&base, &json!({ "topics": NOTICES }));
    // The first delivery after an answer may have taken either.
    let begun = std::time::Instant::now();
    let untried = "SELECT count(*) FROM outbox WHERE last_result IS NULL";
    while database.query_row(untried, [], |row| row.get::<_, i64>(0)).unwrap() > 0 {
        assert!(begun.elapsed() < LIMIT, "a notice is never tried");
        std::thread::sleep(Duration::from_millis(20));
    }
    receiver.wait_for(1, LIMIT);
    let told = receiver.received();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].field("remarks").as_deref(), Some("= AT&T ok"));
    assert_eq!(split_text(&told[0]), fields_but(&told[0], "sign"));
    let refused: String =
        database.query_row("SELECT last_result FROM outbox WHERE ref = 'old'", [], |row| row.get(0)).unwrap();
    assert_eq!(refused, "refused: ambiguous text");
}

/// The signed text of a callback, split back.
fn split_text(request: &Received) -> Vec<(String, String)> {
    let text: Vec<String> =
        fields_but(request, "sign").iter().map(|(name, value)| format!("{name}={value}")).collect();
    let text = text.join("&");
    let pairs = feiqian_signing::unambiguous::split(&text).expect("pairs");
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The fields of a form by their names, but one.
fn fields_but(request: &Received, without: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = feiqian_signing::form::pairs(&request.body)
        .map(|(name, value)| {
            let decode = |text: &[u8]| feiqian_signing::form::decode(text).unwrap().into_owned();
            (decode(name), decode(value))
        })
        .filter(|(name, _)| name != without)
        .collect();
    fields.sort_unstable();
    fields
}

/// Attack (c): a callback, unmodified, as a request; and cut into other parameters of the same text.
#[test]
fn a_callback_is_no_request() {
    let receiver = Receiver::start();
    let bundle = unlimited(&[("token_ttl_seconds", "3600")]);
    let database = bundle.database();
    let url = receiver.url("/cashier");
    database.execute("UPDATE products SET deposit_callback = ?1, withdraw_callback = ?1", [&url]).unwrap();
    let base = bundle.url("");
    let token = desk::sign_in(&base, "M003");
    let order = desk::order(&base).unwrap();
    assert_eq!(desk::data(&desk::paid(&base, &token, &order).unwrap()), true);
    withdrawn(&bundle);
    receiver.wait_for(2, LIMIT);
    receiver.idle();
    settled(&database);

    let told = receiver.received();
    let mut kinds: Vec<String> = told.iter().map(|told| told.field("notify_type").unwrap()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["deposit", "withdraw"]);
    for callback in &told {
        let fields = fields_but(callback, "");
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        let unsigned: Vec<_> = pairs.iter().copied().filter(|(name, _)| *name != "sign").collect();
        let sign = callback.field("sign").unwrap();
        assert_eq!(product_sign(PRODUCT_KEY, &unsigned), sign, "the attacker has a good signature");
        unwritten(&database, || {
            for (method, path) in endpoints::of_products() {
                for answer in sent(&bundle, method, path, &pairs) {
                    assert_eq!(body(&answer), forbidden(), "{method} {path}");
                }
            }
            // The marker hidden in a neighbour's value, and in a name.
            let at = unsigned.iter().position(|(name, _)| *name == "notify_type").unwrap();
            let (before, kind, after) = (unsigned[at - 1], unsigned[at], unsigned[at + 1]);
            let value = format!("{}&notify_type={}", before.1, kind.1);
            let name = format!("{}={}&notify_type", before.0, before.1);
            let longer = format!("notify_type={}&{}", kind.1, after.0);
            for (taken, pair) in [
                (at - 1..at + 1, (before.0, value.as_str())),
                (at - 1..at + 1, (name.as_str(), kind.1)),
                (at..at + 2, (longer.as_str(), after.1)),
            ] {
                let mut forged = unsigned.clone();
                forged.splice(taken, [pair]);
                assert_eq!(product_sign(PRODUCT_KEY, &forged), sign, "the same text: {pair:?}");
                forged.push(("sign", &sign));
                for (method, path) in endpoints::of_products() {
                    for answer in sent(&bundle, method, path, &forged) {
                        assert_eq!(body(&answer), ambiguous(pair.0), "{method} {path}");
                    }
                }
            }
        });
    }
    bundle.assert_invariants();
}

/// A withdrawal of product 1 that the back office rejects.
fn withdrawn(bundle: &Bundle) {
    let card = [&[("product_id", "1"), ("product_user_id", "1000001")], &desk::CARD[..]].concat();
    bundle.post_form("/customer_bank", &feiqian_tests::signed(PRODUCT_KEY, &card));
    let wish = [
        ("product_id", "1"),
        ("product_user_id", "1000001"),
        ("amount", "500.00"),
        ("withdraw_channel_code", "W1"),
        ("product_billno", "forgery-1"),
    ];
    let answer = bundle.post_form("/do_withdraw", &feiqian_tests::signed(PRODUCT_KEY, &wish));
    let billno = desk::data(&answer)["billno"].as_str().unwrap().to_owned();
    let base = bundle.url("");
    let token = desk::sign_in(&base, "M001");
    let rejection = json!({
        "pid": "M001", "request_id": billno, "request_type": "02", "old_flag": 0, "new_flag": -1,
        "approve_by": "zoe", "user_type": "U", "ip_address": "198.51.100.7", "remarks": "no",
    });
    let answer = desk::json_call("PUT", &format!("{base}/approve"), &token, &rejection).unwrap();
    assert_eq!(desk::data(&answer), true);
}

/// Waits until no delivery is under way any more.
fn settled(database: &Connection) {
    let begun = std::time::Instant::now();
    let open = "SELECT count(*) FROM outbox WHERE state = 'queued' OR lease_by IS NOT NULL";
    while database.query_row(open, [], |row| row.get::<_, i64>(0)).unwrap() > 0 {
        assert!(begun.elapsed() < LIMIT, "deliveries do not end");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Two requests of one text: the one that was signed is what it says, the other one is refused.
#[test]
fn of_two_requests_with_one_text_one_is_refused() {
    let bundle = unlimited(&[]);
    let database = bundle.database();
    // Names are signed in their order: `b` stands before `product_id`, so that the issue's pair reads like this, too.
    for (meant, other, name) in [
        (
            vec![("b", "c"), ("product_id", "1"), ("product_user_id", "a")],
            vec![("b", "c&product_id=1&product_user_id=a")],
            "b",
        ),
        (
            vec![("product_id", "1"), ("product_user_id", "a"), ("z", "c")],
            vec![("product_id", "1"), ("product_user_id", "a&z=c")],
            "product_user_id",
        ),
    ] {
        let sign = product_sign(PRODUCT_KEY, &meant);
        assert_eq!(product_sign(PRODUCT_KEY, &other), sign, "one text");
        let mut other = other;
        if !other.iter().any(|(name, _)| *name == "product_id") {
            // Without one the answer would be that it is required.
            other.push(("product_id", "1"));
        }
        other.push(("sign", &sign));
        unwritten(&database, || {
            for answer in sent(&bundle, "POST", "/create_customer", &other) {
                assert_eq!(body(&answer), ambiguous(name));
            }
        });
        let meant = [&meant[..], &[("sign", &sign)]].concat();
        for answer in sent(&bundle, "POST", "/create_customer", &meant) {
            assert_eq!(body(&answer)["code"], 200);
        }
    }
    // The issue's own pair: `product_user_id=a&b=c` is a user of that name to nobody.
    let named = [("product_id", "1"), ("product_user_id", "a&b=c")];
    let sign = product_sign(PRODUCT_KEY, &named);
    let named = [&named[..], &[("sign", &sign)]].concat();
    unwritten(&database, || {
        for answer in sent(&bundle, "POST", "/create_customer", &named) {
            assert_eq!(body(&answer), ambiguous("product_user_id"));
        }
    });
    let users = "SELECT group_concat(product_user_id, ' ') FROM customers WHERE product_user_id LIKE 'a%'";
    assert_eq!(database.query_row(users, [], |row| row.get::<_, String>(0)).unwrap(), "a");
}

/// The payee part: two bodies of one text, and an IPN as a request.
#[test]
fn a_payee_body_is_what_was_signed_and_an_ipn_is_none() {
    let receiver = Receiver::start();
    let bundle = unlimited(&[]);
    let database = bundle.database();
    let base = bundle.url("");
    let customer = desk::register(&base, "forged");
    let account = desk::create_account(&base, &customer, "main", "123456708", &receiver.url("/ipn"));

    let post = |path: &str, pairs: &[(&str, &str)]| -> Json {
        let answers = [bundle.post_form(path, &encoded(pairs)), {
            let members: serde_json::Map<String, Json> =
                pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
            bundle.post_json(path, &Json::Object(members).to_string())
        }];
        assert_eq!(answers[0].body, answers[1].body);
        assert_eq!(answers[0].status, 200);
        body(&answers[0])
    };
    let meant = [
        ("accountToken", account.as_str()),
        ("amount", "12.50"),
        ("currency", "USD"),
        ("customerNo", &customer),
        ("invoiceId", "meant-1"),
        ("merchantNo", "900001"),
        ("note", "a"),
        ("reference", "c"),
        ("storeNo", "800001"),
        ("timestamp", "2026-01-02T03:04:05Z"),
    ];
    let sign = payee_sign(PAYEE_TOKEN, &meant);
    // `note` swallows its neighbour, which is no parameter of the contract.
    let mut forged = meant.to_vec();
    forged.splice(6..8, [("note", "a&reference=c")]);
    assert_eq!(payee_sign(PAYEE_TOKEN, &forged), sign, "one text");
    let refusal = |message: &str| json!({ "ret_code": "000023", "ret_msg": message });
    unwritten(&database, || {
        forged.push(("verifySign", &sign));
        assert_eq!(post(desk::PAY, &forged), refusal("data error : note"));
        for name in ["note&reference", "note=a&reference"] {
            let mut named = meant.to_vec();
            named.splice(6..8, [(name, "c")]);
            named.push(("verifySign", &sign));
            assert_eq!(post(desk::PAY, &named), refusal("data error : body"), "{name}");
        }
        // What will be told in an IPN, and is signed there.
        for (field, path) in [("accountTag", desk::CREATE_ACCOUNT), ("invoiceId", desk::PAY)] {
            let text = "x&merchantNx=1";
            let other = receiver.url("/ipn");
            let mut pairs = match path {
                desk::PAY => meant.to_vec(),
                _ => desk::account(&customer, "other", "123456709", &other),
            };
            pairs.retain(|(name, _)| *name != field);
            pairs.push((field, text));
            let reply = desk::payee(
                &base,
                path,
                &pairs
                    .into_iter()
                    .filter(|(name, _)| !["merchantNo", "storeNo", "timestamp"].contains(name))
                    .collect::<Vec<_>>(),
            );
            assert_eq!(reply, refusal(&format!("data error : {field}")));
        }
    });
    // The forged body left nothing that stands in the way of the one that was signed; in upper case it is the same one.
    let mut signed = meant.to_vec();
    signed.push(("verifySign", &sign));
    let paid = post(desk::PAY, &signed);
    assert_eq!(paid["ret_code"], "000100", "{paid}");
    let upper = sign.to_uppercase();
    signed.pop();
    signed.push(("verifySign", &upper));
    assert_eq!(post(desk::PAY, &signed), paid, "the stored reply");
    let payouts = "SELECT count(*) FROM payee_payout";
    assert_eq!(database.query_row(payouts, [], |row| row.get::<_, i64>(0)).unwrap(), 1);
    for path in ["/v3/payee/payout-accounts", "/v3/payee/account/delete"] {
        assert_eq!(
            post(path, &signed),
            json!({ "ret_code": "000030", "ret_msg": "Access Denied" }),
            "{path}"
        );
    }

    // An IPN, unmodified and with what it lacks to be a request.
    let number = paid["result"]["transactionNo"].as_str().unwrap();
    desk::move_payout(&database, number, "success");
    desk::dispatch(&base, &json!({ "topics": NOTICES }));
    receiver.wait_for(1, LIMIT);
    settled(&database);
    let ipn = receiver.received().into_iter().find(|told| told.path == "/ipn").unwrap();
    assert_eq!(ipn.field("notify_type").as_deref(), Some("payout"));
    let fields = fields_but(&ipn, "");
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    unwritten(&database, || {
        let denied = json!({ "ret_code": "000030", "ret_msg": "Access Denied" });
        for path in [
            "/v3/customers/account/create/bank-account",
            "/v3/payee/account/create/venmo",
            "/v3/payee/payout-accounts",
            "/v3/payee/account/delete",
            "/v3/payee/register",
            "/v3/payee/retrieve",
            "/v3/payee/update",
            "/v3/payouts/pay",
            "/v3/payouts/inquiry",
            "/v3/payouts/balance",
            "/v3/payee/account/configurations",
        ] {
            assert_eq!(post(path, &pairs), denied, "{path}");
            let common =
                [("merchantNo", "900001"), ("storeNo", "800001"), ("timestamp", "2026-01-02T03:04:05Z")];
            let mut more: Vec<_> = [&pairs[..], &common]
                .concat()
                .into_iter()
                .filter(|(name, _)| *name != "verifySign")
                .collect();
            let sign = payee_sign(PAYEE_TOKEN, &more);
            more.push(("verifySign", &sign));
            assert_eq!(post(path, &more), denied, "{path}: even rightly signed");
        }
    });
}

/// What the transport says of a body that would be half-read.
#[test]
fn an_encoded_body_and_a_byte_order_mark_are_refused_by_every_part() {
    let bundle = unlimited(&desk::WALLET_TOKENS);
    let database = bundle.database();
    let user = [("product_id", "1"), ("product_user_id", "encoded-user")];
    let form = feiqian_tests::signed(PRODUCT_KEY, &user);
    let list = [("merchantNo", "900001"), ("storeNo", "800001"), ("timestamp", "2026-01-02T03:04:05Z")];
    let payee = encoded(&[&list[..], &[("verifySign", &payee_sign(PAYEE_TOKEN, &list))]].concat());
    let token = desk::wallet_token(1, "cash.create", None);
    let wallet = format!("Bearer {token}");
    // A user is made known by his token, whatever becomes of his call.
    desk::json_call("GET", &bundle.url("/api/wallet/user/1"), &token, &json!({})).unwrap();
    let dispatcher = format!("Bearer {}", desk::DISPATCH_TOKEN);
    let cash = r#"{"data":{"attributes":{"cash_apply_amount":1,"cash_type":0,"cash_mobile":"13800138000"}}}"#;
    let call = |path: &str, media: &str, more: &[(&str, &str)], body: &[u8]| {
        Answer::with_headers("POST", &bundle.url(path), more, Some((media, body)))
    };
    let parts = [
        ("/create_customer", FORM, "", form.as_str()),
        ("/token", "application/json", "", r#"{"pid":"M001","account":"ops","pwd":"x"}"#),
        ("/v3/payouts/balance", FORM, "", payee.as_str()),
        ("/api/wallet/cash", "application/json", &wallet, cash),
        ("/internal/dispatch", "application/json", &dispatcher, "{}"),
    ];
    unwritten(&database, || {
        for (path, media, authorization, content) in parts {
            for coding in ["gzip", "GZIP", "br", "identity, gzip"] {
                let headers = [("authorization", authorization), ("content-encoding", coding)];
                let headers = if authorization.is_empty() { &headers[1..] } else { &headers[..] };
                let answer = call(path, media, headers, content.as_bytes());
                assert_eq!(answer.status, 415, "{path} {coding} {answer:?}");
                let found = body(&answer);
                match path {
                    "/create_customer" | "/token" => {
                        assert_eq!(
                            found,
                            json!({ "code": 415, "message": "unsupported media type", "data": [] })
                        );
                    }
                    "/v3/payouts/balance" => {
                        assert_eq!(
                            found,
                            json!({ "ret_code": "000023", "ret_msg": "data error : Content-Type" })
                        );
                    }
                    "/api/wallet/cash" => {
                        assert_eq!(found["errors"][0]["code"], "unsupported_media_type", "{found}");
                        assert_eq!(found["errors"][0]["source"]["header"], "content-encoding", "{found}");
                    }
                    _ => assert_eq!(found, json!({ "error": "unsupported_media_type" })),
                }
            }
            let marked = [b"\xEF\xBB\xBF", content.as_bytes()].concat();
            let headers = [("authorization", authorization)];
            let headers = if authorization.is_empty() { &[][..] } else { &headers[..] };
            let answer = call(path, media, headers, &marked);
            let found = body(&answer);
            match path {
                "/create_customer" | "/token" => {
                    assert_eq!((answer.status, &found["message"]), (400, &json!("bad request")));
                }
                "/v3/payouts/balance" => {
                    assert_eq!(found, json!({ "ret_code": "000023", "ret_msg": "data error : body" }));
                }
                "/api/wallet/cash" => {
                    assert_eq!((answer.status, &found["errors"][0]["code"]), (400, &json!("invalid_json")));
                }
                _ => assert_eq!((answer.status, &found["error"]), (422, &json!("invalid_body"))),
            }
        }
    });
    // What says nothing is no coding.
    for none in ["identity", "IDENTITY", ""] {
        let answer = call("/create_customer", FORM, &[("content-encoding", none)], form.as_bytes());
        assert_eq!(body(&answer)["code"], 200, "{none:?}");
        let answer = call("/v3/payouts/balance", FORM, &[("content-encoding", none)], payee.as_bytes());
        assert_eq!(body(&answer)["ret_code"], "000100", "{none:?}");
    }
}

/// Either letter case is one signature, and neither opens more than the other.
#[test]
fn hex_digits_are_taken_in_either_letter_case() {
    let bundle = unlimited(&[]);
    let user = [("product_id", "1"), ("product_user_id", "1000001")];
    let sign = product_sign(PRODUCT_KEY, &user);
    for (sign, code) in [
        (sign.clone(), 200),
        (sign.to_uppercase(), 200),
        (format!("{}0", &sign[..31]), if sign.ends_with('0') { 200 } else { 403 }),
        (sign[..31].to_owned(), 403),
    ] {
        let form = encoded(&[&user[..], &[("sign", &sign)]].concat());
        assert_eq!(body(&bundle.post_form("/create_customer", &form))["code"], code, "{sign}");
    }
    let list = [("merchantNo", "900001"), ("storeNo", "800001"), ("timestamp", "2026-01-02T03:04:05Z")];
    let sign = payee_sign(PAYEE_TOKEN, &list);
    for (sign, code) in
        [(sign.to_uppercase(), "000100"), (sign.clone(), "000100"), (sign[1..].to_owned(), "000000")]
    {
        let form = encoded(&[&list[..], &[("verifySign", &sign)]].concat());
        assert_eq!(body(&bundle.post_form("/v3/payouts/balance", &form))["ret_code"], code, "{sign}");
    }
    let rows = "SELECT count(*) FROM payee_request WHERE key = ?1 COLLATE NOCASE";
    let rows: i64 = bundle.database().query_row(rows, [&sign], |row| row.get(0)).unwrap();
    assert_eq!(rows, 1, "one signature is one record");
}
