//! Deposits on the demo data, with a hub that answers as a test says.
#![allow(dead_code)] // each test program uses its part

use feiqian_cashier::Session;
use feiqian_cashier::testing::{Answer, Bench, FIRST, NOW_S, Pairs, by_form};
use feiqian_deposit::handle;
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, Request, Response, StatusCode, header};
use feiqian_platform::native::block_on;
use feiqian_platform::outbound::{OutboundAnswer, OutboundError, OutboundRequest};
use feiqian_signing::{Params, form};
use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::{Arc, Mutex};

pub const HUB: &str = "http://simulator.spin.internal/sim";
pub const UPSTREAM_KEY: &str = "demo-upstream-0001";

/// What a hub says to one call.
pub type Said = Result<(u16, String), OutboundError>;

/// A hub in the hands of a test: what it says to each call, and what it was asked.
#[derive(Clone, Default)]
pub struct Hub {
    /// By path; the last one is said again and again.
    says: Arc<Mutex<BTreeMap<String, VecDeque<Said>>>>,
    asked: Arc<Mutex<Vec<OutboundRequest>>>,
}

impl Hub {
    /// A hub that accepts everything.
    pub fn kind() -> Self {
        let hub = Hub::default();
        hub.say("/BQBankList.do", r#"{"success":0,"bankList":[{"bankcode":"ICBC","bankname":"工商银行"}],"minamount":50,"maxamount":"5000.000"}"#);
        hub.say("/OnlinePaymentFirst.do", r#"{"status":0,"payid":"777","minamount":"50.00","maxamount":5000,"amountList":"","bankList":[]}"#);
        hub.say("/online-pay/payment-methods", r#"{"methods":[{"channel":"other","min":1,"max":2},{"channel":"qr","min":"50","max":"5000.00"},{"channel":"qr","min":1,"max":2}]}"#);
        hub.say("/BQPayment.do", r#"{"success":0,"order":{"billno":"HUB1","bankname":"建设银行","accountnumber":"6222029876543210","accountname":"王五"}}"#);
        hub.say(
            "/OnlinePaymentSecond.do",
            r#"{"status":0,"billno":"HUB1","url":"https://pay.example/x?y=1"}"#,
        );
        hub
    }

    /// From now on answers a path with HTTP 200 and this.
    pub fn say(&self, path: &str, body: &str) {
        self.does(path, Ok((200, body.to_owned())));
    }

    /// From now on does this at a path.
    pub fn does(&self, path: &str, said: Said) {
        self.says.lock().unwrap().insert(path.to_owned(), VecDeque::from([said]));
    }

    /// Does these one after the other, and the last one for ever.
    pub fn does_in_turn(&self, path: &str, said: impl Into<VecDeque<Said>>) {
        self.says.lock().unwrap().insert(path.to_owned(), said.into());
    }

    /// What it was asked since the last time: method, path, fields.
    pub fn asked(&self) -> Vec<(String, String, Pairs)> {
        let asked = std::mem::take(&mut *self.asked.lock().unwrap());
        let plain = |request: OutboundRequest| {
            let path = request.url.strip_prefix(HUB).expect("the merchant's domain").to_owned();
            let (path, query) = path.split_once('?').unwrap_or((&path, ""));
            let text = if request.method == Method::GET { query.as_bytes() } else { &request.body };
            let params = form::pairs(text).map(|(name, value)| {
                (form::decode(name).unwrap().into_owned(), form::decode(value).unwrap().into_owned())
            });
            (request.method.to_string(), path.to_owned(), params.collect())
        };
        asked.into_iter().map(plain).collect()
    }

    /// The requests themselves.
    pub fn requests(&self) -> Vec<OutboundRequest> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    pub fn answer(&self, request: OutboundRequest) -> Result<OutboundAnswer, OutboundError> {
        let path = request.url.strip_prefix(HUB).unwrap_or("/elsewhere").to_owned();
        let path = path.split('?').next().unwrap_or_default().to_owned();
        self.asked.lock().unwrap().push(request);
        let mut says = self.says.lock().unwrap();
        let said = match says.get_mut(&path) {
            Some(said) if said.len() > 1 => said.pop_front().unwrap(),
            Some(said) => said[0].clone(),
            None => Err(OutboundError::Denied),
        };
        let (status, body) = said?;
        Ok(OutboundAnswer {
            status: StatusCode::from_u16(status).unwrap(),
            headers: Vec::new(),
            body: body.into_bytes(),
        })
    }
}

/// A bench whose hub accepts everything.
pub fn bench() -> (Bench<impl AsyncFn(&Platform, Request) -> Response>, Hub) {
    on(Platform::in_memory())
}

/// The same on a database file.
pub fn bench_on_file(directory: &Path) -> (Bench<impl AsyncFn(&Platform, Request) -> Response>, Hub) {
    on(Platform::on_file(directory.join("test.db")))
}

fn on(platform: Platform) -> (Bench<impl AsyncFn(&Platform, Request) -> Response>, Hub) {
    let bench = Bench::on(platform, handle);
    let hub = Hub::kind();
    let answering = hub.clone();
    bench.platform.set_outside(move |request| answering.answer(request));
    (bench, hub)
}

/// The parameters with some replaced, added, or (by an empty text) left out.
pub fn with<'p>(params: &[(&'p str, &'p str)], changes: &[(&'p str, &'p str)]) -> Vec<(&'p str, &'p str)> {
    let kept = params.iter().filter(|(name, _)| !changes.iter().any(|(other, _)| other == name));
    kept.chain(changes.iter().filter(|(_, value)| !value.is_empty())).copied().collect()
}

/// A signed call of product 1.
pub fn product(method: Method, path: &str, params: &[(&str, &str)]) -> Request {
    by_form(method, path, &FIRST.sign(params))
}

pub fn pay(params: &[(&str, &str)]) -> Request {
    product(Method::POST, "/pay", params)
}

pub fn paylimit(code: &str) -> Request {
    product(Method::POST, "/paylimit", &[("product_user_id", "1000001"), ("payment_code", code)])
}

pub const LOCAL: &[(&str, &str)] =
    &[("product_user_id", "1000001"), ("payment_code", "3"), ("amount", "300.00"), ("depositor", "张三")];
pub const TRANSFER: &[(&str, &str)] = &[
    ("product_user_id", "1000001"),
    ("payment_code", "1"),
    ("amount", "300.00"),
    ("depositor", "张三"),
    ("bankcode", "ICBC"),
];
pub const ONLINE: &[(&str, &str)] =
    &[("product_user_id", "1000001"), ("payment_code", "6"), ("amount", "300.00"), ("payid", "777")];
pub const REDIRECT: &[(&str, &str)] =
    &[("product_user_id", "1000001"), ("payment_code", "101"), ("amount", "300.00")];

/// A back-office token of a merchant.
pub fn token(platform: &Platform, merchant_id: i64) -> String {
    let session = Session {
        merchant_id,
        account: "ops".into(),
        role: feiqian_cashier::Role::All,
        epoch: 0,
        ip: "0.0.0.0".into(),
        iat: NOW_S,
        exp: NOW_S + 180,
    };
    block_on(session.open(platform)).expect("a token")
}

/// A call of `PUT /pay` with a JSON body of texts.
pub fn put_pay(token: &str, params: &[(&str, &str)]) -> Request {
    let members: Vec<String> = params
        .iter()
        .map(|(name, value)| {
            format!("{}:{}", serde_json::to_string(name).unwrap(), serde_json::to_string(value).unwrap())
        })
        .collect();
    Request::new(Method::PUT, "/pay")
        .with_body("application/json", format!("{{{}}}", members.join(",")))
        .with(header::AUTHORIZATION, &format!("Bearer {token}"))
}

/// A member of the data of a success, as text.
pub fn member(answer: &Answer, name: &str) -> String {
    let data = Params::from_json(answer.data().as_bytes()).expect("an object");
    data.param(name).unwrap_or_else(|| panic!("no {name} in {answer:?}")).text().to_owned()
}

/// An upstream failure.
pub fn failed(message: &str) -> Answer {
    let message = serde_json::to_string(message).unwrap();
    let mut answer = Answer::fault();
    answer.status = 200;
    answer.body = format!(r#"{{"code":500,"message":{message},"data":[]}}"#);
    answer
}

/// A reply beyond the limit, cut there.
pub fn too_large() -> OutboundError {
    let answer = OutboundAnswer { status: StatusCode::OK, headers: Vec::new(), body: b"{".to_vec() };
    OutboundError::AnswerTooLarge(Box::new(answer))
}
