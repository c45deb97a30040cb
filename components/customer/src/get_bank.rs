//! `GET /customer_bank` (cashier.md §8.11): the customer's card, an inactive one included.

use crate::card::Card;
use feiqian_cashier::{
    Access, Call, Endpoint, Failure, Reply, Rule, must, product_key, read_of_customer, told,
};
use feiqian_signing::{FieldErrors, Key};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "GET /customer_bank",
    aliases: &[],
    access: Access::Product,
    fields: &[
        must("product_user_id", &[Rule::MaxChars(64), Rule::Later(Key::Exists)]),
        told("bank_account_no", &[Rule::Later(Key::Exists)]),
    ],
    errors: &[],
};

/// `?1` product, `?2` its user. One row whatever is there: the key, the customer, the card.
const CARD: &str = concat!(
    "WITH customer AS (SELECT id AS customer FROM customers
                        WHERE product_id = ?1 AND product_user_id = ?2 AND status = 1)
     SELECT ",
    product_key!(),
    ", customer, ",
    card_columns!(),
    " FROM (SELECT 1) LEFT JOIN customer ON true LEFT JOIN customer_banks ON customer_id = customer"
);

pub async fn get_bank(call: &Call<'_>) -> Result<Reply, Failure> {
    let mut cells = read_of_customer(call, CARD).await?;
    match Card::read_if_any(&mut cells)? {
        Some(card) => Ok(Reply::Data(card.to_json())),
        None => Err(FieldErrors::one("bank_account_no", Key::Exists).into()),
    }
}
