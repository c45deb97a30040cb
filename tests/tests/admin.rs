//! The desk over HTTP: an empty production database becomes one that the README's walk passes on, by the API alone.

use feiqian_operator::CodeSecret;
use feiqian_tests::desk::{json_of, text};
use feiqian_tests::{Answer, Bundle, Options, World, hub, signed, walks};
use serde_json::{Value, json};
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

const BOOTSTRAP: &str = "a-bootstrap-token-of-32-characters";
const PASSWORD: &str = "a long password";

/// Of the merchant's account `ops`.
const MERCHANT_PASSWORD: &str = "demo-pass-0001";

/// The desk's client: cookies and CSRF token as a page handles them.
struct Desk<'b> {
    bundle: &'b Bundle,
    cookie: String,
    csrf: String,
}

impl Desk<'_> {
    fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let text = body.map(Value::to_string);
        let body = text.as_ref().map(|text| ("application/json", text.as_bytes()));
        let headers = [("cookie", self.cookie.as_str()), ("x-csrf-token", self.csrf.as_str())];
        Answer::with_headers(method, &url(self.bundle, path), &headers, body)
    }

    fn put(&self, path: &str, body: Value) -> Value {
        let answer = self.send("PUT", path, Some(&body));
        assert!(matches!(answer.status, 200 | 201), "{path}: {answer:?}");
        serde_json::from_str(&answer.body).expect("JSON")
    }

    fn post(&self, path: &str, body: Value) -> Value {
        let answer = self.send("POST", path, Some(&body));
        assert!(matches!(answer.status, 200 | 201), "{path}: {answer:?}");
        serde_json::from_str(&answer.body).expect("JSON")
    }
}

fn url(bundle: &Bundle, path: &str) -> String {
    bundle.url(&format!("/admin/api/v1{path}"))
}

/// The code of an otpauth URI as it is now.
fn code_of(uri: &str) -> String {
    let secret = uri.split("secret=").nth(1).and_then(|rest| rest.split('&').next()).expect("a secret");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs();
    CodeSecret::from_base32(secret).expect("base32").code_at(now)
}

fn sign_in_answer(bundle: &Bundle, name: &str, uri: &str) -> Answer {
    let body = json!({ "name": name, "password": PASSWORD, "code": code_of(uri) }).to_string();
    Answer::of("POST", &url(bundle, "/session"), Some(("application/json", body.as_bytes())))
}

fn sign_in<'b>(bundle: &'b Bundle, name: &str, uri: &str) -> Desk<'b> {
    let answer = sign_in_answer(bundle, name, uri);
    assert_eq!(answer.status, 200, "{answer:?}");
    let cookie = answer.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    let csrf = json_of(&answer)["csrf_token"].as_str().expect("a token").to_owned();
    Desk { bundle, cookie, csrf }
}

fn empty(variables: &[(&'static str, &'static str)]) -> Bundle {
    let variables = variables.to_vec();
    Bundle::with(Options { variables, is_production: true, ..Options::default() })
}

fn bootstrap(bundle: &Bundle) -> Answer {
    let body = json!({ "token": BOOTSTRAP, "name": "amy", "password": PASSWORD }).to_string();
    Answer::of("POST", &url(bundle, "/bootstrap"), Some(("application/json", body.as_bytes())))
}

/// The first owner by the bootstrap token, signed in.
fn owner(bundle: &Bundle) -> Desk<'_> {
    let made = bootstrap(bundle);
    assert_eq!(made.status, 201, "{made:?}");
    let uri = json_of(&made)["issued"]["totp_uri"].as_str().expect("a URI").to_owned();
    sign_in(bundle, "amy", &uri)
}

/// Everything that the walk needs. Gives the product's key.
fn provision(desk: &Desk<'_>, world: &World) -> String {
    let receiver = world.receiver_url();
    let product = json!({
        "name": "Shop", "minimum_scheme": "md5",
        "deposit_callback": receiver, "withdraw_callback": receiver,
    });
    let key = text(&desk.put("/products/1", product), "/issued/key").to_owned();
    let merchant =
        json!({ "product_id": 1, "account": "ops", "password": MERCHANT_PASSWORD, "four_eyes": false });
    desk.put("/merchants/M001", merchant);
    let account = format!("/merchants/M001/users/{}", hub::ACCOUNT);
    desk.put(&account, json!({ "role": "hub", "password": hub::PASSWORD }));
    let hub = json!({ "domain": world.hub_url() });
    let seen = desk.send("GET", "/hubs/M001", None);
    let (cookie, csrf, tag) = (desk.cookie.as_str(), desk.csrf.as_str(), seen.header("etag"));
    let headers = [("cookie", cookie), ("x-csrf-token", csrf), ("if-match", tag)];
    let changed = Answer::with_headers(
        "PUT",
        &url(desk.bundle, "/hubs/M001"),
        &headers,
        Some(("application/json", hub.to_string().as_bytes())),
    );
    assert_eq!(changed.status, 200, "{changed:?}");
    desk.post("/hubs/M001/key-rotation", json!({ "key": hub::KEY }));
    let channel = json!({ "merchant": "M001", "kind": "online", "name": "Online banking", "currency": "CNY",
                          "min_amount": "10", "max_amount": "50000" });
    desk.put("/products/1/deposit-channels/6", channel);
    let channel =
        json!({ "merchant": "M001", "name": "Bank withdrawal", "currency": "CNY", "min_amount": "50" });
    desk.put("/products/1/withdraw-channels/W1", channel);
    key
}

#[test]
fn an_empty_database_is_provisioned_by_the_api_alone_and_the_walk_passes() {
    let world = World::start();
    let bundle = world.bundle(&[("admin_bootstrap_token", BOOTSTRAP)]);
    assert_eq!(bundle.get("/sim/sink").status, 404, "no simulator");
    assert_eq!(bundle.get("/admin/api/v1/products").status, 401);
    let desk = owner(&bundle);
    assert_eq!(bootstrap(&bundle).status, 404, "once");
    let key = provision(&desk, &world);
    walks::cashier(&bundle, &world, &key, ("ops", MERCHANT_PASSWORD));

    // The new key signs, and the one before it does until the overlap is over.
    let rotated = desk.post("/products/1/key-rotation", json!({}));
    let list = |key: &str| {
        let parameters = [("product_id", "1"), ("product_user_id", "bob")];
        json_of(&bundle.get(&format!("/bank_list?{}", signed(key, &parameters))))["code"].clone()
    };
    let new_key = text(&rotated, "/issued/key");
    assert_eq!([list(&key), list(new_key), list("another key")], [json!(200), json!(200), json!(403)]);
    let suspend = json!({ "status": "suspended" });
    assert_eq!(desk.send("PATCH", "/products/1", Some(&suspend)).status, 200);
    assert_eq!(list(new_key), 403, "suspended");

    // No secret is told again: not by the log, not by an export, not by the database's files.
    let export = desk.send("GET", "/configuration", None);
    let audit = desk.send("GET", "/audit?limit=500", None);
    let cookie = desk.cookie.split_once('=').expect("a value").1;
    let logs = bundle.logs_with("GET /admin/api/v1/audit");
    let sealing = bundle.own_key("pii_key");
    let given = [PASSWORD, BOOTSTRAP, hub::KEY, hub::PASSWORD, MERCHANT_PASSWORD];
    for secret in [key.as_str(), new_key, cookie, &desk.csrf, &sealing].into_iter().chain(given) {
        for told in [&logs, &export.body, &audit.body] {
            assert!(!told.contains(secret), "{secret}");
        }
        let bytes = bundle.database_bytes();
        let is_stored = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!is_stored, "{secret}");
    }
    let rows = json_of(&audit)["items"].as_array().expect("rows").len();
    // Owner, sign-in, product, merchant, hub's account, hub, its key, two channels, rotation, suspension.
    assert_eq!(rows, 11, "{}", audit.body);
    bundle.assert_invariants();
}

/// Everything that a cash-out needs: the user, the settings, a reason of adjustments.
fn provision_wallet(desk: &Desk<'_>) {
    desk.put("/wallet-users/7", json!({ "username": "user7", "openid": "openid-of-user7" }));
    desk.put("/reasons/adjustment/opening", json!({ "text": "opening balance" }));
    let settings = json!({ "cash_rate_ppm": 10_000, "payout_enabled": true });
    let changed = desk.send("PATCH", "/wallet-settings", Some(&settings));
    assert_eq!(changed.status, 200, "{changed:?}");
}

const MERCHANT: &str = "/payee-merchants/900001";

/// Everything that a merchant of payees needs, but for the approval of its money.
fn provision_payees_asked(desk: &Desk<'_>) {
    desk.put(MERCHANT, json!({ "name": "Marketplace" }));
    desk.put(&format!("{MERCHANT}/stores/800001"), json!({}));
    desk.put(&format!("{MERCHANT}/fees/USD"), json!({ "fixed": "5", "rate_ppm": 5_000 }));
    let asked = json!({ "currency": "USD", "amount": "1000", "reason": "bank transfer" });
    desk.put(&format!("{MERCHANT}/top-ups/T-1"), asked);
}

/// The same with the money, which another operator approves. Gives the merchant's token.
fn provision_payees(desk: &Desk<'_>, finance: &Desk<'_>) -> String {
    provision_payees_asked(desk);
    let token = desk.post(&format!("{MERCHANT}/tokens"), json!({}));
    let decision = json!({ "decision": "approve", "reason": "seen on the account" });
    let decided = format!("{MERCHANT}/top-ups/T-1/decision");
    assert_eq!(desk.send("POST", &decided, Some(&decision)).status, 409, "four eyes");
    finance.post(&decided, decision);
    text(&token, "/issued/token").to_owned()
}

#[test]
fn the_walks_of_the_wallet_and_of_the_payees_pass_on_what_the_api_alone_has_provisioned() {
    let world = World::start();
    let bundle = world.bundle(&[("admin_bootstrap_token", BOOTSTRAP)]);
    let amy = owner(&bundle);
    let tom = json!({ "role": "finance", "password": PASSWORD });
    let tom = amy.put("/operators/tom", tom);
    let finance = sign_in(&bundle, "tom", text(&tom, "/issued/totp_uri"));
    provision_wallet(&amy);
    walks::wallet(&bundle);
    let token = provision_payees(&amy, &finance);
    walks::payees(&bundle, &world, &token, |customer| {
        let waiting = json_of(&amy.send("GET", "/payees?status=pending", None));
        assert_eq!(waiting["items"][0]["customer_no"], customer, "{waiting}");
        let activated =
            amy.send("PATCH", &format!("/payees/{customer}"), Some(&json!({ "status": "activated" })));
        assert_eq!(activated.status, 200, "{activated:?}");
    });
    let balances = json_of(&amy.send("GET", "/payee-merchants/900001/balances", None));
    assert_eq!(balances["items"][0]["available"], "794.00", "{balances}");
    // The whole of it is a document, but for users, payees, tokens and money.
    let export = amy.send("GET", "/configuration", None);
    let again = amy.put("/configuration", json_of(&export));
    assert_eq!((&again["created"], &again["changed"]), (&json!([]), &json!([])), "{again}");
    let audit = amy.send("GET", "/audit?limit=500", None);
    let logs = bundle.logs_with("GET /admin/api/v1/audit");
    for told in [&logs, &export.body, &audit.body] {
        assert!(!told.contains(&token));
    }
    let bytes = bundle.database_bytes();
    assert!(!bytes.windows(token.len()).any(|window| window == token.as_bytes()));
    bundle.assert_invariants();
}

#[test]
fn cookies_are_for_https_but_on_loopback_in_development() {
    for (demo_mode, begins, ends) in [
        ("true", "feiqian_admin=", "; HttpOnly; SameSite=Strict; Path=/"),
        ("false", "__Host-feiqian_admin=", "; HttpOnly; SameSite=Strict; Path=/; Secure"),
    ] {
        let bundle = empty(&[("admin_bootstrap_token", BOOTSTRAP), ("demo_mode", demo_mode)]);
        let desk = owner(&bundle);
        assert!(desk.cookie.starts_with(begins), "{}", desk.cookie);
        let who = desk.send("GET", "/session", None);
        assert_eq!((who.status, who.header("cache-control")), (200, "no-store"));
        assert_eq!(who.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
        let out = desk.send("DELETE", "/session", None);
        assert_eq!(out.status, 204);
        let cookie = out.header("set-cookie");
        assert!(cookie.starts_with(begins) && cookie.contains(ends), "{cookie}");
        assert_eq!(desk.send("GET", "/session", None).status, 401);
    }
}

#[test]
fn the_command_makes_the_first_owner_and_a_machine_imports_a_large_configuration() {
    let bundle = Bundle::with(Options { is_production: true, ..Options::on_file() });
    let xtask = std::env::var_os("FEIQIAN_XTASK").expect("run `cargo xtask test`");
    let database = bundle.database_file();
    let create = || {
        let mut command = Command::new(&xtask);
        command.args(["admin", "create-owner", "--name", "zoe", "--database"]).arg(&database);
        command.env("SPIN_VARIABLE_PII_KEY", bundle.own_key("pii_key"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("xtask");
        writeln!(child.stdin.take().expect("input"), "{PASSWORD}").expect("a password");
        child.wait_with_output().expect("xtask")
    };
    let made = create();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let uri = String::from_utf8(made.stdout).expect("a URI");
    assert!(uri.starts_with("otpauth://totp/Feiqian:zoe?secret="), "{uri}");
    assert!(!create().status.success(), "once");
    assert_eq!(bootstrap(&bundle).status, 404);
    let desk = sign_in(&bundle, "zoe", uri.trim());
    let replayed = sign_in_answer(&bundle, "zoe", uri.trim());
    // Unless a step of 30 seconds has passed between the two.
    assert!(replayed.status == 401 || replayed.status == 200 && json_of(&replayed)["operator"] == "zoe");

    let scopes = json!(["provisioning:read", "provisioning:write"]);
    let token = desk.post("/tokens", json!({ "label": "deploy", "scopes": scopes }));
    let bearer = format!("Bearer {}", text(&token, "/issued/token"));
    let banks: Vec<_> = (0..2_000)
        .map(|at| json!({ "type": "redirect", "code": format!("BANK{at}"), "name": format!("银行 {at}") }))
        .collect();
    let document = json!({ "version": 1, "banks": banks }).to_string();
    assert!(document.len() > 65_536);
    let import = |document: &str| {
        let body = Some(("application/json", document.as_bytes()));
        Answer::with_headers("PUT", &url(&bundle, "/configuration"), &[("authorization", &bearer)], body)
    };
    let report = import(&document);
    assert_eq!(report.status, 200, "{report:?}");
    assert_eq!(json_of(&report)["created"].as_array().map(Vec::len), Some(2_000));
    assert_eq!(json_of(&import(&document))["unchanged"], 2_000);
    let huge = import(&format!("{document}{}", " ".repeat(1024 * 1024)));
    assert_eq!((huge.status, text(&json_of(&huge), "/type")), (413, "urn:feiqian:problem:payload_too_large"));
    let export =
        Answer::with_headers("GET", &url(&bundle, "/configuration"), &[("authorization", &bearer)], None);
    assert_eq!(json_of(&import(&export.body))["unchanged"], 2_015);
    let audit = Answer::with_headers("GET", &url(&bundle, "/audit"), &[("authorization", &bearer)], None);
    assert_eq!(audit.status, 403, "beyond the scopes");

    // Every row of the audit is chained, and the audit knows.
    let audit = Command::new(&xtask).args(["audit", "--database"]).arg(&database).output().expect("xtask");
    let told = String::from_utf8_lossy(&audit.stdout);
    assert!(audit.status.success() && told.contains("chain   @desk:2003:"), "{told}");
    bundle.database().execute_batch("DROP TRIGGER admin_audit_bu").expect("no trigger");
    bundle.database().execute("UPDATE admin_audit SET operator = 'eve' WHERE id = 2", []).expect("a change");
    let audit = Command::new(&xtask).args(["audit", "--database"]).arg(&database).output().expect("xtask");
    let told = String::from_utf8_lossy(&audit.stdout);
    assert!(!audit.status.success() && told.contains("BROKEN  audit of the desk"), "{told}");
}

/// A command of the desk's client: exit code, standard output, standard error.
fn command(
    bundle: &Bundle,
    variables: &[(&str, &str)],
    arguments: &[&str],
    input: &str,
) -> (i32, String, String) {
    let mut command = Command::new(std::env::var_os("FEIQIAN_XTASK").expect("run `cargo xtask test`"));
    command
        .arg("admin")
        .args(arguments)
        .env("FEIQIAN_DESK_URL", bundle.url(""))
        .env_remove("FEIQIAN_DESK_TOKEN");
    command.env_remove("FEIQIAN_DESK_SESSION").envs(variables.iter().copied());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("xtask");
    write!(child.stdin.take().expect("input"), "{input}").expect("input");
    let output = child.wait_with_output().expect("xtask");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
}

#[test]
fn the_command_line_is_a_client_of_the_same_api() {
    let bundle = empty(&[("admin_bootstrap_token", BOOTSTRAP)]);
    let amy = owner(&bundle);
    let tom = amy.put("/operators/tom", json!({ "role": "finance", "password": PASSWORD }));
    provision_payees_asked(&amy);
    let scopes =
        json!(["provisioning:read", "provisioning:write", "finance:read", "money:read", "money:act"]);
    let token = amy.post("/tokens", json!({ "label": "shell", "scopes": scopes }));
    let token = text(&token, "/issued/token").to_owned();
    let folder = bundle.state().to_owned();
    let path = |name: &str| folder.join(name).to_str().expect("UTF-8").to_owned();
    std::fs::write(path("token"), format!("{token}\n")).expect("a file");
    let by_token = |arguments: &[&str], input: &str| {
        command(&bundle, &[("FEIQIAN_DESK_TOKEN", &token)], arguments, input)
    };

    // Lists by pages and filters; one; the configuration, there and back.
    for at in 1..=5 {
        amy.put(&format!("/products/{at}"), json!({ "name": format!("Shop {at}") }));
    }
    amy.send("PATCH", "/products/3", Some(&json!({ "status": "suspended" })));
    let (code, out, more) = by_token(&["list", "products", "--limit", "2"], "");
    assert_eq!((code, out.lines().count(), more.as_str()), (0, 2, "more: --after 2\n"), "{out}");
    let (code, out, _) = by_token(&["list", "--all", "products", "--limit=2", "--status", "active"], "");
    let ids: Vec<_> =
        out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")["id"].clone()).collect();
    assert_eq!((code, json!(ids)), (0, json!([1, 2, 4, 5])));
    let (code, out, _) = by_token(&["show", "payee-merchants/900001/top-ups", "T-1"], "");
    assert_eq!((code, out.contains(r#""status":"asked""#)), (0, true), "{out}");
    let by_file = ["show", "--token-file", &path("token"), "payee-merchants", "900001"];
    assert_eq!(command(&bundle, &[], &by_file, "").0, 0);
    let (code, _, error) = by_token(&["export", "--output", &path("configuration.json")], "");
    assert_eq!(code, 0, "{error}");
    let (code, out, _) = by_token(&["import", &path("configuration.json")], "");
    assert_eq!((code, out.contains(r#""created":[]"#)), (0, true), "{out}");
    let (code, out, _) = by_token(&["rotate", "products", "1", "--overlap-seconds", "60"], "");
    assert_eq!((code, out.contains(r#""issued":{"key":""#)), (0, true), "{out}");
    let body = r#"{"name":"By call"}"#;
    let (code, out, _) = by_token(&["call", "put", "products/9", "--body", "-"], body);
    assert_eq!((code, out.contains("By call")), (0, true), "{out}");

    // Refusals are printed as they are, each kind with its code.
    let refused = |outcome: (i32, String, String), code: i32, kind: &str| {
        assert_eq!((outcome.0, outcome.1.as_str()), (code, ""), "{}", outcome.2);
        let problem: Value = serde_json::from_str(&outcome.2).expect("a problem");
        assert_eq!(problem["type"], format!("urn:feiqian:problem:{kind}"));
    };
    refused(by_token(&["show", "products", "77"], ""), 4, "not_found");
    refused(by_token(&["call", "PATCH", "products/9", "--body", "-"], r#"{"name":""}"#), 4, "invalid");
    refused(by_token(&["list", "operators"], ""), 3, "forbidden");
    let approve = ["approve", "payee-merchants/900001/top-ups", "T-1", "--reason", "seen"];
    refused(by_token(&approve, ""), 3, "forbidden");
    refused(
        command(&bundle, &[("FEIQIAN_DESK_TOKEN", "feiqian_x")], &["list", "products"], ""),
        3,
        "unauthorized",
    );
    let nobody = command(&bundle, &[], &["list", "products"], "");
    assert!(nobody.0 == 1 && nobody.2.contains("FEIQIAN_DESK_TOKEN"), "{nobody:?}");
    assert_eq!(by_token(&["list"], "").0, 2);
    let far = by_token(&["list", "--url", "http://pay.example.com", "products"], "");
    assert!(far.0 == 1 && far.2.contains("clear text"), "{far:?}");

    // Money is listed and acted on in the same way.
    assert_eq!(
        by_token(&["list", "deposits", "--status", "open", "--limit", "5"], ""),
        (0, String::new(), String::new())
    );
    refused(by_token(&["list", "deposits", "--status", "perhaps"], ""), 4, "invalid");
    refused(by_token(&["show", "withdrawals", "M001W1"], ""), 4, "not_found");
    let event = "0123456789abcdef0123456789abcdef";
    refused(by_token(&["resend", event, "--reason", "they ask"], ""), 4, "not_found");
    refused(by_token(&["retry", "payee-123456789012345678", "--reason", "they ask"], ""), 4, "not_found");
    refused(by_token(&["refuse", "withdrawals", "M001W1", "--reason", "they ask"], ""), 3, "forbidden");

    // What no token may do, people do, with a session.
    let uri = text(&tom, "/issued/totp_uri");
    let session = path("session.json");
    let sign_in = ["sign-in", "--name", "tom", "--code", &code_of(uri), "--output", &session];
    let (code, _, error) = command(&bundle, &[], &sign_in, &format!("{PASSWORD}\n"));
    assert_eq!(code, 0, "{error}");
    let variables = [("FEIQIAN_DESK_SESSION", session.as_str())];
    let (code, out, error) = command(&bundle, &variables, &approve, "");
    assert_eq!((code, out.contains(r#""status":"approved""#)), (0, true), "{out}{error}");
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(&session).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    bundle.assert_invariants();
}

#[test]
fn the_demo_operator_signs_in_where_there_is_demo_data() {
    let bundle = Bundle::start();
    let uri = format!("x?secret={}", feiqian_vault::demo::OPERATOR_CODE_SECRET);
    let body = json!({ "name": "demo", "password": "demo-pass-0001", "code": code_of(&uri) }).to_string();
    let answer = Answer::of("POST", &url(&bundle, "/session"), Some(("application/json", body.as_bytes())));
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(json_of(&answer)["role"], "owner");
}
