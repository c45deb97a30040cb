//! The error tables of payee.md §6 where §11 has no row for them, tokens in rotation, and the country rules.

mod common;
use common::*;
use feiqian_platform::native::block_on;
use feiqian_vault::{Place, Vault, demo};

const UNVERIFIED: &str = "payee status Unverified";

#[test]
fn either_of_two_tokens_signs_and_an_inactive_one_does_not() {
    let bench = Bench::new();
    let vault = Vault::new(demo::PII_KEY, demo::PII_INDEX_KEY).unwrap();
    let sealed = vault.seal(Place::token("900001", "77"), [7; 12], "the-next-token").unwrap();
    let insert = "INSERT INTO payee_token (token_id, merchant_no, token_enc, token_key_id, created_at)
                  VALUES (77, '900001', ?1, ?2, 1) RETURNING 1";
    block_on(bench.platform.command(insert, &[sealed.into(), vault.key_id().into()])).unwrap();
    let send = |token: &str| bench.send(json(BALANCE, &signed_by(&common(&[]), token))).1;
    for token in [TOKEN, "the-next-token"] {
        assert!(send(token).contains("000100"), "{token}");
    }
    assert!(send(SECOND_TOKEN).contains("000000"), "the token of another merchant");
    bench.sql("UPDATE payee_token SET active = 0 WHERE merchant_no = '900001' AND token_id <> 77");
    assert!(send("the-next-token").contains("000100"));
    assert!(send(TOKEN).contains("000000"));
    bench.sql("UPDATE payee_token SET active = 0");
    assert!(send("the-next-token").contains("000000"));
    assert!(send("no-such-merchant").contains("000000"), "what stands for the token of nobody");
}

#[test]
fn a_token_counts_from_its_not_before_until_its_not_after() {
    const NEXT_TOKEN: &str = "the-next-token-0001";
    let bench = Bench::new();
    let vault = Vault::new(demo::PII_KEY, demo::PII_INDEX_KEY).unwrap();
    let sealed = vault.seal(Place::token("900001", "77"), [7; 12], NEXT_TOKEN).unwrap();
    let insert =
        "INSERT INTO payee_token (token_id, merchant_no, token_enc, token_key_id, created_at, not_before)
                  VALUES (77, '900001', ?1, ?2, 1, ?3) RETURNING 1";
    let values = [sealed.into(), vault.key_id().into(), NOW_MS.into()];
    block_on(bench.platform.command(insert, &values)).unwrap();
    let end = NOW_MS + 1_000;
    bench.sql(&format!(
        "UPDATE payee_token SET not_after = {end} WHERE merchant_no = '900001' AND token_id <> 77"
    ));
    let counts = |token: &str, now_ms: i64| {
        bench.platform.set_now_ms(now_ms);
        let answer = bench.send(json(BALANCE, &signed_by(&common(&[]), token))).1;
        assert!(answer.contains("000100") || answer.contains("000000"), "{answer}");
        answer.contains("000100")
    };
    for (now_ms, old, next) in [
        (NOW_MS - 1, true, false),
        (NOW_MS, true, true),
        (end - 1, true, true),
        (end, false, true),
        (end + 60_000, false, true),
    ] {
        assert_eq!((counts(TOKEN, now_ms), counts(NEXT_TOKEN, now_ms)), (old, next), "at {now_ms}");
        assert!(!counts("unknown-token-0001", now_ms), "at {now_ms}");
    }
    let never = "UPDATE payee_token SET not_after = not_before WHERE token_id = 77 RETURNING 1";
    assert!(bench.command(never, &[]).is_err(), "a token that never counts");
}

#[test]
fn a_token_whose_key_is_not_there_is_a_fault_that_names_the_variable() {
    let bench = Bench::new();
    bench.platform.set_variable("pii_key", &demo::PII_KEY.replace("dev1", "dev2"));
    let (status, answer) = bench.send(json(BALANCE, &signed(&common(&[]))));
    assert_eq!(status, 500, "{answer}");
    let expected =
        "token 1 cannot be opened: variable pii_key: has not the key that a value was sealed under";
    assert_eq!(bench.platform.faults(), [expected]);
}

#[test]
fn paypal_venmo_and_japan() {
    const PAYPAL: &str = "/v3/customers/account/create/paypal";
    const VENMO: &str = "/v3/payee/account/create/venmo";
    let bench = Bench::new();
    let customer = bench.payee("a");
    let us = with(
        &cn_account(&customer, "w"),
        &[("accountCountry", "US"), ("accountCurrency", "USD"), ("bankName", "any")],
    );
    let japan = with(
        &cn_account(&customer, "j"),
        &[("accountCountry", "JP"), ("accountCurrency", "JPY"), ("bankName", "みずほ銀行")],
    );
    let mut tag = 0;
    for (path, kind, base, number, good) in [
        (PAYPAL, "PAYPAL", &us, "a@example.test", true),
        (PAYPAL, "PAYPAL", &us, "+12025550123", true),
        (PAYPAL, "PAYPAL", &us, "@handle", false),
        (PAYPAL, "PAYPAL", &us, "123456", false),
        (VENMO, "VENMO", &us, "a@example.test", true),
        (VENMO, "VENMO", &us, "2025550123", true),
        (VENMO, "VENMO", &us, "@some_body", true),
        (VENMO, "VENMO", &us, "@abc", false),
        (VENMO, "VENMO", &us, "a b c d e", false),
        (CREATE, "BANK_ACCOUNT", &japan, "0001-1234567", true),
        (CREATE, "BANK_ACCOUNT", &japan, "12", false),
        (CREATE, "BANK_ACCOUNT", &japan, "-1234567", false),
        (CREATE, "BANK_ACCOUNT", &japan, "123456789012345678901", false),
    ] {
        tag += 1;
        let changes = [("accountType", kind), ("bankAccountId", number), ("accountTag", &format!("t{tag}"))];
        let pairs = with(base, &changes);
        if good {
            assert!(bench.post(path, &pairs).contains("000100"), "{kind} {number}");
            // The masked number of wallets as of cards.
            let found =
                bench.post(LIST, &common(&[("customerNo", &customer), ("accountTag", &format!("t{tag}"))]));
            assert_eq!(member(&found, "cardNumber"), format!("****{}", &number[number.len() - 4..]));
        } else {
            bench.refuse(path, &pairs, "000023", "data error : bankAccountId");
        }
    }
    let branch = with(&japan, &[("bankAccountId", "1234567"), ("branchId", "12")]);
    bench.refuse(CREATE, &branch, "000023", "data error : branchId");
    assert!(bench.post(CREATE, &with(&branch, &[("branchId", "123")])).contains("000100"));
    // No wallet without a rule, and none on another path.
    let german = with(&us, &[("accountType", "PAYPAL"), ("accountCountry", "DE")]);
    bench.refuse(PAYPAL, &german, "000023", "data error : accountCountry");
    bench.refuse(
        VENMO,
        &with(&us, &[("accountType", "PAYPAL")]),
        "000022",
        "parameters do not match : accountType",
    );
    bench.sql("UPDATE payee_rule SET enabled = 0 WHERE account_type = 'PAYPAL'");
    let paypal = with(&us, &[("accountType", "PAYPAL"), ("bankAccountId", "b@example.test")]);
    bench.refuse(PAYPAL, &paypal, "000023", "data error : accountCountry");
    assert!(!bench.post(CONFIGURATIONS, &common(&[])).contains("PAYPAL"));
    let none = common(&[("accountType", "PAYPAL")]);
    assert!(bench.post(CONFIGURATIONS, &none).starts_with(r#"{"configurations":[],"#));
    bench.refuse(CONFIGURATIONS, &common(&[("accountType", "X")]), "000023", "data error : accountType");
    bench.check_invariants();
}

#[test]
fn retrieval_by_each_key() {
    let bench = Bench::new();
    let coded = |name: &str| with(&registration(name), &[("customerCode", "shop-7")]);
    let first = member(&bench.post(REGISTER, &coded("a")), "customerNo");
    for (keys, code, message) in [
        (&[][..], "000020", "parameter null error : customerNo"),
        (&[("customerNo", "2000999999999999999999")], "000021", "no related information : customerNo"),
        (&[("email", "z@example.test")], "000021", "no related information : email"),
        (&[("customerCode", "z")], "000021", "no related information : customerCode"),
        (&[("customerNo", &first), ("email", "z@example.test")], "000022", "parameters do not match : email"),
        (
            &[("customerNo", &first), ("customerCode", "z")],
            "000022",
            "parameters do not match : customerCode",
        ),
        (
            &[("email", "a@example.test"), ("customerCode", "z")],
            "000022",
            "parameters do not match : customerCode",
        ),
        (&[("email", "no address")], "000023", "data error : email"),
    ] {
        bench.refuse(RETRIEVE, &common(keys), code, message);
    }
    let by_code = || bench.post(RETRIEVE, &common(&[("customerCode", "shop-7")]));
    assert_eq!(member(&by_code(), "customerNo"), first);
    // Of two live ones with the code neither is meant; an e-mail address tells them apart.
    bench.platform.set_now_ms(NOW_MS + 1_000);
    let second = member(&bench.post(REGISTER, &coded("b")), "customerNo");
    bench.refuse(
        RETRIEVE,
        &common(&[("customerCode", "shop-7")]),
        "000022",
        "parameters do not match : customerCode",
    );
    let both = common(&[("email", "B@example.test"), ("customerCode", "shop-7")]);
    assert_eq!(member(&bench.post(RETRIEVE, &both), "customerNo"), second);
    // A live one before the newest.
    bench.sql(&format!("UPDATE payee SET status = 'Deactivated' WHERE customer_no = '{second}'"));
    assert_eq!(member(&by_code(), "customerNo"), first);
    bench.sql(&format!("UPDATE payee SET status = 'Deactivated' WHERE customer_no = '{first}'"));
    assert_eq!(member(&by_code(), "customerNo"), second);
    assert_eq!(member(&by_code(), "payeeStatus"), "Deactivated");
    // Its e-mail address is free again.
    let third = member(&bench.post(REGISTER, &with(&coded("a"), &[("city", "上海")])), "customerNo");
    assert_eq!(member(&by_code(), "customerNo"), third);
    bench.check_invariants();
}

#[test]
fn what_stands_in_the_way_of_a_payout_is_told_in_order() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let other = bench.payee("b");
    let account = bench.us_account(&customer, "u");
    let foreign = bench.us_account(&other, "u");
    let cn = bench.account(&customer, "c");
    let pay = payout(&customer, &account, "i");
    for (changes, code, message) in [
        (&[("customerNo", "2000999999999999999999")][..], "000021", "no related information : customerNo"),
        (&[("accountToken", "2010999999999999999999")], "000021", "no related information : accountToken"),
        (&[("accountToken", &foreign)], "000021", "no related information : accountToken"),
        (&[("accountToken", &cn)], "000022", "parameters do not match : currency"),
        (&[("processingChannel", "WIRE")], "000023", "data error : processingChannel"),
        (&[("ipnUrl", "http://example.com/")], "000023", "data error : ipnUrl"),
        (&[("subject", &"x".repeat(129))], "000023", "data error : subject"),
        (&[("description", " x")], "000023", "data error : description"),
        (&[("currency", "usd")], "000023", "data error : currency"),
        // A null one before a malformed one, and the injection guard before both.
        (&[("accountToken", ""), ("amount", "x")], "000020", "parameter null error : accountToken"),
        (&[("subject", "a&note=b"), ("amount", "x")], "000023", "data error : subject"),
        (&[("amount", "x"), ("customerNo", "1")], "000023", "data error : customerNo"),
    ] {
        bench.refuse(PAY, &with(&pay, changes), code, message);
    }
    // A merchant without a fee row for the currency.
    bench.sql(
        "UPDATE payee_account SET status = 'INVALID', updated_at = updated_at + 1 WHERE account_tag = 'c'",
    );
    for (sql, undo, code, message) in [
        (
            "UPDATE payee_merchant SET payout_right = 0",
            "UPDATE payee_merchant SET payout_right = 1",
            "000030",
            "Access Denied",
        ),
        (
            "DELETE FROM payee_fee WHERE currency = 'USD' AND merchant_no = '900001'",
            "INSERT INTO payee_fee (merchant_no, currency, fee_fixed, fee_rate_ppm) VALUES ('900001', 'USD', 1000, 20000)",
            "000021",
            "no related information : currency",
        ),
        (
            "UPDATE payee_rule SET enabled = 0 WHERE country = 'US'",
            "UPDATE payee_rule SET enabled = 1 WHERE country = 'US'",
            "000080",
            "supplier system error",
        ),
    ] {
        bench.sql(sql);
        bench.refuse(PAY, &pay, code, message);
        bench.sql(undo);
    }
    bench.sql("UPDATE payee_merchant SET allow_cross_currency = 1");
    let crossed = with(&pay, &[("accountToken", &cn)]);
    bench.refuse(PAY, &crossed, "000040", "account status Invalid");
    let channelled = with(&crossed, &[("processingChannel", "REAL_TIME_PAY")]);
    bench.refuse(PAY, &channelled, "000022", "parameters do not match : processingChannel");
    assert!(bench.post(PAY, &with(&pay, &[("processingChannel", "SAME_DAY_ACH")])).contains("000100"));
    bench.sql(&format!("UPDATE payee SET status = 'Deactivated' WHERE customer_no = '{customer}'"));
    bench.refuse(PAY, &payout(&customer, &account, "j"), "000040", UNVERIFIED);
    let delete = common(&[("customerNo", &customer), ("accountToken", &cn)]);
    bench.refuse(DELETE, &delete, "000040", UNVERIFIED);
    bench.check_invariants();
}

#[test]
fn yen_have_no_decimals_and_their_own_fee() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let japan = with(
        &cn_account(&customer, "j"),
        &[
            ("accountCountry", "JP"),
            ("accountCurrency", "JPY"),
            ("bankAccountId", "1234567"),
            ("bankName", "銀行"),
        ],
    );
    let account = member(&bench.post(CREATE, &japan), "accountToken");
    let pay = with(&payout(&customer, &account, "i"), &[("amount", "1050"), ("currency", "JPY")]);
    let paid = bench.post(PAY, &pay);
    // 100 and one percent of 1050, half up.
    assert!(paid.contains(r#""amount":"1050","transactionFee":"111","#), "{paid}");
    let balance = bench.post(BALANCE, &common(&[("currency", "JPY")]));
    assert_eq!(
        balance,
        r#"{"balance":[{"amount":"998839","currency":"JPY"}],"ret_msg":"query success","ret_code":"000100"}"#
    );
    let second = with(&common(&[("currency", "JPY")]), &[("merchantNo", "900002"), ("storeNo", "800002")]);
    bench.refuse(BALANCE, &second, "000021", "no related information : currency");
    bench.refuse(BALANCE, &common(&[("currency", "EUR")]), "000023", "data error : currency");
    bench.check_invariants();
}

#[test]
fn a_payee_has_a_hundred_live_accounts() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let first = bench.account(&customer, "t0");
    for at in 1..100 {
        bench.account(&customer, &format!("t{at}"));
    }
    bench.refuse(CREATE, &cn_account(&customer, "more"), "000040", "account limit reached");
    let again = with(&cn_account(&customer, "t0"), &[("timestamp", "2026-01-02T03:04:06Z")]);
    assert_eq!(member(&bench.post(CREATE, &again), "accountToken"), first, "it is there already");
    let delete = common(&[("customerNo", &customer), ("accountToken", &first)]);
    assert!(bench.post(DELETE, &delete).contains("deleted"));
    let anew = bench.account(&customer, "t0 anew");
    let list = bench.post(LIST, &common(&[("customerNo", &customer)]));
    assert_eq!(list.matches("accountToken").count(), 100);
    assert!(!list.contains(&first) && list.contains(&anew));
    bench.check_invariants();
}

#[test]
fn updates_while_pending_and_of_the_declined() {
    let bench = Bench::new();
    bench.platform.set_variable("payee_auto_activate", "false");
    let customer = bench.payee("a");
    let update = |list: &[(&str, &str)]| with(&common(&[("customerNo", &customer)]), list);
    let identity = [
        ("firstName", "雄"),
        ("dateOfBirth", "1991-01-01"),
        ("governmentId", "NEW-5678"),
        ("governmentIdType", "PASSPORT"),
    ];
    assert!(bench.post(UPDATE, &update(&identity)).contains("000100"));
    let found = bench.post(RETRIEVE, &common(&[("customerNo", &customer)]));
    for (name, value) in [("governmentId", "****5678"), ("governmentIdType", "PASSPORT"), ("firstName", "雄")]
    {
        assert_eq!(member(&found, name), value);
    }
    // The id it had is free, the one it has is not.
    bench.refuse(
        REGISTER,
        &with(&registration("b"), &[("governmentId", "new-5678"), ("governmentIdType", "PASSPORT")]),
        "000022",
        "parameters do not match : governmentId",
    );
    assert!(
        bench.post(REGISTER, &with(&registration("b"), &[("governmentId", "ID-a-4493")])).contains("000100")
    );
    bench.refuse(
        UPDATE,
        &update(&[("governmentId", "ID-a-4493"), ("governmentIdType", "ID_CARD")]),
        "000022",
        "parameters do not match : governmentId",
    );
    bench.refuse(UPDATE, &update(&[("countryCode", "US")]), "000023", "data error : state");
    bench.refuse(UPDATE, &update(&[("dateOfBirth", "2015-01-01")]), "000023", "data error : dateOfBirth");
    bench.sql(&format!("UPDATE payee SET status = 'Declined' WHERE customer_no = '{customer}'"));
    bench.refuse(UPDATE, &update(&[("city", "x")]), "000040", "payee status Declined");
    bench.check_invariants();
}
