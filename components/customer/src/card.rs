//! A customer's card as both `/customer_bank` endpoints show it: number and name masked.

use feiqian_platform::row;
use feiqian_signing::mask;
use serde::Serialize;

row! {
    /// A row of `customer_banks`; members in the order of the wire.
    #[derive(Debug, Serialize)]
    pub struct Card by card_columns {
        id: i64 = "id",
        customer_id: i64 = "customer_id",
        r#type: i64 = "type",
        bank_account_name: String = "bank_account_name",
        bank_account_no: String = "bank_account_no",
        bank_name: String = "bank_name",
        bank_province: String = "bank_province",
        bank_cities: String = "bank_cities",
        bank_countries: String = "bank_countries",
        branch_name: String = "branch_name",
        status: i64 = "status",
        created_at: String = "strftime('%Y-%m-%d %H:%M:%S', created_at / 1000, 'unixepoch')",
        updated_at: String = "strftime('%Y-%m-%d %H:%M:%S', updated_at / 1000, 'unixepoch')",
    }
}

impl Card {
    /// The card as JSON, its number and name masked.
    pub fn to_json(mut self) -> String {
        self.bank_account_name = mask::name(&self.bank_account_name);
        self.bank_account_no = mask::number(&self.bank_account_no);
        serde_json::to_string(&self).unwrap_or_default()
    }
}
