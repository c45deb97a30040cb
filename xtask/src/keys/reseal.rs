//! Bringing what is sealed under the first key.

use super::rows::{PASSES, Report, Wanted, change};
use crate::operator::hex;
use crate::operator::random;
use anyhow::Result;
use feiqian_vault::{Keyring, Place, is_sealed, sealing_key};
use rusqlite::Connection;
use serde_json::json;

/// A column of the payees' part: select and statement. Select: row, merchant, key id, sealed.
struct Sealed {
    what: &'static str,
    select: &'static str,
    update: &'static str,
    place: for<'p> fn(&'p str, &'p str) -> Place<'p>,
}

macro_rules! sealed {
    ($table:literal, $row:literal, $sealed:literal, $key_id:literal, $place:path) => {
        Sealed {
            what: concat!($table, ".", $sealed),
            select: concat!(
                "SELECT ",
                $row,
                ", merchant_no, ",
                $key_id,
                ", ",
                $sealed,
                " FROM ",
                $table,
                " WHERE ?1 IS NULL OR ",
                $row,
                " > ?1 ORDER BY ",
                $row,
                " LIMIT ?2"
            ),
            update: concat!(
                "UPDATE ",
                $table,
                " SET ",
                $sealed,
                " = unhex(j.value ->> 3), ",
                $key_id,
                " = j.value ->> 4
                   FROM json_each(?1) j
                  WHERE ",
                $row,
                " = j.value ->> 0 AND ",
                $key_id,
                " = j.value ->> 1 AND ",
                $sealed,
                " = unhex(j.value ->> 2)"
            ),
            place: |merchant_no, row_key| $place(merchant_no, row_key),
        }
    };
}

const SEALED: [Sealed; 3] = [
    sealed!("payee_token", "token_id", "token_enc", "token_key_id", Place::token),
    sealed!("payee", "customer_no", "gov_id_enc", "gov_id_key_id", Place::government_id),
    sealed!("payee_account", "account_token", "number_enc", "number_key_id", Place::number),
];

/// The columns of the keys that sign: name, select, statement.
macro_rules! signing_key {
    ($table:literal, $column:literal) => {
        (
            concat!($table, ".", $column),
            concat!(
                "SELECT id, ",
                $column,
                " FROM ",
                $table,
                " WHERE ?1 IS NULL OR id > ?1 ORDER BY id LIMIT ?2"
            ),
            concat!(
                "UPDATE ",
                $table,
                " SET ",
                $column,
                " = j.value ->> 2 FROM json_each(?1) j
                  WHERE ",
                $table,
                ".id = j.value ->> 0 AND ",
                $table,
                ".",
                $column,
                " = j.value ->> 1"
            ),
        )
    };
}

const SIGNING_KEYS: [(&str, &str, &str); 4] = [
    signing_key!("products", "key"),
    signing_key!("products", "next_key"),
    signing_key!("merchants", "key"),
    signing_key!("merchants", "next_key"),
];

/// Everything that is sealed. Keys that are stored in clear stay so.
pub(super) fn everything(connection: &Connection, keyring: &Keyring) -> Result<Vec<Report>> {
    let mut reports = Vec::new();
    for sealed in &SEALED {
        reports.push(payees(connection, keyring, sealed)?);
    }
    reports.extend(signing_keys(connection, keyring, false)?);
    reports.push(code_secrets(connection, keyring)?);
    Ok(reports)
}

/// The secrets of the operators' one-time codes. That ends no session: nothing of an operator changes.
fn code_secrets(connection: &Connection, keyring: &Keyring) -> Result<Report> {
    const SELECT: &str =
        "SELECT name, totp_secret FROM admin_operators WHERE ?1 IS NULL OR name > ?1 ORDER BY name LIMIT ?2";
    const UPDATE: &str = "UPDATE admin_operators SET totp_secret = j.value ->> 2 FROM json_each(?1) j
        WHERE name = j.value ->> 0 AND totp_secret = j.value ->> 1";
    change(connection, "admin_operators.totp_secret", SELECT, &[UPDATE], PASSES, &mut |row| {
        let (name, old): (String, String) = (row.get(0)?, row.get(1)?);
        if sealing_key(&old) == Some(keyring.key_id()) {
            return Ok(Wanted::Nothing);
        }
        let place = Place::code_secret(&name);
        let value = match keyring.open_text(place, &old) {
            Ok(value) => value,
            Err(error) => return Ok(Wanted::Failed(error.to_string())),
        };
        let new = keyring.seal_text(place, random()?, &value).map_err(|error| anyhow::anyhow!("{error}"))?;
        Ok(Wanted::Change(json!([name, old, new])))
    })
}

fn payees(connection: &Connection, keyring: &Keyring, sealed: &Sealed) -> Result<Report> {
    change(connection, sealed.what, sealed.select, &[sealed.update], PASSES, &mut |row| {
        let (key_id, old): (String, Vec<u8>) = (row.get(2)?, row.get(3)?);
        if key_id == keyring.key_id() {
            return Ok(Wanted::Nothing);
        }
        // A token's row is a number.
        let (id, merchant): (rusqlite::types::Value, String) = (row.get(0)?, row.get(1)?);
        let (row_key, id) = match id {
            rusqlite::types::Value::Integer(id) => (id.to_string(), json!(id)),
            rusqlite::types::Value::Text(id) => (id.clone(), json!(id)),
            _ => return Ok(Wanted::Failed("a row without a key".into())),
        };
        let place = (sealed.place)(&merchant, &row_key);
        let value = match keyring.open(place, &key_id, &old) {
            Ok(value) => value,
            Err(error) => return Ok(Wanted::Failed(error.to_string())),
        };
        let new = keyring.seal(place, random()?, &value).map_err(|error| anyhow::anyhow!("{error}"))?;
        Ok(Wanted::Change(json!([id, key_id, hex(&old), hex(&new), keyring.key_id()])))
    })
}

/// The keys of products and merchants: those that are sealed under another key, and with `clear_too` those in clear.
pub(super) fn signing_keys(
    connection: &Connection,
    keyring: &Keyring,
    clear_too: bool,
) -> Result<Vec<Report>> {
    let mut reports = Vec::new();
    for (column, select, update) in SIGNING_KEYS {
        reports.push(change(connection, column, select, &[update], PASSES, &mut |row| {
            let (id, old): (i64, String) = (row.get(0)?, row.get(1)?);
            let row_key = id.to_string();
            let place = Place::signing_key(column, &row_key);
            let value = match is_sealed(&old) {
                true if sealing_key(&old) == Some(keyring.key_id()) => return Ok(Wanted::Nothing),
                true => match keyring.open_text(place, &old) {
                    Ok(value) => value,
                    Err(error) => return Ok(Wanted::Failed(error.to_string())),
                },
                false if clear_too && !old.is_empty() => old.clone(),
                false => return Ok(Wanted::Nothing),
            };
            let new =
                keyring.seal_text(place, random()?, &value).map_err(|error| anyhow::anyhow!("{error}"))?;
            Ok(Wanted::Change(json!([id, old, new])))
        })?);
    }
    Ok(reports)
}
