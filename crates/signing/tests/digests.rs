//! Digests against published vectors, and the line-joined and webhook signatures against their definition.

use feiqian_signing::digest::{
    equal, equal_hex, hmac_lines, hmac_lines_hex, hmac_sha256_hex, md5_hex, sha256_hex, webhook_signature,
};

#[test]
fn md5_of_rfc_1321() {
    assert_eq!(md5_hex(&[]), "d41d8cd98f00b204e9800998ecf8427e");
    assert_eq!(md5_hex(&[b"message ", b"", b"digest"]), "f96b697d7cb7938d525a2f31aaf161d0");
}

#[test]
fn sha256_of_fips_180() {
    assert_eq!(sha256_hex(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(sha256_hex(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

#[test]
fn hmac_of_rfc_4231() {
    assert_eq!(
        hmac_sha256_hex(b"Jefe", &[b"what do ya want ", b"for nothing?"]),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    // A key longer than a block is hashed first.
    assert_eq!(
        hmac_sha256_hex(&[0xAA; 131], &[b"Test Using Larger Than Block-Size Key - Hash Key First"]),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    );
}

#[test]
fn lines_are_joined_by_lf() {
    let (key, nothing) = (b"payout-key", sha256_hex(b""));
    assert_eq!(
        hmac_lines_hex(key, &["GET", "/sim/payout/transfers/1", "1700000000", "00ff", &nothing]),
        hmac_sha256_hex(
            key,
            &[format!("GET\n/sim/payout/transfers/1\n1700000000\n00ff\n{nothing}").as_bytes()]
        )
    );
    assert_eq!(hmac_lines_hex(key, &["200"]), hmac_sha256_hex(key, &[b"200"]));
    assert_eq!(hmac_lines_hex(key, &[]), hmac_sha256_hex(key, &[]));
    assert!(equal_hex(&hmac_lines(key, &["200"]), &hmac_lines_hex(key, &["200"])));
}

#[test]
fn webhook_header() {
    let signature = hmac_sha256_hex(b"key", &[b"1700000000.{\"a\":1}"]);
    assert_eq!(
        webhook_signature(b"key", 1_700_000_000, b"{\"a\":1}"),
        format!("t=1700000000,v1={signature}")
    );
}

#[test]
fn hex_digits_are_compared_in_either_letter_case() {
    for digits in ["00ffab", "00FFAB", "00fFaB"] {
        assert!(equal_hex(&[0x00, 0xff, 0xab], digits), "{digits}");
    }
    for digits in
        ["", "00ffa", "00ffac", "00ffab00", "0x00ffab", "00ffag", " 00ffab", "00ffab ", "ＦＦ", "é0ffa"]
    {
        assert!(!equal_hex(&[0x00, 0xff, 0xab], digits), "{digits}");
    }
}

#[test]
fn comparison() {
    assert!(equal(b"", b""));
    assert!(equal(b"abc", b"abc"));
    for other in [&b"abd"[..], b"ab", b"abcd", b"ABC", b""] {
        assert!(!equal(b"abc", other));
    }
}
