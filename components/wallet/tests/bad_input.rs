//! Every case of wallet.md §8, by its number.

mod common;

use common::*;
use feiqian_platform::http::{Method, Request, header};
use serde_json::Value as Json;

const PHONE: &str = r#""cash_type":0,"cash_mobile":"13800138000""#;
const A: &str = "/data/attributes";

/// `code`, place and rule of each error, all of one status.
#[track_caller]
fn refused(answer: &(u16, Json), status: u16, expected: &[(&str, &str, &str)]) {
    let errors = answer.1["errors"].as_array().unwrap_or_else(|| panic!("{answer:?}"));
    let found: Vec<(&str, String, &str)> = errors
        .iter()
        .map(|error| {
            assert_eq!(error["status"], status.to_string());
            let source = error["source"].as_object().and_then(|source| source.values().next());
            let rule = error["meta"]["rule"].as_str().unwrap_or("");
            (error["code"].as_str().unwrap(), source.map_or("-", |s| s.as_str().unwrap()).to_owned(), rule)
        })
        .collect();
    let found: Vec<(&str, &str, &str)> =
        found.iter().map(|(code, at, rule)| (*code, at.as_str(), *rule)).collect();
    assert_eq!((answer.0, found.as_slice()), (status, expected), "{}", answer.1);
}

#[track_caller]
fn invalid(answer: &(u16, Json), expected: &[(&str, &str)]) {
    let expected: Vec<_> = expected.iter().map(|(rule, at)| ("validation_error", *at, *rule)).collect();
    refused(answer, 422, &expected);
}

/// `field` and `limit` of each error.
#[track_caller]
fn told(answer: &(u16, Json), expected: &[(&str, &str)]) {
    let errors = answer.1["errors"].as_array().unwrap();
    let found: Vec<(&str, &str)> = errors
        .iter()
        .map(|error| {
            let meta = &error["meta"];
            (meta["field"].as_str().unwrap_or(""), meta["limit"].as_str().unwrap_or(""))
        })
        .collect();
    assert_eq!(found, expected, "{}", answer.1);
}

fn unchanged(bench: &Bench) {
    assert_eq!(bench.balances(1), (10_000, 0));
    assert_eq!(bench.integers("SELECT count(*) FROM user_wallet_cash"), [0]);
    bench.audit();
}

#[test]
fn tokens_1_to_4() {
    let bench = Bench::new();
    let get = |token: Option<&str>| {
        let request = Request::new(Method::GET, "/api/wallet/settings");
        let request = match token {
            Some(token) => request.with(header::AUTHORIZATION, &format!("bEaReR {token}")),
            None => request,
        };
        let response = bench.send(request);
        let challenge = response.headers.get(header::WWW_AUTHENTICATE);
        (response.status.as_u16(), challenge.map(|value| value.to_str().unwrap().to_owned()))
    };
    assert_eq!(get(None), (401, Some("Bearer".into())));
    assert_eq!(get(Some(&token(1, ""))).0, 200);
    let now = NOW_MS / 1_000;
    let with = |iss: &str, aud: &str, sub: &str, rest: &str| {
        signed(HEAD, &format!(r#"{{"iss":"{iss}","aud":{aud},"sub":{sub},"username":"username"{rest}}}"#))
    };
    let later = format!(r#","exp":{}"#, now + 60);
    let good = |rest: &str| with("issuer", r#""audience""#, r#""1""#, rest);
    assert_eq!(get(Some(&with("issuer", r#"["x","audience"]"#, r#""1""#, &later))).0, 200);
    assert_eq!(get(Some(&good(&format!(r#","exp":{}"#, now - 59)))).0, 200);
    assert_eq!(get(Some(&good(&format!(r#"{later},"nbf":{}"#, now + 60)))).0, 200);
    let hs = |head: &str, key: &[u8]| {
        let text = format!("{}.{}", base64(head.as_bytes()), base64(claims(1, "", "").as_bytes()));
        let mac = feiqian_signing::digest::hmac_sha256(key, &[text.as_bytes()]);
        format!("{text}.{}", base64(&mac))
    };
    let valid = token(1, "");
    for bad in [
        good(&format!(r#","exp":{}"#, now - 60)),
        good(&format!(r#","exp":{}"#, now - 61)),
        with("other", r#""audience""#, r#""1""#, &later),
        with("issuer", r#""other""#, r#""1""#, &later),
        good(""),
        good(&format!(r#"{later},"nbf":{}"#, now + 61)),
        with("issuer", r#""audience""#, r#""0""#, &later),
        with("issuer", r#""audience""#, r#""01""#, &later),
        with("issuer", r#""audience""#, r#""abc""#, &later),
        with("issuer", r#""audience""#, "1", &later),
        with("issuer", r#""audience""#, r#""1","sub":"2""#, &later),
        signed(r#"{"alg":"none"}"#, &claims(1, "", "")),
        format!("{}.{}.", base64(br#"{"alg":"none"}"#), base64(claims(1, "", "").as_bytes())),
        signed(r#"{"alg":"RS256"}"#, &claims(1, "", "")),
        signed(r#"{"alg":"EdDSA","crit":["x"]}"#, &claims(1, "", "")),
        hs(r#"{"alg":"HS256"}"#, pem().as_bytes()),
        hs(r#"{"alg":"HS256"}"#, pem().replace("\\n", "\n").as_bytes()),
        hs(r#"{"alg":"EdDSA"}"#, pem().as_bytes()),
        valid.replace('.', "="),
        format!("{valid}="),
        format!("{valid}.x"),
        "x".repeat(8_193),
    ] {
        assert_eq!(get(Some(&bad)), (401, Some("Bearer error=\"invalid_token\"".into())), "{bad}");
    }
    refused(
        &bench.json(Method::POST, "/api/wallet/cash", &token(1, "cash.review"), "{"),
        403,
        &[("permission_denied", "-", "")],
    );
    unchanged(&bench);
}

#[test]
fn an_unusable_key_refuses_everybody() {
    let bench = Bench::new();
    for (name, value) in [("wallet_jwt_key", "x"), ("wallet_jwt_alg", "none"), ("wallet_jwt_issuer", "")] {
        bench.platform.set_variable(name, value);
        let answer = bench.json(Method::GET, "/api/wallet/settings", &token(1, ""), "");
        refused(&answer, 500, &[("internal_error", "-", "")]);
        assert_eq!(answer.1["errors"][0]["id"], "test");
    }
}

#[test]
fn transport_5_to_7() {
    let bench = Bench::new();
    let send = |request: Request| {
        let response = bench.send(request);
        let allow = response.headers.get(header::ALLOW).map(|value| value.to_str().unwrap().to_owned());
        (answer(&response), allow)
    };
    refused(&send(Request::new(Method::GET, "/api/wallet/nothing")).0, 404, &[("route_not_found", "-", "")]);
    let (answer, allow) = send(Request::new(Method::DELETE, "/api/wallet/cash"));
    refused(&answer, 405, &[("method_not_allowed", "-", "")]);
    assert_eq!(allow.as_deref(), Some("GET, HEAD, POST"));
    let html = Request::new(Method::GET, "/api/wallet/cash").with(header::ACCEPT, "text/html");
    refused(&send(html).0, 406, &[("not_acceptable", "accept", "")]);
    let post = || request(Method::POST, "/api/wallet/cash/", &token(1, ALL));
    refused(
        &send(post().with_body("text/plain", "{}")).0,
        415,
        &[("unsupported_media_type", "content-type", "")],
    );
    refused(&send(post()).0, 415, &[("unsupported_media_type", "content-type", "")]);
    let encoded = |coding: &str| {
        let body = r#"{"data":{}}"#;
        send(post().with_body("application/json", body).with(header::CONTENT_ENCODING, coding)).0
    };
    for coding in ["gzip", "GZIP", "identity, br"] {
        refused(&encoded(coding), 415, &[("unsupported_media_type", "content-encoding", "")]);
    }
    for none in ["", "identity", "Identity"] {
        assert_eq!(encoded(none).0, 422, "{none:?}");
    }
    let marked = send(post().with_body("application/json", "\u{feff}{}")).0;
    refused(&marked, 400, &[("invalid_json", "-", "")]);
    let mut large = post().with_body("application/json", "");
    large.body = feiqian_platform::Body::TooLarge;
    refused(&send(large).0, 413, &[("payload_too_large", "-", "")]);
    let body = |body: &str| bench.json(Method::POST, "/api/wallet/cash", &token(1, ALL), body);
    refused(&body(r#"{"data":"#), 400, &[("invalid_json", "-", "")]);
    refused(&send(post().with_body("application/json", "")).0, 400, &[("invalid_json", "-", "")]);
    invalid(&body("[]"), &[("object", "")]);
    invalid(&body("{}"), &[("required", "")]);
    told(&body("[]"), &[("data", "")]);
    told(&body("{}"), &[("data", "")]);
    unchanged(&bench);
}

#[test]
fn applications_8_to_18() {
    let bench = Bench::new();
    let amount = |amount: &str| bench.apply(&format!(r#""cash_apply_amount":{amount},{PHONE}"#));
    let (at, kind, mobile) =
        ("/data/attributes/cash_apply_amount", "/data/attributes/cash_type", "/data/attributes/cash_mobile");
    invalid(&bench.apply(""), &[("required", A), ("required", A)]);
    told(&bench.apply(""), &[("cash_apply_amount", ""), ("cash_type", "")]);
    for bad in [r#""abc""#, "true", r#""1e2""#] {
        invalid(&amount(bad), &[("numeric", at)]);
    }
    invalid(&amount("0.001"), &[("scale", at), ("min", at)]);
    told(&amount("0.001"), &[("cash_apply_amount", "2"), ("cash_apply_amount", "1.00")]);
    for (bad, rule, limit) in [
        ("0", "min", "1.00"),
        ("-5", "min", "1.00"),
        (r#""0.99""#, "min", "1.00"),
        ("5000.01", "max", "5000.00"),
        ("null", "required", ""),
        (r#""""#, "required", ""),
    ] {
        invalid(&amount(bad), &[(rule, at)]);
        told(&amount(bad), &[("cash_apply_amount", limit)]);
    }
    bench.run("UPDATE wallet_settings SET cash_rate = 1000000, updated_at = 1");
    invalid(&amount("2.18"), &[("actual_positive", at)]);
    bench.run("UPDATE wallet_settings SET cash_rate = 0, updated_at = 2");
    for bad in ["1.5", r#""x""#, "false"] {
        invalid(&bench.apply(&format!(r#""cash_apply_amount":1,"cash_type":{bad}"#)), &[("integer", kind)]);
    }
    refused(&bench.apply(r#""cash_apply_amount":1,"cash_type":2"#), 422, &[("cash_type_error", kind, "")]);
    for zero in ["0", r#""0""#] {
        let answer = bench.apply(&format!(r#""cash_apply_amount":1,"cash_type":{zero}"#));
        invalid(&answer, &[("required", A)]);
        told(&answer, &[("cash_mobile", "")]);
    }
    for (bad, rule) in [
        (r#""12800138000""#, "regex"),
        (r#""1380013800""#, "regex"),
        (r#""13800138000\n""#, "regex"),
        ("13800138000", "string"),
    ] {
        let attributes = format!(r#""cash_apply_amount":1,"cash_type":0,"cash_mobile":{bad}"#);
        invalid(&bench.apply(&attributes), &[(rule, mobile)]);
    }
    let body = |body: &str| bench.json(Method::POST, "/api/wallet/cash", &token(1, ALL), body);
    invalid(&body(r#"{"data":{"attributes":{},"attritbutes":{}}}"#), &[("ambiguous", "/data/attritbutes")]);
    refused(&body(r#"{"data":{"type":"users"}}"#), 409, &[("resource_type_conflict", "/data/type", "")]);
    refused(&body(r#"{"data":{"id":"40"}}"#), 403, &[("client_generated_id", "/data/id", "")]);
    let valid = application(&format!(r#""cash_apply_amount":1,{PHONE}"#));
    for include in ["bogus", "User", "{user,userWallet,wechat}"] {
        let target = format!("/api/wallet/cash?include={include}");
        let answer = bench.json(Method::POST, &target, &token(1, ALL), &valid);
        refused(&answer, 400, &[("invalid_include", "include", "")]);
    }
    unchanged(&bench);
    let exponent = amount("1e2");
    assert_eq!(exponent.0, 200, "the number 1e2 is valid: {}", exponent.1);
    assert_eq!(exponent.1["data"]["attributes"]["cash_apply_amount"], "100.00");
    bench.audit();
}

#[test]
fn queries_19_to_21() {
    let bench = Bench::new();
    for (query, code, parameter) in [
        ("foo=1", "invalid_query_parameter", "foo"),
        ("fields[users]=mobile", "invalid_query_parameter", "fields[users]"),
        ("sort=id&sort=id", "invalid_query_parameter", "sort"),
        ("sort=%zz", "invalid_query_parameter", "sort"),
        ("sort=cash_sn", "invalid_sort", "sort"),
        ("page[size]=0", "invalid_page", "page[size]"),
        ("page[size]=201", "invalid_page", "page[size]"),
        ("page[size]=x", "invalid_page", "page[size]"),
        ("page[number]=1&page[offset]=0", "invalid_page", "page[offset]"),
        ("page[size]=1&page[limit]=1", "invalid_page", "page[limit]"),
        ("filter[cash_status]=7", "invalid_filter", "filter[cash_status]"),
        ("filter[start_time]=2020-02-30", "invalid_filter", "filter[start_time]"),
        ("filter[user]=1abc", "invalid_filter", "filter[user]"),
        ("filter[end_time]=2020-02-01&filter[start_time]=2020-02-02", "invalid_filter", "filter[end_time]"),
    ] {
        let target = format!("/api/wallet/cash?{query}");
        refused(&bench.json(Method::GET, &target, &token(1, ALL), ""), 400, &[(code, parameter, "")]);
    }
}

#[test]
fn rules_22_to_26() {
    let bench = Bench::new();
    let wechat = || bench.apply(r#""cash_apply_amount":1,"cash_type":1"#);
    let amount = |amount: &str| bench.apply(&format!(r#""cash_apply_amount":{amount},{PHONE}"#));
    let (at, kind) = ("/data/attributes/cash_apply_amount", "/data/attributes/cash_type");
    refused(&wechat(), 409, &[("cash_mch_invalid", kind, "")]);
    bench.run("UPDATE wallet_settings SET payout_enabled = 1, updated_at = 1");
    refused(&wechat(), 409, &[("unbind_wechat", kind, "")]);
    refused(&amount("100.01"), 409, &[("available_amount_error", at, "")]);
    let patch = |body: &str| bench.json(Method::PATCH, "/api/wallet/user/1", &token(2, ALL), body).0;
    assert_eq!(patch(r#"{"wallet_status":1}"#), 200);
    refused(&amount("1"), 409, &[("status_cash_freeze", "-", "")]);
    assert_eq!(patch(r#"{"wallet_status":0}"#), 200);
    unchanged(&bench);

    bench.run("UPDATE wallet_settings SET cash_max_sum = 5000, cash_sum_limit = 5000, updated_at = 2");
    assert_eq!(amount("30").0, 200);
    refused(&amount("20.01"), 409, &[("cash_sum_limit", at, "")]);
    assert_eq!(amount("20.00").0, 200);
    bench.run("UPDATE wallet_settings SET cash_interval_time = 1, cash_sum_limit = 500000, updated_at = 3");
    bench.platform.set_now_ms(NOW_MS + 86_399_999);
    let early = amount("1");
    refused(&early, 409, &[("cash_interval_time", "-", "")]);
    assert_eq!(early.1["errors"][0]["meta"]["retry_at"], "2026-01-03T11:04:05+08:00");
    bench.platform.set_now_ms(NOW_MS + 86_400_001);
    assert_eq!(amount("1").0, 200);
    bench.platform.set_now_ms(NOW_MS + 86_400_002);
    let early = amount("1");
    let rounded_up = &early.1["errors"][0]["meta"]["retry_at"];
    assert_eq!(rounded_up, "2026-01-04T11:04:06+08:00");
    bench.audit();

    let bench = Bench::new();
    let body = |amount: &str| application(&format!(r#""cash_apply_amount":{amount},{PHONE}"#));
    for key in ["", &"x".repeat(129)] {
        let refusal = answer(&bench.keyed(key, &body("1")));
        refused(&refusal, 400, &[("invalid_idempotency_key", "idempotency-key", "")]);
    }
    let first = bench.keyed("key", &body("1.00"));
    assert_eq!(first.status, 200);
    refused(
        &answer(&bench.keyed("key", &body("2.00"))),
        409,
        &[("idempotency_key_reused", "idempotency-key", "")],
    );
    let again = bench.keyed("key", &body("1.00"));
    assert_eq!((&again.body, again.headers["idempotency-replayed"].to_str().unwrap()), (&first.body, "true"));
    bench.run("UPDATE idempotency_keys SET response = NULL");
    assert_eq!(bench.keyed("key", &body("1.00")).body, first.body, "built again from the record");
    assert_eq!(bench.integers("SELECT count(*) FROM user_wallet_cash"), [1]);
    bench.platform.set_now_ms(NOW_MS + 86_400_000);
    assert_eq!(bench.keyed("key", &body("2.00")).status, 200, "a day later the key is free");
    bench.audit();
}

#[test]
fn reviews_27_to_29() {
    let bench = Bench::new();
    let review = |body: &str| bench.json(Method::POST, "/api/wallet/cash/review", &token(2, ALL), body);
    invalid(&review("{}"), &[("required", ""), ("required", "")]);
    told(&review("{}"), &[("ids", ""), ("cash_status", "")]);
    invalid(&review(r#"{"ids":[],"cash_status":3}"#), &[("min_items", "/ids")]);
    told(&review(r#"{"ids":[],"cash_status":3}"#), &[("ids", "1")]);
    let many = format!(r#"{{"ids":[{}1],"cash_status":3}}"#, "1,".repeat(100));
    invalid(&review(&many), &[("max_items", "/ids")]);
    told(&review(&many), &[("ids", "100")]);
    invalid(&review(r#"{"ids":[1,"x"],"cash_status":3}"#), &[("integer", "/ids/1")]);
    refused(&review(r#"{"ids":[1],"cash_status":4}"#), 422, &[("operate_forbidden", "/cash_status", "")]);
    let long = format!(r#"{{"ids":[1],"cash_status":3,"remark":"{}"}}"#, "备".repeat(256));
    invalid(&review(&long), &[("max_length", "/remark")]);
    refused(&review(r#"{"ids":[1],"cash_status":2}"#), 409, &[("cash_mch_invalid", "/cash_status", "")]);
    assert_eq!(bench.apply(&format!(r#""cash_apply_amount":1,{PHONE}"#)).0, 200);
    assert_eq!(bench.apply(&format!(r#""cash_apply_amount":2,{PHONE}"#)).0, 200);
    assert_eq!(
        review(r#"{"ids":[1,"1"],"cash_status":3,"remark":"号码有误"}"#).1.to_string(),
        r#"{"type":"cash-review","data":{"result":{"1":"success"},"records":[{"id":1,"result":"success","cash_status":3,"code":null}]}}"#
            .parse::<Json>()
            .unwrap()
            .to_string()
    );
    bench.run("UPDATE wallet_settings SET payout_enabled = 1, updated_at = 1");
    let answer = review(r#"{"ids":[1,999,2],"cash_status":2}"#);
    let records: Vec<(&Json, &Json)> = answer.1["data"]["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| (&record["code"], &record["cash_status"]))
        .collect();
    assert_eq!(answer.0, 200);
    assert_eq!(
        serde_json::to_string(&records).unwrap(),
        r#"[["cash_status_error",3],["model_not_found",null],["cash_type_error",1]]"#
    );
    assert_eq!(bench.balances(1), (9_800, 200));
    bench.audit();
}

#[test]
fn adjustments_30_to_33() {
    let bench = Bench::new();
    let patch = |user: i64, body: &str| {
        bench.json(Method::PATCH, &format!("/api/wallet/user/{user}"), &token(2, ALL), body)
    };
    let answer = patch(1, r#"{"operate_type":1}"#);
    invalid(&answer, &[("required_with", "")]);
    told(&answer, &[("operate_amount", "operate_type")]);
    invalid(&patch(1, "{}"), &[("any", "")]);
    told(&patch(1, "{}"), &[("body", "")]);
    let error = |status, code, at| (status, vec![(code, at, "")]);
    for (user, body, (status, expected)) in [
        (1, r#"{"operate_type":3,"operate_amount":1}"#, error(422, "operate_type_error", "/operate_type")),
        (1, r#"{"wallet_status":2}"#, error(422, "wallet_status_error", "/wallet_status")),
        (
            1,
            r#"{"operate_type":2,"operate_amount":100.01}"#,
            error(409, "available_amount_error", "/operate_amount"),
        ),
        (
            1,
            r#"{"operate_type":1,"operate_amount":99999999}"#,
            error(409, "wallet_limit_error", "/operate_amount"),
        ),
        (999, r#"{"operate_type":1,"operate_amount":1}"#, error(404, "model_not_found", "-")),
    ] {
        refused(&patch(user, body), status, &expected);
    }
    invalid(&patch(1, r#"{"operate_type":1,"operate_amount":0}"#), &[("min", "/operate_amount")]);
    let long = format!(r#"{{"wallet_status":0,"operate_reason":"{}"}}"#, "x".repeat(256));
    invalid(&patch(1, &long), &[("max_length", "/operate_reason")]);
    // While operators have agreed on reasons, no other text is taken.
    let agree = "INSERT INTO reasons (kind, code, text, created_at, updated_at) VALUES ('adjustment', 'bonus', 'bonus', 1, 1)";
    bench.platform.run_batch(agree).unwrap();
    let other = r#"{"operate_type":1,"operate_amount":1,"operate_reason":"gift"}"#;
    invalid(&patch(1, other), &[("regex", "/operate_reason")]);
    invalid(&patch(1, r#"{"operate_type":1,"operate_amount":1}"#), &[("regex", "/operate_reason")]);
    bench.platform.run_batch("DELETE FROM reasons").unwrap();
    for target in ["/api/wallet/user/2", "/api/wallet/user/1abc", "/api/wallet/cash/999"] {
        refused(&bench.json(Method::GET, target, &token(1, ""), ""), 404, &[("model_not_found", "-", "")]);
    }
    unchanged(&bench);
}

#[test]
fn settings_34_and_35() {
    let bench = Bench::new();
    let patch = |attributes: &str| {
        bench.json(Method::PATCH, "/api/wallet/settings", &token(2, ALL), &application(attributes))
    };
    let at = |name: &str| format!("{A}/{name}");
    invalid(&patch(r#""cash_rate":"1.1""#), &[("max", &at("cash_rate"))]);
    invalid(&patch(r#""cash_rate":0.0000001"#), &[("scale", &at("cash_rate"))]);
    invalid(&patch(r#""cash_min_sum":6000"#), &[("max", &at("cash_min_sum"))]);
    invalid(&patch(r#""foo":1"#), &[("unknown", &at("foo"))]);
    invalid(&patch(""), &[("any", A)]);
    let answer = patch(r#""cash_min_sum":10,"cash_max_sum":5"#);
    invalid(&answer, &[("order", &at("cash_min_sum"))]);
    assert_eq!(answer.1["errors"][0]["meta"]["limit"], "cash_max_sum");
    invalid(&patch(r#""payout_enabled":"true""#), &[("boolean", &at("payout_enabled"))]);
    assert_eq!(bench.integers("SELECT count(*) FROM wallet_settings_logs"), [0]);
    assert_eq!(patch(r#""cash_rate":0"#).1["data"]["attributes"]["updated_at"], Json::Null, "no change");
    let changed = patch(r#""cash_rate":"0.006","payout_enabled":true"#);
    assert_eq!(changed.1["data"]["attributes"]["cash_rate"], "0.006");
    assert_eq!(bench.integers("SELECT count(*) FROM wallet_settings_logs"), [1]);
    bench.audit();
}

#[test]
fn the_log_names_the_refused_fields() {
    let bench = Bench::new();
    let logged = |method, target: &str, body: Option<&str>| {
        let request = request(method, target, &token(1, ALL));
        bench.send(match body {
            Some(body) => request.with_body("application/json", body),
            None => request,
        })
    };
    let fields = |attributes: &str| {
        let body = application(attributes);
        logged(Method::POST, "/api/wallet/cash", Some(&body)).fields
    };
    assert_eq!(fields(PHONE), ["cash_apply_amount"]);
    assert_eq!(
        fields(r#""cash_apply_amount":"x","cash_type":0,"cash_mobile":"1""#),
        ["cash_apply_amount", "cash_mobile"]
    );
    let settings = r#"{"data":{"attributes":{"6222021234567890":1,"cash_rate":2}}}"#;
    assert_eq!(logged(Method::PATCH, "/api/wallet/settings", Some(settings)).fields, ["cash_rate", "other"]);
    assert_eq!(logged(Method::GET, "/api/wallet/cash?page[size]=x", None).fields, ["page[size]"]);
    assert_eq!(logged(Method::GET, "/api/wallet/cash?13800138000=x", None).fields, ["other"]);
    assert_eq!(logged(Method::GET, "/api/wallet/settings", None).fields, [""; 0]);
}
