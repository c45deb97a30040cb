//! The floor of `cargo xtask bench`: what an endpoint would cost without its contract.
//!
//! `/floor/constant` answers a constant. Every other path runs the one SQL statement of the endpoint it is named
//! after and answers its text, on a kept connection and in one segment, as well as it can be done with the SDK
//! alone: no parameters parsed, no signature, no rules, no envelope, no log.

#![cfg(target_arch = "wasm32")]
#![allow(unsafe_code)] // the generated export of a component is an `extern "C"` function

use spin_sdk::sqlite::{Connection, Value};
use spin_sdk::wasip3::http::types::{ErrorCode, Headers, Request, Response};
use spin_sdk::wasip3::wit_bindgen::{self, yield_async};
use spin_sdk::wasip3::{self, wit_future, wit_stream};
use std::cell::RefCell;

/// Of the product and its data, as `components/catalog` reads them.
const PROVINCE_LIST: &str = "SELECT (SELECT require_nonce || key FROM products WHERE id = ?1 AND status = 1),
    (SELECT json_group_array(json_object('id', id, 'name', name, 'province_id', province_id))
       FROM (SELECT * FROM provinces ORDER BY province_id))";
const PROVINCE_CITIES: &str = "SELECT (SELECT require_nonce || key FROM products WHERE id = ?1 AND status = 1),
    (SELECT json_object('id', id, 'name', name, 'province_id', province_id, 'cities', json((
       SELECT json_group_array(json_object('id', id, 'name', name, 'city_id', city_id, 'province_id', province_id))
         FROM (SELECT * FROM cities WHERE province_id = ?2 ORDER BY city_id))))
       FROM provinces WHERE province_id = ?2)";
const CITIES_COUNTRY: &str = "SELECT (SELECT require_nonce || key FROM products WHERE id = ?1 AND status = 1),
    (SELECT json_object('id', id, 'name', name, 'city_id', city_id, 'province_id', province_id, 'country', json((
       SELECT json_group_array(json_object('id', id, 'name', name, 'country_id', district_id, 'city_id', city_id))
         FROM (SELECT * FROM districts WHERE city_id = ?2 ORDER BY district_id))))
       FROM cities WHERE city_id = ?2)";
const BANK_LIST: &str = "SELECT (SELECT require_nonce || key FROM products WHERE id = ?1 AND status = 1),
    (SELECT json_group_array(json_object('id', id, 'type', type, 'name', name, 'code', code, 'status', status))
       FROM (SELECT * FROM bank_codes WHERE status = 1 ORDER BY type, id)),
    EXISTS (SELECT 1 FROM customers WHERE product_id = ?1 AND product_user_id = ?2 AND status = 1)";
/// As `components/customer` writes it.
const CREATE_CUSTOMER: &str =
    "INSERT INTO customers (product_id, product_user_id, created_at, updated_at) VALUES (?1, ?2, 1767323045000, 1767323045000)
     ON CONFLICT (product_id, product_user_id) DO NOTHING RETURNING '', '[]'";

/// What `components/deposit` writes for a transfer without a hub: the order alone, to an account that is given.
const PAY: &str = "INSERT INTO deposit_records (product_id, merchant_id, customer_id, channel_id, deposit_channel_code,
        currency, amount, order_sn, upstream_state, depositor, receipt_bank_name, receipt_account, receipt_depositor,
        request_hash, response_code, response_json, change_action, change_actor, change_user_type, change_trace,
        created_at, updated_at)
    VALUES (?1, 3, 1, 4, '3', 'CNY', 30000, ?2, 'none', '张三', '工商银行', '6222021234567890', '李四', '', 200, '[]',
        'create', 'product:1', 'P', 'floor', 1767323045000, 1767323045000)
    ON CONFLICT DO NOTHING RETURNING '', '[]'";
/// As `components/withdraw` writes it.
const DO_WITHDRAW: &str = "INSERT INTO withdraw_records (product_id, merchant_id, customer_id, channel_id,
        withdraw_channel_code, currency, amount, billno, product_billno, customer_bank_id, bank_type, bank_account_name,
        bank_account_no, bank_name, bank_province, bank_cities, bank_countries, branch_name, request_hash, response_json,
        change_action, change_actor, change_user_type, change_trace, created_at, updated_at)
    SELECT ?1, 1, 1, 1, 'W1', 'CNY', 5000, ?2, ?2, id, 0, '张三', '6222020000000000001', '工商银行', '北京市', '市辖区', '东城区', '',
        '', '[]', 'create', 'product:1', 'P', 'floor', 1767323045000, 1767323045000
      FROM customer_banks WHERE customer_id = 1
    ON CONFLICT DO NOTHING RETURNING '', '[]'";

/// As `components/wallet` writes it, with a number as random as its own; the parameter is the user.
const WALLET_CASH: &str =
    "INSERT INTO user_wallet_cash (user_id, cash_sn, cash_apply_amount, cash_rate, cash_charge,
        cash_actual_amount, cash_type, cash_mobile, operator_id, created_at, updated_at)
    VALUES (CAST(?2 AS INTEGER), '20260102' || printf('%010d', random() & 0x1ffffffff), 100, 10000, 1, 99, 0,
        '13800138000', ?1, 1767323045000, 1767323045000)
    RETURNING '', '[]'";
/// What a payee call is recorded by, without looking whether it is a repetition.
const PAYEE_RECORD: &str =
    "INSERT INTO payee_request (merchant_no, kind, key, path, hash, created_at, expires_at)
    VALUES ('202333', 'SIGN', ?2, '/v3/payee/payout-accounts', zeroblob(32), ?1, 1767323045000)
    ON CONFLICT DO NOTHING RETURNING '', '[]'";
/// Of the merchant and the payee, as `components/payee` reads them.
const PAYEE_LIST: &str = "SELECT (SELECT m.accept_empty_in_sign || hex(t.token_enc)
       FROM payee_merchant m JOIN payee_store s USING (merchant_no) JOIN payee_token t USING (merchant_no)
      WHERE m.merchant_no = c.merchant_no AND s.store_no = '301854' AND t.active = ?1),
    json_object('accounts', (
       SELECT json_group_array(json_object('accountTag', account_tag, 'country', country,
                'createdAt', strftime('%Y-%m-%dT%H:%M:%SZ', created_at / 1000, 'unixepoch'),
                'accountType', account_type, 'currency', currency, 'accountToken', account_token,
                'cardNumber', '****' || coalesce(number_last4, ''), 'status', lower(status)))
         FROM (SELECT * FROM payee_account WHERE customer_no = c.customer_no AND deleted_at IS NULL
                ORDER BY created_at, account_id)),
       'ret_msg', 'success', 'user', json_object('firstName', c.first_name, 'lastName', c.last_name,
         'customerNo', c.customer_no, 'email', c.email), 'ret_code', '000100')
    FROM payee c WHERE c.customer_no = '2000305228289295850180'";
/// As `components/payee` writes them, with numbers as random as its own.
const PAYEE_PAY: &str = "INSERT INTO payee_payout (transaction_no, merchant_no, store_no, customer_no, account_token,
        invoice_id, verify_sign, body_hash, currency, amount, fee, status, provider, reply, created_at, updated_at)
    VALUES (CAST(100000000000000000 + (random() & 0x7ffffffffffffff) AS TEXT), '900001', '800001',
        '2000900001000000000001', '2010900001000000000001', ?2, ?2, zeroblob(32), 'USD', ?1, 1000, 'pending', 'default',
        '{}', 1767323045000, 1767323045000)
    RETURNING '', '[]'";
const PAYEE_REGISTER: &str = "INSERT INTO payee (customer_no, merchant_no, store_no, profile_type, first_name, last_name,
        email, email_norm, date_of_birth, gov_id_type, gov_id_enc, gov_id_key_id, gov_id_last4, gov_id_bidx, country_code,
        state, city, street, zip, lang, status, created_at, updated_at)
    SELECT printf('2000%018d', random() & 0x7ffffffffffffff), '900001', '800001', 'INDIVIDUAL', '霸', '雄', email, email,
        '1990-03-07', 'ID_CARD', randomblob(46), 'dev1', '4493', randomblob(32), 'CN', '北京', '北京', '长城', '100000',
        'English', 'Activated', 1767323045000, 1767323045000
      FROM (SELECT hex(randomblob(8)) || '@example.test' AS email WHERE ?1)
    RETURNING '', '[]'";

thread_local! {
    static KEPT: RefCell<Vec<Connection>> = const { RefCell::new(Vec::new()) };
}

struct Floor;
wasip3::http::service::export!(Floor with_types_in wasip3);

impl wasip3::exports::http::handler::Guest for Floor {
    async fn handle(request: Request) -> Result<Response, ErrorCode> {
        let target = request.get_path_with_query().unwrap_or_default();
        // What stands after `?` is the parameter itself.
        let (path, parameter) = target.split_once('?').unwrap_or((&target, ""));
        let body = match path {
            "/floor/province_list" => statement(PROVINCE_LIST, "").await,
            "/floor/province_cities" => statement(PROVINCE_CITIES, parameter).await,
            "/floor/cities_country" => statement(CITIES_COUNTRY, parameter).await,
            "/floor/bank_list" => statement(BANK_LIST, parameter).await,
            "/floor/create_customer" => statement(CREATE_CUSTOMER, parameter).await,
            "/floor/pay" => statement(PAY, parameter).await,
            "/floor/do_withdraw" => statement(DO_WITHDRAW, parameter).await,
            "/floor/wallet_cash" => statement(WALLET_CASH, parameter).await,
            "/floor/payee_list" => {
                statement(PAYEE_RECORD, parameter).await;
                statement(PAYEE_LIST, "").await
            }
            "/floor/payee_pay" => statement(PAYEE_PAY, parameter).await,
            "/floor/payee_register" => statement(PAYEE_REGISTER, "").await,
            _ => "constant".to_owned(),
        };
        answer(body.into_bytes()).await
    }
}

async fn statement(sql: &str, parameter: &str) -> String {
    let kept = KEPT.with_borrow_mut(Vec::pop);
    let connection = match kept {
        Some(connection) => connection,
        None => Connection::open_default().await.expect("a database"),
    };
    let parameters = [Value::Integer(1), Value::Text(parameter.to_owned())];
    let parameters = parameters.into_iter().take(if parameter.is_empty() { 1 } else { 2 });
    let rows = connection.execute(sql, parameters).await.expect("a statement");
    let rows = rows.collect().await.expect("a result");
    KEPT.with_borrow_mut(|kept| kept.push(connection));
    rows.first().and_then(|row| row.get::<&str>(1)).unwrap_or_default().to_owned()
}

async fn answer(body: Vec<u8>) -> Result<Response, ErrorCode> {
    let headers = [
        ("content-type".to_owned(), b"application/json".to_vec()),
        ("content-length".to_owned(), body.len().to_string().into_bytes()),
    ];
    let headers =
        Headers::from_list(&headers).map_err(|error| ErrorCode::InternalError(Some(error.to_string())))?;
    let (mut writer, reader) = wit_stream::new();
    let (trailers, trailers_reader) = wit_future::new(|| Ok(None));
    let (response, _transmitted) = Response::new(headers, Some(reader), trailers_reader);
    wit_bindgen::spawn(async move {
        writer.write_all(body).await;
        drop(writer);
        let _ = trailers.write(Ok(None)).await;
    });
    for _ in 0..3 {
        yield_async().await;
    }
    Ok(response)
}
