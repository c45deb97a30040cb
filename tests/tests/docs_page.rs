//! The reference page: its modules under Node, its programs in four languages against a running bundle, and what the
//! component serves.

use feiqian_tests::bundle::repository;
use feiqian_tests::{Answer, Bundle, Options};
use serde_json::Value;
use std::process::{Command, Output};

/// The page's Rust programs as they were compiled, by their names.
const COMPILED: [(&str, &str); 7] = [
    ("get-bank-list", env!("CARGO_BIN_EXE_sample-get-bank-list")),
    ("post-pay", env!("CARGO_BIN_EXE_sample-post-pay")),
    ("get-province-cities-hmac", env!("CARGO_BIN_EXE_sample-get-province-cities-hmac")),
    ("get-customer", env!("CARGO_BIN_EXE_sample-get-customer")),
    ("put-approve", env!("CARGO_BIN_EXE_sample-put-approve")),
    ("patch-api-wallet-user", env!("CARGO_BIN_EXE_sample-patch-api-wallet-user")),
    ("post-v3-payee-payout-accounts", env!("CARGO_BIN_EXE_sample-post-v3-payee-payout-accounts")),
];

fn run(command: &mut Command) -> Output {
    let shown = format!("{command:?}");
    command.output().unwrap_or_else(|error| panic!("{shown}: {error}; the tests need Node 18 and Python 3.8"))
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn xtask() -> String {
    std::env::var("FEIQIAN_XTASK").expect("run `cargo xtask test`")
}

/// A wallet token of a demo user.
fn wallet_token(user: &str, scope: &str) -> String {
    let output = run(Command::new(xtask()).args(["token", "--user", user, "--scope", scope]));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn the_modules_of_the_page_pass_their_own_tests() {
    let output = run(Command::new("node")
        .args(["--test", "--test-reporter=tap", "tests/page/samples.test.mjs", "tests/page/signing.test.mjs"])
        .current_dir(repository()));
    assert!(output.status.success(), "{}", text(&output));
    assert!(text(&output).contains("# fail 0") && !text(&output).contains("# pass 0"), "{}", text(&output));
}

#[test]
fn every_program_of_the_page_runs_as_it_is_printed() {
    // Each program of the back office signs in.
    let bundle =
        Bundle::with(Options { variables: vec![("login_rate_per_minute", "1000")], ..Options::default() });
    let base = bundle.url("");
    let printed =
        run(Command::new("node").args(["tests/page/print-samples.mjs", &base]).current_dir(repository()));
    assert!(printed.status.success(), "{}", text(&printed));
    let samples: Value = serde_json::from_slice(&printed.stdout).unwrap();
    let samples = samples.as_array().unwrap();
    assert!(samples.len() >= 10);
    let mut compiled = 0;
    for sample in samples {
        let member = |name: &str| sample[name].as_str().unwrap_or_else(|| panic!("{name} of {sample}"));
        let (name, token) = (member("name"), wallet_token(member("user"), member("scope")));
        let curl = member("curl").replace("cargo xtask", &format!("'{}'", xtask()));
        let mut commands = vec![("curl", Command::new("sh")), ("javascript", Command::new("node"))];
        commands[0].1.args(["-c", &curl]);
        commands[1].1.args(["--input-type=module", "--eval", member("javascript")]);
        let mut python = Command::new("python3");
        python.args(["-c", member("python")]);
        commands.push(("python", python));
        if sample["compiled"] == true {
            let (_, program) = COMPILED.iter().find(|(other, _)| *other == name).expect(name);
            let mut rust = Command::new(program);
            rust.arg(&base);
            commands.push(("rust", rust));
            compiled += 1;
        }
        for (language, mut command) in commands {
            let output = run(command.env("WALLET_TOKEN", &token).current_dir(repository()));
            let shown = text(&output).replace("\": ", "\":");
            assert!(output.status.success(), "{name} in {language}: {shown}");
            assert!(shown.contains(member("answer")), "{name} in {language}: {shown}");
            // curl prints the body alone.
            let status = shown.split(' ').next().unwrap_or_default();
            assert!(language == "curl" || matches!(status, "200" | "409"), "{name} in {language}: {shown}");
        }
    }
    assert_eq!(compiled, COMPILED.len());
    bundle.assert_invariants();
}

#[test]
fn the_page_and_its_parts_are_served_by_the_bundle() {
    let bundle = Bundle::start();
    for (path, media_type) in [
        ("/docs", "text/html; charset=utf-8"),
        ("/docs/", "text/html; charset=utf-8"),
        ("/docs/app.js", "text/javascript; charset=utf-8"),
        ("/docs/docs.css", "text/css; charset=utf-8"),
        ("/openapi.json", "application/json; charset=utf-8"),
        ("/docs/collection.json", "application/json; charset=utf-8"),
        ("/docs/environment.json", "application/json; charset=utf-8"),
        ("/docs/admin-openapi.json", "application/json; charset=utf-8"),
    ] {
        let answer = bundle.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (200, media_type), "{path}");
        assert_eq!(answer.header("x-request-id").len(), 32, "{path}");
        let headers = [("if-none-match", answer.header("etag"))];
        let known = Answer::with_headers("GET", &bundle.url(path), &headers, None);
        assert_eq!((known.status, known.body.as_str()), (304, ""), "{path}");
        let head = Answer::of("HEAD", &bundle.url(path), None);
        assert_eq!((head.status, head.body.as_str()), (200, ""), "{path}");
        assert_eq!(head.header("etag"), answer.header("etag"), "{path}");
        assert_eq!(head.header("content-length"), answer.body.len().to_string(), "{path}");
    }
    let wrong = Answer::of("POST", &bundle.url("/docs"), None);
    assert_eq!((wrong.status, wrong.header("allow")), (405, "GET, HEAD"));
    assert_eq!(bundle.get("/docs/nothing").status, 404);
}

#[test]
fn a_refused_signature_is_explained_in_the_demo_bundle() {
    let bundle = Bundle::start();
    let answer = bundle.get("/bank_list?product_id=1&product_user_id=1000001&note=%E5%BC%A0&sign=0");
    assert!(answer.body.contains("forbidden"), "{}", answer.body);
    let expected = "note=%E5%BC%A0&product_id=1&product_user_id=1000001";
    assert_eq!(answer.header("x-sign-expected-canonical"), expected);
    let answer = bundle.post_json("/v3/payee/payout-accounts", r#"{"merchantNo":"202333","a":"","b":"1"}"#);
    assert!(answer.body.contains("verifySign"), "{}", answer.body);
    assert_eq!(answer.header("x-sign-expected-canonical"), "b=1&merchantNo=202333&");
}
