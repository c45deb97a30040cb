//! The hub's calls: signatures, offers, forced outcomes; and that nothing is there unless it is enabled.

mod common;

use common::platform;
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, Request};
use feiqian_platform::native::block_on;
use feiqian_signing::cashier::keycode;
use feiqian_signing::form;
use feiqian_simulator::handle;

const KEY: &str = "demo-upstream-0001";

fn post(platform: &Platform, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let body = form::encode(fields.iter().copied());
    let request = Request::new(Method::POST, path).with_body("application/x-www-form-urlencoded", body);
    let response = block_on(handle(platform, request));
    (response.status.as_u16(), String::from_utf8(response.body).unwrap())
}

fn second<'f>(amount: &'f str, payid: &'f str, keycode: &'f str) -> [(&'f str, &'f str); 8] {
    [
        ("product", "M001"),
        ("newaccount", "0"),
        ("grade", "0"),
        ("loginname", "1000001"),
        ("amount", amount),
        ("currency", "CNY"),
        ("payid", payid),
        ("keycode", keycode),
    ]
}

#[test]
fn calls_are_signed() {
    let platform = platform();
    let bad = |result: &str| (200, format!(r#"{{"message":"bad keycode","{result}":2}}"#));
    for code in ["M001", "M003", ""] {
        let wrong = keycode(&[code, "0", "another key"]);
        let fields = [("product", code), ("grade", "0"), ("keycode", wrong.as_str())];
        assert_eq!(post(&platform, "/sim/BQBankList.do", &fields), bad("success"));
        assert_eq!(post(&platform, "/sim/BQPayment.do", &fields), bad("success"));
        assert_eq!(post(&platform, "/sim/OnlinePaymentFirst.do", &fields), bad("status"));
        assert_eq!(post(&platform, "/sim/OnlinePaymentSecond.do", &fields), bad("status"));
    }
    let right = keycode(&["M001", "0", KEY]);
    let fields = [("product", "M001"), ("grade", "0"), ("keycode", right.as_str())];
    let upper = right.to_uppercase();
    let in_upper_case = [("product", "M001"), ("grade", "0"), ("keycode", upper.as_str())];
    assert_eq!(
        post(&platform, "/sim/BQBankList.do", &in_upper_case),
        post(&platform, "/sim/BQBankList.do", &fields)
    );
    let (status, body) = post(&platform, "/sim/BQBankList.do", &fields);
    assert!(status == 200 && body.contains(r#""success":0"#) && body.contains("农业银行"), "{body}");
}

#[test]
fn a_redirect_set_is_taken_for_what_was_signed_only() {
    let platform = platform();
    let signed = [
        ("amount", "300.00"),
        ("currency", "CNY"),
        ("login_name", "1000001"),
        ("payment_reference", "M001R1"),
        ("product_id", "1"),
    ];
    let sign = feiqian_signing::cashier::redirect_sign(&signed, KEY).unwrap();
    let shown = |set: &[(&str, &str)], sign: &str| {
        post(&platform, "/sim/online-pay/pay", &[set, &[("sign", sign)]].concat()).1
    };
    assert!(shown(&signed, &sign).contains("Order M001R1: 300.00 CNY"));
    assert!(shown(&signed, &sign.to_uppercase()).contains("Order M001R1: 300.00 CNY"));
    // The same text, cut elsewhere.
    for forged in [
        [("amount", "300.00&currency=CNY"), ("login_name", "1000001"), signed[3], signed[4]],
        [("amount=300.00&currency", "CNY"), ("login_name", "1000001"), signed[3], signed[4]],
        [signed[0], signed[1], ("login_name", "1000001&payment_reference=M001R1"), signed[4]],
    ] {
        assert!(shown(&forged, &sign).contains("bad keycode"), "{forged:?}");
    }
}

#[test]
fn an_offer_is_followed_by_its_payment() {
    let platform = platform();
    let first = |user: &str, currency: &str| {
        let keycode = keycode(&[user, "M001", "0", "0", KEY]);
        let fields = [
            ("newaccount", "0"),
            ("product", "M001"),
            ("loginname", user),
            ("grade", "0"),
            ("currency", currency),
            ("type", "6"),
            ("keycode", &keycode),
        ];
        post(&platform, "/sim/OnlinePaymentFirst.do", &fields).1
    };
    assert!(first("1000009", "CNY").contains(r#""amountList":"50,100,200""#));
    assert!(first("1000001", "VND").contains(r#""maxamount":"0""#));
    let offer = first("1000001", "CNY");
    assert!(offer.contains(r#""amountList":"""#) && offer.contains(r#""minamount":"50.00""#), "{offer}");
    let payid = offer.split(r#""payid":""#).nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let pay = |amount: &str, payid: &str| {
        let keycode = keycode(&["1000001", "0", "M001", amount, "0", KEY]);
        post(&platform, "/sim/OnlinePaymentSecond.do", &second(amount, payid, &keycode))
    };
    assert!(pay("300.00", "unknown").1.contains(r#""status":3"#));
    let (status, body) = pay("300.00", payid);
    assert!(status == 200 && body.contains(r#""url":"http://127.0.0.1:3000/sim/pay/HUB"#), "{body}");
    assert_eq!(pay("300.11", payid).0, 500);
    assert!(pay("300.12", payid).1.contains("method closed"));
    let before = platform.now_ms();
    assert_eq!(pay("300.13", payid).0, 504);
    assert_eq!(platform.now_ms() - before, 12_000);
    assert_eq!(pay("300.14", payid), (200, r#"{"status":0,"#.into()));
    assert!(!pay("300.15", payid).1.contains("billno"));
}

#[test]
fn it_is_there_only_where_it_is_enabled() {
    let platform = platform();
    for (name, value, status) in [
        ("simulator_enabled", "false", 404),
        ("simulator_enabled", "yes", 500),
        ("simulator_enabled", "true", 200),
        ("simulator_public_url", "127.0.0.1:3000", 500),
        ("simulator_public_url", "/sim", 500),
        ("simulator_public_url", "", 200),
        ("simulator_public_url", "https://pay.example", 200),
    ] {
        platform.set_variable(name, value);
        assert_eq!(post(&platform, "/sim/sink", &[("a", "1")]).0, status, "{name}={value}");
    }
    for path in ["/sim", "/sim/", "/sim/nope", "/sim/pay/", "/sim/pay/HUB1"] {
        assert_eq!(post(&platform, path, &[]).0, 404, "{path}");
    }
    let unknown = post(&platform, "/sim/complete", &[("billno", "HUB1")]);
    assert_eq!(unknown, (404, r#"{"error":"unknown_billno"}"#.into()));
}

#[test]
fn an_encoded_body_is_not_read() {
    let platform = platform();
    for path in ["/sim/BQBankList.do", "/sim/complete", "/sim/payout/transfers", "/sim/payee/payouts"] {
        let request = Request::new(Method::POST, path)
            .with_body("application/x-www-form-urlencoded", "a=1")
            .with(feiqian_platform::http::header::CONTENT_ENCODING, "gzip");
        let response = block_on(handle(&platform, request));
        assert_eq!(
            (response.status.as_u16(), response.body.as_slice()),
            (415, &br#"{"error":"unsupported_media_type"}"#[..]),
            "{path}"
        );
    }
}
