//! The clients of the five parts.

use crate::answer::{self, Part};
use crate::base::{Base, Options};
use crate::call::{Call, Carrier, Operation, Repeat, exchange};
use crate::error::Error;
use crate::kinds::Kind;
use crate::request::Outgoing;
use crate::types::TokenResult;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How a product signs. The weaker schemes are refused where the product's `minimum_scheme` asks for more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scheme {
    /// MD5 of the text and the key: the published contract.
    Md5,
    /// HMAC-SHA256 of the text.
    #[default]
    HmacSha256,
    /// HTTP Message Signatures (RFC 9421).
    Rfc9421,
}

/// A token of the back office.
pub(crate) struct Session {
    token: String,
    /// The token's life is a difference of the server's times, so a wrong clock here does not matter.
    until: Instant,
}

/// What gets a token.
type TokenSource = Arc<dyn Fn() -> String + Send + Sync>;

#[derive(Clone)]
pub(crate) enum Auth {
    Product { id: i64, key: String, scheme: Scheme },
    Payee { merchant: String, store: String, token: String, sign_headers: bool },
    Office { merchant: String, account: String, password: String, session: Arc<Mutex<Option<Session>>> },
    Token { source: TokenSource, media_type: &'static str },
}

/// What all clients are made of.
#[derive(Clone)]
pub(crate) struct Sender {
    pub(crate) base: Base,
    pub(crate) options: Options,
    pub(crate) part: Part,
    pub(crate) auth: Auth,
}

const TOKEN: Operation = Operation {
    name: "token",
    method: "POST",
    path: "/token",
    component: "merchant",
    carrier: Carrier::Json,
    query: &[],
    repeat: Repeat::Never,
    takes_key: false,
};

impl Sender {
    pub(crate) fn now_ms(&self) -> i64 {
        (self.options.now_ms)()
    }

    /// The token of this moment; signs in if the back office needs it.
    pub(crate) async fn token(&self) -> Result<String, Error> {
        let token = match &self.auth {
            Auth::Product { .. } | Auth::Payee { .. } => return Ok(String::new()),
            Auth::Token { source, .. } => source(),
            Auth::Office { session, .. } => {
                let kept = session
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .as_ref()
                    .and_then(|session| (Instant::now() < session.until).then(|| session.token.clone()));
                match kept {
                    Some(token) => token,
                    None => self.sign_in().await?,
                }
            }
        };
        if token.is_empty() || !token.bytes().all(|byte| matches!(byte, b'!'..=b'~')) {
            return Err(Error::because(Kind::InvalidArgument, "a token is visible ASCII"));
        }
        Ok(token)
    }

    async fn sign_in(&self) -> Result<String, Error> {
        let Auth::Office { merchant, account, password, session } = &self.auth else {
            return Err(Error::new(Kind::AuthenticationFailed));
        };
        let body = serde_json::json!({ "pid": merchant, "account": account, "pwd": password }).to_string();
        let make = || {
            let url = self.base.url(&self.options, &TOKEN, TOKEN.path, "");
            let headers = vec![("content-type", "application/json".to_owned())];
            Ok(Outgoing { method: TOKEN.method, url, headers, body: Some(body.clone()) })
        };
        let read = |answer: &_| answer::read::<TokenResult>(self.part, TOKEN.name, answer, self.now_ms());
        let given = exchange(&self.options, TOKEN.name, false, self.options.timeout, make, read).await?;
        let life = u64::try_from(given.exp - given.iat - 5).unwrap_or_default();
        let until = Instant::now() + Duration::from_secs(life.min(86_400));
        *session.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Session { token: given.token.clone(), until });
        Ok(given.token)
    }

    /// Whether there is a session that may still be open.
    pub(crate) fn is_signed_in(&self) -> bool {
        let Auth::Office { session, .. } = &self.auth else {
            return false;
        };
        let session = session.lock().unwrap_or_else(PoisonError::into_inner);
        session.as_ref().is_some_and(|session| Instant::now() < session.until)
    }

    /// Forgets a token that was refused, or whose session was ended.
    pub(crate) fn forget(&self) {
        if let Auth::Office { session, .. } = &self.auth {
            *session.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }
}

macro_rules! client {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name {
            sender: Arc<Sender>,
        }

        /// Shows neither key nor token.
        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut shown = out.debug_struct(stringify!($name));
                shown.field("base", &self.sender.base).field("options", &self.sender.options);
                shown.finish_non_exhaustive()
            }
        }

        impl $name {
            fn of(base_url: &str, part: Part, auth: Auth) -> Result<Self, Error> {
                let base = Base::new(base_url)?;
                Ok($name { sender: Arc::new(Sender { base, options: Options::default(), part, auth }) })
            }

            /// Changes how requests are sent.
            #[must_use]
            pub fn with(mut self, change: impl FnOnce(&mut Options)) -> Self {
                change(&mut Arc::make_mut(&mut self.sender).options);
                self
            }

            pub(crate) fn call<T: DeserializeOwned>(
                &self,
                operation: &'static Operation,
                request: &impl Serialize,
            ) -> Call<T> {
                Call::new(self.sender.clone(), operation, request)
            }
        }
    };
}

client!(
    /// What a product asks for on behalf of its customers.
    Cashier
);
client!(
    /// What a merchant does. It signs in by itself and again when its token has run out.
    BackOffice
);
client!(
    /// A user's wallet, with a bearer token (JWT).
    Wallet
);
client!(
    /// Payees, their accounts and payouts.
    Payee
);
client!(
    /// What the bundle's operator does: delivery.
    Operator
);

impl Cashier {
    /// The client of a product with its key; it signs by [`Scheme::HmacSha256`].
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`]
    pub fn new(base_url: &str, product_id: i64, key: &str) -> Result<Self, Error> {
        if product_id <= 0 {
            return Err(Error::because(Kind::InvalidArgument, "product_id is above 0"));
        }
        let auth = Auth::Product { id: product_id, key: key.to_owned(), scheme: Scheme::default() };
        Cashier::of(base_url, Part::Cashier, auth)
    }

    /// Signs by another scheme.
    #[must_use]
    pub fn scheme(mut self, chosen: Scheme) -> Self {
        if let Auth::Product { scheme, .. } = &mut Arc::make_mut(&mut self.sender).auth {
            *scheme = chosen;
        }
        self
    }
}

impl BackOffice {
    /// The client of a merchant's account.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`]
    pub fn new(base_url: &str, merchant_code: &str, account: &str, password: &str) -> Result<Self, Error> {
        let auth = Auth::Office {
            merchant: merchant_code.to_owned(),
            account: account.to_owned(),
            password: password.to_owned(),
            session: Arc::default(),
        };
        BackOffice::of(base_url, Part::BackOffice, auth)
    }

    /// Signs in, which other calls do by themselves. Every attempt counts against the server's limit.
    ///
    /// # Errors
    /// [`Kind::AuthenticationFailed`] and others
    #[cfg(not(target_arch = "wasm32"))]
    pub fn sign_in(&self) -> Result<(), Error> {
        crate::transport::finished(self.sender.sign_in()).map(drop)
    }

    /// Signs in, which other calls do by themselves. Every attempt counts against the server's limit.
    ///
    /// # Errors
    /// [`Kind::AuthenticationFailed`] and others
    #[cfg(target_arch = "wasm32")]
    pub async fn sign_in(&self) -> Result<(), Error> {
        self.sender.sign_in().await.map(drop)
    }
}

impl Wallet {
    /// The client of a user; `token` gets the token for each call.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`]
    pub fn new(base_url: &str, token: impl Fn() -> String + Send + Sync + 'static) -> Result<Self, Error> {
        let auth = Auth::Token { source: Arc::new(token), media_type: "application/vnd.api+json" };
        Wallet::of(base_url, Part::Wallet, auth)
    }
}

impl Payee {
    /// The client of a merchant's store with its API token. It sends the header signature besides.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`]
    pub fn new(base_url: &str, merchant_no: &str, store_no: &str, token: &str) -> Result<Self, Error> {
        let auth = Auth::Payee {
            merchant: merchant_no.to_owned(),
            store: store_no.to_owned(),
            token: token.to_owned(),
            sign_headers: true,
        };
        Payee::of(base_url, Part::Payee, auth)
    }

    /// Whether the headers `X-Signature`, `X-Timestamp` and `X-Nonce` are sent besides.
    #[must_use]
    pub fn sign_headers(mut self, chosen: bool) -> Self {
        if let Auth::Payee { sign_headers, .. } = &mut Arc::make_mut(&mut self.sender).auth {
            *sign_headers = chosen;
        }
        self
    }
}

impl Operator {
    /// The client of the dispatch token. A delivery lasts up to a minute.
    ///
    /// # Errors
    /// [`Kind::InvalidArgument`]
    pub fn new(base_url: &str, token: &str) -> Result<Self, Error> {
        let token = token.to_owned();
        let auth = Auth::Token { source: Arc::new(move || token.clone()), media_type: "application/json" };
        let operator = Operator::of(base_url, Part::Delivery, auth)?;
        Ok(operator.with(|options| options.timeout = Duration::from_secs(90)))
    }
}
