//! The operators' console: what the component serves, and a headless Chromium that uses it.

use feiqian_tests::desk::{self, text};
use feiqian_tests::tls::Front;
use feiqian_tests::{Answer, Bundle, Options, World, hub, node, signed, walks};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

const BOOTSTRAP: &str = "a-bootstrap-token-of-32-characters";

/// How long a visit of every view may take on a machine that has other work.
const VISIT_LIMIT: Duration = Duration::from_secs(1_800);

/// A Chromium: `FEIQIAN_CHROMIUM`, or where distributions put it. Without one a line says that the visit is left out.
fn chromium(visit: &str) -> Option<PathBuf> {
    let named = std::env::var_os("FEIQIAN_CHROMIUM").map(PathBuf::from);
    let usual =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from);
    let found = named.into_iter().chain(usual).find(|path| path.is_file());
    if found.is_none() {
        println!("{visit}: left out, there is no Chromium (FEIQIAN_CHROMIUM names one)");
    }
    found
}

/// Runs a script of `tests/browser` on a page; screenshots are in `target/browser/`.
fn visit(base: &str, chromium: &Path, script: &str, more: &[&str]) -> String {
    let browser = node::project("tests/browser");
    let folder = feiqian_tests::bundle::repository().join("target/browser");
    let folder = folder.to_str().expect("a path");
    let arguments = [&[base, chromium.to_str().expect("a path"), folder], more].concat();
    browser.run_within(VISIT_LIMIT, script, &arguments)
}

#[test]
fn the_modules_of_the_console_pass_their_own_tests() {
    let mut node = std::process::Command::new("node");
    node.args(["--test", "--test-reporter=tap", "tests/page/console.test.mjs"]);
    let output = node.current_dir(feiqian_tests::bundle::repository()).output().expect("Node.js 20 or later");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && printed.contains("# fail 0") && !printed.contains("# pass 0"),
        "{printed}"
    );
}

#[test]
fn the_page_and_its_parts_are_served_by_the_bundle() {
    let bundle = Bundle::start();
    let page = bundle.get("/admin");
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), "no-cache");
    assert_eq!(page.header("x-frame-options"), "DENY");
    let policy = page.header("content-security-policy").to_owned();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(bundle.get("/admin/").body, page.body);
    let parts: Vec<_> = page.body.split('"').filter(|part| part.starts_with("/admin/assets/")).collect();
    assert!(parts.len() > 30, "{parts:?}");
    for path in parts {
        let part = bundle.get(path);
        assert_eq!(part.status, 200, "{path}");
        assert_eq!(part.header("content-security-policy"), policy, "{path}");
        assert!(part.header("cache-control").contains("immutable"), "{path}");
    }
    let known =
        Answer::with_headers("GET", &bundle.url("/admin"), &[("if-none-match", page.header("etag"))], None);
    assert_eq!((known.status, known.body.as_str()), (304, ""));
    assert_eq!(Answer::of("POST", &bundle.url("/admin"), None).status, 405);
    assert_eq!(bundle.get("/admin/nothing").status, 404);
    // The API has its own component.
    assert_eq!(bundle.get("/admin/api/v1/session").status, 401);
    assert!(bundle.get("/admin/api/nothing").header("content-type").starts_with("application/problem+json"));
}

#[test]
fn an_operator_uses_the_console_on_desktop_and_phone() {
    let Some(chromium) = chromium("an_operator_uses_the_console_on_desktop_and_phone") else { return };
    let bundle =
        Bundle::with(Options { variables: vec![("login_rate_per_minute", "1000")], ..Options::default() });
    orders(&bundle);
    let printed = visit(&bundle.url(""), &chromium, "console.mjs", &[]);
    assert_eq!(printed.lines().filter(|line| line.ends_with(": ok")).count(), 12, "{printed}");
    bundle.assert_invariants();
}

#[test]
fn the_walks_pass_on_what_the_console_alone_has_provisioned() {
    let Some(chromium) = chromium("the_walks_pass_on_what_the_console_alone_has_provisioned") else {
        return;
    };
    let chromium = &chromium;
    std::thread::scope(|scope| {
        for device in ["desktop", "phone"] {
            scope.spawn(move || provision_and_walk(chromium, device));
        }
    });
}

fn provision_and_walk(chromium: &Path, device: &str) {
    let world = World::start();
    let bundle = world.bundle(&[("admin_bootstrap_token", BOOTSTRAP)]);
    // The desk's cookie is for https, which a proxy ends.
    let proxy = Front::of(bundle.address());
    let state = bundle.state().join("owner.json");
    let state = state.to_str().expect("UTF-8");
    let known = json!({
        "receiver": world.receiver_url(), "hub": world.hub_url(), "key": hub::KEY, "account": hub::ACCOUNT,
        "password": hub::PASSWORD,
    });
    let by_owner = |script: &str, more: &[&str]| {
        visit(&proxy.url(""), chromium, script, &[&[device, state], more].concat())
    };
    let printed = by_owner("provision.mjs", &[BOOTSTRAP, &known.to_string()]);
    let last = printed.lines().last().expect("a line");
    let shown: Value = serde_json::from_str(last).unwrap_or_else(|error| panic!("{error}: {printed}"));
    let secret = |name: &str| text(&shown, &format!("/{name}"));
    let forged = signed("another key", &[("product_id", "1")]);
    assert!(bundle.get(&format!("/deposit_channel?{forged}")).body.contains("forbidden"));
    let deposit = walks::cashier(&bundle, &world, secret("key"), ("boss", secret("password")));
    walks::wallet(&bundle);
    walks::payees(&bundle, &world, secret("token"), |customer| {
        by_owner("activate.mjs", &[customer]);
    });
    by_owner("reconcile.mjs", &[&deposit]);
    bundle.assert_invariants();
}

/// What a visit finds: deposits that are open, paid and refused, and a withdrawal that waits.
fn orders(bundle: &Bundle) {
    let base = bundle.url("");
    let token = desk::sign_in(&base, "M003");
    let numbers = [(); 3].map(|()| desk::order(&base).expect("a deposit"));
    assert_eq!(desk::data(&desk::paid(&base, &token, &numbers[0]).expect("an answer")), true);
    let underpaid = json!({
        "product_id": "M003", "billno": numbers[1], "orderType": "3", "amount": "299.00", "currency": "CNY",
        "login_name": "1000001", "replace_flag": "0", "created_by": "zoe", "remarks": "less",
    });
    let refused = desk::json_call("PUT", &bundle.url("/pay"), &token, &underpaid).expect("an answer");
    assert!(refused.body.contains("422"), "{refused:?}");
    let product = |path: &str, parameters: &[(&str, &str)]| {
        let common = [("product_id", "1"), ("product_user_id", "1000001")];
        desk::data(&bundle.post_form(path, &signed(desk::PRODUCT_KEY, &[parameters, &common].concat())))
    };
    product("/customer_bank", &desk::CARD);
    let wish = [("withdraw_channel_code", "W1"), ("amount", "500.00"), ("product_billno", "PW-1")];
    product("/do_withdraw", &wish);
}
