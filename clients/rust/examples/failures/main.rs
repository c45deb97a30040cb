//! Runs cases in the form of `tests/vectors/failures.json` and prints a line of JSON for each; the bundle's tests compare.

#[rustfmt::skip]
mod operations;

use feiqian_client::{BackOffice, Cashier, Error, Operator, Options, Outcome, Payee, Scheme, Wallet};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// What a case says of its client.
pub struct Clients {
    base: String,
    options: Value,
    wallet_token: String,
    /// Whether the back office is signed in before its operation: one that ends a session needs one.
    signs_in: bool,
}

impl Clients {
    fn set(&self, options: &mut Options) {
        let number = |name: &str, otherwise| self.options[name].as_i64().unwrap_or(otherwise);
        options.timeout = Duration::from_millis(number("timeout_ms", 30_000).unsigned_abs());
        options.retries = u32::try_from(number("retries", 0)).expect("retries");
        options.retry_delay = Duration::from_millis(1);
        let (now_ms, offset_s) = (options.now_ms.clone(), number("clock_offset_s", 0));
        options.now_ms = Arc::new(move || now_ms() + offset_s * 1_000);
    }

    fn key<'k>(&'k self, otherwise: &'k str) -> &'k str {
        self.options["key"].as_str().unwrap_or(otherwise)
    }

    pub fn cashier(&self) -> Cashier {
        let scheme = match self.options["scheme"].as_str() {
            Some("md5") => Scheme::Md5,
            Some("rfc9421") => Scheme::Rfc9421,
            _ => Scheme::HmacSha256,
        };
        let cashier = Cashier::new(&self.base, 1, self.key("demo-key-0001")).expect("a cashier");
        cashier.scheme(scheme).with(|options| self.set(options))
    }

    pub fn back_office(&self) -> BackOffice {
        let office = BackOffice::new(&self.base, "M001", "ops", self.key("demo-pass-0001"));
        let office = office.expect("a back office").with(|options| self.set(options));
        if self.signs_in {
            office.sign_in().expect("a session");
        }
        office
    }

    pub fn wallet(&self) -> Wallet {
        let token = self.key(&self.wallet_token).to_owned();
        let wallet = Wallet::new(&self.base, move || token.clone());
        wallet.expect("a wallet").with(|options| self.set(options))
    }

    pub fn payee(&self) -> Payee {
        let payee = Payee::new(&self.base, "900001", "800001", self.key("unit-test-token-0001"));
        payee.expect("a payee").with(|options| self.set(options))
    }

    pub fn operator(&self) -> Operator {
        let operator = Operator::new(&self.base, "demo-dispatch-token-0123456789abcdef");
        operator.expect("an operator").with(|options| self.set(options))
    }
}

/// The table writes ids of the wallet as texts, which the other libraries take too.
fn with_numbers(mut given: Value) -> Value {
    if let Some(id) = given["user_id"].as_str().and_then(|id| id.parse::<i64>().ok()) {
        given["user_id"] = id.into();
    }
    given
}

fn shown(id: &Value, result: Result<(), Error>) -> Value {
    match result {
        Ok(()) => json!({ "id": id, "kind": "success" }),
        Err(error) => {
            let outcome = match error.outcome() {
                Outcome::NotSent => "not_sent",
                Outcome::Refused => "refused",
                Outcome::Unknown => "unknown",
            };
            let fields: Vec<&String> = error.fields.iter().map(|(name, _)| name).collect();
            json!({
                "id": id, "kind": error.kind.as_str(), "outcome": outcome, "advice": error.advice(),
                "fields": fields, "printed": format!("{error} {error:?}"),
            })
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, live, fake, wallet_token] = arguments.as_slice() else {
        return Err("failures FILE LIVE FAKE WALLET_TOKEN".into());
    };
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    for case in &cases {
        let id = case["id"].as_str().ok_or("no id")?;
        let base = if case["server"] == "live" { live.clone() } else { format!("{fake}/{id}") };
        let operation = case["operation"].as_str().ok_or("no operation")?;
        let (options, signs_in) = (case["options"].clone(), operation == "logOut");
        let clients = Clients { base, options, wallet_token: wallet_token.clone(), signs_in };
        let key = case["idempotency_key"].as_str();
        let first = case
            .get("first")
            .map_or(Ok(()), |first| operations::call(&clients, operation, &with_numbers(first.clone()), key));
        let result = first.and_then(|()| {
            operations::call(&clients, operation, &with_numbers(case["arguments"].clone()), key)
        });
        println!("{}", shown(&case["id"], result));
    }
    Ok(())
}
