//! The Rust library: clippy, the failures, the examples as they stand. Its own tests run with the workspace's.

use feiqian_tests::bundle::{manifest, repository};
use feiqian_tests::libraries::{
    Failures, Hurry, assert_every_operation, assert_generated, bundle, every_operation, first_example, run,
    wallet_token, with_marked_notices,
};
use feiqian_tests::{Bundle, Options};
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

#[test]
fn failures_and_examples_against_the_bundle() {
    let (bundle, failures) = (bundle(), Failures::start());
    with_marked_notices(&bundle);
    let base = bundle.url("");

    let runner = env!("CARGO_BIN_EXE_client-failures");
    let table = Failures::file();
    let mut failing = Command::new(runner);
    failing.arg(&table).args([&base, &failures.url(), &wallet_token()]);
    failures.assert(&run(&mut failing, runner));

    let every = every_operation(&bundle);
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
