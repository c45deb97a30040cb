//! `GET /withdraw_channel` (cashier.md §8.3): the channels that the customer sees, in channel order.

use feiqian_cashier::{
    Access, Call, Endpoint, Failure, OF_CUSTOMER, Reply, amount_by, product_key, read_of_customer,
};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "GET /withdraw_channel",
    aliases: &[],
    access: Access::Product,
    fields: OF_CUSTOMER,
    errors: &[],
};

/// `?1` product, `?2` its user. Success rate: of the channel's last ten finished orders, in 1/100 %.
const CHANNELS: &str = concat!(
    "WITH customer AS (SELECT id FROM customers WHERE product_id = ?1 AND product_user_id = ?2 AND status = 1)
     SELECT ",
    product_key!(),
    ", (SELECT 1 FROM customer),
    (SELECT json_group_array(json_object('id', id, 'product_id', product_id, 'merchant_id', merchant_id, 'code', code,
              'channel', channel, 'name', name, 'currency', currency, 'type', channel_type,
              'recommend', recommend, 'sort', sort, 'min_amount', ",
    amount_by!("min_amount", "h"),
    ", 'max_amount', ",
    amount_by!("max_amount", "h"),
    ", 'max_total_amount', ",
    amount_by!("max_total_amount", "h"),
    "))
       FROM (SELECT h.*, y.channel_type, y.format, y.unit, coalesce((SELECT 10000 * sum(status = 2) / count(*)
                                     FROM (SELECT status FROM withdraw_records
                                            WHERE channel_id = h.id AND status IN (-1, 2)
                                            ORDER BY id DESC LIMIT 10)), 10000) AS rate
               FROM customer JOIN visible_withdraw_channels v ON v.customer_id = customer.id
               JOIN withdraw_channels h ON h.id = v.channel_id
               JOIN currencies y ON y.code = h.currency
              ORDER BY h.recommend DESC, rate DESC, h.fee_bp, h.sort, h.id) h)"
);

pub async fn withdraw_channel(call: &Call<'_>) -> Result<Reply, Failure> {
    let mut cells = read_of_customer(call, CHANNELS).await?;
    Ok(Reply::Data(cells.take()?))
}
