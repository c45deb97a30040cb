//! A customer's card as both `/customer_bank` endpoints show it: number and name masked.

use feiqian_platform::{DatabaseError, Row};
use feiqian_signing::mask;
use serde::Serialize;

/// The columns of a card `b` in the order in which [`Card::read`] takes them.
#[macro_export]
macro_rules! card_columns {
    () => {
        "id, customer_id, type, bank_account_name, bank_account_no, bank_name, bank_province, bank_cities,
         bank_countries, branch_name, status,
         strftime('%Y-%m-%d %H:%M:%S', created_at / 1000, 'unixepoch'),
         strftime('%Y-%m-%d %H:%M:%S', updated_at / 1000, 'unixepoch')"
    };
}

/// Members in the order of the wire.
#[derive(Debug, Serialize)]
pub struct Card {
    id: i64,
    customer_id: i64,
    r#type: i64,
    bank_account_name: String,
    bank_account_no: String,
    bank_name: String,
    bank_province: String,
    bank_cities: String,
    bank_countries: String,
    branch_name: String,
    status: i64,
    created_at: String,
    updated_at: String,
}

impl Card {
    /// Reads [`card_columns!`] from column `first` on, and masks the number and the name.
    pub fn read(row: &mut Row, first: usize) -> Result<Self, DatabaseError> {
        Ok(Card {
            id: row.take(first)?,
            customer_id: row.take(first + 1)?,
            r#type: row.take(first + 2)?,
            bank_account_name: mask::name(&row.take::<String>(first + 3)?),
            bank_account_no: mask::number(&row.take::<String>(first + 4)?),
            bank_name: row.take(first + 5)?,
            bank_province: row.take(first + 6)?,
            bank_cities: row.take(first + 7)?,
            bank_countries: row.take(first + 8)?,
            branch_name: row.take(first + 9)?,
            status: row.take(first + 10)?,
            created_at: row.take(first + 11)?,
            updated_at: row.take(first + 12)?,
        })
    }

    /// The card as JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}
