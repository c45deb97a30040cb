//! `POST /do_withdraw` (cashier.md §8.12): a withdrawal to the customer's card, to be approved by the back office.
//!
//! One statement decides and writes: its `change_action` is the verdict (see the head of
//! `sql/110_cashier_orders.sql`), and of many requests with one `product_billno` the first one's order is everyone's.

use feiqian_cashier::{
    Access, Call, ClientAddress, Endpoint, Failure, Order, ReadParams, Reply, Rule, Signed, amount_by,
    amount_by_value, amounts, bill_number, codes, fingerprint, must, told, wire_time,
};
use feiqian_platform::{DatabaseError, Value, parameters, row, statement};
use feiqian_signing::{FieldErrors, Key, Rules, rules};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "POST /do_withdraw",
    aliases: &[],
    access: Access::Product,
    fields: &[
        must("product_user_id", &[Rule::MaxChars(64), Rule::Later(Key::Exists)]),
        must("amount", &[Rule::Money, Rule::Later(Key::MaxNumeric)]),
        must("withdraw_channel_code", &[Rule::MaxChars(10), Rule::Later(Key::Exists)]),
        must("product_billno", &[Rule::MaxChars(50)]),
        told("bank_account_no", &[Rule::Later(Key::Exists)]),
    ],
    errors: &[codes::CONFLICT],
};

/// How often a number is drawn.
const ATTEMPTS: usize = 4;

parameters! {
    struct Withdrawal<'w> {
        product_id: &'w Value,
        user: &'w str,
        now: i64,
        channel_code: &'w str,
        /// The amount by currency.
        amounts: &'w str,
        product_billno: &'w str,
        fingerprint: &'w str,
        /// The bill number without the merchant's code.
        number: &'w str,
        client_ip: &'w str,
        trace: &'w str,
        traceparent: Option<&'w str>,
    }
}

row! {
    /// The order of the product's number, whoever has made it.
    struct Made by made_columns {
        request_hash: String = "request_hash",
        answer: String = "response_json",
        billno: String = "billno",
    }
}

/// An order that has the product's number already (`p`) makes the insert end in the conflict, where nothing changes:
/// what is answered is that order's.
pub const WITHDRAW: &str = statement!(
    Withdrawal,
    concat!(
    "INSERT INTO withdraw_records (product_id, merchant_id, customer_id, channel_id, withdraw_channel_code, currency,
        amount, billno, product_billno, customer_bank_id, bank_type, bank_account_name, bank_account_no, bank_name,
        bank_province, bank_cities, bank_countries, branch_name, request_hash, response_json, change_action,
        change_actor, change_user_type, change_ip, change_trace, created_at, updated_at, change_traceparent)
    WITH customer AS MATERIALIZED (
           SELECT id FROM customers WHERE product_id = :product_id AND product_user_id = :user AND status = 1),
         prior AS MATERIALIZED (
           SELECT * FROM withdraw_records WHERE product_id = :product_id AND product_billno = :product_billno),
         channel AS MATERIALIZED (
           SELECT h.*, m.code AS merchant, y.format, y.unit, json_extract(:amounts, '$.' || h.currency) AS minor,
                  coalesce((SELECT d.withdrawn FROM withdraw_days d
                             WHERE d.customer_id = c.id AND d.channel_id = h.id AND d.day = :now / 86400000), 0) AS today
             FROM customer c
             JOIN withdraw_channels h ON h.product_id = :product_id AND h.code = :channel_code
              AND EXISTS (SELECT 1 FROM visible_withdraw_channels v WHERE v.customer_id = c.id AND v.channel_id = h.id)
             JOIN merchants m ON m.id = h.merchant_id
             JOIN currencies y ON y.code = h.currency)
    SELECT :product_id, coalesce(p.merchant_id, h.merchant_id), coalesce(p.customer_id, c.id), coalesce(p.channel_id, h.id),
           coalesce(p.withdraw_channel_code, h.code), coalesce(p.currency, h.currency), coalesce(p.amount, h.minor),
           coalesce(p.billno, h.merchant || :number), :product_billno, coalesce(p.customer_bank_id, b.id), coalesce(p.bank_type, b.type),
           coalesce(p.bank_account_name, b.bank_account_name), coalesce(p.bank_account_no, b.bank_account_no),
           coalesce(p.bank_name, b.bank_name), coalesce(p.bank_province, b.bank_province),
           coalesce(p.bank_cities, b.bank_cities), coalesce(p.bank_countries, b.bank_countries),
           coalesce(p.branch_name, b.branch_name), :fingerprint,
           json_object('product_id', :product_id, 'merchant_id', h.merchant_id, 'customer_id', c.id,
             'withdraw_channel_code', h.code, 'billno', h.merchant || :number, 'product_billno', :product_billno, 'amount', ",
    amount_by!("h.minor", "h"),
    ", 'currency_type', h.currency, 'status', 0, 'customer_bank_id', b.id, 'created_at', ",
    wire_time!(":now"),
    ", 'updated_at', ",
    wire_time!(":now"),
    "),
           CASE
             WHEN c.id IS NULL THEN 'product_user_id_exists'
             WHEN p.id IS NOT NULL THEN 'create'
             WHEN h.id IS NULL THEN 'withdraw_channel_code_exists'
             WHEN b.id IS NULL THEN 'bank_account_no_exists'
             WHEN h.minor = -1 THEN 'amount_numeric'
             WHEN h.minor = -2 THEN 'amount_max'
             WHEN h.max_amount <> 0 AND h.min_amount > h.max_amount THEN 'no_limits'
             WHEN h.minor < h.min_amount THEN 'amount_min'
             WHEN h.max_amount <> 0 AND h.minor > h.max_amount THEN 'amount_max'
             WHEN h.max_total_amount <> 0 AND h.today + h.minor > h.max_total_amount THEN 'amount_max'
             ELSE 'create'
           END,
           'product:' || :product_id, 'P', :client_ip, :trace, :now, :now, :traceparent
      FROM (SELECT 1) LEFT JOIN customer c ON true LEFT JOIN prior p ON true LEFT JOIN channel h ON true
      LEFT JOIN customer_banks b ON b.customer_id = c.id AND b.status = 1
     WHERE true
    ON CONFLICT (product_id, product_billno) DO UPDATE SET request_hash = request_hash
    RETURNING ",
    made_columns!()
)
);

/// What a verdict says of which field.
pub const REFUSALS: [(&str, &str, Key); 6] = [
    ("product_user_id_exists", "product_user_id", Key::Exists),
    ("withdraw_channel_code_exists", "withdraw_channel_code", Key::Exists),
    ("bank_account_no_exists", "bank_account_no", Key::Exists),
    ("amount_numeric", "amount", Key::Numeric),
    ("amount_min", "amount", Key::MinNumeric),
    ("amount_max", "amount", Key::MaxNumeric),
];

/// The verdict on a channel whose limits leave no amount: a fault of its configuration.
pub const NO_LIMITS: &str = "no_limits";

pub async fn do_withdraw(call: &Call<'_>, address: &ClientAddress) -> Result<Reply, Failure> {
    let params = call.product_params()?;
    let signed = Signed::read(call, &params).await?;
    signed.authenticate(call).await?;

    let rules = Rules::of(&params, ENDPOINT.fields);
    let [user, amount, code, product_billno] =
        ["product_user_id", "amount", "withdraw_channel_code", "product_billno"].map(|name| rules.text(name));
    rules.finish()?;

    let product_id = rules::parse_id(params.text("product_id")).ok_or(Failure::Forbidden)?;
    let fingerprint = fingerprint(&[user, amount_by_value(amount), code]);
    let now_ms = call.platform.now_ms();
    let (product, amounts, client_ip) = (signed.product_id(), amounts(amount), address.of(call.request));
    for _ in 0..ATTEMPTS {
        let number = bill_number("", now_ms, user, Order::Withdrawal, product_id, call.platform.random());
        let order = Withdrawal {
            product_id: &product,
            user,
            now: now_ms,
            channel_code: code,
            amounts: &amounts,
            product_billno,
            fingerprint: &fingerprint,
            number: &number,
            client_ip: &client_ip,
            trace: &call.request.id,
            traceparent: call.request.traceparent.as_deref(),
        };
        let mut row = match call.platform.command_row(WITHDRAW, &order.values()).await {
            Ok(row) => row,
            Err(DatabaseError::Unique(columns)) if columns == "withdraw_records.billno" => continue,
            Err(error) => return Err(refused(call, error)),
        };
        let Made { request_hash, answer, billno } = Made::read(&mut row)?;
        if request_hash != fingerprint {
            return Err(Failure::Conflict);
        }
        return Ok(if billno.ends_with(&number) { Reply::Data(answer) } else { Reply::Replay(answer) });
    }
    Err(Failure::Fault("no bill number is free".into()))
}

fn refused(call: &Call<'_>, error: DatabaseError) -> Failure {
    if error.raised(&[NO_LIMITS]).is_some() {
        call.platform.log_fault(&call.request.id, "the limits of a withdrawal channel leave no amount");
        return Failure::Upstream { message: None, replay: false };
    }
    let verdict = error.raised(&REFUSALS.map(|(verdict, ..)| verdict));
    match REFUSALS.into_iter().find(|(code, ..)| verdict == Some(code)) {
        Some((_, field, key)) => FieldErrors::one(field, key).into(),
        None => error.into(),
    }
}
