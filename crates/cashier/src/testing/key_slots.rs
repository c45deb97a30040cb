//! What every product endpoint has to pass about the two keys of a product; part of the [`super::suite`].

use super::answer::Answer;
use super::bench::NOW_S;
use super::message_signature::{Signer, unsigned};
use super::request::{FIRST, Product};
use super::suite::{Sample, Trial, each};
use feiqian_platform::Platform;
use feiqian_platform::http::{Request, Response};
use feiqian_signing::cashier::DUMMY_KEY;
use feiqian_vault::{Keyring, Place};

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

/// Keys of `pii_key`, as `keyId:64hex`.
const PII_KEYS: [&str; 2] = [
    "a1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    "b2:ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff",
];

/// Keys that are stored sealed are as good as those in clear; with a `pii_key` that does not open them every request of
/// the product is a fault of ours, and the log names the variable.
pub fn sealed_keys<H: AsyncFn(&Platform, Request) -> Response + Copy>(handle: H, samples: &[Sample]) {
    each(handle, samples, |trial| {
        let mut nonce = 0;
        let mut set = |column: &'static str, pii_key: &str, key: &str| {
            nonce += 1;
            let place = Place::signing_key(column, "1");
            let sealed = Keyring::new(pii_key).and_then(|keyring| keyring.seal_text(place, [nonce; 12], key));
            let column = column.trim_start_matches("products.");
            trial
                .bench
                .sql(&format!("UPDATE products SET {column} = '{}' WHERE id = 1", sealed.expect("a text")));
        };
        let [old, new] = PII_KEYS;
        let both = format!("{new},{old}");
        let pii_key = |value: &str| trial.bench.platform.set_variable("pii_key", value);
        let now_ms = NOW_S * 1_000;
        let mut count = 0;
        pii_key(&both);
        set("products.key", old, FIRST.key);
        check(trial, &mut count, now_ms, true, false);
        set("products.next_key", new, NEXT.key);
        check(trial, &mut count, now_ms, true, true);
        set("products.key", new, FIRST.key);
        check(trial, &mut count, now_ms, true, true);
        // A sealed text is good in its own row only.
        trial.bench.sql("UPDATE products SET next_key = key WHERE id = 1");
        let faults = |why: &str| {
            let before = trial.bench.platform.faults().len();
            let good = trial.by_query(&FIRST.sign(&trial.params(&[])));
            trial.refused(why, good, Answer::fault());
            let expected = format!("products.next_key of row 1 is sealed: {why}");
            assert_eq!(trial.bench.platform.faults()[before..], [expected]);
        };
        faults("a sealed value cannot be opened");
        set("products.next_key", old, NEXT.key);
        pii_key("");
        faults("variable pii_key: not keyId:64hex[,keyId:64hex…]");
        pii_key(new);
        faults("variable pii_key: has not the key that a value was sealed under");
        // In clear again, nothing needs the variable.
        pii_key("");
        trial.bench.sql(&format!(
            "UPDATE products SET key = '{}', next_key = '{}' WHERE id = 1",
            FIRST.key, NEXT.key
        ));
        check(trial, &mut count, now_ms, true, true);
    });
}
