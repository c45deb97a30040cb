//! Repetition (payee.md §3.4): what is recorded, how long, and what an idempotency key adds.

mod common;
use common::*;
use feiqian_platform::http::{HeaderName, Request};
use feiqian_signing::payee::HeaderSignature;

const DAY_MS: i64 = 86_400_000;
const DUPLICATE: &str = "Duplicate request error";

fn headed(request: Request, name: &'static str, value: &str) -> Request {
    request.with(HeaderName::from_static(name), value)
}

/// A request that the list refuses and the deletion would not.
fn ambiguous(bench: &Bench) -> Pairs {
    let customer = bench.payee("a");
    let account = bench.account(&customer, "t");
    common(&[("customerNo", &customer), ("accountToken", &account)])
}

#[test]
fn a_record_lives_as_long_as_its_timestamp_is_fresh() {
    let bench = Bench::new();
    // Five minutes ahead: fresh until ten minutes from now.
    let both = with(&ambiguous(&bench), &[("timestamp", "2026-01-02T03:09:05Z")]);
    bench.refuse(LIST, &both, "000023", "data error : accountToken");
    for later_ms in [0, 300_000, 600_000, 600_999] {
        bench.platform.set_now_ms(NOW_MS + later_ms);
        bench.refuse(DELETE, &both, "000030", "Access Denied");
    }
    bench.platform.set_now_ms(NOW_MS + 601_000);
    bench.refuse(DELETE, &both, "000023", "data error : timestamp");
}

#[test]
fn without_a_window_a_record_lives_a_day() {
    let bench = Bench::new();
    let both = ambiguous(&bench);
    bench.platform.set_variable("payee_timestamp_window_seconds", "0");
    bench.refuse(LIST, &both, "000023", "data error : accountToken");
    bench.platform.set_now_ms(NOW_MS + DAY_MS - 1);
    bench.refuse(DELETE, &both, "000030", "Access Denied");
    bench.platform.set_now_ms(NOW_MS + DAY_MS);
    assert!(bench.post(DELETE, &both).contains("deleted"));
    // From now on it is the deletion's.
    bench.refuse(LIST, &both, "000030", "Access Denied");
    assert_eq!(
        bench.integer("SELECT count(*) FROM payee_request WHERE path = '/v3/payee/account/delete'"),
        1
    );
}

#[test]
fn a_registration_without_timestamp_is_recorded_for_a_day() {
    let bench = Bench::new();
    let new = with(&registration("a"), &[("timestamp", "")]);
    let first = bench.post(REGISTER, &new);
    bench.platform.set_now_ms(NOW_MS + DAY_MS - 1);
    assert_eq!(bench.post(REGISTER, &new), first);
    bench.refuse(UPDATE, &new, "000020", "parameter null error : timestamp");
    bench.platform.set_now_ms(NOW_MS + DAY_MS);
    bench.refuse(REGISTER, &new, "000022", "parameters do not match : email");
}

#[test]
fn a_refused_call_is_executed_when_it_comes_again() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let account = bench.us_account(&customer, "u");
    let dear = with(&payout(&customer, &account, "i"), &[("amount", "10000.00")]);
    bench.refuse(PAY, &dear, "000040", "Account balance is not sufficient");
    bench.sql(
        "INSERT INTO payee_posting (merchant_no, currency, reference, kind, from_kind, to_kind, amount, created_at)
         VALUES ('900001', 'USD', 'more', 'TOPUP', 'FUNDING', 'AVAILABLE', 10000000, 1)",
    );
    let paid = bench.post(PAY, &dear);
    assert!(paid.contains("000100"), "{paid}");
    // Now it has a reply, whatever becomes of the payout.
    bench.sql("UPDATE payee_payout SET status = 'failed', updated_at = updated_at + 1");
    assert_eq!(bench.post(PAY, &dear), paid);
    bench.check_invariants();
}

#[test]
fn a_payment_without_timestamp_that_was_refused_stays_refused() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let account = bench.us_account(&customer, "u");
    let dear = with(&payout(&customer, &account, "i"), &[("amount", "10000.00"), ("timestamp", "")]);
    let short = ("000040", "Account balance is not sufficient");
    bench.refuse(PAY, &dear, short.0, short.1);
    bench.sql(
        "INSERT INTO payee_posting (merchant_no, currency, reference, kind, from_kind, to_kind, amount, created_at)
         VALUES ('900001', 'USD', 'more', 'TOPUP', 'FUNDING', 'AVAILABLE', 10000000, 1)",
    );
    for later_ms in [0, DAY_MS - 1, DAY_MS, 400 * DAY_MS] {
        bench.platform.set_now_ms(NOW_MS + later_ms);
        bench.refuse(PAY, &dear, short.0, short.1);
        assert_eq!(bench.integer("SELECT count(*) FROM payee_payout"), 0);
    }
    // The merchant's own new order, which it signs, is another call.
    let paid = bench.post(PAY, &with(&dear, &[("note", "again")]));
    assert!(paid.contains("000100"), "{paid}");
    bench.check_invariants();
}

#[test]
fn a_merchant_may_require_the_timestamp_on_every_state_changing_call() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let account = bench.us_account(&customer, "u");
    bench.sql("UPDATE payee_merchant SET require_timestamp = 1");
    let absent = ("000020", "parameter null error : timestamp");
    bench.refuse(REGISTER, &with(&registration("b"), &[("timestamp", "")]), absent.0, absent.1);
    bench.refuse(PAY, &with(&payout(&customer, &account, "i"), &[("timestamp", "")]), absent.0, absent.1);
    assert_eq!(bench.integer("SELECT count(*) FROM payee_payout"), 0);
    let now = ("timestamp", "2026-01-02T03:04:05Z");
    assert!(bench.post(PAY, &with(&payout(&customer, &account, "i"), &[now])).contains("000100"));
    assert!(bench.post(REGISTER, &with(&registration("b"), &[now])).contains("000100"));
}

#[test]
fn a_new_merchant_requires_the_timestamp() {
    let bench = Bench::new();
    bench.sql("INSERT INTO payee_merchant (merchant_no, name, created_at) VALUES ('900009', 'New', 1)");
    let required = "SELECT require_timestamp FROM payee_merchant WHERE merchant_no = '900009'";
    assert_eq!(bench.integer(required), 1);
}

#[test]
fn a_stored_reply_is_given_for_the_mutating_call_alone() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let me = common(&[("customerNo", &customer)]);
    for (path, pairs) in [
        (REGISTER, registration("b")),
        (UPDATE, with(&me, &[("city", "上海")])),
        (CREATE, cn_account(&customer, "t")),
        (PAY, payout(&customer, &bench.us_account(&customer, "u"), "i")),
    ] {
        let first = bench.post(path, &pairs);
        assert!(first.contains("000100"), "{first}");
        bench.platform.set_now_ms(NOW_MS + 10_000);
        assert_eq!(bench.post(path, &pairs), first, "byte for byte, its time too");
        assert_eq!(bench.send(form(path, &signed(&pairs))).1, first, "as a form it is the same request");
        for other in [RETRIEVE, LIST, INQUIRY, BALANCE, CONFIGURATIONS, REGISTER, UPDATE, DELETE, PAY]
            .into_iter()
            .filter(|other| *other != path)
        {
            bench.refuse(other, &pairs, "000030", "Access Denied");
        }
        bench.platform.set_now_ms(NOW_MS);
    }
    bench.check_invariants();
}

#[test]
fn either_header_carries_the_key() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let body = |tag: &str, second: &str| {
        let pairs =
            with(&cn_account(&customer, tag), &[("timestamp", &format!("2026-01-02T03:04:{second}Z"))]);
        json(CREATE, &signed(&pairs))
    };
    let first = bench.send(headed(body("t", "00"), "idempotency-key", "key")).1;
    let again = headed(headed(body("t", "01"), "pockyt-request-id", "key"), "idempotency-key", "key");
    assert_eq!(bench.send(again).1, first);
    assert_eq!(bench.send(headed(body("t", "02"), "pockyt-request-id", "key")).1, first);
    let message = "parameters do not match : Idempotency-Key";
    let two = headed(headed(body("t", "03"), "pockyt-request-id", "key"), "idempotency-key", "other");
    bench.refuse_request(two, 200, "000022", message);
    bench.refuse_request(headed(body("v", "04"), "pockyt-request-id", "key"), 200, "000022", DUPLICATE);
    for bad in ["", "a b", "é", &"k".repeat(129)] {
        let malformed = headed(body("t", "05"), "pockyt-request-id", bad);
        bench.refuse_request(malformed, 200, "000023", "data error : Idempotency-Key");
    }
    assert!(bench.send(headed(body("w", "06"), "idempotency-key", &"~".repeat(128))).1.contains("000100"));
    // The signature's record comes first.
    assert_eq!(bench.send(headed(body("t", "00"), "idempotency-key", "a b")).1, first);
    // A read has no use for a key.
    let read = json(LIST, &signed(&common(&[("customerNo", &customer)])));
    assert!(bench.send(headed(read, "idempotency-key", "a b")).1.contains("000100"));
    // Another merchant has keys of its own.
    let theirs = with(&registration("z"), &[("merchantNo", "900002"), ("storeNo", "800002")]);
    assert!(
        bench.send(headed(json(REGISTER, &signed(&theirs)), "idempotency-key", "key")).1.contains("000100")
    );
    bench.check_invariants();
}

#[test]
fn a_key_lives_a_day_and_for_payouts_for_ever() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let account = bench.us_account(&customer, "u");
    bench.platform.set_variable("payee_timestamp_window_seconds", "0");
    let at =
        |pairs: &Pairs, second: u32| with(pairs, &[("timestamp", &format!("2026-01-02T03:05:{second:02}Z"))]);
    let keyed_post = |path: &str, pairs: &Pairs, key: &str| {
        bench.send(headed(json(path, &signed(pairs)), "idempotency-key", key)).1
    };
    let create = cn_account(&customer, "t");
    let other = cn_account(&customer, "v");
    let pay = with(&payout(&customer, &account, ""), &[("invoiceId", "")]);
    let dear = with(&pay, &[("amount", "300.00")]);
    let (created, paid) = (keyed_post(CREATE, &create, "c"), keyed_post(PAY, &pay, "p"));
    assert!(created.contains("000100") && paid.contains("000100"), "{created} {paid}");
    bench.platform.set_now_ms(NOW_MS + DAY_MS - 1);
    assert_eq!(keyed_post(CREATE, &at(&create, 1), "c"), created);
    assert!(keyed_post(CREATE, &at(&other, 2), "c").contains(DUPLICATE));
    bench.platform.set_now_ms(NOW_MS + DAY_MS);
    assert!(keyed_post(CREATE, &at(&other, 3), "c").contains("000100"), "the key is free again");
    for days in [1, 2, 400] {
        bench.platform.set_now_ms(NOW_MS + days * DAY_MS);
        assert_eq!(keyed_post(PAY, &at(&pay, 10 + days as u32 % 40), "p"), paid);
        assert!(keyed_post(PAY, &at(&dear, 10 + days as u32 % 40), "p").contains(DUPLICATE));
        // And its signature for ever.
        assert_eq!(keyed_post(PAY, &pay, "q"), paid);
    }
    assert_eq!(bench.integer("SELECT count(*) FROM payee_payout"), 1);
    bench.check_invariants();
}

#[test]
fn expired_records_go_as_new_ones_come() {
    let bench = Bench::new();
    bench.platform.set_variable("payee_timestamp_window_seconds", "0");
    let second = |at: usize| with(&common(&[]), &[("timestamp", &format!("2026-01-02T03:00:{at:02}Z"))]);
    let records = || bench.integer("SELECT count(*) FROM payee_request");
    let nonces = || bench.integer("SELECT count(*) FROM payee_nonce");
    let call = |at: usize| {
        let pairs = signed(&second(at));
        let (body, nonce) = (json_text(&pairs), format!("nonce-0123456789-{at:02}"));
        let signature = HeaderSignature {
            path: BALANCE,
            body: body.as_bytes(),
            timestamp: "2026-01-02T03:04:05Z",
            nonce: &nonce,
        };
        let request = headed(json(BALANCE, &pairs), "x-signature", &signature.sign(TOKEN));
        let request = headed(headed(request, "x-timestamp", "2026-01-02T03:04:05Z"), "x-nonce", &nonce);
        assert!(bench.send(request).1.contains("000100"));
    };
    (0..20).for_each(call);
    assert_eq!((records(), nonces()), (20, 20));
    bench.platform.set_now_ms(NOW_MS + DAY_MS - 1);
    (20..22).for_each(call);
    assert_eq!((records(), nonces()), (22, 22), "none has expired");
    bench.platform.set_now_ms(NOW_MS + 4 * DAY_MS);
    (22..28).for_each(call);
    // Each took four, of the twenty-two that had expired.
    assert_eq!((records(), nonces()), (6, 6));
    let expired = format!("SELECT count(*) FROM payee_request WHERE expires_at <= {}", NOW_MS + 4 * DAY_MS);
    assert_eq!(bench.integer(&expired), 0);
}

#[test]
fn a_body_whose_text_another_one_has_leaves_no_record() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let account = bench.us_account(&customer, "u");
    let meant = with(&payout(&customer, &account, "i"), &[("note", "a"), ("reference", "c")]);
    let mut forged = with(&meant, &[("note", "a&reference=c")]);
    forged.retain(|(name, _)| name != "reference");
    assert_eq!(signed(&forged).last(), signed(&meant).last(), "one signature");
    let records =
        || bench.integer("SELECT (SELECT count(*) FROM payee_request) + (SELECT count(*) FROM payee_nonce)");
    let before = records();
    bench.refuse(PAY, &forged, "000023", "data error : note");
    let request = json(PAY, &signed(&forged));
    let feiqian_platform::Body::Whole(body) = request.body.clone() else { panic!("a whole body") };
    let (timestamp, nonce) = ("2026-01-02T03:04:05Z", "nonce-0123456789abcdef");
    let header = HeaderSignature { path: PAY, body: &body, timestamp, nonce }.sign(TOKEN);
    let request =
        headed(headed(headed(request, "x-signature", &header), "x-timestamp", timestamp), "x-nonce", nonce);
    let request = headed(request, "idempotency-key", "k");
    bench.refuse_request(request, 200, "000023", "data error : note");
    // What is mandatory comes first, as ever; who calls before that.
    bench.refuse(PAY, &with(&forged, &[("amount", "")]), "000020", "parameter null error : amount");
    bench.refuse_request(
        json(PAY, &with(&signed(&forged), &[("amount", "2")])),
        200,
        "000000",
        "data error : verifySign",
    );
    assert_eq!(records(), before);
    assert!(bench.post(PAY, &meant).contains("000100"));
}

#[test]
fn a_signature_in_upper_case_is_the_same_one() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let account = bench.us_account(&customer, "u");
    let pay = signed(&payout(&customer, &account, "i"));
    let sign = pay.last().unwrap().1.clone();
    let upper = with(&pay, &[("verifySign", &sign.to_uppercase())]);
    let first = bench.send(json(PAY, &upper)).1;
    assert!(first.contains("000100"), "{first}");
    assert_eq!(bench.send(json(PAY, &pay)).1, first);
    assert_eq!(bench.send(json(PAY, &upper)).1, first);
    bench.refuse_request(json(LIST, &upper), 200, "000030", "Access Denied");
    let kept = "SELECT count(*) FROM payee_payout o JOIN payee_request r ON r.kind = 'SIGN' AND r.key = o.verify_sign
                 WHERE o.verify_sign = lower(o.verify_sign)";
    assert_eq!(bench.integer(kept), 1);
}

#[test]
fn what_the_bundle_tells_is_no_request() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    for kind in ["payout", "account", "x"] {
        let ipn = with(&common(&[("customerNo", &customer)]), &[("notify_type", kind)]);
        for path in [LIST, RETRIEVE, REGISTER, UPDATE, CREATE, DELETE, PAY, INQUIRY, BALANCE, CONFIGURATIONS]
        {
            bench.refuse(path, &ipn, "000030", "Access Denied");
            bench.refuse_request(json(path, &ipn), 200, "000030", "Access Denied");
        }
    }
    // Empty is absent, here as everywhere.
    assert!(
        bench
            .post(LIST, &with(&common(&[("customerNo", &customer)]), &[("notify_type", "")]))
            .contains("000100")
    );
}
