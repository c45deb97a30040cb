//! The three algorithms (wallet.md §2.3): each accepts its own tokens and no other's, whatever a token says of itself.

mod common;

use base64ct::{Base64, Encoding};
use common::*;
use feiqian_platform::http::{Method, Request, header};
use feiqian_signing::digest::hmac_sha256;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair};
use rsa::pkcs8::DecodePublicKey;

const RSA_KEY: &str = include_str!("../../../xtask/keys/rs256.pem");
const RSA_PUBLIC_KEY: &str = include_str!("../../../xtask/keys/rs256.public.pem");
const SECRET: &str = "exactly thirty-two bytes, secret";

/// `wallet_jwt_alg` and `wallet_jwt_key`.
fn configured(algorithm: &str) -> Bench {
    let bench = Bench::new();
    let key = match algorithm {
        "EdDSA" => pem(),
        "RS256" => RSA_PUBLIC_KEY.into(),
        _ => SECRET.into(),
    };
    bench.platform.set_variable("wallet_jwt_alg", algorithm);
    bench.platform.set_variable("wallet_jwt_key", &key);
    bench
}

fn text(head: &str, claims: &str) -> String {
    format!("{}.{}", base64(head.as_bytes()), base64(claims.as_bytes()))
}

fn rsa(head: &str, claims: &str, scheme: &'static dyn RsaEncoding) -> String {
    let body: String = RSA_KEY.lines().filter(|line| !line.starts_with("-----")).collect();
    let key = RsaKeyPair::from_pkcs8(&Base64::decode_vec(&body).unwrap()).unwrap();
    let text = text(head, claims);
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(scheme, &SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
    format!("{text}.{}", base64(&signature))
}

fn mac(head: &str, claims: &str, key: &[u8]) -> String {
    let text = text(head, claims);
    let signature = hmac_sha256(key, &[text.as_bytes()]);
    format!("{text}.{}", base64(&signature))
}

/// A token of an algorithm, properly signed.
fn of(algorithm: &str, more: &str, claims: &str) -> String {
    let head = format!(r#"{{"alg":"{algorithm}"{more}}}"#);
    match algorithm {
        "EdDSA" => signed(&head, claims),
        "RS256" => rsa(&head, claims, &RSA_PKCS1_SHA256),
        _ => mac(&head, claims, SECRET.as_bytes()),
    }
}

fn send(bench: &Bench, authorization: &[&str]) -> (u16, Option<String>) {
    let mut request = Request::new(Method::GET, "/api/wallet/user/1");
    for line in authorization {
        request = request.with(header::AUTHORIZATION, line);
    }
    let response = bench.send(request);
    let challenge = response.headers.get(header::WWW_AUTHENTICATE);
    (response.status.as_u16(), challenge.map(|value| value.to_str().unwrap().to_owned()))
}

fn refused() -> (u16, Option<String>) {
    (401, Some("Bearer error=\"invalid_token\"".into()))
}

const ALGORITHMS: [&str; 3] = ["EdDSA", "RS256", "HS256"];

#[test]
fn each_algorithm_accepts_its_own_tokens_and_no_others() {
    for configured_algorithm in ALGORITHMS {
        let bench = configured(configured_algorithm);
        for algorithm in ALGORITHMS {
            let token = of(algorithm, r#","typ":"JWT""#, &claims(1, ALL, ""));
            let answer = send(&bench, &[&format!("Bearer {token}")]);
            let expected = if algorithm == configured_algorithm { (200, None) } else { refused() };
            assert_eq!(answer, expected, "{algorithm} where {configured_algorithm} is configured");
        }
        // And it moves money.
        let applied = bench.json(
            Method::POST,
            "/api/wallet/cash",
            &of(configured_algorithm, "", &claims(1, "cash.create", "")),
            &application(r#""cash_apply_amount":1,"cash_type":0,"cash_mobile":"13800138000""#),
        );
        assert_eq!(applied.0, 200, "{configured_algorithm}: {}", applied.1);
    }
}

#[test]
fn what_a_token_says_of_its_key_counts_for_nothing() {
    let jwk = format!(
        r#","kid":"../../none","jku":"http://127.0.0.1/keys","x5u":"http://127.0.0.1/x","jwk":{{"kty":"oct","k":"{}"}}"#,
        base64(b"a key of the attacker's own choice")
    );
    for algorithm in ALGORITHMS {
        let bench = configured(algorithm);
        bench.platform.set_outside(|_| panic!("nothing is fetched"));
        let honest = of(algorithm, &jwk, &claims(1, "", ""));
        assert_eq!(send(&bench, &[&format!("Bearer {honest}")]).0, 200, "{algorithm}");
        // Signed with the key that the token names.
        let forged = mac(
            &format!(r#"{{"alg":"{algorithm}"{jwk}}}"#),
            &claims(1, "", ""),
            b"a key of the attacker's own choice",
        );
        assert_eq!(send(&bench, &[&format!("Bearer {forged}")]), refused(), "{algorithm}");
    }
}

#[test]
fn forged_and_confused_tokens_are_refused_under_every_algorithm() {
    let claims = claims(1, ALL, "");
    for algorithm in ALGORITHMS {
        let bench = configured(algorithm);
        let good = of(algorithm, "", &claims);
        let (signed_text, signature) = good.rsplit_once('.').unwrap();
        let mut forged = vec![
            // No signature, in every spelling.
            format!("{signed_text}."),
            signed_text.to_owned(),
            format!("{}.", text(r#"{"alg":"none"}"#, &claims)),
            format!("{}.", text(r#"{"alg":"None"}"#, &claims)),
            format!("{}.{signature}", text(r#"{"alg":"none"}"#, &claims)),
            format!("{}.{signature}", text(r#"{"alg":""}"#, &claims)),
            format!("{}.{signature}", text("{}", &claims)),
            // Another text under the same signature.
            format!(
                "{}.{signature}",
                text(
                    &format!(r#"{{"alg":"{algorithm}"}}"#),
                    &claims.replace("\"sub\":\"1\"", "\"sub\":\"2\"")
                )
            ),
            // Names that are nearly right, twice or for something unknown.
            of(algorithm, &format!(r#","alg":"{algorithm}""#), &claims),
            of(algorithm, r#","crit":["exp"]"#, &claims),
            of(algorithm, r#","crit":null"#, &claims),
            // Not the one form of base64url.
            format!("{good}="),
            format!("{signed_text}.{signature}A"),
            format!("{signed_text}.{}", signature.replace(['-', '_'], "+")),
            format!("{good}.{signature}"),
            format!(" .{good}"),
            String::new(),
            "..".into(),
        ];
        // The public key as an HMAC secret, as text and as it is configured.
        for key in
            [RSA_PUBLIC_KEY.to_owned(), RSA_PUBLIC_KEY.trim().to_owned(), pem(), pem().replace("\\n", "\n")]
        {
            for name in ["HS256", algorithm] {
                forged.push(mac(&format!(r#"{{"alg":"{name}"}}"#), &claims, key.as_bytes()));
            }
        }
        if algorithm == "RS256" {
            let head = r#"{"alg":"RS256"}"#;
            forged.push(rsa(head, &claims, &RSA_PKCS1_SHA512));
            forged.push(rsa(head, &claims, &RSA_PSS_SHA256));
            forged.push(format!("{}.{}", text(head, &claims), base64(&[0; 256])));
            forged.push(format!("{}.{}", text(head, &claims), base64(&[0; 255])));
        }
        if algorithm == "HS256" {
            forged.push(mac(r#"{"alg":"HS256"}"#, &claims, b""));
            forged.push(mac(r#"{"alg":"HS256"}"#, &claims, b"exactly thirty-two bytes, Secret"));
        }
        for token in forged {
            assert_eq!(send(&bench, &[&format!("Bearer {token}")]), refused(), "{algorithm}: {token}");
        }
        assert_eq!(send(&bench, &[&format!("Bearer {good}")]).0, 200);
        assert_eq!(bench.integers("SELECT count(*) FROM users"), [1], "nobody was let in");
        bench.audit();
    }
}

#[test]
fn times_and_sizes_have_their_bounds_under_every_algorithm() {
    let now = NOW_MS / 1_000;
    let claims = |times: &str, name: &str| {
        format!(r#"{{"iss":"issuer","aud":"audience","sub":"1","username":"{name}"{times}}}"#)
    };
    for algorithm in ALGORITHMS {
        let bench = configured(algorithm);
        let get =
            |claims: &str, more: &str| send(&bench, &[&format!("Bearer {}", of(algorithm, more, claims))]);
        for (times, valid) in [
            (format!(r#","exp":{}"#, now - 59), true),
            (format!(r#","exp":{}"#, now - 60), false),
            (format!(r#","exp":{}"#, now - 61), false),
            (format!(r#","exp":{},"nbf":{}"#, now + 9, now + 60), true),
            (format!(r#","exp":{},"nbf":{}"#, now + 9, now + 61), false),
            (format!(r#","exp":"{}""#, now + 9), false),
            (r#","exp":null"#.into(), false),
            (String::new(), false),
        ] {
            let expected = if valid { (200, None) } else { refused() };
            assert_eq!(get(&claims(&times, "username"), ""), expected, "{algorithm} {times}");
        }
        // A token of 8 192 bytes passes, one byte more does not: a member that nobody reads fills it.
        let later = format!(r#","exp":{}"#, now + 9);
        let length = |filling: usize| {
            let token =
                of(algorithm, &format!(r#","x":"{}""#, "x".repeat(filling)), &claims(&later, "username"));
            (token.len(), send(&bench, &[&format!("Bearer {token}")]))
        };
        let spare = 8_192 - length(0).0;
        let around: Vec<_> = (spare * 3 / 4 - 4..spare * 3 / 4 + 4).map(length).collect();
        assert!(
            around.iter().any(|(bytes, _)| *bytes >= 8_191) && around.iter().any(|(bytes, _)| *bytes > 8_192)
        );
        for (bytes, answer) in around {
            let expected = if bytes <= 8_192 { (200, None) } else { refused() };
            assert_eq!(answer, expected, "{algorithm}: {bytes} bytes");
        }
    }
}

#[test]
fn there_is_one_authorization_header_and_no_other_place_for_a_token() {
    let bench = configured("EdDSA");
    let token = of("EdDSA", "", &claims(1, "", ""));
    let line = format!("Bearer {token}");
    assert_eq!(send(&bench, &[&line, &line]), refused());
    assert_eq!(send(&bench, &[&format!("Basic {token}")]).0, 401);
    assert_eq!(send(&bench, &[&token]).0, 401);
    assert_eq!(send(&bench, &[&format!("bearer {token}")]).0, 200);
    for target in ["access_token", "token", "authorization"] {
        let request = Request::new(Method::GET, &format!("/api/wallet/settings?{target}={token}"));
        assert_eq!(bench.send(request).status, 401);
    }
}

#[test]
fn a_key_that_is_too_weak_or_of_another_kind_lets_nobody_in() {
    // A key of 1 024 bits, made for this test; nobody has its private half any more.
    let small = "-----BEGIN PUBLIC KEY-----\nMIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDMq2F/842Wn8dGy1fJwZ/OO1BH\n\
                 wlhV4veesFdyIKJ9PLqVG86Otm//GZMCnYZADeVUZ2LDdvxDzGqqw1NNSldEiHGV\n\
                 Jgz/0KlK0UEin0WaDXO8iy8aaWCxndC9iyirUwtDNBablE6fPsIcqlMKl2d2BhEb\n\
                 8TtYJGCOCNZl19PiJQIDAQAB\n-----END PUBLIC KEY-----";
    assert!(rsa::RsaPublicKey::from_public_key_pem(small).is_ok(), "it is a key");
    for (algorithm, key) in [
        ("HS256", &SECRET[1..]),
        ("HS256", RSA_PUBLIC_KEY),
        ("HS256", ""),
        ("RS256", small),
        ("RS256", &pem()),
        ("RS256", SECRET),
        ("EdDSA", RSA_PUBLIC_KEY),
        ("EdDSA", SECRET),
        ("RS512", RSA_PUBLIC_KEY),
        ("none", ""),
        ("", SECRET),
    ] {
        let bench = configured("EdDSA");
        bench.platform.set_variable("wallet_jwt_alg", algorithm);
        bench.platform.set_variable("wallet_jwt_key", key);
        for token in [
            of("EdDSA", "", &claims(1, "", "")),
            of("RS256", "", &claims(1, "", "")),
            of("HS256", "", &claims(1, "", "")),
        ] {
            assert_eq!(send(&bench, &[&format!("Bearer {token}")]).0, 500, "{algorithm} with {key}");
        }
        assert_eq!(send(&bench, &[]).0, 500, "no check is ever switched off");
    }
}
