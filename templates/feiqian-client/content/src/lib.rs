//! Calls Feiqian by service chaining: `GET …/limits/<customer>/<channel>` answers what may be paid in.

#![cfg(target_arch = "wasm32")]
#![allow(unsafe_code)] // the generated export of a component is an `extern "C"` function

use bytes::Bytes;
use feiqian_client::types::{CreateCustomerRequest, PayLimitRequest};
use feiqian_client::{Cashier, Error, Kind};
use serde_json::{Value, json};
use spin_sdk::http::{FullBody, Request, Response, StatusCode};
use spin_sdk::{http_service, variables};

#[http_service]
async fn handle(request: Request) -> Response<FullBody<Bytes>> {
    let mut words = request.uri().path().rsplit('/');
    let (channel, customer) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (status, body) = match limits(customer, channel).await {
        Ok(limits) => (StatusCode::OK, limits),
        // What the caller can correct is said to him; all else only that it failed.
        Err(error) if error.kind == Kind::ValidationFailed => {
            (StatusCode::UNPROCESSABLE_ENTITY, json!({ "fields": error.fields }))
        }
        Err(error) => {
            eprintln!("{error}");
            (StatusCode::BAD_GATEWAY, json!({ "error": error.kind.as_str() }))
        }
    };
    let mut response = Response::new(FullBody::new(body.to_string().into()));
    *response.status_mut() = status;
    response
}

async fn limits(customer: &str, channel: &str) -> Result<Value, Error> {
    let cashier = cashier().await?;
    cashier.create_customer(&CreateCustomerRequest { product_user_id: customer.to_owned() }).send().await?;
    let request = PayLimitRequest { product_user_id: customer.to_owned(), payment_code: channel.to_owned() };
    let limits = cashier.pay_limit(&request).send().await?;
    Ok(json!({
        "minimum": limits.min_amount.to_string(),
        "maximum": limits.max_amount.to_string(),
        "currency": limits.currency,
    }))
}

/// The product's client; a chained one goes to Feiqian's components, never to the network.
async fn cashier() -> Result<Cashier, Error> {
    let variable = async |name: &str| variables::get(name).await.unwrap_or_default();
    let id = variable("product_id").await.parse().unwrap_or_default();
    let key = variable("product_key").await;
    let cashier = Cashier::new("http://feiqian.spin.internal", id, &key)?;
    Ok(cashier.with(|options| options.chained = true))
}
