//! Requests that nobody thought of, made out of the OpenAPI document, against a fresh bundle.

use feiqian_tests::bundle::repository;
use feiqian_tests::openapi::{DISPATCH_TOKEN, PAYEE_TOKENS, PRODUCT_KEY, asset, with_strict_answers};
use feiqian_tests::{Bundle, Options, python};
use serde_json::Value;

/// How many requests are made up for each operation, beside the examples.
const EXAMPLES: &str = "40";

#[test]
fn the_document_is_valid() {
    let path = repository().join("components/docs/assets/openapi.json");
    let python = python::environment("tests/schemathesis");
    let output = python.run(repository(), "openapi_spec_validator", &[path.to_str().unwrap()], &[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn no_answer_is_unexpected() {
    let python = python::environment("tests/schemathesis");
    let bundle = Bundle::with(Options {
        variables: vec![
            // One sign-in for the whole run, and the simulated hub's silence in less than its ten seconds.
            ("token_ttl_seconds", "86400"),
            ("login_rate_per_minute", "10000"),
            ("upstream_timeout_ms", "500"),
        ],
        ..Options::default()
    });
    let document = with_strict_answers(&asset("openapi.json"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("openapi.json");
    std::fs::write(&file, document.to_string()).unwrap();

    let session = bundle.post_json("/token", r#"{"pid":"M001","account":"ops","pwd":"demo-pass-0001"}"#);
    let session: Value = serde_json::from_str(&session.body).unwrap();
    let environment = asset("environment.json");
    let mut values = environment["values"].as_array().unwrap().iter();
    let wallet_token =
        values.find(|value| value["key"] == "wallet_token").unwrap()["value"].as_str().unwrap();
    std::fs::copy(repository().join("tests/schemathesis/hooks.py"), folder.path().join("hooks.py")).unwrap();
    let variables = [
        ("SCHEMATHESIS_HOOKS", "hooks"),
        ("BACK_OFFICE_TOKEN", session["data"]["token"].as_str().unwrap()),
        ("WALLET_TOKEN", wallet_token),
        ("DISPATCH_TOKEN", DISPATCH_TOKEN),
        ("PRODUCT_KEY", PRODUCT_KEY),
        ("PAYEE_TOKEN", PAYEE_TOKENS[0].1),
    ];
    let url = bundle.url("");
    let checks = "not_a_server_error,status_code_conformance,content_type_conformance,\
                  response_headers_conformance,response_schema_conformance";
    let arguments = [
        "run",
        file.to_str().unwrap(),
        "--url",
        &url,
        "--checks",
        checks,
        "--phases",
        "examples,coverage,fuzzing",
        "--max-examples",
        EXAMPLES,
        "--seed",
        "20260102",
        "--generation-database",
        "none",
        "--continue-on-failure",
        "--no-shrink",
        "--suppress-health-check",
        "all",
        "--request-timeout",
        "20",
        "--workers",
        "1",
        "--no-color",
        "--warnings",
        "off",
    ];
    let output = python.run(folder.path(), "schemathesis.cli", &arguments, &variables);
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
    println!("{printed}");
    bundle.assert_invariants();
}
