//! Bringing the payees' indexes under the first of two index keys.
//!
//! A trigger refuses another index in a row unless the row says before that it is of the same value. So a step has two
//! statements: one puts the new index beside the old one, the next lets it take its place. Whoever is interrupted between
//! them has lost nothing, and rows are found all the time, because the bundle looks under both keys (`pii_index_key`).

use super::rows::{PASSES, Report, Wanted, change};
use crate::operator::hex;
use anyhow::Result;
use feiqian_vault::{Blind, Place, Vault};
use rusqlite::{Connection, Row};
use serde_json::json;

/// An index: how its rows are read, moved to the new key, and freed of what stands beside.
struct Index {
    what: &'static str,
    select: &'static str,
    moving: [&'static str; 2],
    clearing: &'static str,
    of: fn(&Vault, &Row<'_>) -> rusqlite::Result<Result<Blind, String>>,
}

/// Select: row, merchant, index, whether another stands beside it, key id, sealed value, and what `$more` says.
macro_rules! index {
    ($table:literal, $row:literal, $index:literal, $key_id:literal, $sealed:literal, $more:literal, $of:path) => {
        Index {
            what: concat!($table, ".", $index),
            select: concat!(
                "SELECT ",
                $row,
                ", merchant_no, ",
                $index,
                ", ",
                $index,
                "_other IS NOT NULL, ",
                $key_id,
                ", ",
                $sealed,
                ", ",
                $more,
                " FROM ",
                $table,
                " WHERE ?1 IS NULL OR ",
                $row,
                " > ?1 ORDER BY ",
                $row,
                " LIMIT ?2"
            ),
            moving: [
                concat!(
                    "UPDATE ",
                    $table,
                    " SET ",
                    $index,
                    "_other = unhex(j.value ->> 2) FROM json_each(?1) j
                      WHERE ",
                    $row,
                    " = j.value ->> 0 AND ",
                    $index,
                    " = unhex(j.value ->> 1)"
                ),
                concat!(
                    "UPDATE ",
                    $table,
                    " SET ",
                    $index,
                    " = ",
                    $index,
                    "_other, ",
                    $index,
                    "_other = NULL FROM json_each(?1) j
                      WHERE ",
                    $row,
                    " = j.value ->> 0 AND ",
                    $index,
                    " = unhex(j.value ->> 1)
                        AND ",
                    $index,
                    "_other = unhex(j.value ->> 2)"
                ),
            ],
            clearing: concat!(
                "UPDATE ",
                $table,
                " SET ",
                $index,
                "_other = NULL FROM json_each(?1) j
                  WHERE ",
                $row,
                " = j.value ->> 0 AND ",
                $index,
                " = unhex(j.value ->> 1) AND ",
                $index,
                "_other IS NOT NULL"
            ),
            of: $of,
        }
    };
}

const INDEXES: [Index; 3] = [
    index!(
        "payee",
        "customer_no",
        "gov_id_bidx",
        "gov_id_key_id",
        "gov_id_enc",
        "gov_id_type",
        government_id
    ),
    index!("payee_account", "account_token", "number_bidx", "number_key_id", "number_enc", "1", number),
    index!(
        "payee_account",
        "account_token",
        "details_hash",
        "number_key_id",
        "number_enc",
        "account_type, country, currency, bank_name, bank_code, branch_id, purpose, ipn_url",
        details
    ),
];

/// Every index.
pub(super) fn everything(connection: &Connection, vault: &Vault) -> Result<Vec<Report>> {
    let mut reports = Vec::new();
    for index in &INDEXES {
        reports.push(moved(connection, vault, index)?);
        // What stands beside an index of the new key is of no use any more. The bundle goes on writing it as long as it
        // has two keys: one look is enough.
        change(connection, index.what, index.select, &[index.clearing], 1, &mut |row| {
            let (id, old, is_beside): (String, Vec<u8>, bool) = (row.get(0)?, row.get(2)?, row.get(3)?);
            match is_beside && (index.of)(vault, row)?.is_ok_and(|blind| old == blind.main) {
                true => Ok(Wanted::Change(json!([id, hex(&old)]))),
                false => Ok(Wanted::Nothing),
            }
        })?;
    }
    Ok(reports)
}

fn moved(connection: &Connection, vault: &Vault, index: &Index) -> Result<Report> {
    change(connection, index.what, index.select, &index.moving, PASSES, &mut |row| {
        let (id, old): (String, Vec<u8>) = (row.get(0)?, row.get(2)?);
        let blind = match (index.of)(vault, row)? {
            Ok(blind) => blind,
            Err(why) => return Ok(Wanted::Failed(why)),
        };
        if old == blind.main {
            return Ok(Wanted::Nothing);
        }
        match blind.is(&old) {
            true => Ok(Wanted::Change(json!([id, hex(&old), hex(&blind.main)]))),
            false => Ok(Wanted::Failed("indexed under none of the keys of pii_index_key".into())),
        }
    })
}

fn open(vault: &Vault, place: Place<'_>, row: &Row<'_>) -> rusqlite::Result<Result<String, String>> {
    let (key_id, sealed): (String, Vec<u8>) = (row.get(4)?, row.get(5)?);
    Ok(vault.open(place, &key_id, &sealed).map_err(|error| error.to_string()))
}

fn government_id(vault: &Vault, row: &Row<'_>) -> rusqlite::Result<Result<Blind, String>> {
    let (customer_no, merchant, kind): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(6)?);
    let id = open(vault, Place::government_id(&merchant, &customer_no), row)?;
    Ok(id.map(|id| vault.government_id_index(&merchant, &kind, &id)))
}

fn number(vault: &Vault, row: &Row<'_>) -> rusqlite::Result<Result<Blind, String>> {
    let (token, merchant): (String, String) = (row.get(0)?, row.get(1)?);
    let number = open(vault, Place::number(&merchant, &token), row)?;
    Ok(number.map(|number| vault.account_index(&merchant, &number)))
}

fn details(vault: &Vault, row: &Row<'_>) -> rusqlite::Result<Result<Blind, String>> {
    let (token, merchant): (String, String) = (row.get(0)?, row.get(1)?);
    let number = match open(vault, Place::number(&merchant, &token), row)? {
        Ok(number) => number,
        Err(why) => return Ok(Err(why)),
    };
    let mut texts =
        (6..14).map(|column| row.get::<_, Option<String>>(column)).collect::<Result<Vec<_>, _>>()?;
    // The order of payee.md 6.4: the number comes fourth.
    texts.insert(3, Some(number));
    let texts: Vec<Option<&str>> = texts.iter().map(Option::as_deref).collect();
    Ok(Ok(vault.details_hash(&texts)))
}
