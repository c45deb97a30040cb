//! `POST /customer_bank` (cashier.md §8.10): binds the customer's only card; there is no re-bind.

use crate::card::Card;
use feiqian_cashier::{Access, Call, Endpoint, Failure, ReadParams, Reply, Rule, Signed, may, must};
use feiqian_platform::{DatabaseError, Value, parameters, statement};
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

parameters! {
    struct NewCard<'c> {
        product_id: Value,
        user: &'c str,
        now: i64,
        kind: i64,
        bank_account_name: &'c str,
        bank_account_no: &'c str,
        bank_name: &'c str,
        bank_province: &'c str,
        bank_cities: &'c str,
        bank_countries: &'c str,
        branch_name: &'c str,
    }
}

/// No row: no such active customer. A second card meets the
/// unique index.
const BIND: &str = statement!(
    NewCard,
    concat!(
    "INSERT INTO customer_banks (customer_id, type, bank_account_name, bank_account_no, bank_name, bank_province,
                                 bank_cities, bank_countries, branch_name, created_at, updated_at)
     SELECT id, :kind, :bank_account_name, :bank_account_no, :bank_name, :bank_province, :bank_cities, :bank_countries, :branch_name, :now, :now
       FROM customers WHERE product_id = :product_id AND product_user_id = :user AND status = 1
     RETURNING ",
    card_columns!()
)
);

pub async fn bind_bank(call: &Call<'_>) -> Result<Reply, Failure> {
    let params = call.product_params()?;
    let signed = Signed::read(call, &params).await?;
    signed.authenticate(call).await?;

    let rules = Rules::of(&params, ENDPOINT.fields);
    let card = NewCard {
        product_id: signed.product_id(),
        user: rules.text("product_user_id"),
        now: call.platform.now_ms(),
        kind: rules.integer("type").unwrap_or(0),
        bank_account_name: rules.text("bank_account_name"),
        bank_account_no: rules.text("bank_account_no"),
        bank_name: rules.text("bank_name"),
        bank_province: rules.text("bank_province"),
        bank_cities: rules.text("bank_cities"),
        bank_countries: rules.text("bank_countries"),
        branch_name: rules.text("branch_name"),
    };
    rules.finish()?;
    let bound = call.platform.command(BIND, &card.values()).await.map_err(|error| match error {
        DatabaseError::Unique(_) => FieldErrors::one("bank_account_no", Key::Unique).into(),
        other => Failure::from(other),
    })?;
    let mut row = bound.into_iter().next().ok_or_else(|| FieldErrors::one("product_user_id", Key::Exists))?;
    Ok(Reply::Data(Card::read(&mut row)?.to_json()))
}
