//! A merchant's back office, for the tests of its endpoints.
#![allow(dead_code, reason = "each test file uses its own part")]

use feiqian_cashier::testing::{Answer, Bench, NOW_S};
use feiqian_merchant::handle;
use feiqian_platform::http::{Method, Request, header};
use feiqian_platform::{Platform, Response};
use std::sync::OnceLock;

/// Three open orders of merchant M001 and one of M002, made as `/pay` and `/do_withdraw` make them: deposits 1 (transfer),
/// 2 (online, with an upstream's number) and 3 (M002), withdrawals 1 (M001) and 2 (M002). The user is `1000001`.
pub const ORDERS: &str = "
    INSERT INTO customer_banks (id, customer_id, bank_account_name, bank_account_no, bank_name, bank_province,
                                bank_cities, bank_countries, created_at, updated_at)
    SELECT id + 10, id, '张三', '6222020000000000001', '工商银行', '北京市', '市辖区', '东城区',
           1767323045000, 1767323045000
      FROM customers WHERE product_user_id = '1000001';
    INSERT INTO deposit_records (id, product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency,
                                 amount, order_sn, merchant_order_sn, upstream_state, depositor, receipt_bank_name,
                                 receipt_account, receipt_depositor, change_action, change_actor, change_user_type,
                                 change_trace, created_at, updated_at)
    SELECT column1, h.product_id, h.merchant_id, c.id, h.id, h.code, h.currency, 30000, m.code || column2, column3, 'none',
           '张三', '工商银行', '6222021234567890', '李四', 'create', 'product:' || h.product_id, 'P', 'made',
           1767323045000, 1767323045000
      FROM (VALUES (1, '2601020304051000001D1ab11', NULL, 1, '1'),
                   (2, '2601020304051000001D1ab12', 'UP-1', 1, '6'),
                   (3, '2601020304051000001D2ab13', 'UP-2', 2, '6'))
      JOIN deposit_channels h ON h.product_id = column4 AND h.code = column5
      JOIN merchants m ON m.id = h.merchant_id
      JOIN customers c ON c.product_id = h.product_id AND c.product_user_id = '1000001'
     ORDER BY column1;
    INSERT INTO withdraw_records (id, product_id, merchant_id, customer_id, channel_id, withdraw_channel_code, currency,
                                  amount, billno, product_billno, customer_bank_id, bank_type, bank_account_name,
                                  bank_account_no, bank_name, bank_province, bank_cities, bank_countries, branch_name,
                                  request_hash, change_action, change_actor, change_user_type, change_trace, created_at,
                                  updated_at)
    SELECT column1, h.product_id, h.merchant_id, c.id, h.id, h.code, h.currency, 50000, m.code || column2, 'PW-1', b.id,
           b.type, b.bank_account_name, b.bank_account_no, b.bank_name, b.bank_province, b.bank_cities, b.bank_countries,
           b.branch_name, 'hash', 'create', 'product:' || h.product_id, 'P', 'made', 1767323045000, 1767323045000
      FROM (VALUES (1, '2601020304051000001W1cd31', 1), (2, '2601020304051000001W2cd32', 2))
      JOIN withdraw_channels h ON h.product_id = column3
      JOIN merchants m ON m.id = h.merchant_id
      JOIN customers c ON c.product_id = h.product_id AND c.product_user_id = '1000001'
      JOIN customer_banks b ON b.customer_id = c.id
     ORDER BY column1;";

pub const DEPOSIT: &str = "M0012601020304051000001D1ab11";
pub const ONLINE_DEPOSIT: &str = "M0012601020304051000001D1ab12";
pub const FOREIGN_DEPOSIT: &str = "M0022601020304051000001D2ab13";
pub const WITHDRAWAL: &str = "M0012601020304051000001W1cd31";
pub const FOREIGN_WITHDRAWAL: &str = "M0022601020304051000001W2cd32";

/// A bench of this component.
pub fn bench() -> Bench<impl AsyncFn(&Platform, Request) -> Response> {
    Bench::new(handle)
}

/// A bench with [`ORDERS`].
pub fn bench_with_orders() -> Bench<impl AsyncFn(&Platform, Request) -> Response> {
    let bench = bench();
    bench.sql(ORDERS);
    bench
}

/// The token of a merchant: as a login stores it, but without the cost of a password.
pub fn token(platform: &Platform, merchant_id: i64) -> String {
    token_of(platform, merchant_id, "ops", feiqian_cashier::Role::All)
}

/// The token of one of its accounts.
pub fn token_of(platform: &Platform, merchant_id: i64, account: &str, role: feiqian_cashier::Role) -> String {
    let session = feiqian_cashier::Session {
        merchant_id,
        account: account.into(),
        role,
        epoch: 0,
        ip: "203.0.113.9".into(),
        iat: NOW_S,
        exp: NOW_S + 180,
    };
    feiqian_platform::native::block_on(session.open(platform)).expect("a token")
}

/// An account of M001 for every role but `all`, named after it; their password is the demo one.
pub const USERS: &str = "
    INSERT INTO merchant_users (merchant_id, account, password_hash, role, created_at, updated_at)
    SELECT 1, column1, (SELECT password_hash FROM merchants WHERE id = 1), column1, 1, 1
      FROM (VALUES ('hub'), ('service'), ('treasury'), ('admin'), ('auditor'));";

/// A request under a token, the parameters as JSON strings in the body, or in the query of a GET.
pub fn call(method: Method, path: &str, token: &str, params: &[(&str, &str)]) -> Request {
    let pairs = params.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let request = match method {
        Method::GET => feiqian_cashier::testing::by_query(method, path, &pairs),
        _ => feiqian_cashier::testing::by_json(method, path, &pairs),
    };
    request.with(header::AUTHORIZATION, token)
}

/// The same with a JSON body as it is.
pub fn call_json(method: Method, path: &str, token: &str, body: &str) -> Request {
    Request::new(method, path).with_body("application/json", body).with(header::AUTHORIZATION, token)
}

/// `params` with some replaced, or left out if the value is `None`, or added.
pub fn but<'p>(
    params: &[(&'p str, &'p str)],
    changes: &[(&'p str, Option<&'p str>)],
) -> Vec<(&'p str, &'p str)> {
    let kept = params.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    let changed = changes.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
    kept.copied().chain(changed).collect()
}

/// The back-office endpoints of this component with a request that each accepts from M001.
pub struct Sample {
    pub method: Method,
    pub path: &'static str,
    pub body: &'static str,
    pub query: &'static str,
    /// The fields that are required besides the merchant's code, in the order in which they are reported.
    pub required: &'static [&'static str],
}

pub const ACCOUNT: &str = r#"{"product_id":"M001","type":2,"bank_code":"ICBC","bank_name":"工商银行","account_name":"李四","account_no":"6222021234567890","branch":"第一支行","customer_level":"*","trust_level":"*"}"#;

pub fn samples() -> &'static [Sample] {
    static SAMPLES: OnceLock<Vec<Sample>> = OnceLock::new();
    SAMPLES.get_or_init(|| {
        let accounts: &'static str = Box::leak(format!(r#"{{"pid":"M001","bank":[{ACCOUNT}]}}"#).into_boxed_str());
        vec![
            Sample {
                method: Method::GET,
                path: "/customer",
                body: "",
                query: "pid=M001&login_name=1000001",
                required: &["login_name"],
            },
            Sample {
                method: Method::POST,
                path: "/create_bank_account",
                body: accounts,
                query: "",
                required: &["bank"],
            },
            Sample {
                method: Method::DELETE,
                path: "/delete_bank_account",
                body: r#"{"pid":"M001","type":1}"#,
                query: "",
                required: &["type"],
            },
            Sample {
                method: Method::GET,
                path: "/deposit_record",
                body: "",
                query: "pid=M001&flag=0&pageNum=1&pageSize=10",
                required: &["flag", "pageNum", "pageSize"],
            },
            Sample {
                method: Method::GET,
                path: "/withdraw_record",
                body: "",
                query: "pid=M001&flag=0&pageNum=1&pageSize=10",
                required: &["flag", "pageNum", "pageSize"],
            },
            Sample {
                method: Method::PUT,
                path: "/approve",
                body: r#"{"pid":"M001","request_id":"M0012601020304051000001W1cd31","request_type":"02","old_flag":0,"new_flag":1,"approve_by":"amy","user_type":"U","ip_address":"1.1.1.1"}"#,
                query: "",
                required: &[
                    "request_id",
                    "request_type",
                    "old_flag",
                    "new_flag",
                    "approve_by",
                    "user_type",
                    "ip_address",
                ],
            },
        ]
    })
}

impl Sample {
    /// The accepted request under an `Authorization` header, or without one.
    pub fn request(&self, authorization: Option<&str>) -> Request {
        let request = Request::new(self.method.clone(), &format!("{}?{}", self.path, self.query));
        let request = match self.body {
            "" => request,
            body => request.with_body("application/json", body),
        };
        match authorization {
            Some(line) => request.with(header::AUTHORIZATION, line),
            None => request,
        }
    }

    /// The same request without any parameter.
    pub fn bare(&self, authorization: Option<&str>) -> Request {
        let mut request = self.request(authorization);
        request.query.clear();
        request.body = feiqian_platform::Body::Whole(Vec::new());
        request
    }
}

/// The name under which the endpoint takes the merchant's code as required; `/create_bank_account` has it optional.
pub fn missing(sample: &Sample) -> Answer {
    let pid = if sample.path == "/create_bank_account" { [].as_slice() } else { &["pid"] };
    let fields: Vec<_> = pid.iter().chain(sample.required).map(|name| (*name, "required")).collect();
    Answer::invalid(&fields)
}
