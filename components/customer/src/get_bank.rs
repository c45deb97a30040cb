//! `GET /customer_bank` (cashier.md §8.11): the customer's card, an inactive one included.

use crate::card::Card;
use crate::card_columns;
use feiqian_cashier::{Call, Failure, Reply, Signed, product_key};
use feiqian_signing::{FieldErrors, Key, Rules};

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
    let params = call.product_params()?;
    let signed = Signed::read(&params)?;
    let user = params.text("product_user_id");
    let mut row = call.platform.query_row(CARD, &[signed.product_id(), user.into()]).await?;
    signed.admit(call, row.take(0)?).await?;

    let mut rules = Rules::new(&params);
    rules.field("product_user_id").required().max_chars(64).text();
    rules.finish()?;
    if row.take::<Option<i64>>(1)?.is_none() {
        return Err(FieldErrors::one("product_user_id", Key::Exists).into());
    }
    // Column 2 is the card's id.
    if row.is_null(2) {
        return Err(FieldErrors::one("bank_account_no", Key::Exists).into());
    }
    Ok(Reply::Data(Card::read(&mut row, 2)?.to_json()))
}
