//! Money at the desk over HTTP: what products, users and receivers see of what operators decide.

use feiqian_operator::CodeSecret;
use feiqian_tests::desk::{self, json_of};
use feiqian_tests::{Answer, Bundle, signed};
use feiqian_vault::demo::{OPERATOR, OPERATOR_CODE_SECRET};
use serde_json::{Value, json};
use std::thread::sleep;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How often something that happens after an answer is looked at, every tenth of a second.
const LOOKS: usize = 600;

struct Desk<'b> {
    bundle: &'b Bundle,
    headers: Vec<(&'static str, String)>,
}

impl Desk<'_> {
    fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let text = body.map(Value::to_string);
        let body = text.as_ref().map(|text| ("application/json", text.as_bytes()));
        let headers: Vec<_> = self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Answer::with_headers(method, &url(self.bundle, path), &headers, body)
    }

    fn get(&self, path: &str) -> Value {
        let answer = self.send("GET", path, None);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        json_of(&answer)
    }

    fn post(&self, path: &str, body: Value) -> Value {
        let answer = self.send("POST", path, Some(&body));
        assert!(matches!(answer.status, 200 | 201), "{path}: {answer:?}");
        json_of(&answer)
    }

    /// Looks at something until it is as it should become.
    fn until(&self, path: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..LOOKS {
            let value = self.get(path);
            if is_so(&value) {
                return value;
            }
            sleep(Duration::from_millis(100));
        }
        panic!("{path} stays {}", self.get(path));
    }
}

fn url(bundle: &Bundle, path: &str) -> String {
    bundle.url(&format!("/admin/api/v1{path}"))
}

fn sign_in(bundle: &Bundle) -> Desk<'_> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs();
    let code = CodeSecret::from_base32(OPERATOR_CODE_SECRET).expect("base32").code_at(now);
    let body = json!({ "name": OPERATOR, "password": "demo-pass-0001", "code": code }).to_string();
    let answer = Answer::of("POST", &url(bundle, "/session"), Some(("application/json", body.as_bytes())));
    assert_eq!(answer.status, 200, "{answer:?}");
    let cookie = answer.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    let csrf = json_of(&answer)["csrf_token"].as_str().expect("a token").to_owned();
    Desk { bundle, headers: vec![("cookie", cookie), ("x-csrf-token", csrf)] }
}

/// A call of product 1 for its demo customer.
fn product(bundle: &Bundle, path: &str, more: &[(&str, &str)]) -> Value {
    let parameters = [more, &[("product_id", "1"), ("product_user_id", "1000001")]].concat();
    desk::data(&bundle.post_form(path, &signed(desk::PRODUCT_KEY, &parameters)))
}

#[test]
fn operators_see_money_and_move_it_and_receivers_are_told() {
    let bundle = Bundle::start();
    let base = bundle.url("");
    let operator = sign_in(&bundle);

    // An order that nobody pays as ordered is made up.
    let order = desk::order(&base).expect("an order");
    let found = operator.get("/deposits?status=open&merchant=M003");
    assert_eq!(found["items"][0]["order_sn"], order.as_str(), "{found}");
    let body = json!({ "amount": "250", "reason": "fifty short" });
    let made = operator.post(&format!("/deposits/{order}/make-up"), body);
    assert_eq!(made["status"], "made_up", "{made}");
    let child = made["make_up_order_sn"].as_str().expect("a number").to_owned();
    let told =
        operator.until(&format!("/notices?number={child}"), |page| page["items"][0]["status"] == "done");
    assert_eq!(told["items"][0]["topic"], "cashier.deposit");

    // A withdrawal, step by step.
    product(&bundle, "/customer_bank", &desk::CARD);
    let wish = [("withdraw_channel_code", "W1"), ("amount", "500.00"), ("product_billno", "PW-9")];
    let number = product(&bundle, "/do_withdraw", &wish)["billno"].as_str().expect("a number").to_owned();
    assert_eq!(operator.get("/overview")["waiting"]["withdrawals_to_approve"], 1);
    for (decision, status) in [("approve", "approved"), ("approve", "approved"), ("mark_paid", "paid")] {
        let body = json!({ "decision": decision, "reason": "checked" });
        let answer = operator.post(&format!("/withdrawals/{number}/decision"), body);
        assert_eq!(answer["status"], status, "{answer}");
    }
    let detail = operator.until(&format!("/withdrawals/{number}"), |detail| {
        detail["timeline"].as_array().expect("a timeline").iter().any(|event| event["event"] == "attempt")
    });
    assert_eq!(detail["account_number"], "6222 **** 0001", "{detail}");

    // A receiver is tried, and told again.
    let body =
        json!({ "product_id": 1, "kind": "withdraw", "reference": "first-try", "reason": "new receiver" });
    let event = operator.post("/test-notices", body)["event_id"].as_str().expect("an id").to_owned();
    let path = format!("/notices/{event}");
    operator.until(&path, |notice| notice["status"] == "done");
    operator.post(&format!("{path}/resend"), json!({ "reason": "once more" }));
    let notice = operator.until(&path, |notice| notice["resend_asked_at"].is_null());
    let attempts = notice["timeline"].as_array().expect("a timeline").iter();
    assert_eq!(attempts.filter(|event| event["event"] == "attempt").count(), 2, "{notice}");

    // A machine reads and acts; people decide.
    let scopes = json!(["money:read", "money:act"]);
    let token = operator.post("/tokens", json!({ "label": "watch", "scopes": scopes }));
    let bearer = format!("Bearer {}", token["issued"]["token"].as_str().expect("a token"));
    let machine = Desk { bundle: &bundle, headers: vec![("authorization", bearer)] };
    assert_eq!(machine.get("/payouts")["items"], json!([]));
    let body = json!({ "decision": "refuse", "reason": "x" });
    assert_eq!(machine.send("POST", &format!("/withdrawals/{number}/decision"), Some(&body)).status, 403);
    let scopes = json!({ "label": "x", "scopes": ["money:decide"] });
    assert_eq!(operator.send("POST", "/tokens", Some(&scopes)).status, 422);

    // What belongs to the other component still goes there, and nothing is scanned by an unknown path.
    assert_eq!(operator.get("/products/1")["name"], "Demo product");
    assert_eq!(operator.send("GET", "/deposits/", None).status, 404);
    assert_eq!(operator.send("GET", "/overview/x", None).status, 404);
    bundle.assert_invariants();
}
