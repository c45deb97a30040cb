//! Orders through the handlers of all the cashier's components, on one database file: 64 clients racing for one thing,
//! random commands with the invariants after each batch, and nothing of one tenant for another.

use feiqian_cashier::Session;
use feiqian_cashier::testing::{Answer, Bench, FIRST, NOW_S, Product, SECOND, by_json, by_query};
use feiqian_platform::http::{Method, header};
use feiqian_platform::native::block_on;
use feiqian_platform::{Platform, Request, Response};
use std::collections::BTreeMap;
use std::sync::Barrier;
use tempfile::TempDir;

/// Clients of a race.
const CLIENTS: usize = 64;

/// What `spin.toml` routes to whom.
async fn handle(platform: &Platform, request: Request) -> Response {
    match request.path.as_str() {
        "/deposit_channel" | "/paylimit" | "/pay" => feiqian_deposit::handle(platform, request).await,
        "/withdraw_channel" | "/do_withdraw" => feiqian_withdraw::handle(platform, request).await,
        _ => feiqian_merchant::handle(platform, request).await,
    }
}

/// The cashier on a database file of its own.
struct Cashier {
    bench: Bench<fn(&Platform, Request) -> Handled<'_>>,
    _directory: TempDir,
    tokens: BTreeMap<&'static str, String>,
}

type Handled<'p> = std::pin::Pin<Box<dyn Future<Output = Response> + 'p>>;

fn boxed(platform: &Platform, request: Request) -> Handled<'_> {
    Box::pin(handle(platform, request))
}

/// Cards for the demo users, and a receiving account for M001, whose channel 1 needs no upstream here.
const WITH_CARDS: &str = "
    UPDATE merchants SET domain = '';
    INSERT INTO receipt_banks (merchant_id, type, bank_code, bank_name, account_name, account_no, branch, created_at, updated_at)
    VALUES (1, 2, 'ICBC', '工商银行', '李四', '6222020000000000009', '', 1, 1),
           (2, 2, 'ICBC', '工商银行', '李四', '6222020000000000008', '', 1, 1);
    INSERT INTO deposit_channels (product_id, merchant_id, code, kind, name, currency, created_at, updated_at)
    VALUES (2, 2, '1', 'transfer', 'Bank transfer', 'CNY', 1, 1);
    INSERT INTO customer_banks (customer_id, bank_account_name, bank_account_no, bank_name, bank_province, bank_cities,
                                bank_countries, created_at, updated_at)
    SELECT id, '张三', '6222020000000000001', '工商银行', '北京市', '市辖区', '东城区', 1, 1 FROM customers";

impl Cashier {
    fn open() -> Self {
        let directory = tempfile::tempdir().expect("a folder");
        let platform = Platform::on_file(directory.path().join("orders.db"));
        let bench = Bench::on(platform, boxed as fn(&Platform, Request) -> Handled<'_>);
        bench.sql(WITH_CARDS);
        let tokens = [("M001", 1), ("M002", 2), ("M003", 3)].map(|(code, merchant_id)| {
            let session = Session {
                merchant_id,
                account: "ops".into(),
                role: feiqian_cashier::Role::All,
                epoch: 0,
                ip: "203.0.113.9".into(),
                iat: NOW_S,
                exp: NOW_S + 180,
            };
            (code, block_on(session.open(&bench.platform)).expect("a token"))
        });
        Cashier { bench, _directory: directory, tokens: BTreeMap::from(tokens) }
    }

    /// A request under a merchant's token.
    fn by(&self, merchant: &str, method: Method, path: &str, params: &[(&str, &str)]) -> Request {
        let pairs = params.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let request = match method {
            Method::GET => by_query(method, path, &pairs),
            _ => by_json(method, path, &pairs),
        };
        request.with(header::AUTHORIZATION, &self.tokens[merchant])
    }

    /// All requests at once, each by a client of its own; the answers in their order.
    fn race(&self, requests: Vec<Request>) -> Vec<Answer> {
        let start = Barrier::new(requests.len());
        std::thread::scope(|scope| {
            let client = |request: Request| {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    self.bench.send(request)
                })
            };
            let clients: Vec<_> = requests.into_iter().map(client).collect();
            clients.into_iter().map(|client| client.join().expect("an answer")).collect()
        })
    }

    fn count(&self, sql: &str) -> i64 {
        self.bench.integers(&format!("SELECT count(*) FROM {sql}"))[0]
    }

    /// No fault, and the invariants hold.
    fn is_sound(&self) {
        assert_eq!(self.bench.platform.faults(), [""; 0]);
        self.bench.check_invariants();
    }

    /// An open deposit by transfer: its number.
    fn deposit(&self, key: &str) -> String {
        let answer = self.bench.send(pay(&FIRST, "1", "300.00", key));
        text_of(&answer, "order_sn")
    }

    /// An open withdrawal: its number.
    fn withdrawal(&self, key: &str) -> String {
        text_of(&self.bench.send(withdraw(&FIRST, "500.00", key)), "billno")
    }

    fn approve(&self, request_type: &str, number: &str, old: &str, new: &str, role: &str) -> Request {
        self.by(
            "M001",
            Method::PUT,
            "/approve",
            &[
                ("pid", "M001"),
                ("request_id", number),
                ("request_type", request_type),
                ("old_flag", old),
                ("new_flag", new),
                ("approve_by", "amy"),
                ("user_type", role),
                ("ip_address", "198.51.100.7"),
            ],
        )
    }

    fn told(&self, flag: &str, number: &str, code: &str, amount: &str) -> Request {
        self.by(
            "M001",
            Method::PUT,
            "/pay",
            &[
                ("product_id", "M001"),
                ("billno", number),
                ("orderType", code),
                ("amount", amount),
                ("currency", "CNY"),
                ("login_name", "1000001"),
                ("replace_flag", flag),
                ("created_by", "hub"),
                ("remarks", "r"),
            ],
        )
    }
}

fn pay(product: &Product, code: &str, amount: &str, key: &str) -> Request {
    let params = [
        ("product_user_id", "1000001"),
        ("payment_code", code),
        ("amount", amount),
        ("product_order_sn", key),
        ("depositor", "张三"),
    ];
    by_json(Method::POST, "/pay", &signed(product, &params))
}

fn withdraw(product: &Product, amount: &str, key: &str) -> Request {
    let params = [
        ("product_user_id", "1000001"),
        ("withdraw_channel_code", "W1"),
        ("amount", amount),
        ("product_billno", key),
    ];
    by_json(Method::POST, "/do_withdraw", &signed(product, &params))
}

fn signed(product: &Product, params: &[(&str, &str)]) -> Vec<(String, String)> {
    static NONCE: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    match product.id == SECOND.id {
        true => {
            let nonce = NONCE.fetch_add(1, std::sync::atomic::Ordering::Relaxed).to_string();
            product.sign_once(&nonce, params)
        }
        false => product.sign(params),
    }
}

fn text_of(answer: &Answer, name: &str) -> String {
    let data: serde_json::Value = serde_json::from_str(answer.data()).expect("JSON");
    data[name].as_str().unwrap_or_else(|| panic!("{name}: {answer:?}")).to_owned()
}

fn repeated(request: &Request) -> Vec<Request> {
    vec![request.clone(); CLIENTS]
}

/// How many got which answer.
fn tally(answers: &[Answer]) -> BTreeMap<String, usize> {
    let mut tally = BTreeMap::new();
    for answer in answers {
        *tally.entry(answer.body.clone()).or_default() += 1;
    }
    tally
}

fn success(data: &str) -> String {
    Answer::success(data).body
}

#[test]
fn one_key_is_one_order_whoever_comes_first() {
    let cashier = Cashier::open();
    for (request, table) in [
        (withdraw(&FIRST, "500.00", "key"), "withdraw_records"),
        (pay(&FIRST, "1", "300.00", "key"), "deposit_records"),
    ] {
        let answers = cashier.race(repeated(&request));
        assert_eq!(tally(&answers).len(), 1, "{:?}", tally(&answers));
        assert!(answers[0].is_success(), "{:?}", answers[0]);
        let replays = answers.iter().filter(|answer| answer.header("x-idempotent-replay").is_some());
        assert_eq!(replays.count(), CLIENTS - 1);
        assert_eq!(cashier.count(table), 1);
        assert_eq!(
            cashier.count(&format!(
                "audit_log WHERE bill_no IN (SELECT {} FROM {table})",
                if table == "deposit_records" { "order_sn" } else { "billno" }
            )),
            1
        );
        cashier.is_sound();
    }
}

#[test]
fn one_key_with_other_parameters_is_a_conflict() {
    let cashier = Cashier::open();
    let amounts: Vec<String> = (0..CLIENTS).map(|at| format!("{}.00", 100 + at % 4)).collect();
    for (command, table) in [
        (withdraw as fn(&Product, &str, &str) -> Request, "withdraw_records"),
        (|product: &Product, amount: &str, key: &str| pay(product, "1", amount, key), "deposit_records"),
    ] {
        let answers = cashier.race(amounts.iter().map(|amount| command(&FIRST, amount, "one key")).collect());
        let tally = tally(&answers);
        assert_eq!(tally.len(), 2, "{tally:?}");
        assert_eq!(tally[&Answer::conflict().body], CLIENTS * 3 / 4, "{tally:?}");
        assert_eq!(cashier.count(table), 1);
        cashier.is_sound();
    }
}

#[test]
fn limits_hold_under_a_rush() {
    let cashier = Cashier::open();
    // The daily total is 50000.00.
    let requests = (0..CLIENTS).map(|at| withdraw(&FIRST, "20000.00", &format!("rush {at}"))).collect();
    let answers = cashier.race(requests);
    assert_eq!(answers.iter().filter(|answer| answer.is_success()).count(), 2);
    let refused = Answer::invalid(&[("amount", "max.numeric")]).body;
    assert_eq!(tally(&answers)[&refused], CLIENTS - 2);

    // A receiving account collects no more than it may.
    cashier.bench.sql("UPDATE receipt_banks SET limit_amount = 100000");
    let requests = (0..CLIENTS).map(|at| pay(&FIRST, "1", "300.00", &format!("rush {at}"))).collect();
    let answers = cashier.race(requests);
    assert_eq!(answers.iter().filter(|answer| answer.is_success()).count(), 3);
    let refused = Answer::invalid(&[("bankcode", "exists")]).body;
    assert_eq!(tally(&answers)[&refused], CLIENTS - 3, "{:?}", tally(&answers));
    cashier.is_sound();
}

#[test]
fn one_approval_is_made_once() {
    let cashier = Cashier::open();
    let (withdrawal, deposit) = (cashier.withdrawal("a"), cashier.deposit("a"));
    for (request_type, number, old, new, role) in [
        ("02", &withdrawal, "0", "1", "U"),
        ("02", &withdrawal, "1", "2", "Z"),
        ("01", &deposit, "0", "2", "Z"),
    ] {
        let written = cashier.count("audit_log");
        let answers = cashier.race(repeated(&cashier.approve(request_type, number, old, new, role)));
        assert_eq!(tally(&answers), BTreeMap::from([(success("true"), CLIENTS)]));
        assert_eq!(cashier.count("audit_log") - written, 1);
        cashier.is_sound();
    }
    assert_eq!(cashier.count("outbox"), 2);
}

#[test]
fn of_opposite_decisions_one_is_made() {
    let cashier = Cashier::open();
    for round in 0..4 {
        let withdrawal = cashier.withdrawal(&format!("round {round}"));
        let requests = (0..CLIENTS)
            .map(|at| cashier.approve("02", &withdrawal, "0", if at % 2 == 0 { "1" } else { "-1" }, "U"));
        let answers = cashier.race(requests.collect());
        let half = CLIENTS / 2;
        let expected = BTreeMap::from([(success("true"), half), (Answer::unprocessable().body, half)]);
        assert_eq!(tally(&answers), expected);
        assert_eq!(tally(&answers[..1]).len(), 1);
        let even: Vec<Answer> = answers.iter().step_by(2).cloned().collect();
        assert_eq!(tally(&even).len(), 1, "a side wins or loses as one");
    }
    cashier.is_sound();
}

#[test]
fn a_payment_is_told_once() {
    let cashier = Cashier::open();
    let number = cashier.deposit("paid");
    let answers = cashier.race(repeated(&cashier.told("0", &number, "1", "300.00")));
    assert_eq!(tally(&answers), BTreeMap::from([(success("true"), CLIENTS)]));
    assert_eq!(cashier.count("audit_log WHERE action = 'callback'"), 1);
    assert_eq!(cashier.count("outbox"), 1);
    cashier.is_sound();
}

#[test]
fn an_order_is_made_up_once() {
    let cashier = Cashier::open();
    let number = cashier.deposit("make-up");
    let answers = cashier.race(repeated(&cashier.told("1", &number, "6", "7.77")));
    assert_eq!(tally(&answers), BTreeMap::from([(success("true"), CLIENTS)]));
    assert_eq!(cashier.count("deposit_records WHERE parent_id IS NOT NULL"), 1);
    assert_eq!(cashier.count("audit_log WHERE action = 'make_up'"), 2);

    // With four different sums, one is made up and the others are told so.
    let number = cashier.deposit("contested");
    let requests =
        (0..CLIENTS).map(|at| cashier.told("1", &number, "6", &format!("{}.00", 1 + at % 4))).collect();
    let answers = cashier.race(requests);
    let expected =
        BTreeMap::from([(success("true"), CLIENTS / 4), (Answer::unprocessable().body, CLIENTS * 3 / 4)]);
    assert_eq!(tally(&answers), expected);
    assert_eq!(cashier.count("deposit_records WHERE parent_id IS NOT NULL"), 2);
    cashier.is_sound();
}

#[test]
fn paid_made_up_cancelled_and_discarded_at_once_is_one_of_them() {
    let cashier = Cashier::open();
    for round in 0..4 {
        let number = cashier.deposit(&format!("contested {round}"));
        let requests = (0..CLIENTS).map(|at| match at % 4 {
            0 => cashier.told("0", &number, "1", "300.00"),
            1 => cashier.told("1", &number, "1", "299.00"),
            2 => cashier.approve("01", &number, "0", "-1", "U"),
            _ => cashier.approve("01", &number, "0", "-3", "U"),
        });
        let answers = cashier.race(requests.collect());
        for answer in &answers {
            assert!(answer.is_success() || *answer == Answer::unprocessable(), "{answer:?}");
        }
        assert!(answers.iter().any(Answer::is_success));
        cashier.is_sound();
        // A cancelled or discarded order may still be made up, and nothing else may follow.
        let status = format!("SELECT status FROM deposit_records WHERE order_sn = '{number}'");
        let status = cashier.bench.integers(&status)[0];
        let moves = format!(
            "SELECT group_concat(new_flag, ' ') FROM (SELECT new_flag FROM audit_log WHERE bill_no = '{number}' ORDER BY id)"
        );
        let moves = cashier.bench.texts(&moves).remove(0);
        assert!(["0 2", "0 4", "0 -1", "0 -3", "0 -1 4", "0 -3 4"].contains(&moves.as_str()), "{moves}");
        assert!(moves.ends_with(&format!(" {status}")));
    }
}

#[test]
fn logins_and_accounts_are_counted_exactly() {
    let cashier = Cashier::open();
    let login = Request::new(Method::POST, "/token")
        .with_body("application/json", r#"{"pid":"M001","account":"ops","pwd":"wrong"}"#);
    let answers = cashier.race(repeated(&login));
    assert_eq!(tally(&answers)[&Answer::forbidden().body], 10);
    assert_eq!(tally(&answers)[&Answer::too_many_requests(60).body], CLIENTS - 10);

    let account = r#"{"bank":[{"product_id":"M001","type":2,"bank_code":"ICBC","bank_name":"b","account_name":"n","account_no":"777777","branch":"b","customer_level":"*","trust_level":"*"}]}"#;
    let create = Request::new(Method::POST, "/create_bank_account")
        .with_body("application/json", account)
        .with(header::AUTHORIZATION, &cashier.tokens["M001"]);
    let answers = cashier.race(repeated(&create));
    assert_eq!(answers.iter().filter(|answer| answer.is_success()).count(), 1);
    assert_eq!(tally(&answers)[&Answer::invalid(&[("bank.0.account_no", "unique")]).body], CLIENTS - 1);
    let delete = cashier.by(
        "M001",
        Method::DELETE,
        "/delete_bank_account",
        &[("pid", "M001"), ("type", "2"), ("account_no", "777777")],
    );
    let answers = cashier.race(repeated(&delete));
    assert_eq!(tally(&answers)[&success("true")], 1);
    assert_eq!(tally(&answers)[&Answer::invalid(&[("account_no", "exists")]).body], CLIENTS - 1);
    cashier.is_sound();
}

/// Every row of a tenant as text.
fn rows_of(cashier: &Cashier, product: i64) -> Vec<String> {
    let merchants = format!("SELECT id FROM merchants WHERE product_id = {product}");
    [
        ("merchants", format!("product_id = {product}")),
        ("customers", format!("product_id = {product}")),
        ("customer_banks", format!("customer_id IN (SELECT id FROM customers WHERE product_id = {product})")),
        ("deposit_channels", format!("product_id = {product}")),
        ("withdraw_channels", format!("product_id = {product}")),
        ("receipt_banks", format!("merchant_id IN ({merchants})")),
        ("deposit_records", format!("product_id = {product}")),
        ("withdraw_records", format!("product_id = {product}")),
        ("audit_log", format!("merchant_id IN ({merchants})")),
        ("outbox", format!("tenant = '{product}'")),
    ]
    .into_iter()
    .flat_map(|(table, of)| {
        let columns = cashier.bench.texts(&format!(
            "SELECT group_concat('quote(\"' || name || '\")', '||'',''||') FROM pragma_table_info('{table}')"
        ));
        cashier
            .bench
            .texts(&format!("SELECT '{table}: ' || {} FROM {table} WHERE {of} ORDER BY rowid", columns[0]))
    })
    .collect()
}

#[test]
fn random_commands_keep_every_invariant_and_every_tenant() {
    for seed in 0..3 {
        let mut random = fastrand::Rng::with_seed(seed);
        let cashier = Cashier::open();
        cashier.bench.platform.set_variable("login_rate_per_minute", "10000");
        // Numbers of deposits and withdrawals by product.
        let mut numbers: [Vec<String>; 2] = Default::default();
        let mut successes = 0;
        for batch in 0..12 {
            for _ in 0..30 {
                let tenant = random.usize(..2);
                let (product, merchant) = [(FIRST, "M001"), (SECOND, "M002")][tenant];
                let key = format!("k{}", random.u8(..40));
                let amount =
                    random.choice(["50.00", "300.00", "300.0", "20000", "0.01", "1.001"]).expect("one");
                // Now and then another tenant's number, or none.
                let of = if random.u8(..4) == 0 { 1 - tenant } else { tenant };
                let number = random.choice(&numbers[of]).cloned().unwrap_or_else(|| "none".into());
                let flags = ["0", "1", "2", "-1", "-3", "4"];
                let request = match random.u8(..8) {
                    0 => pay(&product, "1", amount, &key),
                    1 => withdraw(&product, amount, &key),
                    2 | 3 => {
                        let sort = if number.contains('W') { "02" } else { "01" };
                        let moves = [
                            ("0", "1", "U"),
                            ("0", "2", "Z"),
                            ("1", "2", "Z"),
                            ("0", "-1", "U"),
                            ("0", "-3", "Z"),
                            ("1", "-1", "Z"),
                        ];
                        let (old, new, role) = match random.u8(..4) {
                            0 => (
                                flags[random.usize(..6)],
                                flags[random.usize(..6)],
                                ["C", "U", "Z"][random.usize(..3)],
                            ),
                            _ => moves[random.usize(..6)],
                        };
                        cashier.by(
                            merchant,
                            Method::PUT,
                            "/approve",
                            &[
                                ("pid", merchant),
                                ("request_id", &number),
                                ("request_type", sort),
                                ("old_flag", old),
                                ("new_flag", new),
                                ("approve_by", "1000001"),
                                ("user_type", role),
                                ("ip_address", "::1"),
                            ],
                        )
                    }
                    4 | 5 => {
                        let stored = cashier.bench.texts(&format!("SELECT printf('%d.%02d', amount / 100, amount % 100) FROM deposit_records WHERE order_sn = '{number}'"));
                        let amount =
                            stored.first().map_or(amount, |text| if random.bool() { text } else { amount });
                        cashier.by(
                            merchant,
                            Method::PUT,
                            "/pay",
                            &[
                                ("product_id", merchant),
                                ("billno", &number),
                                ("orderType", "1"),
                                ("amount", amount),
                                ("currency", "CNY"),
                                ("login_name", "1000001"),
                                ("replace_flag", ["0", "1"][random.usize(..2)]),
                                ("created_by", "hub"),
                                ("remarks", "r"),
                            ],
                        )
                    }
                    6 => cashier.by(
                        merchant,
                        Method::GET,
                        ["/deposit_record", "/withdraw_record"][random.usize(..2)],
                        &[
                            ("pid", merchant),
                            ("flag", flags[random.usize(..3)]),
                            ("pageNum", "1"),
                            ("pageSize", "100"),
                        ],
                    ),
                    _ => cashier.by(
                        merchant,
                        Method::DELETE,
                        "/delete_bank_account",
                        &[("pid", merchant), ("type", "1"), ("account_no", "6222020000000000009")],
                    ),
                };
                let others = rows_of(&cashier, 2 - tenant as i64);
                let (path, sent) = (request.path.clone(), format!("{request:?}"));
                let answer = cashier.bench.send(request);
                assert_eq!(rows_of(&cashier, 2 - tenant as i64), others, "changed by {sent}");
                let foreign = ["M002", "M001"][tenant];
                assert!(!answer.body.contains(foreign), "{sent}: {answer:?}");
                assert!(answer.code() < 500, "{sent}: {answer:?}");
                if answer.is_success() {
                    successes += 1;
                    match path.as_str() {
                        "/pay" if answer.body.contains("order_sn") => {
                            numbers[tenant].push(text_of(&answer, "order_sn"));
                        }
                        "/do_withdraw" => numbers[tenant].push(text_of(&answer, "billno")),
                        _ => {}
                    }
                }
            }
            cashier.bench.check_invariants();
            assert_eq!(cashier.bench.platform.faults(), [""; 0], "batch {batch}");
        }
        assert!(successes > 80, "the commands are worth their name: {successes}");
        assert!(cashier.count("audit_log WHERE old_flag IS NOT NULL") > 10);
    }
}

#[test]
fn no_back_office_route_shows_or_changes_anything_of_another() {
    let cashier = Cashier::open();
    // Orders of both merchants of product 1 and of the one of product 2, and an upstream's number that two of them have.
    cashier.deposit("theirs");
    let second = text_of(&cashier.bench.send(pay(&SECOND, "1", "300.00", "theirs")), "order_sn");
    let second_withdrawal = text_of(&cashier.bench.send(withdraw(&SECOND, "500.00", "theirs")), "billno");
    let third = text_of(&cashier.bench.send(pay(&FIRST, "3", "300.00", "third")), "order_sn");
    cashier.bench.sql("UPDATE deposit_records SET merchant_order_sn = 'UP-' || merchant_id");
    cashier.bench.sql(
        "INSERT INTO customers (product_id, product_user_id, created_at, updated_at) VALUES (2, 'only there', 1, 1)",
    );
    let own = rows_of(&cashier, 1);
    let theirs = rows_of(&cashier, 2);
    let tables = || (rows_of(&cashier, 1), rows_of(&cashier, 2));
    let unchanged = |what: &str| assert_eq!(tables(), (own.clone(), theirs.clone()), "{what}");

    // In the name of another: 403 everywhere.
    for other in ["M002", "M003", "m001", "M001 "] {
        let account = format!(
            r#"{{"bank":[{{"product_id":"{other}","type":2,"bank_code":"ICBC","bank_name":"b","account_name":"n","account_no":"777777","branch":"b","customer_level":"*","trust_level":"*"}}]}}"#
        );
        let create = Request::new(Method::POST, "/create_bank_account")
            .with_body("application/json", account)
            .with(header::AUTHORIZATION, &cashier.tokens["M001"]);
        let page = [("pid", other), ("flag", "0"), ("pageNum", "1"), ("pageSize", "100")];
        let mut requests = vec![
            create,
            cashier.by("M001", Method::GET, "/customer", &[("pid", other), ("login_name", "1000001")]),
            cashier.by("M001", Method::DELETE, "/delete_bank_account", &[("pid", other), ("type", "2")]),
            cashier.by("M001", Method::GET, "/deposit_record", &page),
            cashier.by("M001", Method::GET, "/withdraw_record", &page),
        ];
        for path in ["/approve", "/pay"] {
            requests.push(cashier.by("M001", Method::PUT, path, &[("pid", other), ("product_id", other)]));
        }
        for request in requests {
            let what = format!("{} for {other}", request.path);
            assert_eq!(cashier.bench.answer(request), Answer::forbidden(), "{what}");
            unchanged(&what);
        }
    }
    // In its own name, but of another's things: they do not exist.
    for number in [&second, &second_withdrawal, &third, "UP-2", "UP-3"] {
        for (sort, old, new, role) in
            [("01", "0", "2", "Z"), ("01", "0", "-1", "U"), ("02", "0", "1", "U"), ("02", "1", "2", "Z")]
        {
            let answer = cashier.bench.answer(cashier.approve(sort, number, old, new, role));
            assert_eq!(answer, Answer::invalid(&[("request_id", "exists")]), "{number}");
            unchanged(number);
        }
        for flag in ["0", "1"] {
            let answer = cashier.bench.answer(cashier.told(flag, number, "1", "300.00"));
            assert_eq!(answer, Answer::invalid(&[("billno", "exists")]), "{number}");
            unchanged(number);
        }
    }
    let of_another = cashier.by(
        "M001",
        Method::DELETE,
        "/delete_bank_account",
        &[("pid", "M001"), ("type", "1"), ("account_no", "6222021234567890")],
    );
    assert_eq!(cashier.bench.answer(of_another), Answer::invalid(&[("account_no", "exists")]));
    let user = cashier.by("M001", Method::GET, "/customer", &[("pid", "M001"), ("login_name", "only there")]);
    assert_eq!(cashier.bench.answer(user), Answer::invalid(&[("login_name", "exists")]));
    unchanged("accounts and users");
    for path in ["/deposit_record", "/withdraw_record"] {
        for flag in ["0", "2", "-1"] {
            let page = [("pid", "M001"), ("flag", flag), ("pageNum", "1"), ("pageSize", "100")];
            let answer = cashier.bench.answer(cashier.by("M001", Method::GET, path, &page));
            assert!(!answer.body.contains("M002") && !answer.body.contains("M003"), "{answer:?}");
        }
    }
    cashier.is_sound();
}

#[test]
fn a_request_costs_no_more_statements_than_its_budget() {
    let cashier = Cashier::open();
    let statements = |request: Request| {
        let before = cashier.bench.platform.statements();
        let answer = cashier.bench.send(request);
        assert!(answer.is_success(), "{answer:?}");
        cashier.bench.platform.statements() - before
    };
    let page = [("pid", "M001"), ("flag", "0"), ("pageNum", "1"), ("pageSize", "10")];
    for (path, params) in [
        ("/customer", &[("pid", "M001"), ("login_name", "1000001")][..]),
        ("/deposit_record", &page),
        ("/withdraw_record", &page),
    ] {
        assert_eq!(statements(cashier.by("M001", Method::GET, path, params)), 1, "{path}: a read");
    }
    for path in ["/deposit_channel", "/withdraw_channel"] {
        let read = by_query(Method::GET, path, &FIRST.sign(&[("product_user_id", "1000001")]));
        assert_eq!(statements(read), 1, "{path}: a read");
    }
    let login = r#"{"pid":"M001","account":"ops","pwd":"demo-pass-0001"}"#;
    let login = Request::new(Method::POST, "/token").with_body("application/json", login);
    assert_eq!(
        statements(login),
        2,
        "a read that refuses without writing, and the count of what is let through"
    );

    // A command: one, and one before it to know the caller; and one more for a nonce. So does its replay.
    for what in ["first", "replay"] {
        for (product, budget) in [(FIRST, 2), (SECOND, 3)] {
            assert!(statements(pay(&product, "1", "300.00", "key")) <= budget, "{what}");
            assert!(statements(withdraw(&product, "500.00", "key")) <= budget, "{what}");
        }
    }
    let number = cashier.bench.texts("SELECT order_sn FROM deposit_records WHERE merchant_id = 1").remove(0);
    let withdrawal =
        cashier.bench.texts("SELECT billno FROM withdraw_records WHERE merchant_id = 1").remove(0);
    for what in ["first", "replay"] {
        assert_eq!(statements(cashier.approve("02", &withdrawal, "0", "1", "U")), 2, "{what}");
        assert_eq!(statements(cashier.told("0", &number, "1", "300.00")), 2, "{what}");
    }
    let account = r#"{"bank":[{"product_id":"M001","type":2,"bank_code":"ICBC","bank_name":"b","account_name":"n","account_no":"777777","branch":"b","customer_level":"*","trust_level":"*"}]}"#;
    let create = Request::new(Method::POST, "/create_bank_account")
        .with_body("application/json", account)
        .with(header::AUTHORIZATION, &cashier.tokens["M001"]);
    assert_eq!(statements(create), 2);
    let delete = [("pid", "M001"), ("type", "2"), ("account_no", "777777")];
    assert_eq!(statements(cashier.by("M001", Method::DELETE, "/delete_bank_account", &delete)), 2);
}
