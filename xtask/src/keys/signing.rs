//! A new key for a product, or for a merchant at its hub, beside the one that counts.

use super::Rotation;
use crate::operator::{now_ms, random};
use anyhow::{Context, Result, bail, ensure};
use feiqian_vault::{Keyring, Place, is_sealed};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

/// Whose keys.
pub(super) struct Owner {
    table: &'static str,
    columns: [&'static str; 2],
    id: i64,
}

/// What a row says of its keys.
struct Slots {
    key: String,
    key_not_before: Option<i64>,
    key_not_after: Option<i64>,
    next_key: String,
    next_key_not_before: Option<i64>,
    next_key_not_after: Option<i64>,
}

impl Owner {
    pub(super) fn product(connection: &Connection, id: i64) -> Result<Self> {
        let found = connection.query_row("SELECT id FROM products WHERE id = ?1", [id], |row| row.get(0));
        let id = found.optional()?.with_context(|| format!("there is no product {id}"))?;
        Ok(Owner { table: "products", columns: ["products.key", "products.next_key"], id })
    }

    pub(super) fn merchant(connection: &Connection, code: &str) -> Result<Self> {
        let found =
            connection.query_row("SELECT id FROM merchants WHERE code = ?1", [code], |row| row.get(0));
        let id = found.optional()?.with_context(|| format!("there is no merchant {code}"))?;
        Ok(Owner { table: "merchants", columns: ["merchants.key", "merchants.next_key"], id })
    }

    fn sealed(&self, keyring: Option<&Keyring>, column: usize, key: &str) -> Result<String> {
        let Some(keyring) = keyring else { return Ok(key.to_owned()) };
        let id = self.id.to_string();
        let place = Place::signing_key(self.columns[column], &id);
        keyring.seal_text(place, random()?, key).map_err(|error| anyhow::anyhow!("{error}"))
    }

    /// A key of the second column as the first one has to hold it: sealed it is bound to its column.
    fn moved(&self, keyring: Option<&Keyring>, key: &str) -> Result<String> {
        if !is_sealed(key) {
            return Ok(key.to_owned());
        }
        let keyring = keyring.context("the keys are sealed: --pii-key or SPIN_VARIABLE_PII_KEY is needed")?;
        let id = self.id.to_string();
        let clear = keyring.open_text(Place::signing_key(self.columns[1], &id), key);
        self.sealed(Some(keyring), 0, &clear.map_err(|error| anyhow::anyhow!("{error}"))?)
    }

    fn read(&self, transaction: &Transaction<'_>) -> Result<Slots> {
        let select = format!(
            "SELECT key, key_not_before, key_not_after, next_key, next_key_not_before, next_key_not_after
               FROM {} WHERE id = ?1",
            self.table
        );
        Ok(transaction.query_row(&select, [self.id], |row| {
            Ok(Slots {
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
    let begin_ms = now_ms + i64::from(rotation.begins_in) * 1_000;
    let end_ms = begin_ms + i64::from(rotation.overlap) * 1_000;
    let mut slots = owner.read(&transaction)?;
    let has_sealed = is_sealed(&slots.key) || is_sealed(&slots.next_key);
    ensure!(
        keyring.is_some() || !has_sealed,
        "the keys are sealed: --pii-key or SPIN_VARIABLE_PII_KEY is needed"
    );
    let is_over = |not_after: Option<i64>| not_after.is_some_and(|end_ms| end_ms <= now_ms);
    if !slots.next_key.is_empty() {
        let is_waiting = slots.next_key_not_before.is_some_and(|begin_ms| now_ms < begin_ms);
        if is_waiting && !is_over(slots.next_key_not_after) {
            ensure!(rotation.replace, "a next key has not begun yet: --replace lets it go");
        } else if is_over(slots.next_key_not_after) {
            // The next key is over; the first one stays.
        } else {
            let is_free = is_over(slots.key_not_after) || rotation.replace;
            ensure!(is_free, "two keys still count: --replace lets go of the older one at once");
            slots.key = owner.moved(keyring, &slots.next_key)?;
            slots.key_not_before = slots.next_key_not_before;
            slots.key_not_after = slots.next_key_not_after;
        }
    }
    if slots.key.is_empty() {
        // There was none: nothing has to go on counting.
        slots.key = owner.sealed(keyring, 0, key)?;
        (slots.key_not_before, slots.key_not_after) =
            (Some(begin_ms).filter(|_| rotation.begins_in > 0), None);
        (slots.next_key, slots.next_key_not_before) = (String::new(), None);
    } else {
        slots.next_key = owner.sealed(keyring, 1, key)?;
        slots.next_key_not_before = Some(begin_ms);
        let begun_ms = slots.key_not_before.unwrap_or(i64::MIN);
        let last_ms = slots.key_not_after.map_or(end_ms, |given_ms| given_ms.min(end_ms));
        slots.key_not_after = Some(last_ms.max(begun_ms.saturating_add(1)));
    }
    let update = format!(
        "UPDATE {} SET key = ?2, key_not_before = ?3, key_not_after = ?4, next_key = ?5, next_key_not_before = ?6,
                next_key_not_after = NULL, updated_at = ?7 WHERE id = ?1",
        owner.table
    );
    let Slots { key, key_not_before, key_not_after, next_key, next_key_not_before, .. } = &slots;
    let values = params![owner.id, key, key_not_before, key_not_after, next_key, next_key_not_before, now_ms];
    if transaction.execute(&update, values)? != 1 {
        bail!("the row is gone");
    }
    transaction.commit()?;
    match slots.next_key_not_before {
        Some(begin_ms) => {
            let until = slots.key_not_after.unwrap_or_default();
            eprintln!(
                "the new key counts from {begin_ms} on, the one before until {until} (unix milliseconds)"
            );
        }
        None => eprintln!("it is the only key"),
    }
    Ok(())
}
