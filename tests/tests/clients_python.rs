//! The Python library: `mypy --strict`, its own tests on the vectors, the failures, the examples as they stand.

use feiqian_tests::bundle::repository;
use feiqian_tests::libraries::{
    Failures, Hurry, assert_every_operation, assert_generated, assert_marked_notices, bundle,
    calls_of_the_page, copy_tree, every_operation, first_example, vectors, wallet_token,
};
use feiqian_tests::python::{self, Environment};
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

/// The library with its tests and examples, where the programs may leave files.
static LIBRARY: LazyLock<(Environment, PathBuf)> = LazyLock::new(|| {
    let environment = python::environment("clients/python");
    let folder = repository().join("target/tools/python-client");
    for name in ["src", "tests", "examples"] {
        copy_tree(&repository().join("clients/python").join(name), &folder.join(name));
    }
    fs::copy(repository().join("clients/python/pyproject.toml"), folder.join("pyproject.toml")).unwrap();
    // What the reference page shows is checked with the examples.
    fs::create_dir_all(folder.join("examples/calls")).unwrap();
    for (name, call) in calls_of_the_page("python", "http://127.0.0.1:3000") {
        fs::write(folder.join(format!("examples/calls/{}.py", name.replace('-', "_"))), call).unwrap();
    }
    (environment, folder)
});

/// Runs a module of the library's folder and answers what it printed.
fn run(module: &str, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let (environment, folder) = &*LIBRARY;
    let source = folder.join("src");
    let path = [("PYTHONPATH", source.to_str().unwrap()), ("PYTHONDONTWRITEBYTECODE", "1")];
    let output = environment.run(folder, module, arguments, &[&path[..], variables].concat());
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{module}: {}\n{printed}\n{complaints}", output.status);
    printed + &complaints
}

#[test]
fn the_types_are_strict_and_up_to_date() {
    assert_generated();
    let printed = run("mypy", &["--strict"], &[]);
    assert!(printed.contains("Success: no issues found"), "{printed}");
}

#[test]
fn its_own_tests_pass() {
    let vectors = vectors();
    let variables = [("FEIQIAN_VECTORS", vectors.to_str().unwrap())];
    let printed = run("unittest", &["discover", "--start-directory", "tests"], &variables);
    assert!(printed.contains("OK") && !printed.contains("Ran 0"), "{printed}");
}

#[test]
fn failures_and_examples_against_the_bundle() {
    let bundle = bundle();
    assert_marked_notices(&bundle);
    let base = bundle.url("");
    let token = wallet_token();

    let table = Failures::file();
    for flavour in ["sync", "async"] {
        let failures = Failures::start();
        let arguments = [table.to_str().unwrap(), &base, &failures.url(), &token, flavour];
        failures.assert(&run("tests.failures", &arguments, &[]));
    }
    let every = every_operation();
    let file = LIBRARY.1.join("every.json");
    fs::write(&file, serde_json::to_string(&every).unwrap()).unwrap();
    for flavour in ["sync", "async"] {
        let arguments = [file.to_str().unwrap(), &base, "", &token, flavour];
        assert_every_operation(&every, &run("tests.failures", &arguments, &[]));
    }

    let first = first_example("python", "examples/first.py", "import time", &bundle);
    fs::write(LIBRARY.1.join("first.py"), first).unwrap();
    let printed = run("first", &[], &[]);
    assert!(printed.contains("pay 300.00 CNY into"), "{printed}");

    let _hurry = Hurry::start(&bundle);
    for (example, expected) in
        [("shop", "paid 300.00 for shop-"), ("payouts", "paid 12.50 USD and 10.25 fee")]
    {
        let printed = run(&format!("examples.{example}"), &[], &[("FEIQIAN_URL", &base)]);
        assert!(printed.contains(expected), "{example}: {printed}");
    }
    bundle.assert_invariants();
}
