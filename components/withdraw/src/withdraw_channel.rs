//! `GET /withdraw_channel` (cashier.md §8.3): the channels that the customer sees, in channel order.

use feiqian_cashier::{Call, Failure, Reply, Signed, currency_type, product_key, wire_amount};
use feiqian_signing::{FieldErrors, Key, Rules};

/// `?1` product, `?2` its user. Success rate: of the channel's last ten finished orders, in 1/100 %.
const CHANNELS: &str = concat!(
    "WITH customer AS (SELECT id FROM customers WHERE product_id = ?1 AND product_user_id = ?2 AND status = 1)
     SELECT ",
    product_key!(),
    ", EXISTS (SELECT 1 FROM customer),
    (SELECT json_group_array(json_object('id', id, 'product_id', product_id, 'merchant_id', merchant_id, 'code', code,
              'channel', channel, 'name', name, 'currency', currency, 'type', ",
    currency_type!("currency"),
    ", 'recommend', recommend, 'sort', sort, 'min_amount', ",
    wire_amount!("min_amount", "currency"),
    ", 'max_amount', ",
    wire_amount!("max_amount", "currency"),
    ", 'max_total_amount', ",
    wire_amount!("max_total_amount", "currency"),
    "))
       FROM (SELECT h.*, coalesce((SELECT 10000 * sum(status = 2) / count(*)
                                     FROM (SELECT status FROM withdraw_records
                                            WHERE channel_id = h.id AND status IN (-1, 2)
                                            ORDER BY id DESC LIMIT 10)), 10000) AS rate
               FROM customer JOIN visible_withdraw_channels v ON v.customer_id = customer.id
               JOIN withdraw_channels h ON h.id = v.channel_id
              ORDER BY h.recommend DESC, rate DESC, h.fee_bp, h.sort, h.id))"
);

pub async fn withdraw_channel(call: &Call<'_>) -> Result<Reply, Failure> {
    let params = call.product_params()?;
    let signed = Signed::read(&params)?;
    let user = params.text("product_user_id");
    let mut row = call.platform.query_row(CHANNELS, &[signed.product_id(), user.into()]).await?;
    signed.admit(call, row.take(0)?).await?;

    let mut rules = Rules::new(&params);
    rules.field("product_user_id").required().max_chars(64).text();
    rules.finish()?;
    if !row.take::<bool>(1)? {
        return Err(FieldErrors::one("product_user_id", Key::Exists).into());
    }
    Ok(Reply::Data(row.take(2)?))
}
