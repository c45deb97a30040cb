//! `POST /internal/migrate` on empty databases, old ones, right ones and later ones.

use feiqian_delivery::testing::DISPATCH_TOKEN;
use feiqian_platform::http::{Method, Request, header};
use feiqian_platform::native::block_on;
use feiqian_platform::{Platform, schema};
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::{Batch, Connection};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::thread;
use tempfile::TempDir;

const NOW_MS: i64 = 1_767_323_045_000;

/// A bundle on a file that does not exist yet.
struct World {
    platform: Platform,
    folder: TempDir,
}

impl World {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let platform = Platform::on_file(folder.path().join("test.db"));
        platform.set_now_ms(NOW_MS);
        platform.set_variable("dispatch_token", DISPATCH_TOKEN);
        platform.set_variable("auto_migrate", "false");
        World { platform, folder }
    }

    fn database(&self) -> Connection {
        Connection::open(self.folder.path().join("test.db")).unwrap()
    }

    fn call(&self) -> (u16, Value) {
        answered(&self.platform, bearing())
    }
}

fn bearing() -> Request {
    Request::new(Method::POST, "/internal/migrate")
        .with(header::AUTHORIZATION, &format!("Bearer {DISPATCH_TOKEN}"))
}

fn answered(platform: &Platform, request: Request) -> (u16, Value) {
    let response = block_on(feiqian_operations::handle(platform, request));
    (response.status.as_u16(), serde_json::from_slice(&response.body).expect("JSON"))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn newest() -> i64 {
    schema::VERSIONS.rsplit(' ').next().unwrap().parse().unwrap()
}

fn nothing_to_do() -> Value {
    json!({ "from": newest(), "to": newest(), "applied": [] })
}

/// Tables by their columns and keys, the rest by its text.
fn shape(database: &Connection) -> Vec<String> {
    [
        "SELECT type || ' ' || name || ' ' || sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL",
        "SELECT m.name || '|' || concat_ws('|', c.cid, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk, c.hidden)
           FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table'",
        "SELECT m.name || '|' || concat_ws('|', f.\"table\", f.\"from\", f.\"to\")
           FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
    ]
    .iter()
    .flat_map(|sql| {
        let mut statement = database.prepare(&format!("{sql} ORDER BY 1")).unwrap();
        let lines: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        lines
    })
    .filter(|line| ["simulator", "sim_", "sqlite_"].iter().all(|other| !line.contains(other)))
    .collect()
}

/// Fails at the first line that only one of two shapes has.
fn assert_same(left: &[String], right: &[String], of: &str) {
    let only = |these: &[String], those: &[String]| these.iter().find(|line| !those.contains(line)).cloned();
    assert_eq!((only(left, right), only(right, left)), (None, None), "{of}");
}

fn fresh_shape() -> Vec<String> {
    let world = World::new();
    world.platform.run_sql_files(&root().join("sql"));
    shape(&world.database())
}

fn assert_invariants(database: &Connection, of: &str) {
    let mut count = 0;
    for entry in std::fs::read_dir(root().join("sql/invariants")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut batch = Batch::new(database, &text);
        while let Some(mut query) = batch.next().unwrap() {
            assert!(!query.exists([]).unwrap(), "{of}: {:?}", query.expanded_sql());
            count += 1;
        }
    }
    assert!(count > 20, "{count}");
}

/// Writes a database of an earlier version: its tables, rows, then its indexes, views and triggers.
fn write(database: &Connection, schema: &str, rows: &str) {
    let read = |file: &str| std::fs::read_to_string(root().join("tests/upgrade").join(file)).unwrap();
    let schema = read(schema);
    let (tables, rules) = schema.split_once("-- after the data").unwrap();
    for text in ["PRAGMA foreign_keys = OFF", tables, "BEGIN", &read(rows), "COMMIT", rules] {
        database.execute_batch(text).unwrap();
    }
}

#[test]
fn an_empty_database_gets_everything_once() {
    let world = World::new();
    assert_eq!(world.call(), (200, json!({ "from": 0, "to": newest(), "applied": ["schema"] })));
    assert_same(&shape(&world.database()), &fresh_shape(), "fresh");
    assert_eq!(world.call(), (200, nothing_to_do()));
    let count = |table: &str| -> i64 {
        world.database().query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    };
    assert!(count("cities") > 300 && count("bank_codes") > 10);
    assert_eq!([count("products"), count("merchants"), count("users")], [0; 3], "no demo data");
    assert_eq!(world.platform.faults(), Vec::<String>::new());
}

#[test]
fn a_database_of_an_earlier_version_becomes_a_fresh_one_and_keeps_its_rows() {
    let fresh = fresh_shape();
    for (schema, rows, from) in [
        ("schema-0.1.0.sql", "cashier-0.1.0.sql", 1),
        ("schema-0.1.0.sql", "payouts-0.1.0.sql", 1),
        ("schema-0.1.0.sql", "wallet-0.1.0.sql", 1),
        ("schema-6.sql", "cashier-6.sql", 6),
        ("schema-6.sql", "withdrawals-6.sql", 6),
        ("schema-6.sql", "payee-6.sql", 6),
        ("schema-6.sql", "payouts-6.sql", 6),
    ] {
        let world = World::new();
        write(&world.database(), schema, rows);
        let counts = || -> Vec<i64> {
            let of = |table: &str| {
                world
                    .database()
                    .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
                    .unwrap()
            };
            ["audit_log", "outbox", "deposit_records", "user_wallet_logs", "payee_posting"].map(of).to_vec()
        };
        let before = counts();
        let (status, said) = world.call();
        assert_eq!(
            (status, &said["from"], &said["to"]),
            (200, &json!(from), &json!(newest())),
            "{rows}: {said}"
        );
        assert_eq!(said["applied"].as_array().unwrap().last(), Some(&json!("schema")), "{rows}");
        assert_same(&shape(&world.database()), &fresh, rows);
        assert_invariants(&world.database(), rows);
        assert_eq!(counts(), before, "{rows}");
        assert!(before.iter().sum::<i64>() > 0, "{rows}");
        assert_eq!(world.call(), (200, nothing_to_do()), "{rows}");
    }
}

#[test]
fn a_database_that_the_files_made_is_only_recorded() {
    let world = World::new();
    world.platform.run_sql_files(&root().join("sql"));
    world.platform.run_sql_files(&root().join("sql/demo"));
    let before = shape(&world.database());
    assert_eq!(world.call(), (200, json!({ "from": newest(), "to": newest(), "applied": ["schema"] })));
    assert_eq!(shape(&world.database()), before);
    let simulator = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'simulator%'";
    let simulator: i64 = world.database().query_row(simulator, [], |row| row.get(0)).unwrap();
    assert!(simulator > 0, "the simulator's triggers are not the schema's");
    // The files once more, as every start applies them.
    world.platform.run_sql_files(&root().join("sql"));
    assert_eq!(world.call(), (200, nothing_to_do()));
}

#[test]
fn many_at_once_do_it_once() {
    let world = World::new();
    let path = world.folder.path().join("test.db");
    let answers: Vec<Value> = thread::scope(|scope| {
        let one = || {
            // A node of its own: another connection, another clock.
            let platform = Platform::on_file(&path);
            platform.set_variable("dispatch_token", DISPATCH_TOKEN);
            let (status, said) = answered(&platform, bearing());
            assert_eq!(status, 200, "{said} {:?}", platform.faults());
            said
        };
        let nodes: Vec<_> = (0..8).map(|_| scope.spawn(one)).collect();
        nodes.into_iter().map(|node| node.join().unwrap()).collect()
    });
    let worked = answers.iter().filter(|said| said["applied"] == json!(["schema"])).count();
    assert_eq!(worked, 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|said| **said == nothing_to_do()).count(), 7, "{answers:?}");
    assert_same(&shape(&world.database()), &fresh_shape(), "fresh");
}

#[test]
fn what_a_later_version_or_another_program_made_is_not_touched() {
    let world = World::new();
    world.call();
    world.platform.run_batch("INSERT INTO schema_migrations VALUES (9999, 'later', 0)").unwrap();
    assert_eq!(world.call(), (409, json!({ "error": "newer_schema" })));
    let expected = format!("the database has schema 9999; this version knows schema {}", newest());
    assert_eq!(world.platform.faults(), [expected]);

    let world = World::new();
    world.platform.run_batch("CREATE TABLE theirs (a)").unwrap();
    assert_eq!(world.call(), (409, json!({ "error": "foreign_database" })));
    assert_eq!(shape(&world.database()).len(), 1);
}

#[test]
fn only_the_token_opens_unless_the_schema_is_applied_by_itself_anyway() {
    let world = World::new();
    let without = || answered(&world.platform, Request::new(Method::POST, "/internal/migrate"));
    let wrong = || {
        let request = Request::new(Method::POST, "/internal/migrate");
        answered(&world.platform, request.with(header::AUTHORIZATION, &format!("Bearer {DISPATCH_TOKEN}x")))
    };
    let unauthorized = (401, json!({ "error": "unauthorized" }));
    let not_found = (404, json!({ "error": "not_found" }));
    assert_eq!([without(), wrong()], [unauthorized.clone(), unauthorized.clone()]);
    world.platform.set_variable("auto_migrate", "true");
    assert_eq!([without(), wrong()], [unauthorized.clone(), unauthorized]);
    world.platform.set_variable("dispatch_token", "");
    world.platform.set_variable("auto_migrate", "false");
    assert_eq!([without(), wrong()], [not_found.clone(), not_found.clone()]);
    world.platform.set_variable("auto_migrate", "not a word");
    assert_eq!(without(), not_found);
    assert_eq!(shape(&world.database()), Vec::<String>::new(), "nothing has been done");
    world.platform.set_variable("auto_migrate", "true");
    assert_eq!(without().0, 200);
    world.platform.set_variable("dispatch_token", "short");
    assert_eq!(without(), (500, json!({ "error": "internal_error" })));
    for (method, path) in [
        (Method::GET, "/internal/migrate"),
        (Method::POST, "/internal/ready"),
        (Method::POST, "/internal/migrate/"),
        (Method::GET, "/internal/other"),
    ] {
        assert_eq!(answered(&world.platform, Request::new(method, path)), not_found, "{path}");
    }
}

/// What the component carries and what every instance asks for are the same numbers.
#[test]
fn the_platform_knows_the_migrations_that_the_schema_has() {
    let numbers: Vec<String> =
        feiqian_schema::MIGRATIONS.iter().map(|migration| migration.version.to_string()).collect();
    assert_eq!(numbers.join(" "), schema::VERSIONS);
    assert_eq!(feiqian_schema::newest(), newest());
}
