use super::*;
use crate::operator::{now_ms, random};
use crate::sql;
use crate::workspace::root;
use feiqian_keys::Slots;
use feiqian_keys::key_slots;
use feiqian_vault::{Place, demo};
use rusqlite::types::Value;

const NEW: &str = "new1:1111111111111111111111111111111111111111111111111111111111111111";
const NEW_INDEX: &str = "2222222222222222222222222222222222222222222222222222222222222222";

const NOW: Rotation = Rotation { begins_in: 0, overlap: 3_600, replace: false };

/// Schema and demo data, with sealed rows under the development keys.
fn database() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    let demo = ["100_cashier.sql", "110_cashier_orders.sql"].map(|file| root().join("sql/demo").join(file));
    for file in sql::schema().unwrap().into_iter().chain(demo) {
        connection.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
    }
    connection.execute_batch(&demo::sql()).unwrap();
    connection
}

fn text(connection: &Connection, query: &str) -> String {
    connection.query_row(query, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{query}: {error}"))
}

fn integer(connection: &Connection, query: &str) -> i64 {
    connection.query_row(query, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{query}: {error}"))
}

/// The stored keys of product 1 that count after so many milliseconds from now, the newest first.
fn counting(connection: &Connection, after_ms: i64) -> Vec<String> {
    let slots = text(connection, concat!("SELECT ", key_slots!(), " FROM products WHERE id = 1"));
    let slots = Slots::read(&slots).unwrap();
    slots.valid(now_ms().unwrap() + after_ms).into_iter().map(|slot| slot.text.to_owned()).collect()
}

fn rotate(
    connection: &mut Connection,
    rotation: Rotation,
    key: &str,
    keyring: Option<&Keyring>,
) -> Result<()> {
    let owner = signing::Owner::product(connection, 1)?;
    signing::rotate(connection, &owner, rotation, key, keyring)
}

const HOUR_MS: i64 = 3_600_000;

#[test]
fn a_new_key_counts_beside_the_one_before_for_a_while_and_then_alone() {
    let mut connection = database();
    let later = Rotation { begins_in: 60, ..NOW };
    rotate(&mut connection, later, "the second key of 1", None).unwrap();
    assert_eq!(counting(&connection, 0), ["demo-key-0001"]);
    assert_eq!(counting(&connection, 60_001), ["the second key of 1", "demo-key-0001"]);
    assert_eq!(counting(&connection, HOUR_MS + 59_000), ["the second key of 1", "demo-key-0001"]);
    assert_eq!(counting(&connection, HOUR_MS + 61_000), ["the second key of 1"]);
    // It has not begun: another one takes its place only if that is wanted.
    assert!(rotate(&mut connection, NOW, "the third key of 1", None).is_err());
    assert_eq!(counting(&connection, 60_001)[0], "the second key of 1");
    rotate(&mut connection, Rotation { replace: true, ..NOW }, "the third key of 1", None).unwrap();
    assert_eq!(counting(&connection, 10), ["the third key of 1", "demo-key-0001"]);
    // Both count: the older one goes at once only if that is wanted.
    assert!(rotate(&mut connection, NOW, "the fourth key of 1", None).is_err());
    rotate(&mut connection, Rotation { replace: true, ..NOW }, "the fourth key of 1", None).unwrap();
    assert_eq!(counting(&connection, 10), ["the fourth key of 1", "the third key of 1"]);
    // The older one is over: the newer one moves on.
    connection.execute("UPDATE products SET key_not_before = 1, key_not_after = 2 WHERE id = 1", []).unwrap();
    rotate(&mut connection, Rotation { overlap: 0, ..NOW }, "the fifth key of 1", None).unwrap();
    assert_eq!(counting(&connection, 10), ["the fifth key of 1"]);
    assert_eq!(text(&connection, "SELECT key FROM products WHERE id = 1"), "the fourth key of 1");
    assert!(signing::Owner::product(&connection, 99).is_err());
}

#[test]
fn a_sealed_key_stays_sealed_when_it_moves_on() {
    let mut connection = database();
    let keyring = Keyring::new(demo::PII_KEY).unwrap();
    let rotation = Rotation { overlap: 0, ..NOW };
    rotate(&mut connection, rotation, "the second key of 1", Some(&keyring)).unwrap();
    assert!(rotate(&mut connection, rotation, "the third key of 1", None).is_err(), "it would be in clear");
    connection.execute("UPDATE products SET key_not_after = 1 WHERE id = 1", []).unwrap();
    rotate(&mut connection, rotation, "the third key of 1", Some(&keyring)).unwrap();
    let opened = |column: &'static str| {
        let stored = text(&connection, &format!("SELECT {column} FROM products WHERE id = 1"));
        keyring.open_text(Place::signing_key(column, "1"), &stored).unwrap()
    };
    assert_eq!(opened("products.key"), "the second key of 1");
    assert_eq!(opened("products.next_key"), "the third key of 1");
}

#[test]
fn a_merchant_without_a_key_gets_its_first_one_and_then_another() {
    let mut connection = database();
    connection.execute("UPDATE merchants SET key = '' WHERE code = 'M003'", []).unwrap();
    let owner = signing::Owner::merchant(&connection, "M003").unwrap();
    let state =
        "SELECT key || ' ' || next_key || ' ' || (key_not_after IS NULL) FROM merchants WHERE code = 'M003'";
    signing::rotate(&mut connection, &owner, NOW, "the first key of M003", None).unwrap();
    assert_eq!(text(&connection, state), "the first key of M003  1");
    signing::rotate(&mut connection, &owner, NOW, "the second key of M003", None).unwrap();
    assert_eq!(text(&connection, state), "the first key of M003 the second key of M003 0");
    assert!(signing::Owner::merchant(&connection, "M009").is_err());
}

#[test]
fn a_key_has_bounds() {
    for wrong in
        ["", "15 characters..", " a key with a blank", "a key with a blank ", "tab\tin the middle of it"]
    {
        assert!(check(wrong).is_err(), "{wrong}");
    }
    assert!(check(&"x".repeat(129)).is_err());
    assert!(check("sealed:v1:dev1:AAAAAAAA").is_err());
    for right in ["16 characters...", "密钥密钥密钥密钥密钥密钥密钥密钥", &"x".repeat(128)] {
        assert!(check(right).is_ok(), "{right}");
    }
}

#[test]
fn a_new_token_is_sealed_and_ends_the_one_before() {
    let mut connection = database();
    let keyring = Keyring::new(demo::PII_KEY).unwrap();
    token::add(&mut connection, "900001", NOW, "the second token of 900001", &keyring).unwrap();
    let (id, sealed): (i64, Vec<u8>) = connection
        .query_row("SELECT token_id, token_enc FROM payee_token ORDER BY token_id DESC", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    let opened = keyring.open(Place::token("900001", &id.to_string()), keyring.key_id(), &sealed);
    assert_eq!(opened.as_deref(), Ok("the second token of 900001"));
    let ends = "SELECT count(*) FROM payee_token WHERE merchant_no = '900001' AND not_after IS NOT NULL AND active = 1";
    assert_eq!(integer(&connection, ends), 1);
    assert!(token::add(&mut connection, "900001", NOW, "the third token of 900001", &keyring).is_err());
    connection.execute("UPDATE payee_token SET not_after = 2 WHERE token_id = 1", []).unwrap();
    token::add(&mut connection, "900001", NOW, "the third token of 900001", &keyring).unwrap();
    let active = "SELECT group_concat(token_id) FROM payee_token WHERE merchant_no = '900001' AND active = 1";
    assert_eq!(text(&connection, active), format!("{id},{}", id + 1), "what is over is no longer active");
    token::add(
        &mut connection,
        "900001",
        Rotation { replace: true, ..NOW },
        "the fourth token of 9",
        &keyring,
    )
    .unwrap();
    assert_eq!(text(&connection, active), format!("{},{}", id + 1, id + 2));
    assert!(token::add(&mut connection, "999999", NOW, "the second token", &keyring).is_err());
}

/// Every sealed value by its place, opened.
fn values(connection: &Connection, keyring: &Keyring) -> Vec<String> {
    let mut values = Vec::new();
    for (query, place) in [
        (
            "SELECT CAST(token_id AS TEXT), merchant_no, token_key_id, token_enc FROM payee_token",
            (|m, r| Place::token(m, r)) as for<'p> fn(&'p str, &'p str) -> Place<'p>,
        ),
        ("SELECT customer_no, merchant_no, gov_id_key_id, gov_id_enc FROM payee", |m, r| {
            Place::government_id(m, r)
        }),
        ("SELECT account_token, merchant_no, number_key_id, number_enc FROM payee_account", |m, r| {
            Place::number(m, r)
        }),
    ] {
        let mut rows = connection.prepare(query).unwrap();
        let rows = rows.query_map([], |row| {
            let (id, merchant): (String, String) = (row.get(0)?, row.get(1)?);
            let (key_id, sealed): (String, Vec<u8>) = (row.get(2)?, row.get(3)?);
            Ok(format!("{id} {:?}", keyring.open(place(&merchant, &id), &key_id, &sealed)))
        });
        values.extend(rows.unwrap().map(Result::unwrap));
    }
    for column in ["products.key", "products.next_key", "merchants.key", "merchants.next_key"] {
        let table = column.split('.').next().unwrap();
        let mut rows =
            connection.prepare(&format!("SELECT CAST(id AS TEXT), {column} FROM {table}")).unwrap();
        let rows = rows.query_map([], |row| {
            let (id, stored): (String, String) = (row.get(0)?, row.get(1)?);
            let key = match is_sealed(&stored) {
                true => keyring.open_text(Place::signing_key(column, &id), &stored),
                false => Ok(stored),
            };
            Ok(format!("{column} {id} {key:?}"))
        });
        values.extend(rows.unwrap().map(Result::unwrap));
    }
    let mut rows = connection.prepare("SELECT name, totp_secret FROM admin_operators").unwrap();
    let rows = rows.query_map([], |row| {
        let (name, stored): (String, String) = (row.get(0)?, row.get(1)?);
        Ok(format!("code {name} {:?}", keyring.open_text(Place::code_secret(&name), &stored)))
    });
    let before = values.len();
    values.extend(rows.unwrap().map(Result::unwrap));
    assert!(values.len() > before, "the demo data has an operator");
    values
}

fn count(reports: &[rows::Report]) -> (usize, usize) {
    let failures = reports.iter().map(|report| report.failures.len()).sum();
    (reports.iter().map(|report| report.changed).sum(), failures)
}

/// More rows than a step takes, indexed and sealed under the development keys.
fn many(connection: &Connection, payees: usize) {
    let vault = Vault::new(demo::PII_KEY, demo::PII_INDEX_KEY).unwrap();
    connection.execute_batch("BEGIN").unwrap();
    for n in 0..payees {
        let customer = format!("2000{n:018}");
        let id = format!("ID-{n:04}-4493");
        let status = ["Activated", "Pending", "Declined", "Deactivated"][n % 4];
        let sealed = vault.seal(Place::government_id("900001", &customer), random().unwrap(), &id).unwrap();
        // A payee that has left has the id of one that came after.
        let indexed = if status == "Deactivated" { format!("ID-{:04}-4493", n - 3) } else { id.clone() };
        let sealed = match indexed == id {
            true => sealed,
            false => {
                vault.seal(Place::government_id("900001", &customer), random().unwrap(), &indexed).unwrap()
            }
        };
        connection
            .execute(
                "INSERT INTO payee (customer_no, merchant_no, store_no, profile_type, first_name, last_name, email, email_norm,
                     date_of_birth, gov_id_type, gov_id_enc, gov_id_key_id, gov_id_bidx, country_code, state, city, street,
                     zip, lang, status, created_at, updated_at)
                 VALUES (?1, '900001', '800001', 'INDIVIDUAL', 'a', 'b', ?1, ?1, '1990-03-07', 'ID_CARD', ?2, 'dev1', ?3,
                     'CN', 'x', 'y', 'z', '1', 'English', 'Pending', 1, 1)",
                rusqlite::params![customer, sealed, vault.government_id_index("900001", "ID_CARD", &id).main],
            )
            .unwrap();
        for step in match status {
            "Pending" => &[][..],
            "Deactivated" => &["Declined", "Deactivated"],
            "Activated" => &["Activated"],
            _ => &["Declined"],
        } {
            connection
                .execute("UPDATE payee SET status = ?2 WHERE customer_no = ?1", [&customer, *step])
                .unwrap();
        }
        if status == "Deactivated" {
            let index = vault.government_id_index("900001", "ID_CARD", &indexed).main;
            // As it was before it left.
            connection
                .execute_batch("DROP TRIGGER payee_bu")
                .and_then(|()| {
                    connection.execute(
                        "UPDATE payee SET gov_id_bidx = ?2 WHERE customer_no = ?1",
                        rusqlite::params![customer, index],
                    )
                })
                .unwrap();
            let schema = sql::schema().unwrap();
            let payees = schema.iter().find(|file| file.ends_with("400_payee_schema.sql")).unwrap();
            connection.execute_batch(&std::fs::read_to_string(payees).unwrap()).unwrap();
        }
        if status == "Activated" {
            let token = format!("2010{n:018}");
            let number = format!("62220200{n:08}");
            let sealed = vault.seal(Place::number("900001", &token), random().unwrap(), &number).unwrap();
            let details =
                [Some("BANK_ACCOUNT"), Some("CN"), Some("CNY"), Some(&*number), Some("b"), None, None, None];
            let details: Vec<Option<&str>> =
                details.into_iter().chain([Some("https://a.example/")]).collect();
            connection
                .execute(
                    "INSERT INTO payee_account (account_token, customer_no, merchant_no, account_tag, account_type, country,
                         currency, number_enc, number_key_id, number_bidx, bank_name, client_ip, ipn_url, details_hash,
                         status, created_at, updated_at)
                     VALUES (?1, ?2, '900001', 't', 'BANK_ACCOUNT', 'CN', 'CNY', ?3, 'dev1', ?4, 'b', '203.0.113.9',
                         'https://a.example/', ?5, 'ACTIVATED', 1, 1)",
                    rusqlite::params![
                        token,
                        customer,
                        sealed,
                        vault.account_index("900001", &number).main,
                        vault.details_hash(&details).main
                    ],
                )
                .unwrap();
        }
    }
    connection.execute_batch("COMMIT").unwrap();
    // Some accounts are gone, and stay as they are.
    connection
        .execute("UPDATE payee_account SET deleted_at = 2, updated_at = 2 WHERE account_id % 5 = 0", [])
        .unwrap();
}

/// Everything but what is sealed and indexed.
fn rest(connection: &Connection) -> Vec<Vec<Value>> {
    let mut rest = Vec::new();
    for table in [
        "payee",
        "payee_account",
        "payee_token",
        "products",
        "merchants",
        "outbox",
        "payee_request",
        "admin_operators",
    ] {
        let changing =
            "name GLOB '*_enc' OR name GLOB '*_key_id' OR name GLOB '*_bidx*' OR name GLOB 'details_hash*'
            OR name IN ('key', 'next_key', 'totp_secret')";
        let columns = text(
            connection,
            &format!(
                "SELECT group_concat('\"' || name || '\"') FROM pragma_table_info('{table}') WHERE NOT ({changing})"
            ),
        );
        let mut rows = connection.prepare(&format!("SELECT {columns} FROM {table} ORDER BY rowid")).unwrap();
        let width = rows.column_count();
        let rows = rows
            .query_map([], |row| (0..width).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<Value>>>());
        rest.extend(rows.unwrap().map(Result::unwrap));
    }
    rest
}

#[test]
fn everything_comes_under_the_new_keys_and_nothing_else_changes() {
    let connection = database();
    many(&connection, rows::BATCH + 60);
    let old = Keyring::new(demo::PII_KEY).unwrap();
    let both = Keyring::new(&format!("{NEW},{}", demo::PII_KEY)).unwrap();
    let new = Keyring::new(NEW).unwrap();
    let (before, untouched) = (values(&connection, &old), rest(&connection));
    assert!(before.iter().all(|value| value.contains("Ok(")));

    // The keys that sign were in clear.
    assert!(count(&reseal::signing_keys(&connection, &old, true).unwrap()).0 >= 5);
    assert_eq!(
        integer(&connection, "SELECT count(*) FROM products WHERE key NOT LIKE 'sealed:v1:dev1:%'"),
        0
    );
    assert_eq!(count(&reseal::signing_keys(&connection, &old, true).unwrap()), (0, 0), "once is enough");
    assert_eq!(values(&connection, &old), before);

    let (changed, failures) = count(&reseal::everything(&connection, &both).unwrap());
    assert!(changed > rows::BATCH && failures == 0, "{changed} {failures}");
    assert_eq!(values(&connection, &new), before, "the old key is needed no more");
    assert_eq!(count(&reseal::everything(&connection, &new).unwrap()), (0, 0));
    assert_eq!(rest(&connection), untouched);

    let indexes = |vault: &Vault| count(&reindex::everything(&connection, vault).unwrap());
    let only_new = Vault::new(NEW, NEW_INDEX).unwrap();
    let (changed, failures) = indexes(&only_new);
    assert!(changed == 0 && failures > rows::BATCH, "without the old index key nothing is touched");
    let vault = Vault::new(NEW, &format!("{NEW_INDEX},{}", demo::PII_INDEX_KEY)).unwrap();
    let (changed, failures) = indexes(&vault);
    assert!(changed > rows::BATCH && failures == 0, "{changed} {failures}");
    assert_eq!(indexes(&only_new), (0, 0), "the old index key is needed no more");
    let beside = "SELECT (SELECT count(*) FROM payee WHERE gov_id_bidx_other IS NOT NULL)
        + (SELECT count(*) FROM payee_account WHERE number_bidx_other IS NOT NULL OR details_hash_other IS NOT NULL)";
    assert_eq!(integer(&connection, beside), 0);
    assert_eq!(rest(&connection), untouched);
    assert_eq!(values(&connection, &new), before);
}

#[test]
fn an_interruption_before_any_statement_loses_nothing() {
    let (pii_key, index_key) =
        (format!("{NEW},{}", demo::PII_KEY), format!("{NEW_INDEX},{}", demo::PII_INDEX_KEY));
    let vault = Vault::new(&pii_key, &index_key).unwrap();
    let run = |connection: &Connection| -> Result<usize> {
        let mut reports = reseal::everything(connection, vault.keyring())?;
        reports.extend(reindex::everything(connection, &vault)?);
        Ok(count(&reports).1)
    };
    let mut steps = 0;
    loop {
        let connection = database();
        many(&connection, 8);
        reseal::signing_keys(&connection, &Keyring::new(demo::PII_KEY).unwrap(), true).unwrap();
        let before = values(&connection, vault.keyring());
        rows::dying::after(Some(steps));
        let outcome = run(&connection);
        rows::dying::after(None);
        assert_eq!(values(&connection, vault.keyring()), before, "killed before step {steps}");
        assert_eq!(run(&connection).unwrap(), 0, "killed before step {steps}");
        assert_eq!(values(&connection, &Keyring::new(NEW).unwrap()), before, "killed before step {steps}");
        let only_new = Vault::new(NEW, NEW_INDEX).unwrap();
        assert_eq!(count(&reindex::everything(&connection, &only_new).unwrap()), (0, 0));
        if outcome.is_ok() {
            break;
        }
        steps += 1;
    }
    assert!(steps >= 10, "{steps}");
}

#[test]
fn what_cannot_be_opened_is_named_and_left_and_the_rest_is_done() {
    let connection = database();
    connection.execute("UPDATE payee_token SET token_key_id = 'lost' WHERE token_id = 1", []).unwrap();
    connection
        .execute("UPDATE payee SET gov_id_enc = zeroblob(40) WHERE customer_no LIKE '%0180'", [])
        .unwrap();
    let both = Keyring::new(&format!("{NEW},{}", demo::PII_KEY)).unwrap();
    let reports = reseal::everything(&connection, &both).unwrap();
    let failures: Vec<&str> =
        reports.iter().flat_map(|report| &report.failures).map(String::as_str).collect();
    assert_eq!(
        failures,
        [
            "1: variable pii_key: has not the key that a value was sealed under",
            "2000305228289295850180: a sealed value cannot be opened"
        ]
    );
    assert!(told(&reports).is_err(), "the old keys are needed still");
    assert_eq!(integer(&connection, "SELECT count(*) FROM payee WHERE gov_id_key_id <> 'new1'"), 1);
}
