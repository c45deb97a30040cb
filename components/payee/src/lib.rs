//! The payee API (payee.md): payees, payout accounts, payouts. One file per endpoint.
//!
//! Every call goes the same way: [`handle`] checks the transport, [`call`] who calls and whether it is a repetition, the
//! endpoint its parameters, and the database the rest.

mod balance;
mod call;
pub mod codes;
mod columns;
mod configurations;
mod country;
mod create_account;
mod delete_account;
pub mod endpoint;
mod failure;
mod field_names;
mod fields;
mod formats;
mod inquiry;
mod kind;
mod pay;
mod payout_accounts;
mod register;
mod retrieve;
mod settings;
mod time;
mod update;

use call::{Authentic, Passed};
use endpoint::Route;
use failure::Failure;
pub use failure::{ANSWERED, VERDICTS};
use feiqian_platform::http::{Method, Request, Response, header};
use feiqian_platform::{BodyFault, Call, DatabaseError, Platform};
use feiqian_signing::payee::{Encoding, Params};
use feiqian_signing::unambiguous::NOTIFY_TYPE;
use kind::Kind;
use settings::Settings;

feiqian_platform::component!("payee", crate::handle);

/// The endpoints.
pub static ROUTES: [Route; 12] = [
    Route::new(&create_account::BANK_ACCOUNT, |call| {
        Box::pin(create_account::create_account(call, Kind::BankAccount))
    }),
    Route::new(&create_account::PAYPAL, |call| Box::pin(create_account::create_account(call, Kind::Paypal))),
    Route::new(&create_account::VENMO, |call| Box::pin(create_account::create_account(call, Kind::Venmo))),
    Route::new(&payout_accounts::ENDPOINT, |call| Box::pin(payout_accounts::payout_accounts(call))),
    Route::new(&delete_account::ENDPOINT, |call| Box::pin(delete_account::delete_account(call))),
    Route::new(&register::ENDPOINT, |call| Box::pin(register::register(call))),
    Route::new(&retrieve::ENDPOINT, |call| Box::pin(retrieve::retrieve(call))),
    Route::new(&update::ENDPOINT, |call| Box::pin(update::update(call))),
    Route::new(&pay::ENDPOINT, |call| Box::pin(pay::pay(call))),
    Route::new(&inquiry::ENDPOINT, |call| Box::pin(inquiry::inquiry(call))),
    Route::new(&balance::ENDPOINT, |call| Box::pin(balance::balance(call))),
    Route::new(&configurations::ENDPOINT, |call| Box::pin(configurations::configurations(call))),
];

/// The route of a path, and the path as the list names it.
fn find(path: &str) -> Option<(&'static Route, &'static str)> {
    ROUTES.iter().find_map(|route| Some((route, route.endpoint.paths().find(|own| *own == path)?)))
}

/// The names that refusals may have.
fn known() -> Vec<&'static str> {
    let names = ROUTES.iter().flat_map(|route| route.endpoint.fields).map(|field| field.name);
    field_names::BESIDE.into_iter().chain(names).collect()
}

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    let found = find(&request.path);
    let passed = Passed::default();
    let outcome = match found {
        Some((route, _)) => match serve(platform, &request, route, &passed).await {
            // Its own record tells: as for a client that repeats the call, it is done once and has one reply.
            Err(Failure::Open(fault)) => {
                platform.log_fault(&request.id, &fault);
                match serve(platform, &request, route, &passed).await {
                    // Nobody can tell now: the client's repetition finds out.
                    Err(Failure::Open(fault)) if DatabaseError::from_text(fault.clone()).is_of_the_way() => {
                        platform.log_fault(&request.id, &fault);
                        Err(Failure::Busy)
                    }
                    outcome => outcome,
                }
            }
            outcome => outcome,
        },
        None if request.path.starts_with("/v3/") => Err(Failure::NoSuchPath),
        None => Err(Failure::NoSuchVersion),
    };
    let mut response = failure::response(outcome, platform, &request.id, known);
    response.route = found.map_or("", |(_, path)| path);
    response
}

async fn serve(
    platform: &Platform,
    request: &Request,
    route: &'static Route,
    passed: &Passed,
) -> Result<String, Failure> {
    if request.method != Method::POST {
        return Err(Failure::MethodNotAllowed);
    }
    let content_type = request.header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let encoding = Encoding::of(&content_type).ok_or(Failure::UnsupportedMediaType)?;
    let call = Call { platform, request };
    let body = call.body().map_err(|fault| match fault {
        BodyFault::Encoded => Failure::UnsupportedMediaType,
        BodyFault::TooLarge => Failure::BodyTooLarge,
        BodyFault::Incomplete => Failure::malformed("body"),
        BodyFault::TimedOut => Failure::BodyTooSlow,
    })?;
    let settings = Settings::read(platform).await.map_err(Failure::Fault)?;
    let params = Params::parse(encoding, body).map_err(|violation| Failure::malformed(violation.name()))?;
    // An IPN is signed as a request is, and is none.
    if params.get(NOTIFY_TYPE).is_some() {
        return Err(Failure::denied());
    }
    let call = Authentic::authenticated(call, body, route, &settings, &params, passed).await?;
    (route.run)(&call).await
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_documented_field_is_known() {
        let documented = feiqian_platform::field_names::documented(|path| path.starts_with("/v3/"));
        let known = super::known();
        let unknown: Vec<_> = documented.iter().filter(|name| !known.contains(&name.as_str())).collect();
        assert!(documented.len() > 20 && unknown.is_empty(), "{unknown:?}");
    }
}
