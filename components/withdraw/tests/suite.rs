//! What every product endpoint has to pass: transport, settings, signature, nonces, parameters, faults.

mod common;

use common::{WITH_CARDS, WITH_ORDERS};
use feiqian_cashier::testing::suite::Sample;
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, Request, Response};

const SAMPLES: [Sample; 3] = [
    Sample {
        method: Method::GET,
        path: "/withdraw_channel",
        allow: "GET",
        params: &[("product_user_id", "1000001")],
        before: "",
        tables: &["customers", "withdraw_channels", "withdraw_records"],
    },
    Sample {
        method: Method::POST,
        path: "/do_withdraw",
        allow: "POST",
        params: &[
            ("product_user_id", "1000001"),
            ("amount", "500.00"),
            ("withdraw_channel_code", "W1"),
            ("product_billno", "PW-1"),
        ],
        before: WITH_CARDS,
        tables: &["customers", "withdraw_channels", "merchants", "withdraw_records", "customer_banks"],
    },
    Sample {
        method: Method::GET,
        path: "/withdraw",
        allow: "GET",
        params: &[("product_billno", "OWN-1")],
        before: WITH_ORDERS,
        tables: &["withdraw_records"],
    },
];

/// The handler; the suite compares whole answers, of which all but the first of a number are replays.
async fn handle(platform: &Platform, request: Request) -> Response {
    let mut response = feiqian_withdraw::handle(platform, request).await;
    response.headers.remove("x-idempotent-replay");
    response
}

feiqian_cashier::suite_of_product_endpoints!(handle, SAMPLES);
