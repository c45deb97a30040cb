//! The Rust library: clippy, the failures, the examples as they stand. Its own tests run with the workspace's.

use feiqian_tests::bundle::repository;
use feiqian_tests::libraries::{
    Failures, Hurry, assert_every_operation, assert_generated, bundle, every_operation, first_example, run, wallet_token,
    with_marked_notices,
};
use std::process::Command;

const CLIPPY: &str = "cargo clippy (rustup component add clippy)";

#[test]
fn clippy_has_nothing_to_say_and_the_types_are_up_to_date() {
    assert_generated();
    let mut clippy = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    clippy.args(["clippy", "--locked", "--package", "feiqian-client", "--all-targets", "--", "--deny", "warnings"]);
    run(clippy.current_dir(repository()), CLIPPY);
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
    std::fs::write(&file, serde_json::to_string(&every).unwrap()).unwrap();
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
