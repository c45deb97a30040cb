//! The payout provider's signatures against vectors computed with Python's `hmac` and `hashlib`.

use feiqian_signing::payout::{
    answer_signature, is_answer_signature, is_request_signature, request_signature,
};

const KEY: &[u8] = b"demo-wallet-payout-key-of-32-bytes";
const NONCE: &str = "00112233445566778899aabbccddeeff";

#[test]
fn a_request_with_a_body() {
    let body = r#"{"cash_sn":"201911220000000041","amount":1250,"openid":"sim-ok-1","desc":"提现"}"#;
    assert_eq!(
        request_signature(KEY, "POST", "/sim/payout/transfers", "1574380800", NONCE, body.as_bytes()),
        "8b463a5c281d0a0bd940293ce8728c7b661b82b31d1829330c6641daa34d480d"
    );
}

#[test]
fn a_request_without_one() {
    let path = "/sim/payout/transfers/201911220000000041";
    assert_eq!(
        request_signature(KEY, "GET", path, "1574380800", NONCE, b""),
        "8338d1bf93f7a63f6606eb4f26a675c21dde8ce8e11794f518b7cf2fac7b53e8"
    );
}

#[test]
fn an_answer() {
    let transfer = r#"{"cash_sn":"201911220000000041","amount":1250,"status":"paid","trade_no":"SIM201911220000000041","trade_time":"2019-11-22T00:00:00Z","error_code":null,"error_message":null}"#;
    assert_eq!(
        answer_signature(KEY, 200, NONCE, transfer.as_bytes()),
        "353e8aa1033f44214d3e11743e8dbf8b10c14be0a77eafcd8cc206fa21151c6f"
    );
    assert_eq!(
        answer_signature(KEY, 404, NONCE, br#"{"error":"transfer_not_found"}"#),
        "5bde6c736acb3be4fefb628deaf095bb50996ee0ecb46fe81ed61c7813c797c5"
    );
}

#[test]
fn every_part_is_signed() {
    let signed = request_signature(KEY, "GET", "/a", "1", NONCE, b"b");
    for other in [
        request_signature(b"another key", "GET", "/a", "1", NONCE, b"b"),
        request_signature(KEY, "POST", "/a", "1", NONCE, b"b"),
        request_signature(KEY, "GET", "/b", "1", NONCE, b"b"),
        request_signature(KEY, "GET", "/a", "2", NONCE, b"b"),
        request_signature(KEY, "GET", "/a", "1", "ff", b"b"),
        request_signature(KEY, "GET", "/a", "1", NONCE, b""),
    ] {
        assert_ne!(signed, other);
    }
    let answered = answer_signature(KEY, 200, NONCE, b"b");
    for other in [
        answer_signature(b"another key", 200, NONCE, b"b"),
        answer_signature(KEY, 201, NONCE, b"b"),
        answer_signature(KEY, 200, "ff", b"b"),
        answer_signature(KEY, 200, NONCE, b""),
    ] {
        assert_ne!(answered, other);
    }
    for (signed, answered) in [(&signed, &answered), (&signed.to_uppercase(), &answered.to_uppercase())] {
        assert!(is_request_signature(KEY, "GET", "/a", "1", NONCE, b"b", signed));
        assert!(!is_request_signature(KEY, "GET", "/a", "2", NONCE, b"b", signed));
        assert!(is_answer_signature(KEY, 200, NONCE, b"b", answered));
        assert!(!is_answer_signature(KEY, 404, NONCE, b"b", answered));
    }
    assert!(!is_answer_signature(KEY, 200, NONCE, b"b", ""));
}
