//! One product key follows another without a refused request (docs/production.md, "Keys").

use crate::common::SAMPLES;
use feiqian_cashier::testing::{Bench, NOW_S, Product, by_query};
use feiqian_catalog::handle;
use feiqian_signing::cashier::DUMMY_KEY;

const OLD: Product = Product { id: "1", key: "demo-key-0001" };
const NEXT: Product = Product { id: "1", key: "next-key-of-product-1" };

#[test]
fn a_key_counts_from_its_not_before_until_its_not_after() {
    let bench = Bench::new(handle).in_mode("real");
    let (begin, end) = (NOW_S * 1_000, NOW_S * 1_000 + 1_000);
    let check = |now_ms: i64, old: bool, next: bool| {
        bench.platform.set_now_ms(now_ms);
        for sample in &SAMPLES {
            let strangers =
                ["unknown-key-0000001", "", DUMMY_KEY].map(|key| (Product { id: "1", key }, false));
            for (product, counts) in [(OLD, old), (NEXT, next)].into_iter().chain(strangers) {
                let request = by_query(sample.method.clone(), sample.path, &product.sign(sample.params));
                let status = bench.answer(request).status;
                assert_eq!(
                    status,
                    if counts { 200 } else { 403 },
                    "{} {} at {now_ms}",
                    sample.path,
                    product.key
                );
            }
        }
    };
    check(begin, true, false);
    bench.sql(&format!(
        "UPDATE products SET next_key = '{}', next_key_not_before = {begin}, key_not_after = {end} WHERE id = 1",
        NEXT.key
    ));
    check(begin - 1, true, false);
    check(begin, true, true);
    check(end - 1, true, true);
    check(end, false, true);
    // The new key moves into the first slot.
    bench.sql(
        "UPDATE products SET key = next_key, key_not_before = next_key_not_before, key_not_after = next_key_not_after,
                next_key = '', next_key_not_before = NULL, next_key_not_after = NULL WHERE id = 1",
    );
    check(end, false, true);
    // No key counts: nobody is the product, whatever stands in for its key.
    bench.sql(&format!("UPDATE products SET key_not_after = {end} WHERE id = 1"));
    bench.sql(&format!("UPDATE products SET key_not_before = {begin} WHERE id = 1"));
    check(end, false, false);
}
