//! Ten thousand random and mutated requests to each path of the payee API, signed for the most part: a documented answer
//! every time, never a 500.

use feiqian_signing::form;
use feiqian_tests::raw::Connection;
use feiqian_tests::{Bundle, Options, payee_sign, random_requests};
use serde_json::Value;
use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const REQUESTS: usize = 10_000;
/// Callers at once. More wait for the one writer that a database has.
const CALLERS: usize = 8;
const TOKEN: &str = "unit-test-token-0001";

type Parameters = Vec<(String, String)>;

const PERSON: &[(&str, &str)] = &[
    ("profileType", "INDIVIDUAL"),
    ("firstName", "霸"),
    ("lastName", "雄"),
    ("email", "{new}@example.test"),
    ("dateOfBirth", "1990-03-07"),
    ("governmentId", "{new}"),
    ("governmentIdType", "ID_CARD"),
    ("countryCode", "CN"),
    ("state", "北京"),
    ("city", "北京"),
    ("street", "长城"),
    ("zip", "100000"),
];

const CHINA: &[(&str, &str)] = &[
    ("accountCountry", "CN"),
    ("accountCurrency", "CNY"),
    ("accountTag", "random"),
    ("accountType", "BANK_ACCOUNT"),
    ("bankAccountId", "6227000734730752257"),
    ("bankName", "中国建设银行"),
    ("clientIp", "192.0.2.1"),
    ("customerNo", CUSTOMER),
    ("ipnUrl", "https://example.com/notify"),
];

const WALLET: &[(&str, &str)] = &[
    ("accountCountry", "US"),
    ("accountCurrency", "USD"),
    ("bankAccountId", "+12025550123"),
    ("bankName", "any"),
    ("clientIp", "192.0.2.1"),
    ("customerNo", CUSTOMER),
    ("ipnUrl", "https://example.com/notify"),
];

/// A path and the parameters of a good request to it.
const PATHS: [(&str, &[(&str, &str)]); 15] = [
    ("/v3/payee/register", PERSON),
    ("/v3/payee/retrieve", &[("customerNo", CUSTOMER), ("email", "payee{number}@example.test")]),
    ("/v3/payee/update", &[("customerNo", CUSTOMER), ("city", "上海"), ("phone", "13800138000")]),
    ("/v3/customers/account/create/bank-account", CHINA),
    ("/v3/customers/account/create/paypal", WALLET),
    ("/v3/customers/account/create/venmo", WALLET),
    ("/v3/payee/account/create/bank-account", CHINA),
    ("/v3/payee/account/create/paypal", WALLET),
    ("/v3/payee/account/create/venmo", WALLET),
    ("/v3/payee/payout-accounts", &[("customerNo", CUSTOMER), ("accountTag", "known")]),
    ("/v3/payee/account/delete", &[("customerNo", CUSTOMER), ("accountToken", ACCOUNT)]),
    (
        "/v3/payouts/pay",
        &[
            ("customerNo", CUSTOMER),
            ("accountToken", KEPT),
            ("amount", "1.00"),
            ("currency", "USD"),
            ("invoiceId", NEW),
            ("note", "thanks"),
            ("processingChannel", "STANDARD_ACH"),
        ],
    ),
    ("/v3/payouts/inquiry", &[("invoiceId", "known{number}")]),
    ("/v3/payouts/balance", &[("currency", "USD")]),
    ("/v3/payee/account/configurations", &[("accountCountry", "US"), ("accountType", "PAYPAL")]),
];

/// Stand for what a run begins with: the payee, the account that payouts go to, one of those that may be deleted.
const CUSTOMER: &str = "{payee}";
const KEPT: &str = "{account}";
const ACCOUNT: &str = "{an account}";
/// Stands for the number of the path: each has a payee of its own.
const NUMBER: &str = "{number}";
/// Stands for digits that no other request has.
const NEW: &str = "{new}";

/// Texts that something has choked on somewhere.
const NASTY: [&str; 40] = [
    "",
    " ",
    "\u{0}",
    "\n",
    "\u{7f}",
    "é",
    "张三",
    "👩‍👩‍👧",
    "0",
    "-1",
    "1e9",
    "00",
    "1.5",
    "0.005",
    "NaN",
    "null",
    "true",
    "99999999999999999999999",
    "9000000000000",
    "' OR 1=1 --",
    "\"; DROP TABLE payee; --",
    "%",
    "&=",
    "x&storeNo=800001",
    "<script>",
    "\u{202e}",
    "\u{3000}",
    "https://127.0.0.1/",
    "https://example.com:443/?a=b",
    "http://[::1]:3000/",
    "a@b.cc",
    "2025550123",
    "CN",
    "US",
    "USD",
    "JPY",
    "2000000000000000000001",
    "2010000000000000000001",
    "2024-02-29",
    "1.2.3.4",
];

/// What a run begins with besides the demo data.
struct Ground {
    number: String,
    customer: String,
    kept: String,
    accounts: Vec<String>,
}

impl Ground {
    fn prepare(bundle: &Bundle, number: usize) -> Self {
        let number = number.to_string();
        let mut random = fastrand::Rng::with_seed(1);
        let mut call = |path: &str, base: &[(&str, &str)], changes: &[(&str, &str)]| {
            let mut pairs = common(&mut random, 0);
            pairs.extend(base.iter().map(|(name, value)| ((*name).into(), (*value).into())));
            for (name, value) in changes {
                pairs.retain(|(other, _)| other != name);
                pairs.push(((*name).into(), (*value).into()));
            }
            pairs.push(("verifySign".into(), sign(&pairs)));
            let answer = bundle.post_json(path, &object(&pairs));
            assert!(answer.body.contains("000100"), "{answer:?}");
            answer.body
        };
        let email = format!("payee{number}@example.test");
        let person = [("email", &*email), ("governmentId", &*format!("ID-{number:0>4}"))];
        let customer = member(&call("/v3/payee/register", PERSON, &person), "customerNo");
        let path = "/v3/customers/account/create/paypal";
        let mut create = |tag: &str| {
            let changes = [("customerNo", &*customer), ("accountTag", tag), ("accountType", "PAYPAL")];
            member(&call(path, WALLET, &changes), "accountToken")
        };
        let kept = create("known");
        let accounts = (0..50).map(|at| create(&format!("t{at}"))).collect();
        let pay = [
            ("customerNo", &*customer),
            ("accountToken", &*kept),
            ("amount", "1.00"),
            ("currency", "USD"),
            ("invoiceId", &*format!("known{number}")),
        ];
        call("/v3/payouts/pay", &pay, &[]);
        Ground { number, customer, kept, accounts }
    }
}

#[test]
fn no_path_is_left_out() {
    let mut stated: Vec<&str> =
        feiqian_payee::ROUTES.iter().flat_map(|route| route.endpoint.paths()).collect();
    let mut bombarded = PATHS.map(|(path, _)| path);
    stated.sort_unstable();
    bombarded.sort_unstable();
    assert_eq!(bombarded.as_slice(), stated);
}

// Three bundles, so that two writers work side by side.

#[test]
fn reads() {
    let ends = ["/retrieve", "/payout-accounts", "/inquiry", "/balance", "/configurations"];
    bombarded(|path| ends.iter().any(|end| path.ends_with(end)), &["000020", "000021", "000022"]);
}

#[test]
fn creations() {
    bombarded(|path| path.contains("/create/"), &["000020", "000021", "000022", "000040"]);
}

#[test]
fn other_commands() {
    let ends = ["/register", "/update", "/delete", "/pay"];
    let expected = ["000020", "000021", "000022", "000030", "000040"];
    bombarded(|path| ends.iter().any(|end| path.ends_with(end)), &expected);
}

/// Bombards the paths that are chosen; the outcomes `expected` have to be among those of all of them.
fn bombarded(is_chosen: impl Fn(&str) -> bool, expected: &[&str]) {
    let options =
        Options { variables: vec![("payee_timestamp_window_seconds", "300")], ..Options::default() };
    let bundle = Bundle::with(options);
    let mut all = BTreeMap::<String, usize>::new();
    for (number, (path, base)) in PATHS.into_iter().enumerate().filter(|(_, (path, _))| is_chosen(path)) {
        let ground = Ground::prepare(&bundle, number);
        let callers: Vec<BTreeMap<String, usize>> = thread::scope(|scope| {
            let callers: Vec<_> = (0..CALLERS)
                .map(|caller| {
                    let (bundle, ground) = (&bundle, &ground);
                    scope.spawn(move || {
                        bombard(bundle, ground, path, base, (number * CALLERS + caller) as u64)
                    })
                })
                .collect();
            callers.into_iter().map(|caller| caller.join().expect("a caller")).collect()
        });
        let mut outcomes = BTreeMap::<String, usize>::new();
        for (outcome, count) in callers.into_iter().flatten() {
            *outcomes.entry(outcome).or_default() += count;
        }
        // The mutations are worth something only if they reach every stage.
        for outcome in ["000000", "000023", "000100", "404 000021", "405 000023", "415 000023"] {
            assert!(outcomes.contains_key(outcome), "{path}: never {outcome}: {outcomes:?}");
        }
        assert!(outcomes["000100"] >= random_requests(40), "{path}: {outcomes:?}");
        assert_eq!(outcomes.values().sum::<usize>(), random_requests(REQUESTS));
        for (outcome, count) in outcomes {
            *all.entry(outcome).or_default() += count;
        }
    }
    // The rare ones need all of the requests.
    if random_requests(REQUESTS) == REQUESTS {
        for outcome in expected {
            assert!(all.get(*outcome).is_some_and(|count| *count > 10), "{outcome}: {all:?}");
        }
    }
    let logs = bundle.logs();
    assert!(
        !logs.contains("\"fault\""),
        "{}",
        logs.lines().find(|line| line.contains("\"fault\"")).unwrap_or_default()
    );
    bundle.assert_invariants();
}

/// A caller's share of the requests to a path: how often each outcome came.
fn bombard(
    bundle: &Bundle,
    ground: &Ground,
    path: &str,
    base: &[(&str, &str)],
    seed: u64,
) -> BTreeMap<String, usize> {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut connection = Connection::open(bundle.address());
    let mut outcomes = BTreeMap::new();
    for number in 0..random_requests(REQUESTS) / CALLERS {
        let (head, body) = request(&mut random, ground, path, base);
        let shown = || format!("request {number} of seed {seed}: {head}{}", String::from_utf8_lossy(&body));
        let (status, answer) =
            connection.send(&head, &body).unwrap_or_else(|error| panic!("{error}: {}", shown()));
        match documented(status, &answer) {
            Ok(outcome) => *outcomes.entry(outcome).or_default() += 1,
            Err(fault) => panic!("{fault}: {}\n{status} {answer}", shown()),
        }
    }
    outcomes
}

/// What the specification says an answer looks like; its outcome in short.
fn documented(status: u16, answer: &str) -> Result<String, String> {
    let body: BTreeMap<String, Value> = serde_json::from_str(answer).map_err(|error| error.to_string())?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).ok_or(format!("no {name}"));
    let (code, message) = (text("ret_code")?, text("ret_msg")?);
    if !all_texts(&Value::from_iter(body.clone())) {
        return Err("a leaf that is no text".into());
    }
    let of =
        |start: &str, names: &[&str]| message.strip_prefix(start).is_some_and(|name| names.contains(&name));
    let is_name = |name: &str| {
        (1..=64).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
    };
    let expected = match (code, message) {
        ("000000", "data error : verifySign") => 200,
        ("000020", _) if message.strip_prefix("parameter null error : ").is_some_and(is_name) => 200,
        ("000021", "no related information : path") => 404,
        ("000021", _)
            if of(
                "no related information : ",
                &[
                    "customerNo",
                    "email",
                    "customerCode",
                    "accountToken",
                    "accountTag",
                    "transactionNo",
                    "invoiceId",
                    "currency",
                ],
            ) =>
        {
            200
        }
        ("000022", "Duplicate request error") => 200,
        ("000022", _)
            if of(
                "parameters do not match : ",
                &[
                    "email",
                    "governmentId",
                    "customerCode",
                    "profileType",
                    "accountType",
                    "accountTag",
                    "bankCode",
                    "currency",
                    "processingChannel",
                    "invoiceId",
                    "Idempotency-Key",
                ],
            ) =>
        {
            200
        }
        ("000023", "data error : method") => 405,
        ("000023", "data error : Content-Type") => 415,
        ("000023", _) if message.strip_prefix("data error : ").is_some_and(is_name) => 200,
        ("000030", "Access Denied") => 200,
        (
            "000040",
            "payee status Unverified"
            | "payee status Activated"
            | "Account balance is not sufficient"
            | "account limit reached"
            | "transaction status error : accountToken",
        ) => 200,
        ("000100", "success" | "query success" | "deleted" | "pending") => 200,
        _ => return Err("not in the list".into()),
    };
    if status != expected {
        return Err(format!("status {status} instead of {expected}"));
    }
    // An error has its code first and nothing else.
    if code != "000100" && answer != format!(r#"{{"ret_code":"{code}","ret_msg":"{message}"}}"#) {
        return Err("more than an error".into());
    }
    Ok(if status == 200 { code.to_owned() } else { format!("{status} {code}") })
}

fn all_texts(value: &Value) -> bool {
    match value {
        Value::String(_) => true,
        Value::Array(list) => list.iter().all(all_texts),
        Value::Object(members) => members.values().all(all_texts),
        _ => false,
    }
}

/// Head and body of a random request.
fn request(
    random: &mut fastrand::Rng,
    ground: &Ground,
    path: &str,
    base: &[(&str, &str)],
) -> (String, Vec<u8>) {
    let age_s = if random.u8(..20) == 0 { random.i64(-400..400) } else { random.i64(-280..280) };
    let mut parameters = common(random, age_s);
    for (name, value) in base {
        let value = value.replace(CUSTOMER, &ground.customer).replace(KEPT, &ground.kept);
        let value = value.replace(ACCOUNT, random.choice(&ground.accounts).expect("accounts"));
        let value = value.replace(NUMBER, &ground.number).replace(NEW, &random.u64(..).to_string());
        parameters.push(((*name).into(), value));
    }
    for (end, kind) in [("/paypal", "PAYPAL"), ("/venmo", "VENMO")] {
        if path.ends_with(end) {
            parameters.push(("accountType".into(), kind.into()));
            parameters.push(("accountTag".into(), kind.into()));
        }
    }
    let before = sign(&parameters);
    if random.u8(..10) < 8 {
        for _ in 0..random.usize(1..4) {
            mutate(random, &mut parameters);
        }
    }
    match random.u8(..12) {
        0 => parameters.push(("verifySign".into(), before)),
        1 => parameters.push(("verifySign".into(), nasty(random))),
        2 => {}
        _ => parameters.push(("verifySign".into(), sign(&parameters))),
    }
    random.shuffle(&mut parameters);

    let method = if random.u8(..40) == 0 { ["GET", "PUT", "DELETE"][random.usize(..3)] } else { "POST" };
    let path = match random.u8(..60) {
        0 => format!("{path}/"),
        1 => path.replace("/v3/pay", "/v3/Pay").replace("/v3/cus", "/v3/Cus"),
        // The same request where it does not belong.
        2..6 => PATHS[random.usize(..PATHS.len())].0.to_owned(),
        6 => format!("{path}?x={}", random.u8(..)),
        _ => path.to_owned(),
    };
    let (media_type, mut body) = match random.u8(..12) {
        0..4 => ("application/x-www-form-urlencoded", form::encode(parameters).into_bytes()),
        4 => ("text/plain", json(random, &parameters)),
        5 => ("application/json; charset=utf-8", json(random, &parameters)),
        _ => ("application/json", json(random, &parameters)),
    };
    if random.u8(..15) == 0 {
        let at = random.usize(..body.len());
        body[at] = random.u8(..);
    }
    let mut head = format!("{method} {path} HTTP/1.1\r\ncontent-type: {media_type}\r\n");
    let few = random.u8(..).to_string();
    for name in ["idempotency-key", "pockyt-request-id", "x-signature", "x-nonce", "x-timestamp"] {
        match random.u8(..60) {
            0 => head += &format!("{name}: {few}\r\n"),
            1 => head += &format!("{name}: a b\r\n"),
            _ => {}
        }
    }
    (head, body)
}

/// The common parameters, signed `age_s` seconds ago.
fn common(random: &mut fastrand::Rng, age_s: i64) -> Parameters {
    let now_s = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs() as i64;
    let mut pairs: Parameters =
        vec![("merchantNo".into(), "900001".into()), ("storeNo".into(), "800001".into())];
    pairs.push(("timestamp".into(), time(now_s - age_s)));
    if random.bool() {
        // Signed and otherwise ignored: no two requests share their signature.
        pairs.push(("payorNo".into(), random.u64(..).to_string()));
    }
    pairs
}

/// A time of the year's wire form, by the calendar of the database.
fn time(unix_s: i64) -> String {
    let days = unix_s.div_euclid(86_400) + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (unix_s / 3_600 % 24, unix_s / 60 % 60, unix_s % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

fn sign(parameters: &Parameters) -> String {
    let pairs: Vec<(&str, &str)> =
        parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    payee_sign(TOKEN, &pairs)
}

fn nasty(random: &mut fastrand::Rng) -> String {
    match random.u8(..10) {
        0 => "x".repeat(random.usize(1..200)),
        1 => (0..random.usize(..40)).map(|_| random.char(..)).collect(),
        2 => random.u64(..).to_string(),
        _ => NASTY[random.usize(..NASTY.len())].to_owned(),
    }
}

fn mutate(random: &mut fastrand::Rng, parameters: &mut Parameters) {
    let at = random.usize(..parameters.len().max(1));
    match random.u8(..8) {
        0 if at < parameters.len() => drop(parameters.remove(at)),
        1 if at < parameters.len() => parameters.push(parameters[at].clone()),
        2 => parameters.push((nasty(random), nasty(random))),
        3 => {
            let names =
                ["note", "accountToken", "lang", "street2", "bankCode", "branchId", "company", "items"];
            parameters.push((names[random.usize(..names.len())].into(), nasty(random)));
        }
        // One character of a value.
        4 | 5 if at < parameters.len() => {
            let value = &mut parameters[at].1;
            if let Some((place, old)) = value.char_indices().nth(random.usize(..value.chars().count().max(1)))
            {
                value.replace_range(place..place + old.len_utf8(), &random.alphanumeric().to_string());
            }
        }
        _ if at < parameters.len() => parameters[at].1 = nasty(random),
        _ => {}
    }
}

/// An object of the parameters, mostly with strings, sometimes with other values.
fn json(random: &mut fastrand::Rng, parameters: &Parameters) -> Vec<u8> {
    const OTHER: [&str; 9] = ["[1]", "{}", "[]", "{\"a\":{}}", "true", "null", "1e5", "-0", "[[[[[]]]]]"];
    let members: Vec<String> = parameters
        .iter()
        .map(|(name, value)| {
            let is_number = name == "amount" && value.parse::<u32>().is_ok();
            let value = match random.u8(..60) {
                0 => OTHER[random.usize(..OTHER.len())].to_owned(),
                1..30 if is_number => value.clone(),
                _ => Value::from(value.as_str()).to_string(),
            };
            format!("{}:{value}", Value::from(name.as_str()))
        })
        .collect();
    format!("{{{}}}", members.join(",")).into_bytes()
}

fn object(parameters: &Parameters) -> String {
    let members: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), Value::from(value.as_str())))
        .collect();
    format!("{{{}}}", members.join(","))
}

/// The value of a member in compact JSON.
fn member(body: &str, name: &str) -> String {
    let start = format!("\"{name}\":\"");
    let (_, rest) = body.split_once(&start).unwrap_or_else(|| panic!("no {name} in {body}"));
    rest.split('"').next().expect("an end").to_owned()
}
