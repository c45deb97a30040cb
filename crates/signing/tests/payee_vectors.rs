//! Every vector of `payee-vectors.json` and every worked example of `payee.md` 3.2, 3.5 and 8.

use feiqian_signing::json::{self, Kind, Member};
use feiqian_signing::payee::{self, Empty, HeaderSignature, Params, sign_pairs, token_md5};
use feiqian_signing::{digest, form};

const VECTORS: &str = include_str!("vectors/payee.json");
const TOKEN: &str = "unit-test-token-0001";

fn member<'a>(members: &[Member<'a>], name: &str) -> json::Value<'a> {
    members.iter().find(|member| member.name().unwrap() == name).unwrap_or_else(|| panic!("no {name}")).value
}

fn text(members: &[Member], name: &str) -> String {
    member(members, name).string().unwrap().into_owned()
}

#[test]
fn every_vector() {
    let file = json::members(VECTORS).unwrap();
    let vectors = json::items(member(&file, "vectors").raw()).unwrap();
    assert_eq!(vectors.len(), 13);
    for vector in vectors {
        let vector = json::members(vector.raw()).unwrap();
        let id = text(&vector, "id");
        let (sign_text, verify_sign) = (text(&vector, "signText"), text(&vector, "verifySign"));
        let token_md5 = token_md5(&text(&vector, "token"));
        assert_eq!(token_md5, text(&vector, "tokenMd5"), "{id}");

        // As a signer: nested values as compact JSON.
        let raw = member(&vector, "params").raw();
        let mut pairs = Vec::new();
        for member in json::members(raw).unwrap() {
            let value = match member.value.kind() {
                Kind::String => member.value.string().unwrap().into_owned(),
                Kind::Null => continue,
                _ => member.value.compact(),
            };
            pairs.push((member.name().unwrap().into_owned(), value));
        }
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (&**name, &**value)).collect();
        match sign_pairs(&pairs, &token_md5) {
            Ok(sign) => assert_eq!(sign, verify_sign, "{id}"),
            // Its text is another body's too: the contract has a vector of it, the bundle does not send it.
            Err(ambiguous) => assert_eq!((&*id, &*ambiguous.name), ("O06", "note")),
        }
        assert_eq!(digest::md5_hex(&[sign_text.as_bytes(), token_md5.as_bytes()]), verify_sign, "{id}");

        // As a receiver.
        let parsed = Params::from_json(raw.as_bytes());
        if id == "O09" {
            assert_eq!(parsed.unwrap_err().name(), "items");
            continue;
        }
        let params = parsed.unwrap();
        assert_eq!(payee::sign_text(&params, Empty::Dropped), sign_text, "{id}");
        assert_eq!(payee::sign(&params, Empty::Dropped, &token_md5), verify_sign, "{id}");

        // As a receiver of a form, signed.
        let mut pairs = pairs;
        pairs.push(("verifySign", &verify_sign));
        let signed = Params::from_form(form::encode(pairs).as_bytes()).unwrap();
        assert!(payee::verify(&signed, &[&token_md5], false), "{id}");
        assert!(payee::verify(&signed, &["other", &token_md5], true), "{id}");

        // In the other letter case it is the same signature.
        let upper = form::encode(signed.iter().map(|(name, value)| match name {
            "verifySign" => (name, value.to_uppercase()),
            _ => (name, value.to_owned()),
        }));
        let upper = Params::from_form(upper.as_bytes()).unwrap();
        assert_ne!(upper, signed);
        assert!(payee::verify(&upper, &[&token_md5], false), "{id}");
        assert!(!payee::verify(&signed, &["other"], true), "{id}");
        assert!(!payee::verify(&signed, &[], true), "{id}");
    }
}

#[test]
fn empty_values_count_only_with_the_flag() {
    let body = br#"{"merchantNo":"900001","storeNo":"800001","timestamp":"2024-01-02T03:04:05Z","customerNo":"2000000000000000000001","accountTag":"","lang":null,"verifySign":"1ebe459d7d12f7a22459628ed02b7f58"}"#;
    let params = Params::from_json(body).unwrap();
    assert_eq!(
        payee::sign_text(&params, Empty::Kept),
        "accountTag=&customerNo=2000000000000000000001&merchantNo=900001&storeNo=800001&timestamp=2024-01-02T03:04:05Z&"
    );
    assert!(payee::verify(&params, &[&token_md5(TOKEN)], true));
    assert!(!payee::verify(&params, &[&token_md5(TOKEN)], false));
}

#[test]
fn number_literals_are_signed_as_written() {
    let body = br#"{"amount":200.00,"currency":"USD","merchantNo":"900001","storeNo":"800001","timestamp":"2024-01-02T03:04:05Z"}"#;
    let params = Params::from_json(body).unwrap();
    assert_eq!(
        payee::sign_text(&params, Empty::Dropped),
        "amount=200.00&currency=USD&merchantNo=900001&storeNo=800001&timestamp=2024-01-02T03:04:05Z&"
    );
    assert_eq!(payee::sign(&params, Empty::Dropped, &token_md5(TOKEN)), "ecdcea7113a32500d21e921f48deafd4");
}

#[test]
fn verify_sign_is_32_hex_digits() {
    let body = |sign: &str| {
        format!(
            r#"{{"customerNo":"2000000000000000000001","merchantNo":"900001","storeNo":"800001","timestamp":"2024-01-02T03:04:05Z","verifySign":{sign}}}"#
        )
    };
    let verifies = |sign: &str| {
        payee::verify(&Params::from_json(body(sign).as_bytes()).unwrap(), &[&token_md5(TOKEN)], true)
    };
    assert!(verifies(r#""8c8b859ff69a3cc945ce4c1bdd43eda0""#));
    assert!(verifies(r#""8C8B859FF69A3CC945CE4C1BDD43EDA0""#));
    assert!(verifies(r#""8C8b859FF69A3cc945ce4C1BDD43EDA0""#));
    for wrong in [
        r#""8c8b859ff69a3cc945ce4c1bdd43edg0""#,
        r#""8c8b859ff69a3cc945ce4c1bdd43eda0 ""#,
        r#""8c8b859ff69a3cc945ce4c1bdd43eda""#,
        r#""8c8b859ff69a3cc945ce4c1bdd43eda1""#,
        r#""""#,
        "null",
    ] {
        assert!(!verifies(wrong), "{wrong}");
    }
}

#[test]
fn header_signature() {
    let signature = HeaderSignature {
        path: "/v3/payee/payout-accounts",
        body: br#"{"merchantNo":"900001","storeNo":"800001","customerNo":"2000000000000000000001","timestamp":"2024-01-02T03:04:05Z","verifySign":"8c8b859ff69a3cc945ce4c1bdd43eda0"}"#,
        timestamp: "2024-01-02T03:04:05Z",
        nonce: "nonce-0123456789abcdef",
    };
    assert_eq!(signature.body.len(), 163);
    assert_eq!(
        signature.canonical(),
        "POST\n/v3/payee/payout-accounts\n3317f8594e4b20c6e7b2f940e3a23cc1685a0acb59425005cb154853accfa004\n2024-01-02T03:04:05Z\nnonce-0123456789abcdef"
    );
    let header = "HMAC-SHA256 0402fe957ca4fd6fa009b9b64091c0d952866b32bb67dad1d0f54ffa1908b244";
    assert_eq!(signature.sign(TOKEN), header);
    assert!(signature.verify(header, &["unit-test-token-0002", TOKEN]));
    assert!(!signature.verify(header, &["unit-test-token-0002"]));
    assert!(!signature.verify(header, &[]));
    assert!(signature.verify(&header.to_uppercase(), &[TOKEN]));
    assert!(!signature.verify(&header.to_lowercase(), &[TOKEN]), "the scheme has one form");
    assert!(!signature.verify(&header[12..], &[TOKEN]));
    for changed in [
        HeaderSignature { path: "/v3/payee/account/delete", ..signature },
        HeaderSignature { body: b"{}", ..signature },
        HeaderSignature { timestamp: "2024-01-02T03:04:06Z", ..signature },
        HeaderSignature { nonce: "nonce-0123456789abcdee", ..signature },
    ] {
        assert!(!changed.verify(header, &[TOKEN]));
    }
}

#[test]
fn ipn_examples() {
    for body in [
        "accountToken=2010741852963014725836&amount=200.00&currency=USD&invoiceId=inv-2024-0001&paymentTime=2024-01-02T03%3A06%3A11Z&status=success&transactionNo=418273645509182736&vendor=BANK_ACCOUNT&verifySign=95215fdf5fc3ef7e4b82508683f76a05",
        "accountStatus=INVALID&accountTag=1667217845&accountToken=2010741852963014725836&accountType=BANK_ACCOUNT&country=US&currency=USD&customerNo=2000741852963014725836&payeeAccount=****2257&verifySign=e38811f6181861d726dd188e2b083a79",
    ] {
        let params = Params::from_form(body.as_bytes()).unwrap();
        assert!(payee::verify(&params, &[&token_md5(TOKEN)], false));
        // A sender builds the same bytes.
        let mut pairs: Vec<(&str, &str)> = params.iter().filter(|(name, _)| *name != "verifySign").collect();
        let sign = sign_pairs(&pairs, &token_md5(TOKEN)).unwrap();
        pairs.push(("verifySign", &sign));
        assert_eq!(form::encode(pairs), body);
    }
}

#[test]
fn the_published_sample_signature_verifies_under_no_known_token() {
    let body = r#"{"accountCountry":"CN","accountCurrency":"CNY","accountTag":"1667217845","accountType":"BANK_ACCOUNT","bankAccountId":"6227000734730752257","bankName":"中国建设银行","clientIp":"2401:1740:1000:0:801:6666:20cd:6034","customerNo":"2000305228294106374322","ipnUrl":"https://example.com/notify","merchantNo":"202333","storeNo":"301854","timestamp":"2022-10-31T12:04:05Z","verifySign":"6d131346908c10e76583a3c1c24d3a4f"}"#;
    let params = Params::from_json(body.as_bytes()).unwrap();
    let known = [
        TOKEN,
        "unit-test-token-0002",
        "17cfc0170ef1c017b4a929d233d6e65e",
        "5cbfb079f15b150122261c8537086d77a",
    ];
    let known = known.map(token_md5);
    assert!(!payee::verify(&params, &known.each_ref().map(String::as_str), true));
}

#[test]
fn the_dummies_of_unknown_merchants_open_nothing() {
    let body = r#"{"merchantNo":"999999","verifySign":"SIGN"}"#;
    let unsigned = Params::from_json(body.as_bytes()).unwrap();
    let sign = payee::sign(&unsigned, Empty::Dropped, &"0".repeat(32));
    let signed = Params::from_json(body.replace("SIGN", &sign).as_bytes()).unwrap();
    assert!(payee::verify(&signed, &[&"0".repeat(32)], false));
    assert!(!payee::verify(&signed, &[], false));
    assert!(!payee::verify(&signed, &[], true));

    let signature = HeaderSignature { path: "/", body: b"", timestamp: "", nonce: "" };
    assert!(!signature.verify(&signature.sign("no-such-merchant"), &[]));
}
