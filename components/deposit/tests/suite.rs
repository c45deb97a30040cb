//! What every product endpoint has to pass: transport, settings, signature, nonces, parameters, faults.

use feiqian_cashier::testing::suite::Sample;
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, Request, Response};

/// Channels of both products that need nobody outside: a transfer without a hub, a redirect with a quote at hand.
const WITHOUT_A_HUB: &str =
    "INSERT INTO merchants (id, product_id, code, account, password_hash, created_at, updated_at)
     VALUES (4, 2, 'M004', 'ops', '$argon2id$x', 0, 0) ON CONFLICT DO NOTHING;
     INSERT INTO deposit_channels (product_id, merchant_id, code, kind, channel, name, currency, created_at, updated_at)
     VALUES (2, 4, '3', 'transfer', '', 'Transfer', 'CNY', 0, 0), (2, 2, '101', 'redirect', 'qr', 'QR', 'CNY', 0, 0)
     ON CONFLICT DO NOTHING;
     DELETE FROM pay_quotes;
     INSERT INTO pay_quotes (customer_id, channel_id, min_amount, max_amount, created_at, expires_at)
     SELECT c.id, h.id, 0, 0, 0, 9000000000000 FROM customers c
       JOIN deposit_channels h ON h.product_id = c.product_id AND h.code = '101'";

/// A deposit of each product, under the same number of theirs.
const WITH_ORDERS: &str =
    "INSERT INTO deposit_records (product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency,
       amount, order_sn, product_order_sn, upstream_state, change_action, change_actor, change_user_type, change_trace,
       created_at, updated_at)
     SELECT c.product_id, h.merchant_id, c.id, h.id, h.code, h.currency, 30000, 'OWN' || c.product_id, 'OWN-1', 'none',
            'create', 'product:1', 'P', 't', 0, 0
       FROM customers c
       JOIN deposit_channels h ON h.id = (SELECT min(id) FROM deposit_channels WHERE product_id = c.product_id)
      WHERE c.product_user_id = '1000001' ON CONFLICT DO NOTHING";

const SAMPLES: [Sample; 4] = [
    Sample {
        method: Method::GET,
        path: "/deposit_channel",
        allow: "GET",
        params: &[("product_user_id", "1000001")],
        before: "",
        tables: &["customers", "deposit_channels", "deposit_records"],
    },
    Sample {
        method: Method::POST,
        path: "/paylimit",
        allow: "POST",
        params: &[("product_user_id", "1000001"), ("payment_code", "3")],
        before: WITHOUT_A_HUB,
        tables: &["customers", "deposit_channels", "merchants", "bank_codes"],
    },
    Sample {
        method: Method::POST,
        path: "/pay",
        allow: "POST, PUT",
        params: &[("product_user_id", "1000001"), ("payment_code", "101"), ("amount", "300.00")],
        before: WITHOUT_A_HUB,
        tables: &[
            "customers",
            "deposit_channels",
            "merchants",
            "pay_quotes",
            "bank_codes",
            "deposit_records",
        ],
    },
    Sample {
        method: Method::GET,
        path: "/order",
        allow: "GET",
        params: &[("product_order_sn", "OWN-1")],
        before: WITH_ORDERS,
        tables: &["deposit_records"],
    },
];

/// The handler, with what differs from order to order made the same: the suite compares whole answers.
async fn handle(platform: &Platform, request: Request) -> Response {
    let mut response = feiqian_deposit::handle(platform, request).await;
    if response.route == "POST /pay" && response.code == "200" {
        response.body = br#"{"code":200,"message":"Success","data":[]}"#.to_vec();
    }
    response
}

feiqian_cashier::suite_of_product_endpoints!(handle, SAMPLES);
