//! The clients against a server of the test's own.

use feiqian_client::types::{
    AdjustWalletRequest, BankListRequest, PayRequest, WalletRequest, WithdrawChannel,
};
use feiqian_client::{BackOffice, Cashier, Decimal, Kind, Outcome, Payee, Scheme, Wallet};
use feiqian_signing::digest::{hmac_sha256, sha256};
use feiqian_signing::standard_webhooks;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

const KEY: &str = "demo-key-0001";
const SUCCESS: &str = r#"{"code":200,"message":"Success","data":[]}"#;

/// A server that answers one text after the other, the last one again and again, and keeps what it was sent.
fn server(answers: &[(u16, &str, &str)]) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let answers: Vec<(u16, String, String)> =
        answers.iter().map(|(status, headers, body)| (*status, (*headers).into(), (*body).into())).collect();
    let kept = seen.clone();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = Vec::new();
            let mut chunk = [0; 4096];
            let is_whole = |request: &[u8]| {
                let text = String::from_utf8_lossy(request).to_ascii_lowercase();
                let Some((head, body)) = text.split_once("\r\n\r\n") else {
                    return false;
                };
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                body.len() >= length.map_or(0, |length| length.parse().unwrap())
            };
            while !is_whole(&request) {
                let length = stream.read(&mut chunk).unwrap();
                assert!(length > 0);
                request.extend_from_slice(&chunk[..length]);
            }
            let index = {
                let mut kept = kept.lock().unwrap();
                kept.push(String::from_utf8(request).unwrap());
                kept.len().min(answers.len()) - 1
            };
            let (status, headers, body) = &answers[index];
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 {status} Told\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}"
            );
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    (url, seen)
}

fn banks(cashier: &Cashier) -> Result<(), feiqian_client::Error> {
    cashier.bank_list(&BankListRequest { product_user_id: "张 三&'*~".into() }).send().map(drop)
}

fn order(amount: &str) -> PayRequest {
    PayRequest {
        product_user_id: "a".into(),
        payment_code: "1".into(),
        amount: amount.parse().unwrap(),
        product_order_sn: Some("x".into()),
        ..PayRequest::default()
    }
}

/// The base64 of a secret of Standard Webhooks is that of its bytes.
fn base64(bytes: &[u8]) -> String {
    standard_webhooks::secret(bytes)["whsec_".len()..].to_owned()
}

fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", base64(&sha256(body)))
}

#[test]
fn rfc9421_verifies() {
    let (url, seen) = server(&[(200, "", SUCCESS)]);
    let cashier = Cashier::new(&url, 1, KEY).unwrap().scheme(Scheme::Rfc9421);
    banks(&cashier).unwrap();
    // The answer is no deposit: it arrived all the same.
    assert_eq!(cashier.pay(&order("1.00")).send().unwrap_err().kind, Kind::AnswerTruncated);
    let seen = seen.lock().unwrap();
    for request in seen.iter() {
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let mut first = lines.next().unwrap().split(' ');
        let (method, target) = (first.next().unwrap(), first.next().unwrap());
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers: Vec<(&str, &str)> = lines.map(|line| line.split_once(": ").unwrap()).collect();
        let header = |name: &str| headers.iter().find(|(other, _)| *other == name).unwrap().1;
        let chosen = header("signature-input").strip_prefix("sig1=").unwrap();
        let mut base = format!("\"@method\": {method}\n\"@path\": {path}\n\"@query\": ?{query}\n");
        if !body.is_empty() {
            base += &format!("\"content-digest\": {}\n", content_digest(body.as_bytes()));
        }
        base += &format!("\"@signature-params\": {chosen}");
        let expected = base64(&hmac_sha256(KEY.as_bytes(), &[base.as_bytes()]));
        assert_eq!(header("signature"), format!("sig1=:{expected}:"));
        assert!(!request.contains("sign="), "{request}");
    }
    assert!(seen.len() >= 2);
}

#[test]
fn each_attempt_is_signed_anew() {
    let (url, seen) = server(&[(503, "", ""), (503, "", ""), (200, "", SUCCESS)]);
    let cashier = Cashier::new(&format!("{url}/base/"), 1, KEY).unwrap();
    banks(&cashier.with(|options| options.retry_delay = Duration::ZERO)).unwrap();
    let seen = seen.lock().unwrap();
    let nonces: std::collections::HashSet<_> =
        seen.iter().map(|request| request.split("nonce=").nth(1).unwrap()[..32].to_owned()).collect();
    assert_eq!((seen.len(), nonces.len()), (3, 3));
    assert!(seen[0].starts_with("GET /base/bank_list?"), "{}", seen[0]);
}

#[test]
fn a_wait_that_is_too_long_is_no_reason_to_wait() {
    let (url, seen) = server(&[(503, "retry-after: 31\r\n", "")]);
    let error = banks(&Cashier::new(&url, 1, KEY).unwrap()).unwrap_err();
    assert_eq!((error.kind, error.retry_after_s), (Kind::Unavailable, Some(31)));
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[test]
fn amounts_keep_every_digit() {
    let (url, _) = server(&[(
        200,
        "",
        r#"{"code":200,"message":"Success","data":[{"id":9007199254740993,"product_id":1,"merchant_id":1,"code":"W1",
           "channel":"","name":"","currency":"BTC","type":1,"recommend":0,"sort":0,"min_amount":"0.10000000",
           "max_amount":0.30,"max_total_amount":"1"}]}"#,
    )]);
    let cashier = Cashier::new(&url, 1, KEY).unwrap();
    let request = feiqian_client::types::WithdrawChannelsRequest { product_user_id: "a".into() };
    let channels: Vec<WithdrawChannel> = cashier.withdraw_channels(&request).send().unwrap();
    assert_eq!(channels[0].id, 9_007_199_254_740_993);
    assert_eq!(channels[0].min_amount.to_string(), "0.10000000");
    assert_eq!(channels[0].max_amount.to_string(), "0.30");
}

#[test]
fn nothing_that_is_printed_holds_a_secret() {
    let secret = "a-very-secret-key-0123456789";
    let (url, _) = server(&[(200, "", r#"{"code":403,"message":"forbidden","data":[]}"#)]);
    let cashier = Cashier::new(&url, 1, secret).unwrap();
    let office = BackOffice::new(&url, "M001", "ops", secret).unwrap();
    let payee = Payee::new(&url, "900001", "800001", secret).unwrap();
    let wallet = Wallet::new(&url, || "a-very-secret-key-0123456789\n".into()).unwrap();
    let errors = [
        banks(&cashier).unwrap_err(),
        office
            .customer(&feiqian_client::types::CustomerRequest { login_name: "a".into() })
            .send()
            .unwrap_err(),
        payee.payor_balance(&feiqian_client::types::PayorBalanceRequest::default()).send().unwrap_err(),
        wallet.wallet_settings().send().unwrap_err(),
    ];
    let printed = format!("{cashier:?} {office:?} {payee:?} {wallet:?} {errors:?} {}", errors[0]);
    assert!(!printed.contains(secret), "{printed}");
    assert_eq!(errors[1].kind, Kind::AuthenticationFailed);
}

#[test]
fn logging_out_ends_the_session_and_needs_one() {
    const SESSION: &str =
        r#"{"code":200,"message":"Success","data":{"ip":"127.0.0.1","iat":0,"exp":180,"token":"t1"}}"#;
    const ENDED: &str = r#"{"code":200,"message":"Success","data":true}"#;
    let (url, seen) = server(&[(200, "", SESSION), (200, "", ENDED), (200, "", SESSION), (503, "", "")]);
    let office = BackOffice::new(&url, "M001", "ops", "demo-pass-0001").unwrap();
    assert!(office.log_out().send().unwrap());
    assert!(seen.lock().unwrap().is_empty(), "no session is begun to be ended");
    office.sign_in().unwrap();
    assert!(office.log_out().send().unwrap() && office.log_out().send().unwrap());
    // A log-out that may have been lost is not repeated by itself, and can be by hand.
    office.sign_in().unwrap();
    for _ in 0..2 {
        assert_eq!(office.log_out().send().unwrap_err().kind, Kind::Unavailable);
    }
    let seen = seen.lock().unwrap();
    let first = |request: &String| request.split([' ', '?']).take(2).collect::<Vec<_>>().join(" ");
    let calls: Vec<String> = seen.iter().map(first).collect();
    assert_eq!(calls, ["POST /token", "DELETE /token", "POST /token", "DELETE /token", "DELETE /token"]);
    assert!(seen[1].to_ascii_lowercase().contains("authorization: bearer t1"), "{}", seen[1]);
}

#[test]
fn arguments_that_cannot_be_sent_are_refused() {
    let (url, seen) = server(&[(200, "", SUCCESS)]);
    for base in ["file:///x", "http://a@b", "x", "http://", "http://x?y", "http://x#y"] {
        assert_eq!(Cashier::new(base, 1, KEY).unwrap_err().kind, Kind::InvalidArgument, "{base}");
    }
    assert!(Cashier::new(&url, 0, KEY).is_err());
    let ambiguous = PayRequest { depositor: Some("a&b=c".into()), ..order("1.00") };
    let error = Cashier::new(&url, 1, KEY).unwrap().pay(&ambiguous).send().unwrap_err();
    assert_eq!((error.kind, error.outcome()), (Kind::AmbiguousText, Outcome::NotSent));
    let wallet = Wallet::new(&url, || "t".into()).unwrap();
    let key = "\n";
    let request =
        AdjustWalletRequest { user_id: 1, operate_amount: Some(Decimal::ONE), ..Default::default() };
    let error = wallet.adjust_wallet(&request).idempotency_key(key).send().unwrap_err();
    assert_eq!(error.kind, Kind::InvalidArgument);
    let error = wallet.wallet(&WalletRequest::default()).idempotency_key("k").send().unwrap_err();
    assert_eq!(error.kind, Kind::InvalidArgument);
    assert!(seen.lock().unwrap().is_empty());
}
