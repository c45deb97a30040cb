//! Every row of payee.md §11.

mod common;
use common::*;
use feiqian_platform::http::{HeaderName, Method, Request, header};
use feiqian_signing::payee::{Empty, HeaderSignature, Params, sign, token_md5};

const SIGN: &str = "data error : verifySign";

fn list(customer: &str) -> Pairs {
    common(&[("customerNo", customer)])
}

#[test]
fn rows_1_and_2_whoever_is_not_authentic_learns_nothing() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let good = signed(&list(&customer));
    let sign_of = |pairs: &Pairs| pairs.iter().find(|(name, _)| name == "verifySign").unwrap().1.clone();
    let sign_text = sign_of(&good);
    let mut changed = sign_text.clone();
    changed.replace_range(0..1, if sign_text.starts_with('0') { "1" } else { "0" });
    for other in [changed.as_str(), &changed.to_uppercase(), &sign_text[1..], ""] {
        bench.refuse_request(json(LIST, &with(&good, &[("verifySign", other)])), 200, "000000", SIGN);
    }
    bench.refuse(LIST, &with(&list(&customer), &[("merchantNo", "999999")]), "000000", SIGN);
    bench.refuse(LIST, &with(&list(&customer), &[("storeNo", "899999")]), "000000", SIGN);
    bench.refuse(LIST, &with(&list(&customer), &[("storeNo", "800002")]), "000000", SIGN);
    bench.refuse_request(json(LIST, &with(&good, &[("customerNo", "")])), 200, "000000", SIGN);
    // Signed with its empty value kept.
    let mut kept = list(&customer);
    kept.push(("accountTag".into(), String::new()));
    let params = Params::from_json(json_text(&kept).as_bytes()).unwrap();
    kept.push(("verifySign".into(), sign(&params, Empty::Kept, &token_md5(TOKEN))));
    bench.refuse_request(json(LIST, &kept), 200, "000000", SIGN);
    bench.sql("UPDATE payee_merchant SET accept_empty_in_sign = 1");
    assert!(bench.send(json(LIST, &kept)).1.contains("000100"));
    bench.sql("UPDATE payee_merchant SET enabled = 0");
    bench.refuse_request(json(LIST, &good), 200, "000000", SIGN);
    bench.sql("UPDATE payee_merchant SET enabled = 1; UPDATE payee_store SET enabled = 0");
    bench.refuse_request(json(LIST, &good), 200, "000000", SIGN);
}

#[test]
fn any_changed_character_of_a_name_or_value_is_refused() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let text = json_text(&signed(&cn_account(&customer, "tag-1")));
    let mut tried = 0;
    for (at, old) in text.char_indices() {
        // Structure, or the name whose absence is a missing signature: covered by the other rows.
        if !old.is_alphanumeric() {
            continue;
        }
        for new in ['x', '7'] {
            if new == old {
                continue;
            }
            let changed = [&text[..at], &new.to_string(), &text[at + old.len_utf8()..]].concat();
            bench.refuse_request(raw(CREATE, "application/json", changed), 200, "000000", SIGN);
            tried += 1;
        }
    }
    assert!(tried > 600, "{tried}");
    assert!(bench.send(raw(CREATE, "application/json", text)).1.contains("000100"));
}

#[test]
fn rows_3_and_4_transport() {
    let bench = Bench::new();
    bench.refuse_request(Request::new(Method::GET, LIST), 405, "000023", "data error : method");
    let answer = bench.answer(Request::new(Method::PUT, LIST));
    assert_eq!(answer.headers[header::ALLOW], "POST");
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(content_type(&answer), "application/json; charset=utf-8");
    for (path, code, message) in [
        ("/v3/payee/nothing", "000021", "no related information : path"),
        ("/v3/payee/register/", "000021", "no related information : path"),
        ("/v3/Payee/register", "000021", "no related information : path"),
        ("/v1/customers/create", "000010", "API version error"),
        ("/v2/", "000010", "API version error"),
    ] {
        bench.refuse_request(json(path, &list("1")), 404, code, message);
    }
    bench.refuse_request(raw(LIST, "text/plain", "{}"), 415, "000023", "data error : Content-Type");
    bench.refuse_request(Request::new(Method::POST, LIST), 415, "000023", "data error : Content-Type");
    for coding in ["gzip", "GZIP", "identity, br"] {
        let encoded = json(LIST, &list("1")).with(header::CONTENT_ENCODING, coding);
        bench.refuse_request(encoded, 415, "000023", "data error : Content-Type");
    }
    for none in ["", "identity", "Identity"] {
        let plain = json(LIST, &list("1")).with(header::CONTENT_ENCODING, none);
        bench.refuse_request(plain, 200, "000000", SIGN);
    }
    let mut long = json(LIST, &list("1"));
    long.body = feiqian_platform::Body::TooLarge;
    bench.refuse_request(long, 413, "000023", "data error : body");
}

#[test]
fn rows_5_and_6_bodies() {
    let bench = Bench::new();
    for body in [&b"[]"[..], b"{", b"", b"{\"a\":\"\xff\"}", b"\xef\xbb\xbf{}", b"{} {}"] {
        bench.refuse_request(raw(LIST, "application/json", body), 200, "000023", "data error : body");
    }
    let form = "application/x-www-form-urlencoded";
    bench.refuse_request(raw(LIST, form, "a[]=1"), 200, "000023", "data error : body");
    for (kind, body) in [
        ("application/json", r#"{"accountTag":"a","accountTag":"a"}"#),
        ("application/json", r#"{"accountTag":{"a":"b"}}"#),
        ("application/json", r#"{"accountTag":[]}"#),
        ("application/json", "{\"accountTag\":\"a\\n\"}"),
        (form, "accountTag=a&accountTag=a"),
        (form, "accountTag=%zz"),
    ] {
        bench.refuse_request(raw(CREATE, kind, body), 200, "000023", "data error : accountTag");
    }
}

#[test]
fn rows_7_and_8_timestamps() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    bench.refuse(
        LIST,
        &with(&list(&customer), &[("timestamp", "")]),
        "000020",
        "parameter null error : timestamp",
    );
    for bad in [
        "2024-01-02 03:04:05",
        "2024-02-30T00:00:00Z",
        "2026-01-02T03:04:05+00:00",
        "2026-01-02T02:58:55Z",
        "2026-01-02T03:09:15Z",
        "2026-01-02T03:09:06Z",
        "2026-01-02T02:59:04Z",
    ] {
        bench.refuse(
            LIST,
            &with(&list(&customer), &[("timestamp", bad)]),
            "000023",
            "data error : timestamp",
        );
    }
    for edge in ["2026-01-02T03:09:05Z", "2026-01-02T02:59:05Z"] {
        assert!(
            bench.post(LIST, &with(&list(&customer), &[("timestamp", edge)])).contains("000100"),
            "{edge}"
        );
    }
    bench.platform.set_variable("payee_timestamp_window_seconds", "0");
    assert!(
        bench
            .post(LIST, &with(&list(&customer), &[("timestamp", "2024-01-02T03:04:05Z")]))
            .contains("000100")
    );
    bench.refuse(LIST, &with(&list(&customer), &[("timestamp", "x")]), "000023", "data error : timestamp");
}

#[test]
fn rows_9_and_10_replays() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let account = bench.account(&customer, "t");
    let both = common(&[("customerNo", &customer), ("accountToken", &account)]);
    bench.refuse(LIST, &both, "000023", "data error : accountToken");
    bench.refuse(DELETE, &both, "000030", "Access Denied");
    let create = signed(&cn_account(&customer, "u"));
    let first = bench.send(json(CREATE, &create)).1;
    bench.platform.set_now_ms(NOW_MS + 5_000);
    assert_eq!(bench.send(json(ALIAS, &create)).1, first);
    assert_eq!(bench.send(form(ALIAS, &create)).1, first, "as a form it is the same request");
    bench.refuse_request(json(LIST, &create), 200, "000030", "Access Denied");
    assert_eq!(bench.integer("SELECT count(*) FROM payee_account"), 2);
    // Two bodies with one signed text.
    let read = list(&customer);
    bench.refuse(LIST, &with(&read, &[("note", "x&orderNo=1")]), "000023", "data error : note");
    let split = with(&read, &[("note", "x"), ("orderNo", "1")]);
    assert!(bench.post(LIST, &split).contains("000100"));
    // Two bodies with one signature: MD5 may have them.
    bench.sql("UPDATE payee_request SET hash = zeroblob(32)");
    bench.refuse(LIST, &split, "000030", "Access Denied");
    bench.sql("DELETE FROM payee_request");
    // A read after a read, on any path.
    assert!(bench.post(RETRIEVE, &read).contains("query success"));
    assert!(bench.post(LIST, &read).contains("000100"));
}

#[test]
fn rows_11_to_19_creations() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let cn = cn_account(&customer, "t");
    let us = us_account(&customer, "u");
    let number = "data error : bankAccountId";
    for (base, changes, code, message) in [
        (&cn, &[("accountTag", ""), ("clientIp", "")][..], "000020", "parameter null error : accountTag"),
        (&cn, &[("accountType", "CARD")], "000023", "data error : accountType"),
        (&cn, &[("accountType", "PAYPAL")], "000022", "parameters do not match : accountType"),
        (&cn, &[("accountCountry", "FR")], "000023", "data error : accountCountry"),
        (&cn, &[("accountCurrency", "USD")], "000023", "data error : accountCurrency"),
        (&cn, &[("bankAccountId", "12345678901")], "000023", number),
        (&cn, &[("bankAccountId", "12345678901234567890")], "000023", number),
        (&cn, &[("bankAccountId", "622700073473 0752257")], "000023", number),
        (&cn, &[("bankName", "Some Bank")], "000023", "data error : bankName"),
        (&cn, &[("bankCode", "01020000")], "000022", "parameters do not match : bankCode"),
        (&cn, &[("bankCode", "0102")], "000023", "data error : bankCode"),
        (&us, &[("branchId", "")], "000020", "parameter null error : branchId"),
        (&us, &[("branchId", "021000022")], "000023", "data error : branchId"),
        (&us, &[("bankAccountPurpose", "")], "000020", "parameter null error : bankAccountPurpose"),
        (&us, &[("bankAccountPurpose", "LOAN")], "000023", "data error : bankAccountPurpose"),
        (&cn, &[("clientIp", "1,2,3,4")], "000023", "data error : clientIp"),
        (&cn, &[("clientIp", "256.1.1.1")], "000023", "data error : clientIp"),
    ] {
        bench.refuse(CREATE, &with(base, changes), code, message);
    }
    for url in [
        "http://example.com/",
        "https://u:p@example.com/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.1.1/",
        "ftp://example.com/",
    ] {
        bench.refuse(CREATE, &with(&cn, &[("ipnUrl", url)]), "000023", "data error : ipnUrl");
    }
    assert!(
        bench
            .post(CREATE, &with(&cn, &[("bankAccountId", "6227000734730752")]))
            .contains(r#""status":"success""#)
    );
}

#[test]
fn rows_20_to_25_objects() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let other = bench.payee("b");
    let account = bench.us_account(&customer, "t");
    bench.refuse(
        PAY,
        &with(&payout(&customer, &account, "i"), &[("note", "x&storeNo=800001")]),
        "000023",
        "data error : note",
    );
    let theirs = with(&registration("c"), &[("merchantNo", "900002"), ("storeNo", "800002")]);
    let foreign = member(&bench.post(REGISTER, &theirs), "customerNo");
    for unknown in ["2000999999999999999999", &foreign] {
        bench.refuse(CREATE, &cn_account(unknown, "t"), "000021", "no related information : customerNo");
        bench.refuse(LIST, &list(unknown), "000021", "no related information : customerNo");
        bench.refuse(
            DELETE,
            &common(&[("customerNo", unknown), ("accountToken", &account)]),
            "000021",
            "no related information : customerNo",
        );
    }
    bench.refuse(CREATE, &cn_account(&customer[1..], "t"), "000023", "data error : customerNo");
    let again = with(&us_account(&customer, "t"), &[("timestamp", "2026-01-02T03:04:06Z")]);
    assert_eq!(member(&bench.post(CREATE, &again), "accountToken"), account);
    assert_eq!(bench.post(CREATE, &again), bench.post(CREATE, &again), "its reply is stored too");
    let number = with(&us_account(&customer, "t"), &[("bankAccountId", "987654321")]);
    bench.refuse(CREATE, &number, "000022", "parameters do not match : accountTag");
    bench.refuse(
        LIST,
        &common(&[("customerNo", &customer), ("accountTag", "nope")]),
        "000021",
        "no related information : accountTag",
    );
    let pay = payout(&customer, &account, "i");
    assert!(bench.post(PAY, &pay).contains("000100"));
    let delete = common(&[("customerNo", &customer), ("accountToken", &account)]);
    bench.refuse(DELETE, &delete, "000040", "transaction status error : accountToken");
    bench.sql("UPDATE payee_payout SET status = 'failed', updated_at = updated_at + 1");
    let foreign_account = common(&[("customerNo", &other), ("accountToken", &account)]);
    bench.refuse(DELETE, &foreign_account, "000021", "no related information : accountToken");
    assert_eq!(bench.post(DELETE, &delete), r#"{"ret_msg":"deleted","ret_code":"000100"}"#);
    assert_eq!(
        bench.post(DELETE, &delete),
        r#"{"ret_msg":"deleted","ret_code":"000100"}"#,
        "the stored reply"
    );
    let later = with(&delete, &[("timestamp", "2026-01-02T03:04:06Z")]);
    bench.refuse(DELETE, &later, "000021", "no related information : accountToken");
    assert_ne!(bench.us_account(&customer, "t2"), account);
    bench.platform.set_variable("payee_auto_activate", "false");
    let pending = bench.payee("d");
    bench.refuse(CREATE, &cn_account(&pending, "t"), "000040", "payee status Unverified");
    bench.refuse(LIST, &list(&pending), "000040", "payee status Unverified");
    bench.check_invariants();
}

#[test]
fn rows_26_to_31_payouts() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let us = bench.us_account(&customer, "u");
    let cn = bench.account(&customer, "c");
    let pay = payout(&customer, &us, "i");
    for amount in ["0", "0.00", "-1", "1.001", "1e2", "$5", "01.00", "1,000", "90000000000.01"] {
        bench.refuse(PAY, &with(&pay, &[("amount", amount)]), "000023", "data error : amount");
    }
    let literal = json_text(&signed(&with(&pay, &[("amount", "1e2")]))).replace("\"1e2\"", "1e2");
    bench.refuse_request(raw(PAY, "application/json", literal), 200, "000023", "data error : amount");
    bench.refuse(
        PAY,
        &with(&pay, &[("amount", "100.0"), ("currency", "JPY")]),
        "000023",
        "data error : amount",
    );
    bench.refuse(PAY, &with(&pay, &[("invoiceId", "")]), "000020", "parameter null error : invoiceId");
    bench.refuse(PAY, &with(&pay, &[("amount", "9794.13")]), "000040", "Account balance is not sufficient");
    bench.refuse(PAY, &with(&pay, &[("currency", "CNY")]), "000022", "parameters do not match : currency");
    bench.refuse(PAY, &with(&pay, &[("currency", "EUR")]), "000023", "data error : currency");
    let channel =
        with(&pay, &[("accountToken", &cn), ("currency", "CNY"), ("processingChannel", "SAME_DAY_ACH")]);
    bench.refuse(PAY, &channel, "000022", "parameters do not match : processingChannel");
    let first = bench.post(PAY, &pay);
    assert!(first.contains(r#""amount":"200.00","transactionFee":"14.00""#), "{first}");
    bench.refuse(PAY, &with(&pay, &[("amount", "201.00")]), "000022", "Duplicate request error");
    assert_eq!(bench.post(PAY, &with(&pay, &[("timestamp", "2026-01-02T03:04:06Z")])), first);
    // All that is left but for one cent, then all.
    let rest = with(&payout(&customer, &us, "j"), &[("amount", "9584.32")]);
    bench.refuse(PAY, &rest, "000040", "Account balance is not sufficient");
    let second = bench.post(PAY, &with(&payout(&customer, &us, "k"), &[("amount", "9584.31")]));
    assert!(second.contains("000100"), "{second}");
    bench.refuse(INQUIRY, &common(&[]), "000020", "parameter null error : transactionNo");
    let number = member(&second, "transactionNo");
    let two = common(&[("transactionNo", &number), ("invoiceId", "i")]);
    bench.refuse(INQUIRY, &two, "000022", "parameters do not match : invoiceId");
    bench.refuse(INQUIRY, &common(&[("invoiceId", "zz")]), "000021", "no related information : invoiceId");
    bench.check_invariants();
}

#[test]
fn row_32_registrations() {
    let bench = Bench::new();
    bench.payee("a");
    let new = registration("b");
    for (changes, code, message) in [
        (&[("dateOfBirth", "2008-01-03")][..], "000023", "data error : dateOfBirth"),
        (&[("dateOfBirth", "1999-02-29")], "000023", "data error : dateOfBirth"),
        (&[("dateOfBirth", "1899-12-31")], "000023", "data error : dateOfBirth"),
        (&[("profileType", "BUSINESS")], "000020", "parameter null error : company"),
        (&[("email", "A@EXAMPLE.test")], "000022", "parameters do not match : email"),
        (&[("governmentId", "id-A-4493")], "000022", "parameters do not match : governmentId"),
        (&[("countryCode", "US")], "000023", "data error : state"),
        (&[("countryCode", "XX")], "000023", "data error : countryCode"),
        (&[("lastName", "")], "000020", "parameter null error : lastName"),
    ] {
        bench.refuse(REGISTER, &with(&new, changes), code, message);
    }
    assert!(bench.post(REGISTER, &with(&new, &[("dateOfBirth", "2008-01-02")])).contains("000100"));
}

#[test]
fn row_33_header_signatures() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let pairs = signed(&list(&customer));
    let headed = |nonce: &str, body: &str, timestamp: &str| {
        let signature = HeaderSignature { path: LIST, body: body.as_bytes(), timestamp, nonce };
        json(LIST, &pairs)
            .with(HeaderName::from_static("x-signature"), &signature.sign(TOKEN))
            .with(HeaderName::from_static("x-timestamp"), timestamp)
            .with(HeaderName::from_static("x-nonce"), nonce)
    };
    let (body, now) = (json_text(&pairs), "2026-01-02T03:04:05Z");
    bench.refuse_request(headed("nonce-0123456789abcdef", &body[1..], now), 200, "000000", SIGN);
    bench.refuse_request(headed("short", &body, now), 200, "000023", "data error : X-Nonce");
    bench.refuse_request(
        headed("nonce-0123456789abcdef", &body, "2026-01-02T02:04:05Z"),
        200,
        "000023",
        "data error : X-Timestamp",
    );
    assert!(bench.send(headed("nonce-0123456789abcdef", &body, now)).1.contains("000100"));
    bench.refuse_request(headed("nonce-0123456789abcdef", &body, now), 200, "000030", "Access Denied");
    assert!(bench.send(headed("nonce-0123456789abcdeg", &body, now)).1.contains("000100"));
    bench.sql("UPDATE payee_merchant SET require_header_sign = 1");
    bench.refuse_request(json(LIST, &pairs), 200, "000000", SIGN);
    let half = json(LIST, &pairs).with(HeaderName::from_static("x-nonce"), "nonce-0123456789abcdeh");
    bench.refuse_request(half, 200, "000000", SIGN);
}

#[test]
fn a_refused_signature_is_explained_in_demo_mode_and_only_there() {
    const EXPECTED: &str = "x-sign-expected-canonical";
    let bench = Bench::new();
    let customer = bench.payee("a");
    let pairs = with(&list(&customer), &[("note", "100% 张")]);
    let forged = with(&pairs, &[("verifySign", &"0".repeat(32))]);
    let text = format!(
        "customerNo={customer}&merchantNo=900001&note=100%25%20%E5%BC%A0&storeNo=800001\
         &timestamp=2026-01-02T03:04:05Z&"
    );
    for (value, explained) in [("false", false), ("", false), ("1", false), ("true", true)] {
        bench.platform.set_variable("demo_mode", value);
        for (request, text) in [
            (json(LIST, &forged), text.clone()),
            (form(LIST, &forged), text.clone()),
            (
                json(LIST, &with(&forged, &[("merchantNo", "999999")])),
                text.replace("merchantNo=900001", "merchantNo=999999"),
            ),
        ] {
            bench.refuse_request(request.clone(), 200, "000000", SIGN);
            let headers = bench.answer(request).headers;
            let told = headers.get(EXPECTED).map(|value| value.to_str().unwrap().to_owned());
            assert_eq!(told, explained.then_some(text), "{value:?}");
            assert!(!format!("{headers:?}").contains(&token_md5(TOKEN)[..8]));
        }
    }
    // Of the header signature, its own five lines; nothing where no signature was given or nothing is refused.
    let header = |name: &'static str| HeaderName::from_static(name);
    let headed = json(LIST, &signed(&list(&customer)))
        .with(header("x-signature"), "HMAC-SHA256 0")
        .with(header("x-timestamp"), "2026-01-02T03:04:05Z")
        .with(header("x-nonce"), "nonce-0123456789abcdef");
    let told = bench.answer(headed).headers[EXPECTED].to_str().unwrap().to_owned();
    assert!(told.starts_with("POST%0A/v3/payee/payout-accounts%0A"), "{told}");
    assert!(told.ends_with("%0A2026-01-02T03:04:05Z%0Anonce-0123456789abcdef"), "{told}");
    for request in
        [json(LIST, &signed(&list(&customer))), json(LIST, &signed(&with(&pairs, &[("timestamp", "")])))]
    {
        assert!(!bench.answer(request).headers.contains_key(EXPECTED));
    }
}

#[test]
fn the_log_names_the_refused_field() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let account = cn_account(&customer, "tag-1");
    let logged =
        |changes: &[(&str, &str)]| bench.answer(json(CREATE, &signed(&with(&account, changes)))).fields;
    assert_eq!(logged(&[("accountTag", "")]), ["accountTag"]);
    assert_eq!(logged(&[("clientIp", "x")]), ["clientIp"]);
    assert_eq!(logged(&[("customerNo", "2000900001999999999999")]), ["customerNo"]);
    assert_eq!(logged(&[]), [""; 0]);
    let twice = r#"{"merchantNo":"900001","6222021234567890":"1","6222021234567890":"2"}"#;
    assert_eq!(bench.answer(raw(CREATE, "application/json", twice)).fields, ["other"]);
    assert_eq!(bench.answer(raw(CREATE, "application/json", "[]")).fields, ["body"]);
}
