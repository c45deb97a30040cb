//! `auth_cache_ms`: what an instance keeps of a product and of reference data, and for how long.

use feiqian_tests::{Bundle, Options, signed};
use std::thread;
use std::time::{Duration, Instant};

const KEY: &str = "demo-key-0001";

/// A change takes effect a second later at the most; a busy machine gets more.
const LIMIT: Duration = Duration::from_secs(30);

fn bundle() -> Bundle {
    // One instance answers everything, so that what it keeps is seen.
    let flags = vec!["--max-instance-reuse-count", "100000", "--idle-instance-timeout", "60s"];
    Bundle::with(Options { variables: vec![("auth_cache_ms", "1000")], flags, ..Options::default() })
}

fn banks_of(bundle: &Bundle, user: &str) -> String {
    let query = signed(KEY, &[("product_id", "1"), ("product_user_id", user)]);
    bundle.get(&format!("/bank_list?{query}")).body
}

#[test]
fn what_is_missing_is_never_kept() {
    let bundle = bundle();
    assert!(banks_of(&bundle, "carol").contains("validation.exists"));
    let create = signed(KEY, &[("product_id", "1"), ("product_user_id", "carol")]);
    assert_eq!(bundle.post_form("/create_customer", &create).status, 200);
    assert!(banks_of(&bundle, "carol").contains(r#""code":200"#));
    assert!(banks_of(&bundle, "1000001").contains(r#""code":200"#));
    assert!(banks_of(&bundle, "nobody").contains("validation.exists"), "the row of another customer");
}

#[test]
fn a_product_that_is_switched_off_is_refused_within_the_time_that_is_kept() {
    let bundle = bundle();
    let create = signed(KEY, &[("product_id", "1"), ("product_user_id", "dora")]);
    for _ in 0..3 {
        assert!(banks_of(&bundle, "1000001").contains(r#""code":200"#));
        assert!(bundle.post_form("/create_customer", &create).body.contains(r#""code":200"#));
    }
    bundle.database().execute("UPDATE products SET status = 0 WHERE id = 1", []).unwrap();
    let begun = Instant::now();
    // A row that is used again and again is not kept longer for it.
    loop {
        let answers = [banks_of(&bundle, "1000001"), bundle.post_form("/create_customer", &create).body];
        if answers.iter().all(|answer| answer.contains(r#""code":403"#)) {
            break;
        }
        assert!(begun.elapsed() < LIMIT, "{answers:?}");
        thread::sleep(Duration::from_millis(20));
    }
}
