//! Keys as they are stored: in clear, or sealed by [`feiqian_vault`] under the keys of the variable `pii_key`.

use crate::slots::{Column, Slot, Slots};
use feiqian_platform::{Platform, variables};
use feiqian_vault::{Keyring, Place, is_sealed};
use std::borrow::Cow;
use std::cell::RefCell;

/// How many opened keys an instance keeps: AES would cost a read more than its statement's rows do.
const KEPT: usize = 64;

/// A key that was opened: its column, its row, the sealed text, and what it is.
struct Opened {
    column: &'static str,
    row: i64,
    sealed: String,
    key: String,
}

thread_local! {
    static OPENED: RefCell<Vec<Opened>> = const { RefCell::new(Vec::new()) };
}

/// The tables whose rows have two keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A product's, in `products`.
    Product,
    /// A merchant at its hub.
    Merchant,
}

impl Owner {
    /// The table.
    pub fn table(self) -> &'static str {
        match self {
            Owner::Product => "products",
            Owner::Merchant => "merchants",
        }
    }

    /// `<table>.<column>`, which a sealed key is bound to.
    pub fn column(self, column: Column) -> &'static str {
        match (self, column) {
            (Owner::Product, Column::Key) => "products.key",
            (Owner::Product, Column::Next) => "products.next_key",
            (Owner::Merchant, Column::Key) => "merchants.key",
            (Owner::Merchant, Column::Next) => "merchants.next_key",
        }
    }
}

/// The keys of a row that count at a moment, opened, the newest first. Nothing is read and nothing waited for while all
/// of them are stored in clear.
///
/// # Errors
/// What is wrong with `pii_key`, naming the variable and the column, never a key.
pub async fn open<'s>(
    platform: &Platform,
    owner: Owner,
    row: i64,
    slots: &'s Slots<'_>,
    now_ms: i64,
) -> Result<Vec<Cow<'s, str>>, String> {
    let mut keys = Vec::new();
    for slot in slots.valid(now_ms) {
        keys.push(match is_sealed(slot.text) {
            false => Cow::Borrowed(slot.text),
            true => Cow::Owned(open_one(platform, owner, row, slot).await?),
        });
    }
    Ok(keys)
}

async fn open_one(platform: &Platform, owner: Owner, row: i64, slot: Slot<'_>) -> Result<String, String> {
    let column = owner.column(slot.column);
    let is_it = |opened: &Opened| opened.row == row && opened.column == column && opened.sealed == slot.text;
    let kept = OPENED.with_borrow(|kept| kept.iter().find(|one| is_it(one)).map(|one| one.key.clone()));
    if let Some(key) = kept {
        return Ok(key);
    }
    let explain = |why: &str| format!("{column} of row {row} is sealed: {why}");
    let pii_key = variables::text(platform, "pii_key").await.map_err(|why| explain(&why))?;
    let place_row = row.to_string();
    let opened = Keyring::new(&pii_key)
        .and_then(|keyring| keyring.open_text(Place::signing_key(column, &place_row), slot.text));
    let key = opened.map_err(|why| explain(&why.to_string()))?;
    OPENED.with_borrow_mut(|kept| {
        if kept.len() == KEPT {
            kept.remove(0);
        }
        kept.push(Opened { column, row, sealed: slot.text.to_owned(), key: key.clone() });
    });
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use feiqian_platform::native::block_on;

    const A: &str = "a1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    const B: &str = "b2:ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff";

    fn sealed(pii_key: &str, column: &'static str, row: &str, key: &str) -> String {
        Keyring::new(pii_key).unwrap().seal_text(Place::signing_key(column, row), [3; 12], key).unwrap()
    }

    fn open_text(platform: &Platform, row: i64, text: &str) -> Result<Vec<String>, String> {
        let slots = Slots::read(text).unwrap();
        let keys = block_on(open(platform, Owner::Product, row, &slots, 0))?;
        Ok(keys.into_iter().map(Cow::into_owned).collect())
    }

    #[test]
    fn a_clear_key_needs_no_variable_and_a_sealed_one_names_the_one_it_needs() {
        let platform = Platform::in_memory();
        assert_eq!(open_text(&platform, 1, "0clear").unwrap(), ["clear"]);
        let text = format!("0{}", sealed(A, "products.key", "1", "secret"));
        let fault = |platform: &Platform, row| open_text(platform, row, &text).unwrap_err();
        assert!(fault(&platform, 1).starts_with("products.key of row 1 is sealed: variable pii_key: "));
        for (pii_key, why) in [
            ("", "variable pii_key: not keyId:64hex[,keyId:64hex…]"),
            (B, "variable pii_key: has not the key that a value was sealed under"),
        ] {
            platform.set_variable("pii_key", pii_key);
            assert_eq!(fault(&platform, 1), format!("products.key of row 1 is sealed: {why}"));
        }
        platform.set_variable("pii_key", &format!("{B},{A}"));
        assert_eq!(open_text(&platform, 1, &text).unwrap(), ["secret"]);
        // What is kept is kept for its own row only.
        assert_eq!(fault(&platform, 2), "products.key of row 2 is sealed: a sealed value cannot be opened");
        let both = format!(
            r#"1["{}",null,null,"{}",null,null]"#,
            &text[1..],
            sealed(B, "products.next_key", "1", "newer")
        );
        assert_eq!(open_text(&platform, 1, &both).unwrap(), ["newer", "secret"]);
    }

    #[test]
    fn a_key_is_opened_once_and_the_oldest_is_forgotten() {
        let platform = Platform::in_memory();
        platform.set_variable("pii_key", A);
        let text = |row: i64| format!("0{}", sealed(A, "products.key", &row.to_string(), "secret"));
        let count = i64::try_from(KEPT).unwrap();
        for row in 1..=count + 1 {
            open_text(&platform, row, &text(row)).unwrap();
        }
        platform.set_variable("pii_key", "");
        assert_eq!(open_text(&platform, 2, &text(2)).unwrap(), ["secret"]);
        assert!(open_text(&platform, 1, &text(1)).is_err());
    }
}
