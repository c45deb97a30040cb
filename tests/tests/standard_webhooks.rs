//! What the bundle sends, verified by the libraries of Standard Webhooks that everybody uses: the packages of npm and PyPI.

use feiqian_signing::standard_webhooks::secret;
use feiqian_tests::bundle::repository;
use feiqian_tests::libraries::vectors;
use feiqian_tests::openapi::asset;
use feiqian_tests::{Bundle, Options, Received, Receiver, desk, node, python};
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use std::fs;
use std::sync::LazyLock;

const WEBHOOK_KEY: &str = "demo-wallet-webhook-key-of-32-bytes";
const WALLET_PROVIDER_KEY: &str = "test-wallet-provider-key-of-32-bytes";
const PAYEE_PROVIDER_KEY: &str = "test-payee-provider-key-of-32-bytes-";

/// The keys that follow the product's and those of the wallet; each counts beside the one of before.
const NEXT_PRODUCT_KEY: &str = "next-key-of-product-1";
const NEXT_WEBHOOK_KEY: &str = "next-wallet-webhook-key-of-32-bytes";
const NEXT_PROVIDER_KEY: &str = "next-wallet-provider-key-of-32-bytes";

/// One message of every kind, as the libraries' programs read it, and its id as it should be; those whose key is being
/// exchanged, for a receiver that knows the one key and for one that knows the other.
static MESSAGES: LazyLock<Vec<(Json, String)>> = LazyLock::new(|| {
    let receiver = Receiver::telling_apart(|request| request.header("webhook-id").to_owned());
    let leak = |path: &str| -> &'static str { receiver.url(path).leak() };
    let own = [
        ("wallet_webhook_url", leak("/notice")),
        ("wallet_webhook_key", WEBHOOK_KEY),
        ("wallet_webhook_key_next", NEXT_WEBHOOK_KEY),
        ("wallet_payout_url", leak("/wallet")),
        ("wallet_payout_key", WALLET_PROVIDER_KEY),
        ("wallet_payout_key_next", NEXT_PROVIDER_KEY),
        ("payee_payout_url", leak("/payee")),
        ("payee_payout_key", PAYEE_PROVIDER_KEY),
    ];
    let variables = [&own[..], &desk::WALLET_TOKENS[..]].concat();
    let bundle = Bundle::with(Options { variables, ..Options::default() });
    let (base, database) = (bundle.url(""), bundle.database());
    let exchanged =
        "UPDATE products SET deposit_callback = ?1, withdraw_callback = ?1, next_key = ?2 WHERE id = 1";
    database.execute(exchanged, [receiver.url("/callback"), NEXT_PRODUCT_KEY.to_owned()]).unwrap();

    // A deposit is paid, a withdrawal rejected, an application of the wallet rejected and another approved, a payee paid.
    let order = desk::order(&base).unwrap();
    assert_eq!(desk::data(&desk::paid(&base, &desk::sign_in(&base, "M003"), &order).unwrap()), true);
    desk::reject_a_withdrawal(&base);
    let wallet = |method: &str, path: &str, token: &str, body: &Json| -> Json {
        let answer = desk::json_call(method, &format!("{base}/api/wallet{path}"), token, body).unwrap();
        assert_eq!(answer.status, 200, "{path} {answer:?}");
        serde_json::from_str(&answer.body).unwrap()
    };
    // A reviewer is never the applicant.
    let staff = desk::wallet_token(3, "cash.review settings.update", None);
    let user = desk::wallet_token(2, "cash.create", Some("sim-ok"));
    let rejection = json!({ "ids": [1], "cash_status": 3, "remark": "证件 & 号码 = \"不清\"" });
    assert_eq!(wallet("POST", "/cash/review", &staff, &rejection)["data"]["result"]["1"], "success");
    let enabled = json!({ "data": { "attributes": { "payout_enabled": true } } });
    wallet("PATCH", "/settings", &staff, &enabled);
    let application = json!({ "data": { "attributes": { "cash_apply_amount": "2.00", "cash_type": 1 } } });
    let record = wallet("POST", "/cash", &user, &application)["data"]["attributes"].clone();
    let approval = json!({ "ids": [record["id"]], "cash_status": 2 });
    wallet("POST", "/cash/review", &staff, &approval);
    let customer = desk::register(&base, "standard");
    let account = desk::create_account(&base, &customer, "main", "123456708", &receiver.url("/ipn"));
    let number = desk::pay_out(&base, &customer, &account, "standard");

    // The provider says nothing that counts, so that its orders stay open; then it has paid, and the account is closed.
    desk::dispatch(&base, &json!({}));
    desk::move_payout(&database, &number, "success");
    let closed = "UPDATE payee_account SET status = 'INVALID', updated_at = ?2 WHERE account_token = ?1";
    assert_eq!(database.execute(closed, rusqlite::params![account, desk::now_ms()]).unwrap(), 1);
    desk::dispatch(&base, &json!({}));
    receiver.idle();
    bundle.assert_invariants();

    let received = receiver.received();
    let one = |name: &str, key: &str, id: Option<String>, is_it: &dyn Fn(&Received) -> bool| {
        let found: Vec<&Received> =
            received.iter().filter(|request| request.method == "POST" && is_it(request)).collect();
        let [request] = found.as_slice() else { panic!("{name}: {received:?}") };
        let headers: serde_json::Map<String, Json> = ["webhook-id", "webhook-timestamp", "webhook-signature"]
            .into_iter()
            .map(|name| (name.to_owned(), request.header(name).into()))
            .collect();
        let is_form = request.header("content-type").starts_with("application/x-www-form-urlencoded");
        let form: HashMap<_, _> =
            if is_form { request.fields().into_iter().collect() } else { HashMap::new() };
        let message = json!({
            "name": name, "secret": secret(key.as_bytes()), "other": secret(b"a key of somebody else"),
            "body": request.text(), "headers": headers, "all_headers": request.headers().collect::<HashMap<_, _>>(),
            "form": form,
        });
        (message, id.unwrap_or_else(|| request.event_id().to_owned()))
    };
    let told = |path: &'static str, kind: &'static str| {
        move |request: &Received| {
            request.path == path && (kind.is_empty() || request.field("notify_type").unwrap() == kind)
        }
    };
    let cash_sn = record["cash_sn"].as_str().unwrap();
    let (transfer, order) = (told("/wallet/transfers", ""), Some(format!("wallet-{cash_sn}")));
    vec![
        one("callback", desk::PRODUCT_KEY, None, &told("/callback", "deposit")),
        one("callback, next key", NEXT_PRODUCT_KEY, None, &told("/callback", "deposit")),
        one("callback of a withdrawal", desk::PRODUCT_KEY, None, &told("/callback", "withdraw")),
        one("ipn of a payout", desk::PAYEE_TOKEN, None, &told("/ipn", "payout")),
        one("ipn of an account", desk::PAYEE_TOKEN, None, &told("/ipn", "account")),
        one("notice of the wallet", WEBHOOK_KEY, None, &told("/notice", "")),
        one("notice of the wallet, next key", NEXT_WEBHOOK_KEY, None, &told("/notice", "")),
        one("order of the wallet", WALLET_PROVIDER_KEY, order.clone(), &transfer),
        one("order of the wallet, next key", NEXT_PROVIDER_KEY, order, &transfer),
        one(
            "order of a payee",
            PAYEE_PROVIDER_KEY,
            Some(format!("payee-{number}")),
            &told("/payee/payouts", ""),
        ),
    ]
});

/// Fails unless a library signs the shared vectors as the bundle does, the specification's example among them, accepts each
/// message as it came, and refuses it spoiled, for the reason it should.
fn assert_verdicts(verify: impl Fn(&str, &str) -> String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("messages.json");
    let messages: Vec<&Json> = MESSAGES.iter().map(|(message, _)| message).collect();
    fs::write(&file, serde_json::to_string(&messages).unwrap()).unwrap();
    let vectors = vectors().join("standard-webhooks.json");
    let printed = verify(file.to_str().unwrap(), vectors.to_str().unwrap());
    let mut lines: Vec<Json> = printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let vectors: Vec<Json> = serde_json::from_str(&fs::read_to_string(vectors).unwrap()).unwrap();
    assert_eq!(lines.len(), vectors.len() + MESSAGES.len(), "{printed}");
    for (line, vector) in lines.drain(..vectors.len()).zip(&vectors) {
        assert_eq!(line, json!({ "vector": vector["name"], "same_signature": true }));
    }
    let (forged, old) = ("No matching signature found", "Message timestamp too old");
    for (line, (message, id)) in lines.iter().zip(&*MESSAGES) {
        let expected = json!({
            "name": message["name"],
            "as_it_came": "accepted",
            "same_signature": true,
            "longer_body": forged,
            "changed_body": forged,
            "other_id": forged,
            "other_time": forged,
            "old_time": old,
            "old_and_signed": old,
            "early_and_signed": "Message timestamp too new",
            "other_secret": forged,
            "no_signature": "Missing required headers",
        });
        assert_eq!(*line, expected);
        assert_eq!(message["headers"]["webhook-id"], id.as_str(), "{}", message["name"]);
        assert!(id.len() > 20, "{id}");
    }
}

#[test]
fn the_package_of_npm_verifies_every_message_and_nothing_else() {
    let project = node::project("tests/webhooks");
    assert_verdicts(|file, vectors| project.run("verify.mjs", &[file, vectors]));
}

#[test]
fn the_package_of_pypi_verifies_every_message_and_nothing_else() {
    let environment = python::environment("tests/webhooks");
    assert_verdicts(|file, vectors| {
        let output = environment.run(
            &repository().join("tests/webhooks"),
            "verify",
            &[file, vectors],
            &[("PYTHONDONTWRITEBYTECODE", "1")],
        );
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
        printed
    });
}

/// The document's webhooks, each with a message that is one.
const WEBHOOKS: [(&str, &str); 7] = [
    ("depositCallback", "callback"),
    ("withdrawCallback", "callback of a withdrawal"),
    ("payoutIpn", "ipn of a payout"),
    ("accountIpn", "ipn of an account"),
    ("cashNotice", "notice of the wallet"),
    ("transferOrder", "order of the wallet"),
    ("payoutOrder", "order of a payee"),
];

/// What is wrong with a body: its form, or a field that the document does not name.
fn faults(schema: &Json, body: &Json) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).unwrap();
    let mut faults: Vec<String> =
        validator.iter_errors(body).map(|error| format!("{error} at {}", error.instance_path())).collect();
    let named = schema["properties"].as_object().unwrap();
    faults.extend(body.as_object().unwrap().keys().filter(|name| !named.contains_key(*name)).cloned());
    faults
}

#[test]
fn every_message_has_the_form_that_the_document_says() {
    let document = asset("openapi.json");
    for (name, webhook) in document["webhooks"].as_object().unwrap() {
        let operation = &webhook["post"];
        let content = operation["requestBody"]["content"].as_object().unwrap();
        let (media_type, media) = content.iter().next().unwrap();
        assert_eq!(faults(&media["schema"], &media["example"]), [""; 0], "{name}: the example");
        let (_, sent) = WEBHOOKS.iter().find(|(webhook, _)| webhook == name).expect("a message of it");
        let (message, _) = MESSAGES.iter().find(|(message, _)| message["name"] == *sent).unwrap();
        let body = match media_type.as_str() {
            "application/json" => serde_json::from_str(message["body"].as_str().unwrap()).unwrap(),
            _ => message["form"].clone(),
        };
        assert_eq!(faults(&media["schema"], &body), [""; 0], "{name}");
        for header in operation["parameters"].as_array().unwrap() {
            let value = &message["all_headers"][header["name"].as_str().unwrap().to_lowercase()];
            let validator = jsonschema::validator_for(&header["schema"]).unwrap();
            assert!(validator.is_valid(value), "{name}: {header} is {value}");
        }
    }
    assert_eq!(document["webhooks"].as_object().unwrap().len(), WEBHOOKS.len());
}

/// Whoever tries his verification on an example is not misled.
#[test]
fn the_examples_of_the_documents_webhooks_are_signed() {
    let document = asset("openapi.json");
    for (name, key, signature) in [
        ("depositCallback", desk::PRODUCT_KEY, "sign"),
        ("withdrawCallback", desk::PRODUCT_KEY, "sign"),
        ("payoutIpn", desk::PAYEE_TOKEN, "verifySign"),
        ("accountIpn", desk::PAYEE_TOKEN, "verifySign"),
    ] {
        let media = &document["webhooks"][name]["post"]["requestBody"]["content"];
        let example = media["application/x-www-form-urlencoded"]["example"].as_object().unwrap();
        let fields: Vec<(&str, &str)> =
            example.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
        let unsigned: Vec<(&str, &str)> = fields.into_iter().filter(|(name, _)| *name != signature).collect();
        let sign = match signature {
            "sign" => feiqian_tests::product_sign(key, &unsigned),
            _ => feiqian_tests::payee_sign(key, &unsigned),
        };
        assert_eq!(example[signature], sign.as_str(), "{name}");
    }
}
