//! A new key for a product, or for a merchant at its hub, beside the one that counts.

use super::Rotation;
use crate::operator::{now_ms, random};
use anyhow::{Context, Result, bail, ensure};
use feiqian_keys::rotation::{self, Moved, Refused, Row};
use feiqian_keys::slots::Column;
use feiqian_keys::stored;
use feiqian_vault::{Keyring, Place, is_sealed};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

/// Whose keys.
pub(super) struct Owner {
    of: stored::Owner,
    id: i64,
}

impl Owner {
    pub(super) fn product(connection: &Connection, id: i64) -> Result<Self> {
        let found = connection.query_row("SELECT id FROM products WHERE id = ?1", [id], |row| row.get(0));
        let id = found.optional()?.with_context(|| format!("there is no product {id}"))?;
        Ok(Owner { of: stored::Owner::Product, id })
    }

    pub(super) fn merchant(connection: &Connection, code: &str) -> Result<Self> {
        let found =
            connection.query_row("SELECT id FROM merchants WHERE code = ?1", [code], |row| row.get(0));
        let id = found.optional()?.with_context(|| format!("there is no merchant {code}"))?;
        Ok(Owner { of: stored::Owner::Merchant, id })
    }

    fn sealed(&self, keyring: Option<&Keyring>, column: Column, key: &str) -> Result<String> {
        let Some(keyring) = keyring else { return Ok(key.to_owned()) };
        let id = self.id.to_string();
        let place = Place::signing_key(self.of.column(column), &id);
        keyring.seal_text(place, random()?, key).map_err(|error| anyhow::anyhow!("{error}"))
    }

    /// A key of the second column as the first one has to hold it: sealed it is bound to its column.
    fn moved(&self, keyring: Option<&Keyring>, key: &str) -> Result<String> {
        if !is_sealed(key) {
            return Ok(key.to_owned());
        }
        let keyring = keyring.context("the keys are sealed: --pii-key or SPIN_VARIABLE_PII_KEY is needed")?;
        let id = self.id.to_string();
        let clear = keyring.open_text(Place::signing_key(self.of.column(Column::Next), &id), key);
        self.sealed(Some(keyring), Column::Key, &clear.map_err(|error| anyhow::anyhow!("{error}"))?)
    }

    fn read(&self, transaction: &Transaction<'_>) -> Result<Row> {
        let select = format!(
            "SELECT key, key_not_before, key_not_after, next_key, next_key_not_before, next_key_not_after
               FROM {} WHERE id = ?1",
            self.of.table()
        );
        Ok(transaction.query_row(&select, [self.id], |row| {
            Ok(Row {
                key: row.get(0)?,
                key_not_before: row.get(1)?,
                key_not_after: row.get(2)?,
                next_key: row.get(3)?,
                next_key_not_before: row.get(4)?,
                next_key_not_after: row.get(5)?,
            })
        })?)
    }
}

/// Puts a new key beside the one that counts, which ends when both have counted for a while.
pub(super) fn rotate(
    connection: &mut Connection,
    owner: &Owner,
    rotation: Rotation,
    key: &str,
    keyring: Option<&Keyring>,
) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let now_ms = now_ms()?;
    let old = owner.read(&transaction)?;
    let has_sealed = is_sealed(&old.key) || is_sealed(&old.next_key);
    ensure!(
        keyring.is_some() || !has_sealed,
        "the keys are sealed: --pii-key or SPIN_VARIABLE_PII_KEY is needed"
    );
    let asked = rotation::Rotation {
        begins_in_ms: i64::from(rotation.begins_in) * 1_000,
        overlap_ms: i64::from(rotation.overlap) * 1_000,
        replace: rotation.replace,
    };
    let after = match asked.of(&old, now_ms) {
        Ok(after) => after,
        Err(Refused::Waiting) => bail!("a next key has not begun yet: --replace lets it go"),
        Err(Refused::BothCount) => bail!("two keys still count: --replace lets go of the older one at once"),
    };
    let (first, next) = match after.keys {
        Moved::Only => (owner.sealed(keyring, Column::Key, key)?, String::new()),
        Moved::Beside => (old.key, owner.sealed(keyring, Column::Next, key)?),
        Moved::Promoted => (owner.moved(keyring, &old.next_key)?, owner.sealed(keyring, Column::Next, key)?),
    };
    let update = format!(
        "UPDATE {} SET key = ?2, key_not_before = ?3, key_not_after = ?4, next_key = ?5, next_key_not_before = ?6,
                next_key_not_after = NULL, updated_at = ?7 WHERE id = ?1",
        owner.of.table()
    );
    let rotation::After { key_not_before, key_not_after, next_key_not_before, .. } = after;
    let values = params![owner.id, first, key_not_before, key_not_after, next, next_key_not_before, now_ms];
    if transaction.execute(&update, values)? != 1 {
        bail!("the row is gone");
    }
    transaction.commit()?;
    match next_key_not_before {
        Some(begin_ms) => {
            let until = key_not_after.unwrap_or_default();
            eprintln!(
                "the new key counts from {begin_ms} on, the one before until {until} (unix milliseconds)"
            );
        }
        None => eprintln!("it is the only key"),
    }
    Ok(())
}
