//! The payee API (payee.md): payees, payout accounts, payouts. One file per endpoint.
//!
//! Every call goes the same way: [`handle`] checks the transport, [`call`] who calls and whether it is a repetition, the
//! endpoint its parameters, and the database the rest.

mod balance;
mod call;
mod configurations;
mod country;
mod create_account;
mod delete_account;
mod exit;
mod field_names;
mod fields;
mod formats;
mod inquiry;
mod pay;
mod payout_accounts;
mod register;
mod retrieve;
mod settings;
mod time;
mod update;

use call::{Call, Passed};
use create_account::Kind;
use exit::Exit;
use feiqian_platform::http::{Body, Method, Request, Response, header};
use feiqian_platform::{DatabaseError, Platform};
use feiqian_signing::payee::{Encoding, Params};
use feiqian_signing::unambiguous::NOTIFY_TYPE;
use settings::Settings;

feiqian_platform::component!("payee", crate::handle);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Endpoint {
    Create(Kind),
    PayoutAccounts,
    Delete,
    Register,
    Retrieve,
    Update,
    Pay,
    Inquiry,
    Balance,
    Configurations,
}

/// A path and what it stands for. An alias has the canonical path of the call that it is another name of.
struct Route {
    path: &'static str,
    canonical: &'static str,
    endpoint: Endpoint,
}

const fn route(path: &'static str, endpoint: Endpoint) -> Route {
    Route { path, canonical: path, endpoint }
}

const CREATE_BANK: &str = "/v3/customers/account/create/bank-account";
const CREATE_PAYPAL: &str = "/v3/customers/account/create/paypal";
const CREATE_VENMO: &str = "/v3/customers/account/create/venmo";

static ROUTES: [Route; 15] = [
    route(CREATE_BANK, Endpoint::Create(Kind::BankAccount)),
    route(CREATE_PAYPAL, Endpoint::Create(Kind::Paypal)),
    route(CREATE_VENMO, Endpoint::Create(Kind::Venmo)),
    Route {
        path: "/v3/payee/account/create/bank-account",
        canonical: CREATE_BANK,
        endpoint: Endpoint::Create(Kind::BankAccount),
    },
    Route {
        path: "/v3/payee/account/create/paypal",
        canonical: CREATE_PAYPAL,
        endpoint: Endpoint::Create(Kind::Paypal),
    },
    Route {
        path: "/v3/payee/account/create/venmo",
        canonical: CREATE_VENMO,
        endpoint: Endpoint::Create(Kind::Venmo),
    },
    route("/v3/payee/payout-accounts", Endpoint::PayoutAccounts),
    route("/v3/payee/account/delete", Endpoint::Delete),
    route("/v3/payee/register", Endpoint::Register),
    route("/v3/payee/retrieve", Endpoint::Retrieve),
    route("/v3/payee/update", Endpoint::Update),
    route("/v3/payouts/pay", Endpoint::Pay),
    route("/v3/payouts/inquiry", Endpoint::Inquiry),
    route("/v3/payouts/balance", Endpoint::Balance),
    route("/v3/payee/account/configurations", Endpoint::Configurations),
];

impl Endpoint {
    /// Whether it changes anything: its signature is good for one path only, its answer is kept.
    fn is_mutating(self) -> bool {
        matches!(
            self,
            Endpoint::Create(_) | Endpoint::Delete | Endpoint::Register | Endpoint::Update | Endpoint::Pay
        )
    }

    /// Whether `timestamp` may be left out.
    fn takes_no_timestamp(self) -> bool {
        matches!(self, Endpoint::Register | Endpoint::Pay)
    }
}

/// Whether a canonical path is that of a mutating call.
fn is_mutating(canonical: &str) -> bool {
    ROUTES.iter().any(|route| route.canonical == canonical && route.endpoint.is_mutating())
}

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    let route = ROUTES.iter().find(|route| route.path == request.path);
    let passed = Passed::default();
    let outcome = match route {
        Some(route) => match serve(platform, &request, route, &passed).await {
            // Its own record tells: as for a client that repeats the call, it is done once and has one reply.
            Err(Exit::Open(fault)) => {
                platform.log_fault(&request.id, &fault);
                match serve(platform, &request, route, &passed).await {
                    // Nobody can tell now: the client's repetition finds out.
                    Err(Exit::Open(fault)) if DatabaseError::from_text(fault.clone()).is_of_the_way() => {
                        platform.log_fault(&request.id, &fault);
                        Err(Exit::Busy)
                    }
                    outcome => outcome,
                }
            }
            outcome => outcome,
        },
        None if request.path.starts_with("/v3/") => Err(Exit::NoSuchPath),
        None => Err(Exit::NoSuchVersion),
    };
    let mut response = exit::response(outcome, platform, &request.id);
    response.route = route.map_or("", |route| route.path);
    response
}

async fn serve(
    platform: &Platform,
    request: &Request,
    route: &'static Route,
    passed: &Passed,
) -> Result<String, Exit> {
    if request.method != Method::POST {
        return Err(Exit::MethodNotAllowed);
    }
    let content_type = request.header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let encoding = Encoding::of(&content_type).ok_or(Exit::UnsupportedMediaType)?;
    if request.is_encoded() {
        return Err(Exit::UnsupportedMediaType);
    }
    let body = match &request.body {
        Body::Whole(body) => body,
        Body::TooLarge => return Err(Exit::BodyTooLarge),
        Body::Incomplete => return Err(Exit::malformed("body")),
        Body::TimedOut => return Err(Exit::BodyTooSlow),
    };
    let settings = Settings::read(platform).await.map_err(Exit::Fault)?;
    let params = Params::parse(encoding, body).map_err(|violation| Exit::malformed(violation.name()))?;
    // An IPN is signed as a request is, and is none.
    if params.get(NOTIFY_TYPE).is_some() {
        return Err(Exit::denied());
    }
    let call = Call::authenticated(platform, request, body, route, &settings, &params, passed).await?;
    match route.endpoint {
        Endpoint::Create(kind) => create_account::create_account(&call, kind).await,
        Endpoint::PayoutAccounts => payout_accounts::payout_accounts(&call).await,
        Endpoint::Delete => delete_account::delete_account(&call).await,
        Endpoint::Register => register::register(&call).await,
        Endpoint::Retrieve => retrieve::retrieve(&call).await,
        Endpoint::Update => update::update(&call).await,
        Endpoint::Pay => pay::pay(&call).await,
        Endpoint::Inquiry => inquiry::inquiry(&call).await,
        Endpoint::Balance => balance::balance(&call).await,
        Endpoint::Configurations => configurations::configurations(&call).await,
    }
}
