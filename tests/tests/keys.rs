//! Keys follow one another while the bundle serves (docs/keys.md): `cargo xtask keys` beside running
//! bundles, killed and started again.

use feiqian_tests::{Answer, Bundle, Options, payee_sign, signed};
use feiqian_vault::{Place, Vault, demo};
use rusqlite::Connection;
use std::io::Write;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

const TOKEN: &str = "unit-test-token-0001";
const REGISTER: &str = "/v3/payee/register";
const CREATE: &str = "/v3/customers/account/create/bank-account";

/// The development keys alone, after which the steps of a change follow one another.
const STEPS: [[(&str, &str); 2]; 4] = [
    [("pii_key", demo::PII_KEY), ("pii_index_key", demo::PII_INDEX_KEY)],
    [
        (
            "pii_key",
            "dev1:64656d6f2d7069692d6b65792d6f662d746865207061796565202020202020ff,new1:1111111111111111111111111111111111111111111111111111111111111111",
        ),
        (
            "pii_index_key",
            "64656d6f2d7069692d696e6465782d6b6579202020202020202020202020ffff,2222222222222222222222222222222222222222222222222222222222222222",
        ),
    ],
    [
        (
            "pii_key",
            "new1:1111111111111111111111111111111111111111111111111111111111111111,dev1:64656d6f2d7069692d6b65792d6f662d746865207061796565202020202020ff",
        ),
        (
            "pii_index_key",
            "2222222222222222222222222222222222222222222222222222222222222222,64656d6f2d7069692d696e6465782d6b6579202020202020202020202020ffff",
        ),
    ],
    [
        ("pii_key", "new1:1111111111111111111111111111111111111111111111111111111111111111"),
        ("pii_index_key", "2222222222222222222222222222222222222222222222222222222222222222"),
    ],
];

fn step(number: usize) -> Options {
    Options { variables: STEPS[number].to_vec(), ..Options::default() }
}

/// `cargo xtask keys`.
fn keys(database: &Bundle, arguments: &[&str], input: &str) -> Output {
    let mut child = spawn(database, arguments);
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn spawn(database: &Bundle, arguments: &[&str]) -> Child {
    let xtask = std::env::var_os("FEIQIAN_XTASK").expect("run `cargo xtask test`");
    let mut command = Command::new(xtask);
    command.arg("keys").args(arguments).arg("--database").arg(database.database_file());
    command.env_remove("SPIN_VARIABLE_PII_KEY").env_remove("SPIN_VARIABLE_PII_INDEX_KEY");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("xtask")
}

fn succeeded(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn payee(token: &str, pairs: &[(&str, &str)]) -> String {
    let common = [("merchantNo", "900001"), ("storeNo", "800001"), ("timestamp", "2026-01-02T03:04:05Z")];
    let mut all = [&common, pairs].concat();
    let sign = payee_sign(token, &all);
    all.push(("verifySign", &sign));
    let members: serde_json::Map<String, serde_json::Value> =
        all.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    serde_json::Value::Object(members).to_string()
}

fn register(bundle: &Bundle, email: &str, id: &str) -> Answer {
    let body = payee(
        TOKEN,
        &[
            ("profileType", "INDIVIDUAL"),
            ("firstName", "霸"),
            ("lastName", "雄"),
            ("email", &format!("{email}@example.test")),
            ("dateOfBirth", "1990-03-07"),
            ("governmentId", &format!("ID-{id}-4493")),
            ("governmentIdType", "ID_CARD"),
            ("countryCode", "CN"),
            ("state", "北京"),
            ("city", "北京"),
            ("street", "长城"),
            ("zip", "100000"),
        ],
    );
    bundle.post_json(REGISTER, &body)
}

/// An account; the address is none of its details.
fn create(bundle: &Bundle, customer: &str, number: &str, ip: &str) -> Answer {
    let body = payee(
        TOKEN,
        &[
            ("accountCountry", "US"),
            ("accountCurrency", "USD"),
            ("accountTag", "01"),
            ("accountType", "BANK_ACCOUNT"),
            ("bankAccountId", number),
            ("bankName", "First Bank"),
            ("branchId", "021000021"),
            ("bankAccountPurpose", "CHECKING"),
            ("clientIp", ip),
            ("customerNo", customer),
            ("ipnUrl", "https://example.com/notify"),
        ],
    );
    bundle.post_json(CREATE, &body)
}

fn member(answer: &Answer, name: &str) -> String {
    let (_, rest) = answer.body.split_once(&format!("\"{name}\":\"")).unwrap_or_else(|| panic!("{answer:?}"));
    rest.split('"').next().unwrap().to_owned()
}

/// A payee with an account: its number, the account's token.
fn with_account(bundle: &Bundle, name: &str) -> (String, String) {
    let customer = member(&register(bundle, name, name), "customerNo");
    let token = member(&create(bundle, &customer, "123456789", "203.0.113.1"), "accountToken");
    (customer, token)
}

/// Whether a payee and an account of it are found again.
fn check_found(bundle: &Bundle, name: &str, customer: &str, token: &str, turn: &str) {
    let duplicate = register(bundle, &format!("{name}-{turn}"), name);
    assert!(duplicate.body.contains("governmentId"), "{name}: {duplicate:?}");
    let same = create(bundle, customer, "123456789", &format!("203.0.113.{turn}"));
    assert_eq!(member(&same, "accountToken"), token, "{name}");
    let other = create(bundle, customer, "123456780", &format!("198.51.100.{turn}"));
    assert!(other.body.contains("accountTag"), "{name}: {other:?}");
}

/// Every sealed value of the payees' part, opened.
fn opened(database: &Connection, vault: &Vault) -> Vec<String> {
    let mut values = Vec::new();
    for (what, query) in [
        ("token", "SELECT CAST(token_id AS TEXT), merchant_no, token_key_id, token_enc FROM payee_token"),
        ("id", "SELECT customer_no, merchant_no, gov_id_key_id, gov_id_enc FROM payee"),
        ("number", "SELECT account_token, merchant_no, number_key_id, number_enc FROM payee_account"),
    ] {
        let mut rows = database.prepare(query).unwrap();
        let rows = rows.query_map([], |row| {
            let (id, merchant): (String, String) = (row.get(0)?, row.get(1)?);
            let (key_id, sealed): (String, Vec<u8>) = (row.get(2)?, row.get(3)?);
            let place = match what {
                "token" => Place::token(&merchant, &id),
                "id" => Place::government_id(&merchant, &id),
                _ => Place::number(&merchant, &id),
            };
            let value =
                vault.open(place, &key_id, &sealed).unwrap_or_else(|error| panic!("{what} {id}: {error}"));
            Ok(format!("{what} {id} {value}"))
        });
        values.extend(rows.unwrap().map(Result::unwrap));
    }
    values.sort_unstable();
    values
}

/// Everything comes under new keys while payees are registered and looked for, and the command is killed again and again.
#[test]
fn payees_come_under_new_keys_while_the_bundle_serves() {
    let first = Bundle::with(step(0));
    let old: Vec<_> =
        (0..240).map(|n| (format!("old{n}"), with_account(&first, &format!("old{n}")))).collect();
    let before = opened(&first.database(), &Vault::new(demo::PII_KEY, demo::PII_INDEX_KEY).unwrap());

    // Instances of two steps side by side.
    let second = first.beside_with(step(1));
    for (name, (customer, token)) in old.iter().take(5) {
        check_found(&second, name, customer, token, "2");
    }
    let (customer, token) = with_account(&second, "second");
    check_found(&first, "second", &customer, &token, "1");
    drop(first);
    let third = second.beside_with(step(2));
    check_found(&third, "second", &customer, &token, "3");
    let (customer, token) = with_account(&third, "third");
    check_found(&second, "third", &customer, &token, "2");
    drop(second);

    let [(_, pii_key), (_, index_key)] = STEPS[2];
    let arguments = ["reseal", "--pii-key", pii_key, "--pii-index-key", index_key];
    let (done, looked, kills) = (AtomicBool::new(false), AtomicUsize::new(0), 12);
    thread::scope(|scope| {
        for worker in 0..2 {
            let (third, old, done, looked) = (&third, &old, &done, &looked);
            scope.spawn(move || {
                for (round, (name, (customer, token))) in old.iter().cycle().skip(worker * 120).enumerate() {
                    if done.load(Ordering::Relaxed) && round >= 120 {
                        break;
                    }
                    let turn = format!("{}", 10 + round % 200);
                    if round < 200 {
                        check_found(third, name, customer, token, &turn);
                    }
                    let new =
                        register(third, &format!("new{worker}-{round}"), &format!("new{worker}-{round}"));
                    assert!(new.body.contains("000100"), "{new:?}");
                    looked.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for kill in 0..kills {
            let mut child = spawn(&third, &arguments);
            thread::sleep(Duration::from_millis(7 * kill));
            child.kill().unwrap();
            child.wait().unwrap();
        }
        succeeded(&keys(&third, &arguments, ""));
        done.store(true, Ordering::Relaxed);
    });
    assert!(looked.load(Ordering::Relaxed) >= 240);
    succeeded(&keys(&third, &arguments, ""));
    third.assert_invariants();

    let fourth = third.beside_with(step(3));
    drop(third);
    let [(_, pii_key), (_, index_key)] = STEPS[3];
    let after = opened(&fourth.database(), &Vault::new(pii_key, index_key).unwrap());
    let lost: Vec<_> = before.iter().filter(|value| after.binary_search(value).is_err()).collect();
    assert!(lost.is_empty(), "{lost:?}");
    for (name, (customer, token)) in &old {
        check_found(&fourth, name, customer, token, "250");
    }
    check_found(&fourth, "third", &customer, &token, "250");
    // Nothing is left under the old keys, and nothing in another state than it should be.
    let output =
        succeeded(&keys(&fourth, &["reseal", "--pii-key", pii_key, "--pii-index-key", index_key], ""));
    assert!(output.lines().all(|line| line.contains(" 0 changed, ")), "{output}");
    fourth.assert_invariants();
}

/// Keys of products: made, sealed and exchanged while requests under them are answered.
#[test]
fn a_product_key_is_exchanged_and_sealed_without_a_refused_request() {
    let bundle = Bundle::start();
    let status = |key: &str| {
        let query = signed(key, &[("product_id", "1"), ("product_user_id", "1000001")]);
        let answer = bundle.get(&format!("/bank_list?{query}"));
        answer.body.split(',').next().unwrap().to_owned()
    };
    let (good, forbidden) = ("{\"code\":200", "{\"code\":403");
    assert_eq!(status("demo-key-0001"), good);

    // Sealed where it lies: nobody notices, and the file does not hold it any more after the next checkpoint.
    succeeded(&keys(&bundle, &["seal", "--pii-key", demo::PII_KEY], ""));
    let stored: String =
        bundle.database().query_row("SELECT key FROM products WHERE id = 1", [], |row| row.get(0)).unwrap();
    assert!(stored.starts_with("sealed:v1:dev1:"), "{stored}");
    assert_eq!((status("demo-key-0001").as_str(), status("wrong-key-000001").as_str()), (good, forbidden));

    // A new one, made and shown once, sealed as the other one.
    let product = ["product", "--product", "1", "--pii-key", demo::PII_KEY];
    let refused = keys(&bundle, &product, "too short\n");
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("16 to 128"));
    let printed = succeeded(&keys(&bundle, &[&product[..], &["--generate"]].concat(), ""));
    let new = printed.trim();
    assert_eq!(new.len(), 64);
    assert_eq!((status(new).as_str(), status("demo-key-0001").as_str()), (good, good));
    let stored: String = bundle
        .database()
        .query_row("SELECT next_key FROM products WHERE id = 1", [], |row| row.get(0))
        .unwrap();
    assert!(stored.starts_with("sealed:v1:dev1:"), "{stored}");

    // A third one at once instead of the older.
    let now = ["--replace", "--overlap", "0"];
    succeeded(&keys(&bundle, &[&product[..], &now].concat(), "the third key of product 1\n"));
    assert_eq!(status("demo-key-0001"), forbidden);
    assert_eq!(status("the third key of product 1"), good);

    // A token that nobody had to seal by hand.
    let token = ["token", "--merchant", "900001", "--pii-key", demo::PII_KEY];
    succeeded(&keys(&bundle, &token, "the second token of 900001\n"));
    for token in [TOKEN, "the second token of 900001"] {
        let answer = bundle.post_json("/v3/payouts/balance", &payee(token, &[]));
        assert!(answer.body.contains("000100"), "{answer:?}");
    }
    let logs = bundle.logs();
    for secret in ["demo-key-0001", new, "the third key", "the second token"] {
        assert!(!logs.contains(secret), "{secret}");
    }
}
