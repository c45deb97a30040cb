//! A stand-in for the world around the bundle: the merchants' upstream hub with its pay page (cashier.md §6), the payout
//! providers of the wallet (wallet.md §5.3) and of the payees, and a receiver of notifications (outbox.md §4).
//!
//! Development and tests only: `spin.toml` does not have it, and without variable `simulator_enabled` every path is
//! a 404. It knows the development fixture (`sql/demo/100_cashier.sql`) by heart.

pub mod answer;
pub mod complete;
pub mod fixture;
pub mod hub;
pub mod outcome;
pub mod page;
pub mod payouts;
pub mod provider;
pub mod settings;
pub mod sink;
pub mod transfers;

use answer::error;
use feiqian_platform::Platform;
use feiqian_platform::http::{Body, Method, Request, Response, header};
use feiqian_signing::Params;
use provider::Caller;
use settings::Settings;

feiqian_platform::component!("simulator", crate::handle);

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    let settings = match Settings::read(platform).await {
        Ok(settings) => settings,
        Err(fault) => return failed(platform, &request, &fault),
    };
    if !settings.enabled {
        return error(404, "not_found");
    }
    let outcome = route(platform, &request, &settings).await;
    outcome.unwrap_or_else(|fault| failed(platform, &request, &fault.to_string()))
}

fn failed(platform: &Platform, request: &Request, fault: &str) -> Response {
    platform.log_fault(&request.id, fault);
    error(500, "system_error")
}

async fn route(
    platform: &Platform,
    request: &Request,
    settings: &Settings,
) -> Result<Response, feiqian_platform::DatabaseError> {
    let Body::Whole(body) = &request.body else {
        return Ok(error(413, "payload_too_large"));
    };
    let path = request.path.as_str();
    if path == "/sim/sink" && request.method == Method::POST {
        // Whatever a notification holds is recorded, readable or not.
        return sink::receive(platform, request, body).await;
    }
    if request.is_encoded() {
        return Ok(error(415, "unsupported_media_type"));
    }
    if path.starts_with("/sim/payout/") {
        return provided(platform, request, body, &settings.wallet_payout_key).await;
    }
    if path.starts_with("/sim/payee/") {
        return provided(platform, request, body, &settings.payee_payout_key).await;
    }
    let content_type = request.header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let Ok(params) = Params::product(&request.query, &content_type, body) else {
        return Ok(error(400, "bad_request"));
    };
    match (request.method.as_str(), path) {
        ("POST", "/sim/BQBankList.do") => Ok(hub::transfer_banks(&params)),
        ("POST", "/sim/BQPayment.do") => hub::transfer_payment(platform, &params).await,
        ("POST", "/sim/OnlinePaymentFirst.do") => hub::online_first(platform, &params).await,
        ("POST", "/sim/OnlinePaymentSecond.do") => hub::online_second(platform, &params, settings).await,
        ("GET", "/sim/online-pay/payment-methods") => Ok(hub::payment_methods()),
        ("POST", "/sim/online-pay/pay") => page::redirected(platform, &params).await,
        ("POST", "/sim/complete") => complete::complete(platform, &params).await,
        ("GET", "/sim/sink") => sink::list(platform).await,
        ("POST", "/sim/sink/fail") => sink::fail(platform, &params).await,
        ("GET", page) if page.starts_with("/sim/pay/") => {
            page::pay(platform, page.trim_start_matches("/sim/pay/")).await
        }
        _ => Ok(error(404, "not_found")),
    }
}

/// A call of a payout provider, whose key is `key`.
async fn provided(
    platform: &Platform,
    request: &Request,
    body: &[u8],
    key: &str,
) -> Result<Response, feiqian_platform::DatabaseError> {
    let caller = Caller::of(request, key);
    if !caller.may(platform, request, body) {
        return Ok(caller.refuse(401, "unauthorized"));
    }
    let path = request.path.as_str();
    match request.method.as_str() {
        "POST" if path == "/sim/payout/transfers" => transfers::post(platform, caller, body).await,
        "POST" if path == "/sim/payee/payouts" => payouts::post(platform, caller, body).await,
        "GET" => {
            if let Some(cash_sn) = path.strip_prefix("/sim/payout/transfers/") {
                transfers::get(platform, caller, cash_sn).await
            } else if let Some(reference) = path.strip_prefix("/sim/payee/payouts/") {
                payouts::get(platform, caller, reference).await
            } else {
                Ok(error(404, "not_found"))
            }
        }
        _ => Ok(error(404, "not_found")),
    }
}
