//! The schema from the components alone: a database that is empty, old or of a later version, several nodes that find it so
//! at once, in process and on libSQL.

use feiqian_tests::bundle::{Database, repository};
use feiqian_tests::desk::DISPATCH_TOKEN;
use feiqian_tests::{Answer, Bundle, Options, payee_sign, signed, sqld, wallet_token};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Barrier;
use std::thread;
use std::time::Instant;
use tempfile::TempDir;

const KEY: &str = "demo-key-0001";

/// What a bundle has that has only its components.
fn bare(database: Database, variables: &[(&'static str, &'static str)]) -> Options {
    Options {
        database: Some(database),
        without_sql: true,
        variables: variables.to_vec(),
        ..Options::default()
    }
}

/// In process, and on libSQL if there is a server.
fn databases() -> Vec<Database> {
    let mut all = vec![Database::File];
    if sqld::program().inspect_err(|fault| eprintln!("{fault}")).is_ok() {
        all.push(Database::LibSql(Vec::new()));
    }
    all
}

fn cities(bundle: &Bundle) -> Answer {
    bundle.get(&format!("/province_cities?{}", signed(KEY, &[("product_id", "1"), ("code", "440000000000")])))
}

fn create(bundle: &Bundle, user: &str) -> Answer {
    bundle.post_form("/create_customer", &signed(KEY, &[("product_id", "1"), ("product_user_id", user)]))
}

fn wallet(bundle: &Bundle) -> Answer {
    let authorization = format!("Bearer {}", wallet_token("1", "cash.create", "EdDSA"));
    Answer::with_headers("GET", &bundle.url("/api/wallet/cash"), &[("authorization", &authorization)], None)
}

fn balance(bundle: &Bundle) -> Answer {
    let mut all =
        vec![("merchantNo", "900001"), ("storeNo", "800001"), ("timestamp", "2026-01-02T03:04:05Z")];
    let sign = payee_sign("unit-test-token-0001", &all);
    all.push(("verifySign", &sign));
    let members: serde_json::Map<String, Value> =
        all.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    bundle.post_json("/v3/payouts/balance", &Value::Object(members).to_string())
}

fn bearing(method: &str, bundle: &Bundle, path: &str) -> Answer {
    let authorization = format!("Bearer {DISPATCH_TOKEN}");
    Answer::with_headers(method, &bundle.url(path), &[("authorization", &authorization)], None)
}

fn migrate(bundle: &Bundle) -> Value {
    let answer = bearing("POST", bundle, "/internal/migrate");
    assert_eq!(answer.status, 200, "{answer:?}\n{}", bundle.logs());
    serde_json::from_str(&answer.body).unwrap()
}

/// Writes the demo data, as a test may: behind the bundle's back.
fn write_demo(bundle: &Bundle) {
    let database = bundle.database();
    database.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
    let mut files: Vec<PathBuf> = std::fs::read_dir(repository().join("sql/demo"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files.push(feiqian_tests::bundle::manifest().with_file_name("demo.sql"));
    for file in files {
        database.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
    }
}

/// One signed request of every part is answered as it should be.
fn assert_serves(bundle: &Bundle) {
    let answer = cities(bundle);
    assert!(answer.status == 200 && answer.body.contains(r#""code":200"#), "{answer:?}");
    let answer = create(bundle, "alice");
    assert!(answer.status == 200 && answer.body.contains(r#""code":200"#), "{answer:?}");
    let answer = bundle.get(&format!(
        "/deposit_channel?{}",
        signed(KEY, &[("product_id", "1"), ("product_user_id", "alice")])
    ));
    assert!(answer.body.contains(r#""code":200"#), "{answer:?}");
    let answer = bundle.get(&format!(
        "/withdraw_channel?{}",
        signed(KEY, &[("product_id", "1"), ("product_user_id", "alice")])
    ));
    assert!(answer.body.contains(r#""code":200"#), "{answer:?}");
    let answer = bundle.post_json("/token", r#"{"pid":"M001","account":"ops","pwd":"demo-pass-0001"}"#);
    assert!(answer.body.contains(r#""code":200"#), "{answer:?}");
    let answer = wallet(bundle);
    assert!(answer.status == 200 && answer.body.contains(r#""data":["#), "{answer:?}");
    let answer = balance(bundle);
    assert!(answer.status == 200 && answer.body.contains(r#""ret_code":"000100""#), "{answer:?}");
    let answer = bearing("POST", bundle, "/internal/dispatch");
    assert!(answer.status == 200 && answer.body.contains(r#""dead":0"#), "{answer:?}");
    assert_eq!(bundle.get("/internal/ready").body, r#"{"status":"ready"}"#);
    bundle.assert_invariants();
}

/// Kind and name of everything, and the columns of tables; the client of a server reprints what it sends.
fn shape(database: &Connection) -> Vec<String> {
    let all = "SELECT type || ' ' || name FROM sqlite_master
                WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'libsql\\_%' ESCAPE '\\'
               UNION ALL
               SELECT m.name || ' ' || lower(concat_ws(' ', c.cid, c.name, c.type, c.\"notnull\", c.pk, c.hidden))
                 FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table'
                  AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name NOT LIKE 'libsql\\_%' ESCAPE '\\'
               ORDER BY 1";
    let mut statement = database.prepare(all).unwrap();
    let lines = statement.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap);
    lines.filter(|line| ["simulator", "sim_"].iter().all(|other| !line.contains(other))).collect()
}

/// Fails at the first line that only the files have, or only the database.
fn assert_is_that_of_the_files(database: &Connection, of: &str) {
    let (left, right) = (shape(database), shape_of_the_files());
    let only = |these: &[String], those: &[String]| these.iter().find(|line| !those.contains(line)).cloned();
    assert_eq!((only(&left, &right), only(&right, &left)), (None, None), "{of}");
}

/// What `sql/` makes.
fn shape_of_the_files() -> Vec<String> {
    let database = Connection::open_in_memory().unwrap();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(repository().join("sql")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ends| ends == "sql"));
    files.sort();
    for file in files {
        database.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
    }
    shape(&database)
}

#[test]
fn a_bundle_without_files_makes_its_schema_at_the_first_request() {
    for database in databases() {
        let bundle = Bundle::with(bare(database.clone(), &[]));
        // The product does not exist yet: the contract's own answer, from tables that are there.
        let answer = cities(&bundle);
        assert!(
            answer.status == 200 && answer.body.contains(r#""code":403"#),
            "{answer:?}\n{}",
            bundle.logs()
        );
        assert_is_that_of_the_files(&bundle.database(), "a bare bundle");
        write_demo(&bundle);
        assert_serves(&bundle);
        assert_eq!(migrate(&bundle)["applied"], json!([]), "{database:?}");
        assert!(!bundle.logs().contains("this version needs"), "{}", bundle.logs());
    }
}

/// `auto_migrate` and nothing else: no token, no key.
#[test]
fn a_bundle_with_nothing_but_auto_migrate_makes_its_schema() {
    let manifest = repository().join("spin.toml");
    let options = Options { manifest: Some(manifest), ..bare(Database::File, &[("auto_migrate", "true")]) };
    let bundle = Bundle::with(options);
    let answer = cities(&bundle);
    assert!(answer.status == 200 && answer.body.contains(r#""code":403"#), "{answer:?}\n{}", bundle.logs());
    let answer = bundle.get("/internal/ready");
    let missing = [
        "dispatch_token",
        "wallet_jwt_alg",
        "wallet_jwt_key",
        "wallet_jwt_issuer",
        "wallet_jwt_audience",
        "pii_key",
        "pii_index_key",
    ];
    let said: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!((answer.status, said), (503, json!({ "error": "not_ready", "missing": missing })));
    assert_is_that_of_the_files(&bundle.database(), "a bare bundle");
}

#[test]
fn nodes_that_start_at_once_make_the_schema_once() {
    const CALLERS: usize = 24;
    for database in databases() {
        let first = Bundle::with(bare(database.clone(), &[]));
        let nodes = [&first, &first.beside(), &first.beside()];
        let start = Barrier::new(CALLERS);
        let answers: Vec<Answer> = thread::scope(|scope| {
            let start = &start;
            let callers: Vec<_> = (0..CALLERS)
                .map(|caller| {
                    let node = nodes[caller % nodes.len()];
                    scope.spawn(move || {
                        start.wait();
                        match caller % 4 {
                            0 => bearing("POST", node, "/internal/migrate"),
                            1 => create(node, "nobody"),
                            2 => balance(node),
                            _ => cities(node),
                        }
                    })
                })
                .collect();
            callers.into_iter().map(|caller| caller.join().unwrap()).collect()
        });
        let logs = || nodes.map(Bundle::logs).join("\n");
        assert!(answers.iter().all(|answer| answer.status < 500), "{database:?} {answers:?}\n{}", logs());
        let worked: Vec<_> =
            answers.iter().filter(|answer| answer.body.contains(r#""applied":["schema"]"#)).collect();
        assert!(worked.len() <= 1, "{database:?}: {worked:?}");
        assert_is_that_of_the_files(&first.database(), "several nodes");
        write_demo(&first);
        nodes.iter().for_each(|node| assert_serves(node));
    }
}

#[test]
fn two_nodes_that_are_asked_to_migrate_at_once_do_it_once() {
    const CALLS: usize = 8;
    for database in databases() {
        let first = Bundle::with(bare(database.clone(), &[("auto_migrate", "false")]));
        let second = first.beside();
        let start = Barrier::new(CALLS);
        let answers: Vec<Value> = thread::scope(|scope| {
            let (nodes, start) = ([&first, &second], &start);
            let calls: Vec<_> = (0..CALLS)
                .map(|call| {
                    scope.spawn(move || {
                        start.wait();
                        migrate(nodes[call % 2])
                    })
                })
                .collect();
            calls.into_iter().map(|call| call.join().unwrap()).collect()
        });
        let worked = answers.iter().filter(|said| said["applied"] == json!(["schema"]) && said["from"] == 0);
        assert_eq!(worked.count(), 1, "{database:?}: {answers:?}");
        let idle = answers.iter().filter(|said| said["applied"] == json!([]) && said["from"] == said["to"]);
        assert_eq!(idle.count(), CALLS - 1, "{database:?}: {answers:?}");
        assert_is_that_of_the_files(&first.database(), "several nodes");
        write_demo(&first);
        assert_serves(&second);
    }
}

/// Every part refuses in its own form.
fn assert_refuses(bundle: &Bundle, what: &str) {
    for answer in [cities(bundle), create(bundle, "alice")] {
        assert!(answer.status == 503 && answer.body.contains("service busy"), "{what}: {answer:?}");
        assert_eq!(answer.header("retry-after"), "1", "{what}");
    }
    let answer = wallet(bundle);
    assert!(answer.status == 503 && answer.body.contains("service_busy"), "{what}: {answer:?}");
    let answer = balance(bundle);
    assert!(answer.status == 503 && answer.body.contains("service busy"), "{what}: {answer:?}");
    let answer = bearing("POST", bundle, "/internal/dispatch");
    assert_eq!((answer.status, answer.body.as_str()), (503, r#"{"error":"service_busy"}"#), "{what}");
}

#[test]
fn without_auto_migrate_a_missing_schema_is_refused_until_somebody_migrates() {
    for database in databases() {
        let bundle = Bundle::with(bare(database.clone(), &[("auto_migrate", "false")]));
        assert_refuses(&bundle, "missing");
        let newest = migrations().last().unwrap().0;
        let line = format!(
            "no schema, this version needs {newest}: run POST /internal/migrate or cargo xtask migrate"
        );
        bundle.logs_with(&line);
        assert_eq!(bundle.get("/internal/ready").body, r#"{"error":"not_ready","missing":["schema"]}"#);
        let without = Answer::of("POST", &bundle.url("/internal/migrate"), None);
        assert_eq!((without.status, without.body.as_str()), (401, r#"{"error":"unauthorized"}"#));
        assert_eq!(shape(&bundle.database()), Vec::<String>::new(), "{database:?}");
        let begun = Instant::now();
        assert_eq!(
            migrate(&bundle),
            json!({ "from": 0, "to": newest, "applied": ["schema"] }),
            "{database:?}"
        );
        println!("{database:?}: an empty database in {:?}", begun.elapsed());
        let begun = Instant::now();
        bundle.database().execute_batch("CREATE INDEX another ON products (name)").unwrap();
        assert_eq!(migrate(&bundle)["applied"], json!(["schema"]), "{database:?}");
        println!("{database:?}: all rules anew in {:?}", begun.elapsed());
        write_demo(&bundle);
        thread::sleep(std::time::Duration::from_millis(1_100));
        assert_serves(&bundle);
    }
}

#[test]
fn a_schema_of_a_later_version_is_refused_and_never_migrated() {
    for variables in [[("auto_migrate", "true")], [("auto_migrate", "false")]] {
        let bundle = Bundle::with(Options { variables: variables.to_vec(), ..Options::on_file() });
        let later = "INSERT INTO schema_migrations VALUES (9999, 'later', 0)";
        bundle.database().execute(later, []).unwrap();
        let customers = || -> i64 {
            bundle.database().query_row("SELECT count(*) FROM customers", [], |row| row.get(0)).unwrap()
        };
        let before = (shape(&bundle.database()), customers());
        assert_refuses(&bundle, "later");
        bundle.logs_with("schema 9999, this version knows ");
        assert_eq!(bundle.get("/internal/ready").body, r#"{"error":"not_ready","missing":["schema"]}"#);
        let answer = bearing("POST", &bundle, "/internal/migrate");
        assert_eq!((answer.status, answer.body.as_str()), (409, r#"{"error":"newer_schema"}"#));
        assert_eq!((shape(&bundle.database()), customers()), before);
    }
}

/// The tables are those of this version, but an earlier release made the triggers.
#[test]
fn the_rules_of_an_earlier_release_are_made_anew_or_refused() {
    for automatic in ["false", "true"] {
        let variables = vec![("auto_migrate", automatic)];
        let bundle = Bundle::with(Options { variables, ..Options::on_file() });
        migrate(&bundle);
        let earlier = "UPDATE schema_release SET since = '0.0.1', release = '0.0.1', digest = 'another';
            DROP TRIGGER deposit_records_bd";
        bundle.database().execute_batch(earlier).unwrap();
        if automatic == "false" {
            assert_refuses(&bundle, "earlier");
            bundle.logs_with(" of release 0.0.1, this version needs ");
            assert_eq!(migrate(&bundle)["applied"], json!(["schema"]));
            thread::sleep(std::time::Duration::from_millis(1_100));
        }
        assert_serves(&bundle);
        assert_is_that_of_the_files(&bundle.database(), "earlier");
    }
}

/// The numbers and names of the migrations.
fn migrations() -> Vec<(i64, String)> {
    let entries = std::fs::read_dir(repository().join("sql/migrations")).unwrap();
    let mut all: Vec<(i64, String)> = entries
        .map(|entry| {
            let name = entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned();
            (name.split('_').next().unwrap().parse().unwrap(), name)
        })
        .collect();
    all.sort();
    all
}

/// A database of an earlier version: its tables, rows, then its indexes, views and triggers.
fn old_database(folder: &Path, schema: &str, rows: &str) -> PathBuf {
    let path = folder.join("old.db");
    write_old(&Connection::open(&path).unwrap(), schema, rows);
    path
}

fn write_old(database: &Connection, schema: &str, rows: &str) {
    let read = |file: &str| std::fs::read_to_string(repository().join("tests/upgrade").join(file)).unwrap();
    let schema = read(schema);
    let (tables, rules) = schema.split_once("-- after the data").unwrap();
    for text in ["PRAGMA foreign_keys = OFF", tables, "BEGIN", &read(rows), "COMMIT", rules] {
        database.execute_batch(text).unwrap();
    }
}

#[test]
fn an_older_database_of_a_server_is_upgraded_and_serves() {
    if sqld::program().inspect_err(|fault| eprintln!("{fault}")).is_err() {
        return;
    }
    for rows in ["cashier-6.sql", "payee-6.sql"] {
        let bundle = Bundle::with(bare(Database::LibSql(Vec::new()), &[("auto_migrate", "false")]));
        write_old(&bundle.database(), "schema-6.sql", rows);
        assert_refuses(&bundle, rows);
        bundle.logs_with("schema 6, this version needs ");
        let said = migrate(&bundle);
        assert_eq!(
            (&said["from"], said["applied"].as_array().unwrap().last()),
            (&json!(6), Some(&json!("schema")))
        );
        thread::sleep(std::time::Duration::from_millis(1_100));
        let answer = cities(&bundle);
        assert!(answer.body.contains(r#""code":200"#), "{rows}: {answer:?}\n{}", bundle.logs());
        assert_is_that_of_the_files(&bundle.database(), rows);
        bundle.assert_invariants();
        assert_eq!(migrate(&bundle)["applied"], json!([]), "{rows}");
    }
}

#[test]
fn a_database_of_an_earlier_version_is_upgraded_and_serves() {
    for (schema, rows, from) in [
        ("schema-0.1.0.sql", "cashier-0.1.0.sql", 1),
        ("schema-6.sql", "cashier-6.sql", 6),
        ("schema-6.sql", "payouts-6.sql", 6),
    ] {
        for automatic in ["true", "false"] {
            let folder = TempDir::new().unwrap();
            let file = Some(old_database(folder.path(), schema, rows));
            let variables = [("auto_migrate", automatic)];
            let options = Options { database_file: file, ..bare(Database::File, &variables) };
            let bundle = Bundle::with(options);
            if automatic == "false" {
                assert_refuses(&bundle, rows);
                bundle.logs_with(&format!("schema {from}, this version needs "));
                let said = migrate(&bundle);
                let expected: Vec<Value> = migrations()
                    .into_iter()
                    .filter(|(number, _)| *number > from)
                    .map(|(_, name)| name.into())
                    .chain([json!("schema")])
                    .collect();
                assert_eq!(said["from"], from, "{rows}");
                // Of those that a table tells, the older database's tables are new.
                let applied = said["applied"].as_array().unwrap();
                assert!(applied.iter().all(|step| expected.contains(step)) && applied.len() > 1, "{said}");
                thread::sleep(std::time::Duration::from_millis(1_100));
            }
            let answer = cities(&bundle);
            assert!(answer.body.contains(r#""code":200"#), "{rows}: {answer:?}\n{}", bundle.logs());
            assert_is_that_of_the_files(&bundle.database(), rows);
            bundle.assert_invariants();
            assert_eq!(migrate(&bundle)["applied"], json!([]), "{rows}");
        }
    }
}

/// A node that is killed in the middle leaves the database as it was, or done.
#[test]
fn a_migration_that_is_killed_is_done_or_has_not_begun() {
    const KILLS: u64 = 12;
    let folder = TempDir::new().unwrap();
    let file = old_database(folder.path(), "schema-0.1.0.sql", "cashier-0.1.0.sql");
    let before = shape(&Connection::open(&file).unwrap());
    let mut undone = 0;
    for kill in 0..KILLS {
        let options = bare(Database::File, &[("auto_migrate", "false")]);
        let mut bundle = Bundle::with(Options { database_file: Some(file.clone()), ..options });
        // The component is compiled and has a connection.
        assert_eq!(bundle.get("/internal/ready").status, 503);
        thread::scope(|scope| {
            let call = scope.spawn(|| {
                let authorization = format!("Bearer {DISPATCH_TOKEN}");
                let headers = [("authorization", authorization.as_str())];
                Answer::attempt("POST", &bundle.url("/internal/migrate"), &headers, None).is_ok()
            });
            thread::sleep(std::time::Duration::from_millis(kill * 6));
            bundle.signal_kill();
            call.join().unwrap()
        });
        bundle.kill();
        let after = shape(&bundle.database());
        match after == before {
            true => undone += 1,
            false => assert_is_that_of_the_files(&bundle.database(), "killed"),
        }
        bundle.kill_and_restart();
        migrate(&bundle);
        assert_is_that_of_the_files(&bundle.database(), "after a kill");
        bundle.assert_invariants();
    }
    println!("{undone} of {KILLS} kills came before the commit");
}

/// `cargo xtask migrate` on a server.
#[test]
fn xtask_migrates_a_server() {
    if sqld::program().inspect_err(|fault| eprintln!("{fault}")).is_err() {
        return;
    }
    let bundle = Bundle::with(bare(Database::LibSql(Vec::new()), &[("auto_migrate", "false")]));
    let xtask = std::env::var("FEIQIAN_XTASK").expect("run `cargo xtask test`");
    let migrate = |check: &[&str]| {
        let arguments = ["migrate", "--database", &bundle.sqld().url()];
        let output = Command::new(&xtask).args(arguments).args(check).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let newest = migrations().last().unwrap().0;
    assert_eq!(migrate(&["--check"]), "schema version 0, 1 steps to apply\n  schema\n");
    assert_refuses(&bundle, "only checked");
    assert_eq!(
        migrate(&[]),
        format!("schema version 0, 1 steps to apply\n  schema\nschema version {newest}\n")
    );
    assert_eq!(migrate(&["--check"]), format!("schema version {newest}, 0 steps to apply\n"));
    assert_is_that_of_the_files(&bundle.database(), "a bare bundle");
    write_demo(&bundle);
    thread::sleep(std::time::Duration::from_millis(1_100));
    assert_serves(&bundle);
}
