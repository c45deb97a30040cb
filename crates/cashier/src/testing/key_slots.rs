//! What every product endpoint has to pass about the two keys of a product; part of the [`super::suite`].

use super::answer::Answer;
use super::bench::NOW_S;
use super::message_signature::{Signer, unsigned};
use super::request::{FIRST, Product};
use super::suite::{Sample, Trial, each};
use feiqian_platform::Platform;
use feiqian_platform::http::{Request, Response};
use feiqian_signing::cashier::DUMMY_KEY;

const NEXT: Product = Product { id: "1", key: "next-key-of-product-1" };

/// Which signatures are good at a moment: those of the demo key, and those of the next one, whatever the scheme.
fn check<H: AsyncFn(&Platform, Request) -> Response>(
    trial: &Trial<'_, H>,
    count: &mut u32,
    now_ms: i64,
    old: bool,
    next: bool,
) {
    trial.bench.platform.set_now_ms(now_ms);
    let strangers = ["unknown-key-0000001", "", DUMMY_KEY].map(|key| (Product { id: "1", key }, false));
    for (product, counts) in [(FIRST, old), (NEXT, next)].into_iter().chain(strangers) {
        *count += 1;
        let nonce = format!("key{count}");
        let signer = Signer::new(product, &nonce).at(now_ms / 1_000);
        let hmac = trial.params(&[("sign_type", "HMAC-SHA256")]);
        let requests = [
            ("MD5", trial.by_query(&product.sign(&trial.params(&[])))),
            ("HMAC", trial.by_form(&product.sign(&hmac))),
            ("RFC 9421", signer.signed(unsigned(trial, product))),
        ];
        for (scheme, request) in requests {
            let what = format!("{scheme} {} at {now_ms}", product.key);
            match counts {
                true => drop(trial.accepted(&what, request)),
                false => trial.refused(&what, request, Answer::forbidden()),
            }
        }
    }
}

/// One key follows another without a refused request.
pub fn key_slots<H: AsyncFn(&Platform, Request) -> Response + Copy>(handle: H, samples: &[Sample]) {
    each(handle, samples, |trial| {
        let (begin, end) = (NOW_S * 1_000, NOW_S * 1_000 + 1_000);
        let mut count = 0;
        let mut check = |now_ms: i64, old: bool, next: bool| check(trial, &mut count, now_ms, old, next);
        check(begin, true, false);
        trial.bench.sql(&format!(
            "UPDATE products SET next_key = '{}', next_key_not_before = {begin}, key_not_after = {end} WHERE id = 1",
            NEXT.key
        ));
        check(begin - 1, true, false);
        check(begin, true, true);
        check(end - 1, true, true);
        check(end, false, true);
        // The new key moves into the first slot.
        trial.bench.sql(
            "UPDATE products SET key = next_key, key_not_before = next_key_not_before, key_not_after = next_key_not_after,
                    next_key = '', next_key_not_before = NULL, next_key_not_after = NULL WHERE id = 1",
        );
        check(end, false, true);
        // No key counts: nobody is the product, whatever stands in for its key.
        trial.bench.sql(&format!("UPDATE products SET key_not_after = {end} WHERE id = 1"));
        trial.bench.sql(&format!("UPDATE products SET key_not_before = {begin} WHERE id = 1"));
        check(end, false, false);
        assert_eq!(trial.bench.platform.faults(), [""; 0]);
    });
}
