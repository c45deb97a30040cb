//! `POST /customer_bank` (cashier.md §8.10): binds the customer's only card; there is no re-bind.

use crate::card::Card;
use crate::card_columns;
use feiqian_cashier::{Access, Call, Endpoint, Failure, Reply, Rule, Signed, may, must};
use feiqian_platform::{DatabaseError, Value};
use feiqian_signing::{FieldErrors, Key, Rules};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "POST /customer_bank",
    aliases: &[],
    access: Access::Product,
    fields: &[
        must("product_user_id", &[Rule::MaxChars(64), Rule::Later(Key::Exists)]),
        must("bank_account_name", &[Rule::MaxChars(100)]),
        must("bank_name", &[Rule::MaxChars(100)]),
        must("bank_province", &[Rule::MaxChars(100)]),
        must("bank_cities", &[Rule::MaxChars(100)]),
        must("bank_countries", &[Rule::MaxChars(100)]),
        must(
            "bank_account_no",
            &[Rule::Alphanumeric, Rule::MinChars(6), Rule::MaxChars(34), Rule::Later(Key::Unique)],
        ),
        may("branch_name", &[Rule::MaxChars(100)]),
        may("type", &[Rule::Integer, Rule::In(&[0, 1])]),
    ],
    errors: &[],
};

/// `?1` product, `?2` its user, `?3` now, `?4`… the card. No row: no such active customer. A second card meets the
/// unique index.
const BIND: &str = concat!(
    "INSERT INTO customer_banks (customer_id, type, bank_account_name, bank_account_no, bank_name, bank_province,
                                 bank_cities, bank_countries, branch_name, created_at, updated_at)
     SELECT id, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?3, ?3
       FROM customers WHERE product_id = ?1 AND product_user_id = ?2 AND status = 1
     RETURNING ",
    card_columns!()
);

pub async fn bind_bank(call: &Call<'_>) -> Result<Reply, Failure> {
    let params = call.product_params()?;
    let signed = Signed::read(call, &params).await?;
    signed.authenticate(call).await?;

    let rules = Rules::of(&params, ENDPOINT.fields);
    let text = |name| Value::from(rules.text(name));
    let card = [
        signed.product_id(),
        text("product_user_id"),
        call.platform.now_ms().into(),
        rules.integer("type").unwrap_or(0).into(),
        text("bank_account_name"),
        text("bank_account_no"),
        text("bank_name"),
        text("bank_province"),
        text("bank_cities"),
        text("bank_countries"),
        text("branch_name"),
    ];
    rules.finish()?;
    let bound = call.platform.command(BIND, &card).await.map_err(|error| match error {
        DatabaseError::Unique(_) => FieldErrors::one("bank_account_no", Key::Unique).into(),
        other => Failure::from(other),
    })?;
    let mut row = bound.into_iter().next().ok_or_else(|| FieldErrors::one("product_user_id", Key::Exists))?;
    Ok(Reply::Data(Card::read(&mut row, 0)?.to_json()))
}
