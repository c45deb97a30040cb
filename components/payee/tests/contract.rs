//! The published contract's signed requests, byte for byte, on the demo data; the remaining answers' shapes.

mod common;
use common::*;
use feiqian_vault::demo;

#[test]
fn the_contracts_requests_are_answered_as_printed() {
    let bench = Bench::new();
    // As a second start of the bundle does.
    for _ in 0..2 {
        bench.sql(&demo::sql());
    }
    bench.check_invariants();
    bench.platform.set_variable("payee_timestamp_window_seconds", "0");
    for name in ["list_accounts", "find_account_by_tag", "unverified_payee", "delete_account"] {
        let file = format!("{}/../../tests/golden/payee/{name}.http", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(file).unwrap();
        let (request, answer) = text.split_once("\n---\n").unwrap();
        let (head, body) = request.split_once("\n\n{").unwrap();
        let path = head.rsplit_once("POST ").unwrap().1.split(' ').next().unwrap();
        let expected = answer.split_once("\n\n").unwrap().1.trim_end();
        let request = raw(path, "application/json", format!("{{{body}"));
        assert_eq!(bench.send(request), (200, expected.to_owned()), "{name}");
    }
    // A start after the deletion does not bring the account back.
    bench.sql(&demo::sql());
    assert_eq!(bench.integer("SELECT count(*) FROM payee_account WHERE deleted_at IS NULL"), 1);
    bench.check_invariants();
}

#[test]
fn answers_have_the_printed_members_in_their_order() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let found = bench.post(RETRIEVE, &common(&[("customerNo", &customer), ("email", "A@example.test")]));
    assert_eq!(
        found,
        format!(
            r#"{{"customer":{{"customerNo":"{customer}","profileType":"INDIVIDUAL","payeeStatus":"Activated","firstName":"霸","lastName":"雄","email":"a@example.test","dateOfBirth":"1990-03-07","governmentIdType":"ID_CARD","governmentId":"****4493","countryCode":"CN","state":"北京","city":"北京","street":"长城","zip":"100000","lang":"English","createdTime":"2026-01-02T03:04:05Z","updatedTime":"2026-01-02T03:04:05Z"}},"ret_msg":"query success","ret_code":"000100"}}"#
        )
    );
    let account = bench.us_account(&customer, "u");
    let reply = bench.post(PAY, &payout(&customer, &account, "i"));
    let number = member(&reply, "transactionNo");
    assert_eq!(
        reply,
        format!(
            r#"{{"result":{{"amount":"200.00","transactionFee":"14.00","transactionNo":"{number}","createdTime":"2026-01-02T03:04:05Z","invoiceId":"i","currency":"USD","accountToken":"{account}","customerNo":"{customer}","status":"pending"}},"ret_msg":"pending","ret_code":"000100"}}"#
        )
    );
    bench.sql("UPDATE payee_payout SET status = 'success', submitted_at = 1767323046000, payment_at = 1767323047000, updated_at = 1767323047000");
    assert_eq!(
        bench.post(INQUIRY, &common(&[("transactionNo", &number), ("invoiceId", "i")])),
        format!(
            r#"{{"result":{{"amount":"200.00","transactionFee":"14.00","transactionNo":"{number}","createdTime":"2026-01-02T03:04:05Z","paymentTime":"2026-01-02T03:04:07Z","invoiceId":"i","currency":"USD","accountToken":"{account}","status":"success"}},"ret_msg":"query success","ret_code":"000100"}}"#
        )
    );
    assert_eq!(
        bench.text("SELECT payload FROM outbox WHERE topic = 'ipn.payout'"),
        format!(
            r#"{{"accountToken":"{account}","amount":"200.00","currency":"USD","invoiceId":"i","paymentTime":"2026-01-02T03:04:07Z","status":"success","transactionNo":"{number}","vendor":"BANK_ACCOUNT"}}"#
        )
    );
    assert_eq!(bench.text("SELECT state FROM payout_jobs"), "done");
    assert_eq!(
        bench.post(BALANCE, &common(&[])),
        r#"{"balance":[{"amount":"50000.00","currency":"CNY"},{"amount":"1000000","currency":"JPY"},{"amount":"9786.00","currency":"USD"}],"ret_msg":"query success","ret_code":"000100"}"#
    );
    assert_eq!(
        bench.post(CONFIGURATIONS, &common(&[("accountCountry", "US"), ("accountType", "BANK_ACCOUNT")])),
        r#"{"configurations":[{"accountCountry":"US","accountCurrency":"USD","accountType":"BANK_ACCOUNT","fields":[{"name":"bankAccountId","required":"M","pattern":"^[0-9]{4,17}$"},{"name":"bankName","required":"M","pattern":"^.{1,64}$"},{"name":"branchId","required":"M","pattern":"^[0-9]{9}$"},{"name":"bankAccountPurpose","required":"M","values":["CHECKING","SAVINGS"]}]}],"ret_msg":"query success","ret_code":"000100"}"#
    );
    let all: serde_json::Value = serde_json::from_str(&bench.post(CONFIGURATIONS, &common(&[]))).unwrap();
    assert_eq!(all["configurations"].as_array().unwrap().len(), 5);
    assert_eq!(all["configurations"][0]["fields"][1]["values"].as_array().unwrap().len(), 15);
    bench.check_invariants();
}

#[test]
fn updates_change_what_may_be_changed() {
    let bench = Bench::new();
    let success = r#"{"ret_msg":"success","ret_code":"000100"}"#;
    let customer = bench.payee("a");
    let other = bench.payee("b");
    let update = |list: &[(&str, &str)]| with(&common(&[("customerNo", &customer)]), list);
    bench.platform.set_now_ms(NOW_MS + 60_000);
    assert_eq!(bench.post(UPDATE, &update(&[("city", "北京")])), success);
    assert_eq!(bench.integer("SELECT count(*) FROM payee WHERE updated_at > created_at"), 0, "no change");
    assert_eq!(bench.post(UPDATE, &update(&[("city", "上海"), ("phone", "13800138000")])), success);
    assert_eq!(bench.integer("SELECT count(*) FROM payee WHERE updated_at > created_at"), 1);
    for (changes, code, message) in [
        (&[("governmentId", "AB-12345")][..], "000020", "parameter null error : governmentIdType"),
        (&[("governmentIdType", "SSN")], "000020", "parameter null error : governmentId"),
        (&[("profileType", "BUSINESS")], "000022", "parameters do not match : profileType"),
        (&[("email", "B@example.test")], "000022", "parameters do not match : email"),
        (&[("firstName", "x")], "000040", "payee status Activated"),
        (&[("customerNo", "2000999999999999999999")], "000021", "no related information : customerNo"),
    ] {
        bench.refuse(UPDATE, &update(changes), code, message);
    }
    bench.sql("UPDATE payee SET status = 'Deactivated' WHERE email = 'a@example.test'");
    bench.refuse(UPDATE, &update(&[("city", "x")]), "000040", "payee status Deactivated");
    assert!(bench.post(RETRIEVE, &common(&[("customerNo", &other)])).contains("Activated"));
}

#[test]
fn an_idempotency_key_belongs_to_one_call() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let account = bench.us_account(&customer, "u");
    let pay = with(&payout(&customer, &account, ""), &[("invoiceId", "")]);
    let later = with(&pay, &[("timestamp", "2026-01-02T03:04:06Z")]);
    let first = bench.send(keyed(json(PAY, &signed(&pay)), "key-1")).1;
    assert!(first.contains("000100") && !first.contains("invoiceId"), "{first}");
    assert_eq!(bench.send(keyed(json(PAY, &signed(&later)), "key-1")).1, first);
    let other = with(&later, &[("amount", "1.00")]);
    bench.refuse_request(
        keyed(json(PAY, &signed(&other)), "key-1"),
        200,
        "000022",
        "Duplicate request error",
    );
    let create = cn_account(&customer, "t");
    bench.refuse_request(
        keyed(json(CREATE, &signed(&create)), "key-1"),
        200,
        "000022",
        "Duplicate request error",
    );
    bench.refuse_request(
        keyed(json(PAY, &signed(&other)), "a b"),
        200,
        "000023",
        "data error : Idempotency-Key",
    );
    let made = bench.send(keyed(json(CREATE, &signed(&with(&create, &[("accountTag", "v")]))), "key-2")).1;
    let again = with(&create, &[("accountTag", "v"), ("timestamp", "2026-01-02T03:04:06Z")]);
    assert_eq!(bench.send(keyed(json(CREATE, &signed(&again)), "key-2")).1, made);
    bench.check_invariants();
}

#[test]
fn without_keys_every_call_is_a_fault() {
    let bench = Bench::new();
    let request = || json(BALANCE, &signed(&common(&[])));
    for (name, bad) in [
        ("pii_key", ""),
        ("pii_index_key", ""),
        ("payee_auto_activate", "yes"),
        ("allow_insecure_ipn", ""),
        ("payee_timestamp_window_seconds", "86401"),
        ("payee_timestamp_window_seconds", "+1"),
    ] {
        let bench = Bench::new();
        bench.platform.set_variable(name, bad);
        bench.refuse_request(request(), 500, "000000", "system error");
        assert!(bench.platform.faults()[0].contains(name));
    }
    assert!(bench.send(request()).1.contains("query success"));
}
