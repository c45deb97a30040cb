//! The Rust library: clippy, the failures, the examples as they stand. Its own tests run with the workspace's.

use feiqian_client::Wallet;
use feiqian_client::types::{
    ApplyForCashRequest, ApplyForCashRequestData, ApplyForCashRequestDataAttributes, ReviewCashRequest,
};
use feiqian_client::webhooks::{
    CallbackType, Clock, Minimum, StandardHeaders, verify_callback, verify_standard_webhook,
    verify_wallet_notice, webhook_secret,
};
use feiqian_tests::bundle::{manifest, repository};
use feiqian_tests::libraries::{
    Failures, Hurry, assert_every_operation, assert_generated, assert_marked_notices, bundle,
    every_operation, first_example, reviewer_token, run, wallet_token,
};
use feiqian_tests::{Bundle, Options, Received, Receiver, desk};
use serde_json::Value;
use std::fs;
use std::process::Command;

const CLIPPY: &str = "cargo clippy (rustup component add clippy)";

#[test]
fn clippy_has_nothing_to_say_and_the_types_are_up_to_date() {
    assert_generated();
    let mut clippy = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    clippy.args([
        "clippy",
        "--locked",
        "--package",
        "feiqian-client",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ]);
    run(clippy.current_dir(repository()), CLIPPY);
}

/// The template's component is that of `tests/chained`, which has its source and its dependencies.
#[test]
fn the_template_calls_the_bundle_by_service_chaining() {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    cargo.args([
        "build",
        "--locked",
        "--release",
        "--target",
        "wasm32-wasip2",
        "--package",
        "feiqian-chained",
    ]);
    run(cargo.current_dir(repository()), "cargo");

    let read = |path: &str| fs::read_to_string(repository().join(path)).unwrap();
    let template = read("templates/feiqian-client/content/Cargo.toml.tmpl");
    let dependencies = |manifest: &str| -> Vec<String> {
        let (_, rest) = manifest.split_once("dependencies]\n").unwrap();
        let lines = rest.lines().take_while(|line| !line.is_empty());
        lines.map(|line| line.split([' ', '.']).next().unwrap().to_owned()).collect()
    };
    assert_eq!(dependencies(&template), dependencies(&read("tests/chained/Cargo.toml")));
    let sdk = read("Cargo.toml").lines().find(|line| line.starts_with("spin-sdk")).unwrap().to_owned();
    let version = sdk.split('"').nth(1).unwrap().to_owned();
    assert!(
        template.contains(&format!("version = \"{version}\"")),
        "the template's spin-sdk is not {version}"
    );

    // The template's own piece of a manifest, its blanks filled in.
    let piece = read("templates/feiqian-client/metadata/snippets/component.txt")
        .replace("{{http-path}}", "/shop/...")
        .replace("{{project-name | kebab_case}}", "chained")
        .replace("{{ output-path }}/target", "../../target")
        .replace("{{project-name | snake_case}}", "feiqian_chained")
        .replace("{{ output-path }}", ".")
        .replace("\\{{ feiqian_product_id }}", "1")
        .replace("\\{{ feiqian_product_key }}", "demo-key-0001");
    let (_, component) = piece.split_once("[[trigger.http]]").unwrap();
    let chained = manifest().with_file_name("spin-chained.toml");
    let whole = fs::read_to_string(manifest()).unwrap() + "\n[[trigger.http]]" + component;
    fs::write(&chained, whole).unwrap();
    let bundle = Bundle::with(Options { manifest: Some(chained), ..Options::default() });
    let answer = bundle.get("/shop/limits/alice/6");
    let limits: Value = serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{answer:?}"));
    assert_eq!(
        (answer.status, &limits["minimum"], &limits["currency"]),
        (200, &"50.00".into(), &"CNY".into())
    );
    let answer = bundle.get("/shop/limits/alice/none");
    assert_eq!(answer.status, 422, "{answer:?}");
    assert!(answer.body.contains("payment_code"), "{answer:?}");
}

/// The headers of Standard Webhooks are those of this event under this key, and of no other.
fn assert_standard(received: &Received, key: &str) {
    let headers = StandardHeaders {
        id: received.header("webhook-id"),
        timestamp: received.header("webhook-timestamp"),
        signature: received.header("webhook-signature"),
    };
    assert_eq!(headers.id, received.event_id());
    let (own, other) = (webhook_secret(key), webhook_secret("another-key-000"));
    verify_standard_webhook(&received.body, headers, &[&other, &own], Clock::default()).unwrap();
    let why = |body: &[u8], secret: &str, clock: Clock| {
        verify_standard_webhook(body, headers, &[secret], clock).unwrap_err().reason.clone()
    };
    let changed = [&received.body[..], b" "].concat();
    let late = Clock { now_s: Clock::default().now_s + 301 + 60, ..Clock::default() };
    assert_eq!(why(&changed, &own, Clock::default()), "signature");
    assert_eq!(why(&received.body, &other, Clock::default()), "signature");
    assert_eq!(why(&received.body, &own, late), "clock");
}

#[test]
fn what_the_bundle_sends_to_a_listener_verifies() {
    const WEBHOOK_KEY: &str = "wallet-webhook-key-of-at-least-32-bytes";
    let receiver = Receiver::start();
    let bundle = Bundle::with(Options {
        variables: vec![
            ("wallet_webhook_url", receiver.url("/wallet").leak()),
            ("wallet_webhook_key", WEBHOOK_KEY),
        ],
        ..Options::default()
    });
    assert_marked_notices(&bundle);
    let base = bundle.url("");
    let callback = "UPDATE products SET deposit_callback = ?1 WHERE id = 1";
    bundle.database().execute(callback, [receiver.url("/deposit")]).unwrap();

    // A deposit that the back office confirms, and an application that is rejected.
    let order = desk::order(&base).unwrap();
    desk::paid(&base, &desk::sign_in(&base, "M003"), &order).unwrap();
    let token = wallet_token();
    let wallet = Wallet::new(&base, move || token.clone()).unwrap();
    let attributes = ApplyForCashRequestDataAttributes {
        cash_apply_amount: "1.00".parse().unwrap(),
        cash_type: 0,
        cash_mobile: Some("13800138000".into()),
    };
    let data = ApplyForCashRequestData { r#type: None, attributes };
    let applied =
        wallet.apply_for_cash(&ApplyForCashRequest { data, include: None }).idempotency_key("k").send();
    let cash = applied.unwrap().data.attributes;
    assert_eq!(cash.cash_actual_amount.to_string(), "0.99");
    let reviewer = reviewer_token();
    Wallet::new(&base, move || reviewer.clone())
        .unwrap()
        .review_cash(&ReviewCashRequest { ids: vec![cash.id], cash_status: 3, remark: None })
        .send()
        .unwrap();

    let begun = std::time::Instant::now();
    let found = |path: &str| receiver.received().into_iter().find(|received| received.path == path);
    while found("/deposit").is_none() || found("/wallet").is_none() {
        assert!(begun.elapsed().as_secs() < 60, "{:?}", receiver.received());
        desk::dispatch(&base, &serde_json::json!({}));
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let deposit = found("/deposit").unwrap();
    let keys = [desk::PRODUCT_KEY];
    let told = verify_callback(&deposit.body, &keys, CallbackType::Deposit, Minimum::Md5, Clock::default());
    let told = told.unwrap();
    assert_eq!((told.get("order_sn"), told.amount()), (order.as_str(), Some("300.00".parse().unwrap())));
    assert_standard(&deposit, desk::PRODUCT_KEY);
    let notice = found("/wallet").unwrap();
    let header = notice.header("x-feiqian-signature");
    let told = verify_wallet_notice(&notice.body, header, &[WEBHOOK_KEY], Clock::default()).unwrap();
    assert_eq!((told.cash_sn.as_str(), told.cash_status), (cash.cash_sn.as_str(), 3));
    assert_eq!(told.cash_actual_amount.to_string(), "0.99");
    assert_standard(&notice, WEBHOOK_KEY);
}

#[test]
fn failures_and_examples_against_the_bundle() {
    let (bundle, failures) = (bundle(), Failures::start());
    assert_marked_notices(&bundle);
    let base = bundle.url("");

    let runner = env!("CARGO_BIN_EXE_client-failures");
    let table = Failures::file();
    let mut failing = Command::new(runner);
    failing.arg(&table).args([&base, &failures.url(), &wallet_token()]);
    failures.assert(&run(&mut failing, runner));

    let every = every_operation();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("every.json");
    fs::write(&file, serde_json::to_string(&every).unwrap()).unwrap();
    let mut calls = Command::new(runner);
    calls.arg(&file).args([&base, "", &wallet_token()]);
    assert_every_operation(&every, &run(&mut calls, runner));

    first_example("rust", "examples/first.rs", "use feiqian_client::Cashier", &bundle);
    let printed = run(Command::new(env!("CARGO_BIN_EXE_client-first")).arg(&base), "client-first");
    assert!(printed.contains("pay 300.00 CNY into"), "{printed}");

    let _hurry = Hurry::start(&bundle);
    for (example, expected) in [
        (env!("CARGO_BIN_EXE_client-shop"), "paid 300.00 for shop-"),
        (env!("CARGO_BIN_EXE_client-payouts"), "paid 12.50 USD and 10.25 fee"),
    ] {
        let printed = run(Command::new(example).env("FEIQIAN_URL", &base), example);
        assert!(printed.contains(expected), "{example}: {printed}");
    }
    bundle.assert_invariants();
}
