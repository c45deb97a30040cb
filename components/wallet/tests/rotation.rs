//! Exchanging the key of the tokens without a gap: two verifiers, each with its time, its name and its algorithm.

mod common;

use common::*;
use feiqian_platform::http::Method;
use feiqian_signing::digest::hmac_sha256;

const NEXT_SEED: [u8; 32] = *b"the next key of the tests only..";
const OTHER_SEED: [u8; 32] = *b"a key that nobody was told of...";
const SECRET: &str = "exactly thirty-two bytes, secret";
const NOW_S: i64 = NOW_MS / 1_000;

/// A wallet that knows the next key too.
fn two_keys() -> Bench {
    let bench = Bench::new();
    bench.platform.set_variable("wallet_jwt_key_next", &pem_of(&NEXT_SEED));
    bench
}

fn head(kid: Option<&str>) -> String {
    let kid = kid.map(|kid| format!(r#","kid":"{kid}""#)).unwrap_or_default();
    format!(r#"{{"alg":"EdDSA"{kid}}}"#)
}

fn of(seed: &[u8; 32], kid: Option<&str>) -> String {
    signed_by(seed, &head(kid), &claims(1, "", ""))
}

fn status(bench: &Bench, token: &str) -> u16 {
    bench.send(request(Method::GET, "/api/wallet/user/1", token)).status.as_u16()
}

/// What a token under the current, the next and an unknown key is answered.
fn statuses(bench: &Bench) -> [u16; 3] {
    [SEED, NEXT_SEED, OTHER_SEED].map(|seed| status(bench, &of(&seed, None)))
}

#[test]
fn both_keys_count_while_they_overlap() {
    assert_eq!(statuses(&Bench::new()), [200, 401, 401]);
    let bench = two_keys();
    assert_eq!(statuses(&bench), [200, 200, 401]);
    // And a token of the next key moves money.
    let token = signed_by(&NEXT_SEED, &head(None), &claims(1, "cash.create", ""));
    let body = application(r#""cash_apply_amount":1,"cash_type":0,"cash_mobile":"13800138000""#);
    assert_eq!(bench.json(Method::POST, "/api/wallet/cash", &token, &body).0, 200);
    // The exchange is over: the next one is the current one.
    bench.platform.set_variable("wallet_jwt_key", &pem_of(&NEXT_SEED));
    bench.platform.set_variable("wallet_jwt_key_next", "");
    assert_eq!(statuses(&bench), [401, 200, 401]);
    bench.audit();
}

#[test]
fn each_key_has_its_time() {
    let bench = two_keys();
    bench.platform.set_variable("wallet_jwt_key_next_not_before", &(NOW_S + 100).to_string());
    bench.platform.set_variable("wallet_jwt_key_not_after", &(NOW_S + 200).to_string());
    for (offset_ms, expected) in [
        (0, [200, 401, 401]),
        (99_999, [200, 401, 401]),
        (100_000, [200, 200, 401]),
        (200_999, [200, 200, 401]),
        (201_000, [401, 200, 401]),
        (300_000, [401, 200, 401]),
    ] {
        bench.platform.set_now_ms(NOW_MS + offset_ms);
        assert_eq!(statuses(&bench), expected, "{offset_ms} ms later");
    }
    // A gap of the operator's making lets nobody in.
    bench.platform.set_variable("wallet_jwt_key_next_not_before", &(NOW_S + 400).to_string());
    assert_eq!(statuses(&bench), [401, 401, 401]);
    // Without a next key the time of the current one holds all the same.
    bench.platform.set_variable("wallet_jwt_key_next", "");
    assert_eq!(statuses(&bench), [401, 401, 401]);
    bench.platform.set_now_ms(NOW_MS);
    assert_eq!(statuses(&bench), [200, 401, 401]);
}

#[test]
fn a_tokens_kid_chooses_among_the_keys_that_have_one() {
    let table = |kid: &str, kid_next: &str, rows: &[(&[u8; 32], Option<&str>, u16)]| {
        let bench = two_keys();
        bench.platform.set_variable("wallet_jwt_kid", kid);
        bench.platform.set_variable("wallet_jwt_kid_next", kid_next);
        for (seed, kid, expected) in rows {
            let key = if **seed == SEED { "current" } else { "next" };
            assert_eq!(status(&bench, &of(seed, *kid)), *expected, "{key} key, token of {kid:?}");
        }
    };
    // Nobody has a name: what a token says counts for nothing.
    table("", "", &[(&SEED, None, 200), (&NEXT_SEED, Some("x"), 200), (&SEED, Some("x"), 200)]);
    table(
        "2026-01",
        "2026-02",
        &[
            (&SEED, Some("2026-01"), 200),
            (&NEXT_SEED, Some("2026-02"), 200),
            (&SEED, Some("2026-02"), 401),
            (&NEXT_SEED, Some("2026-01"), 401),
            (&SEED, None, 200),
            (&NEXT_SEED, None, 200),
            (&SEED, Some("2026-03"), 401),
            (&SEED, Some(""), 401),
            (&SEED, Some("2026-0"), 401),
            (&OTHER_SEED, Some("2026-01"), 401),
            (&OTHER_SEED, None, 401),
        ],
    );
    // Only one has a name.
    table(
        "",
        "2026-02",
        &[
            (&SEED, None, 200),
            (&SEED, Some("2026-01"), 200),
            (&SEED, Some("2026-02"), 401),
            (&NEXT_SEED, Some("2026-02"), 200),
            (&NEXT_SEED, Some("2026-01"), 401),
            (&NEXT_SEED, None, 200),
        ],
    );
    table(
        "same",
        "same",
        &[(&SEED, Some("same"), 200), (&NEXT_SEED, Some("same"), 200), (&SEED, Some("x"), 401)],
    );

    // A name does not outlive its key, and is said once, as a text.
    let bench = two_keys();
    bench.platform.set_variable("wallet_jwt_kid", "a");
    bench.platform.set_variable("wallet_jwt_kid_next", "b");
    bench.platform.set_variable("wallet_jwt_key_not_after", &(NOW_S - 1).to_string());
    assert_eq!(status(&bench, &of(&SEED, Some("a"))), 401);
    assert_eq!(status(&bench, &of(&NEXT_SEED, Some("a"))), 401);
    assert_eq!(status(&bench, &of(&NEXT_SEED, Some("b"))), 200);
    for kid in [r#""kid":"b","kid":"b""#, r#""kid":1"#, r#""kid":null"#, r#""kid":["b"]"#] {
        let head = format!(r#"{{"alg":"EdDSA",{kid}}}"#);
        let token = signed_by(&NEXT_SEED, &head, &claims(1, "", ""));
        assert_eq!(status(&bench, &token), 401, "{kid}");
    }
}

#[test]
fn the_next_key_may_be_of_another_algorithm() {
    let mac = |algorithm: &str| {
        let head = format!(r#"{{"alg":"{algorithm}"}}"#);
        let text = format!("{}.{}", base64(head.as_bytes()), base64(claims(1, "", "").as_bytes()));
        format!("{text}.{}", base64(&hmac_sha256(SECRET.as_bytes(), &[text.as_bytes()])))
    };
    let bench = two_keys();
    bench.platform.set_variable("wallet_jwt_alg_next", "HS256");
    bench.platform.set_variable("wallet_jwt_key_next", SECRET);
    assert_eq!(status(&bench, &of(&SEED, None)), 200);
    assert_eq!(status(&bench, &mac("HS256")), 200);
    assert_eq!(status(&bench, &of(&NEXT_SEED, None)), 401);
    // No token takes the other key's algorithm, nor the public key for a secret.
    assert_eq!(status(&bench, &mac("EdDSA")), 401);
    let text = format!("{}.{}", base64(br#"{"alg":"HS256"}"#), base64(claims(1, "", "").as_bytes()));
    for key in [pem(), pem().replace("\\n", "\n")] {
        let forged = format!("{text}.{}", base64(&hmac_sha256(key.as_bytes(), &[text.as_bytes()])));
        assert_eq!(status(&bench, &forged), 401);
    }
    // Without an algorithm of its own it has that of the current one.
    bench.platform.set_variable("wallet_jwt_alg", "HS256");
    bench.platform.set_variable("wallet_jwt_key", "another secret of thirty-two byte");
    bench.platform.set_variable("wallet_jwt_alg_next", "");
    assert_eq!(status(&bench, &mac("HS256")), 200);
}

#[test]
fn a_variable_that_is_unusable_lets_nobody_in() {
    for (name, value) in [
        ("wallet_jwt_key_next", "no key"),
        ("wallet_jwt_alg_next", "RS256"),
        ("wallet_jwt_alg_next", "none"),
        ("wallet_jwt_key", ""),
        ("wallet_jwt_key_not_after", "tomorrow"),
        ("wallet_jwt_key_not_after", "-1"),
        ("wallet_jwt_key_not_after", "+1"),
        ("wallet_jwt_key_not_after", "1e9"),
        ("wallet_jwt_key_not_after", "99999999999999999999"),
        ("wallet_jwt_key_next_not_before", " 1"),
        ("wallet_jwt_key_next_not_before", "1767323045.0"),
    ] {
        let bench = two_keys();
        bench.platform.set_variable(name, value);
        assert_eq!(statuses(&bench), [500; 3], "{name} = {value}");
        assert!(bench.platform.faults().iter().all(|fault| !fault.contains(&pem())), "no key is logged");
        assert!(!bench.platform.faults().is_empty());
    }
    // What belongs to a next key that is not there is not read.
    let bench = Bench::new();
    bench.platform.set_variable("wallet_jwt_alg_next", "none");
    bench.platform.set_variable("wallet_jwt_key_next_not_before", "x");
    assert_eq!(statuses(&bench), [200, 401, 401]);
}
