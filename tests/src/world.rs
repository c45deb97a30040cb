//! The world around a production bundle, on loopback and over TLS: a hub, the payout providers of the wallet and of the payees, and
//! whoever is told.

use crate::bundle::{Bundle, Options};
use crate::hub::{self, Hub};
use crate::payout_provider::Provider;
use crate::receiver::{Behaviour, Received, Receiver};
use crate::tls::Front;
use std::sync::{Arc, Mutex, PoisonError};

/// The key of both providers.
const PROVIDER_KEY: &str = "the-key-of-the-providers-of-this-test";

#[derive(Default)]
struct Parts {
    hub: Hub,
    wallet: Provider,
    payees: Provider,
}

/// A running world; gone when dropped.
pub struct World {
    front: Front,
    server: Receiver,
    parts: Arc<Mutex<Parts>>,
}

impl World {
    /// A world without orders.
    pub fn start() -> Self {
        let server = Receiver::telling_apart(|request| request.event_id().to_owned());
        let parts: Arc<Mutex<Parts>> = Arc::default();
        let shared = parts.clone();
        server.behave_by(move |request| {
            let mut parts = shared.lock().unwrap_or_else(PoisonError::into_inner);
            let part = request.path.split('/').nth(1).unwrap_or_default();
            match part {
                "hub" => parts.hub.answer(request),
                "wallet" => parts.wallet.answer(PROVIDER_KEY, request),
                "payees" => parts.payees.answer(PROVIDER_KEY, request),
                _ => Behaviour::success(),
            }
        });
        World { front: Front::of(server.address()), server, parts }
    }

    /// An empty production bundle that knows this world's certificate and providers, with more variables.
    pub fn bundle(&self, more: &[(&'static str, &'static str)]) -> Bundle {
        let url = |path: &str| -> &'static str { self.front.url(path).leak() };
        let own = [
            ("wallet_payout_url", url("/wallet")),
            ("wallet_payout_key", PROVIDER_KEY),
            ("payee_payout_url", url("/payees")),
            ("payee_payout_key", PROVIDER_KEY),
            // A receiver of IPNs may be on loopback.
            ("allow_insecure_ipn", "true"),
        ];
        Bundle::with(Options {
            variables: [&own, more].concat(),
            certificate: Some(self.front.certificate().to_owned()),
            is_production: true,
            ..Options::default()
        })
    }

    /// Where the hub is, without a slash at the end.
    pub fn hub_url(&self) -> String {
        self.front.url("/hub")
    }

    /// Where notices are received.
    pub fn receiver_url(&self) -> String {
        self.front.url("/told")
    }

    /// The payer pays, and the hub tells the bundle.
    ///
    /// # Panics
    /// If the hub does not know the order, or is refused.
    pub fn pay(&self, bundle: &Bundle, billno: &str) {
        let report = self.parts.lock().unwrap_or_else(PoisonError::into_inner).hub.report(billno);
        hub::send(bundle, &report);
    }

    /// The notices of a type that have come so far.
    pub fn told(&self, notify_type: &str) -> Vec<Received> {
        let mut all = self.server.received();
        all.retain(|request| request.path == "/told");
        all.retain(|request| request.field("notify_type").as_deref() == Some(notify_type));
        all
    }
}
