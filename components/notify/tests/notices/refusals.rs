//! Targets that are refused, and messages that cannot be signed.

use crate::common::*;

/// URLs that a caller might have given, none of which may be called (`payee.md` 5).
const HOSTILE: &[&str] = &[
    "http://merchant.example/ipn",
    "ftp://merchant.example/",
    "file:///etc/passwd",
    "gopher://merchant.example/",
    "javascript:alert(1)",
    "data:text/plain,success",
    "//merchant.example/",
    "merchant.example/ipn",
    "https://",
    "https:///10.0.0.1/ipn",
    "https:\\\\10.0.0.1\\ipn",
    "https://%31%30.0.0.1/",
    "https://user@merchant.example/",
    "https://user:password@merchant.example/",
    "https://merchant.example@10.0.0.1/",
    "https://10.0.0.1#@merchant.example/",
    "https://merchant.example/#fragment",
    "https://merchant .example/",
    " https://merchant.example/",
    "https://merchant.example/\n",
    "https://localhost/",
    "https://localhost:8443/",
    "https://LOCALHOST./",
    "https://a.localhost/",
    "https://printer.local/",
    "https://notify.spin.internal/internal/dispatch",
    "https://wallet.spin.internal/api/wallet/payouts/run",
    "https://metadata.google.internal/computeMetadata/v1/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://0x7f.0.0.1/",
    "https://127.0.0.1./",
    "https://0.0.0.0/",
    "https://0/",
    "https://10.0.0.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://172.16.0.1/",
    "https://172.31.255.255/",
    "https://192.168.1.1/",
    "https://192.0.0.1/",
    "https://198.18.0.1/",
    "https://198.19.255.255/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://[::]/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[::ffff:a9fe:a9fe]/",
    "https://[fc00::1]/",
    "https://[fd12:3456::1]/",
    "https://[fe80::1]/",
    "https://[ff02::1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b::10.0.0.1]/",
    "https://[2002:7f00:1::]/",
    "https://[2002:c0a8:101::1]/",
    "https://\u{ff11}27.0.0.1/",
    "https://１２７.０.０.１/",
    "https://ｌｏｃａｌｈｏｓｔ/",
];

#[test]
fn hostile_urls_of_callers_are_refused_at_every_send() {
    assert!(HOSTILE.len() >= 40);
    for insecure in ["false", "true"] {
        let world = World::new();
        world.platform.set_variable("allow_insecure_ipn", insecure);
        // Development permits http and loopback, and nothing else.
        let permitted = [
            "http://merchant.example/ipn",
            "localhost",
            "127",
            "LOCALHOST",
            "2130706433",
            "0x7f",
            "0177",
            "[::1]",
            "ｌｏｃａｌｈｏｓｔ",
            "\u{ff11}27",
            "１２７",
        ];
        let hostile = HOSTILE.iter().filter(|url| {
            insecure == "false"
                || url.starts_with("https://10")
                || !permitted.iter().any(|part| url.contains(part))
        });
        let events: Vec<(String, &str)> = hostile
            .enumerate()
            .map(|(n, url)| (world.queue_row("ipn.payout", "900001", &n.to_string(), "1", url, "{}"), *url))
            .collect();
        assert!(events.len() >= 40, "{}", events.len());
        let count = events.len() as i64;
        for _ in 0..2 {
            assert_eq!(world.dispatch(r#"{"limit":200}"#), [count, 0, count, 0, 0]);
            world.after(MINUTE_MS);
        }
        assert_eq!(world.sent().len(), 0, "nothing was called");
        for (event, url) in events {
            assert_eq!(world.row(&event), "queued 2 refused: ipnUrl 1", "{url}");
        }
    }
}

#[test]
fn what_is_called_is_the_url_as_it_was_checked() {
    let world = World::new();
    for (n, (given, called)) in [
        ("https://example.com/通知?a=b", "https://example.com/%E9%80%9A%E7%9F%A5?a=b"),
        ("https:\\\\merchant.example\\ipn", "https://merchant.example/ipn"),
        ("https:///merchant.example/ipn", "https://merchant.example/ipn"),
        ("HTTPS://Merchant.example:443", "https://merchant.example/"),
    ]
    .into_iter()
    .enumerate()
    {
        world.queue_row("ipn.payout", "900001", &n.to_string(), "1", given, "{}");
        assert_eq!(world.dispatch("")[..2], [1, 1], "{given}");
        assert_eq!(world.sent()[0].url, called);
    }
}

#[test]
fn development_permits_loopback_and_production_does_not() {
    for (insecure, sent) in [("true", 3), ("false", 0)] {
        let world = World::new();
        world.platform.set_variable("allow_insecure_ipn", insecure);
        for (n, url) in ["http://127.0.0.1:3000/sim/sink", "http://localhost:3000/", "https://[::1]/"]
            .into_iter()
            .enumerate()
        {
            world.queue_row("ipn.payout", "900001", &n.to_string(), "1", url, "{}");
        }
        world.dispatch("");
        assert_eq!(world.sent().len(), sent);
    }
}

#[test]
fn the_operators_own_urls_are_absolute_web_urls_without_userinfo() {
    let world = World::new();
    let refused = [
        "ftp://shop.example/",
        "shop.example",
        "/callback",
        "//shop.example/",
        "http://",
        "http:///x",
        "http://user@shop.example/",
        "http://user:password@shop.example/",
        "http://shop.example/ x",
        "http://shop.example/\r\nHost: other",
        "http://shop.example/#fragment",
        "http://shop.example\\@other.example/",
    ];
    let mut count = 0;
    for topic in ["cashier.deposit", "wallet.notice"] {
        for url in refused {
            count += 1;
            world.queue_row(topic, "1", &count.to_string(), "1", url, "{}");
        }
    }
    assert_eq!(world.dispatch(r#"{"limit":200}"#), [count, 0, count, 0, 0]);
    assert_eq!(world.sent().len(), 0);
    assert_eq!(world.texts("SELECT DISTINCT result FROM outbox_attempts"), ["refused: URL"]);
    // Private addresses are the operator's to choose.
    for url in [
        "http://10.0.0.1:8080/cb",
        "http://127.0.0.1/",
        "http://shop.spin.internal/cb?x=1",
        "HTTPS://SHOP.example",
    ] {
        world.queue_row("cashier.deposit", "1", url, "1", url, "{}");
        world.queue_row("wallet.notice", "1", url, "1", url, r#"{"a":1}"#);
    }
    assert_eq!(world.dispatch("")[..2], [8, 8]);
    assert_eq!(world.sent().len(), 8);
}

/// Addresses that stand for others, and names that mean something only where they are resolved: nobody's receiver.
const OBSCURE: [&str; 22] = [
    "[fec0::1]",
    "[FEC0:0:0:1::1]:8443",
    "[feff::1]",
    "[::10.0.0.1]",
    "[::8.8.8.8]",
    "[0:0:0:0:0:0:808:808]",
    "[::ffff:10.0.0.1]",
    "[::ffff:8.8.8.8]",
    "[::ffff:7f00:1]:3000",
    "[64:ff9b::10.0.0.1]",
    "[64:ff9b::8.8.8.8]",
    "[64:ff9b:1::8.8.8.8]",
    "[64:ff9b:1:ffff::1]",
    "[2001::1]",
    "[2001:0:4136:e378::1]",
    "[2002:a00:1::]",
    "[2002:808:808::1]:443",
    "intranet",
    "intranet.",
    "INTRANET..:8443",
    "%69ntranet",
    "receiver:8443",
];

#[test]
fn what_hides_where_it_leads_is_called_by_no_topic_in_development_neither() {
    for insecure in ["false", "true"] {
        let world = World::new();
        world.platform.set_variable("allow_insecure_ipn", insecure);
        let mut count = 0;
        for scheme in ["http", "https"] {
            for host in OBSCURE {
                let url = format!("{scheme}://{host}/told");
                for (topic, tenant) in [
                    ("cashier.deposit", "1"),
                    ("cashier.withdraw", "1"),
                    ("ipn.payout", "900001"),
                    ("ipn.account", "900001"),
                    ("wallet.notice", "1"),
                ] {
                    count += 1;
                    world.queue_row(topic, tenant, &count.to_string(), "1", &url, r#"{"a":1}"#);
                }
            }
        }
        while world.integer("SELECT count(*) FROM outbox WHERE attempts = 0") > 0 {
            let [claimed, done, retry, ..] = world.dispatch(r#"{"limit":200}"#);
            assert_eq!((done, retry), (0, claimed));
            assert!(claimed > 0);
        }
        assert_eq!(world.sent().len(), 0);
        let results = world.texts("SELECT DISTINCT result FROM outbox_attempts ORDER BY 1");
        assert_eq!(results, ["refused: URL", "refused: ipnUrl"]);
        assert_eq!(world.integer("SELECT count(*) FROM outbox_attempts"), count);
    }
}

/// What the demo's receivers are called.
#[test]
fn a_callback_may_lead_to_this_machine_and_to_other_components() {
    for (insecure, urls) in [
        (
            "false",
            &["http://simulator.spin.internal/sim/sink", "http://127.0.0.1:3000/a", "https://[::1]/"][..],
        ),
        (
            "true",
            &["http://simulator.spin.internal/sim/sink", "http://localhost:3000/a", "http://LOCALHOST/"],
        ),
    ] {
        let world = World::new();
        world.platform.set_variable("allow_insecure_ipn", insecure);
        for (n, url) in urls.iter().enumerate() {
            world.queue_row("cashier.deposit", "1", &n.to_string(), "2", url, "{}");
            world.queue_row("wallet.notice", "1", &n.to_string(), "5", url, r#"{"a":1}"#);
        }
        assert_eq!(world.dispatch("")[..2], [6, 6], "{insecure}");
    }
    let world = World::new();
    world.queue_row("cashier.deposit", "1", "a", "2", "http://localhost:3000/a", "{}");
    assert_eq!(world.dispatch(""), [1, 0, 1, 0, 0]);
}

#[test]
fn what_cannot_be_signed_is_a_failed_attempt_until_it_can_be() {
    let world = World::new();
    world.sql("UPDATE payee_token SET active = 0, retired_at = 1 WHERE merchant_no = '900002'");
    let no_token = world.queue_row("ipn.payout", "900002", "a", "1", MERCHANT, "{}");
    let no_merchant = world.queue_row("ipn.payout", "999999", "b", "1", MERCHANT, "{}");
    let no_product = world.queue_row("cashier.deposit", "99", "c", "1", SHOP, "{}");
    let odd_product = world.queue_row("cashier.deposit", "x", "d", "1", SHOP, "{}");
    // A disabled product's customers have paid all the same: it is told.
    let disabled = world.queue_row("cashier.deposit", "3", "e", "2", SHOP, r#"{"a":"b"}"#);
    assert_eq!(world.dispatch(""), [5, 1, 4, 0, 0]);
    assert_eq!(world.told(), [disabled]);
    for (event, result) in [
        (&no_token, "refused: no active token"),
        (&no_merchant, "refused: no active token"),
        (&no_product, "refused: no such product"),
        (&odd_product, "refused: no such product"),
    ] {
        assert_eq!(world.row(event), format!("queued 1 {result} 1"));
        assert_eq!(world.attempts(event), [format!("1 0 retry {result} ")]);
    }
    world.sql("UPDATE payee_token SET active = 1, retired_at = NULL WHERE merchant_no = '900002'");
    world.after(MINUTE_MS);
    world.dispatch("");
    assert_eq!(world.told(), [no_token]);
}

#[test]
fn keys_that_are_missing_or_wrong_fail_their_own_topic_only() {
    let other_key = feiqian_vault::demo::PII_KEY.replace("64656d6f", "00000000");
    let other_id = feiqian_vault::demo::PII_KEY.replace("dev1", "dev2");
    for (name, value, topic, result) in [
        ("pii_key", "", "ipn.payout", "refused: no pii_key"),
        ("pii_key", "rubbish", "ipn.payout", "refused: no pii_key"),
        ("pii_index_key", "", "ipn.payout", "refused: no pii_key"),
        ("pii_key", &other_key, "ipn.payout", "refused: the token cannot be opened"),
        ("pii_key", &other_id, "ipn.payout", "refused: the token cannot be opened"),
        ("wallet_webhook_key", "", "wallet.notice", "refused: no wallet_webhook_key"),
    ] {
        let world = World::new();
        world.platform.set_variable(name, value);
        let failing = world.queue(topic, "a", "1");
        let others: Vec<String> = ["cashier.deposit", "ipn.account", "wallet.notice"]
            .into_iter()
            .filter(|other| other.split('.').next() != topic.split('.').next())
            .map(|other| world.queue(other, "b", "1"))
            .collect();
        assert_eq!(world.dispatch(""), [3, 2, 1, 0, 0], "{name} {value:?}");
        assert_eq!(world.told(), others, "{name} {value:?}");
        assert_eq!(world.row(&failing), format!("queued 1 {result} 1"), "{name}");
        world.check_secrets();
    }
}
