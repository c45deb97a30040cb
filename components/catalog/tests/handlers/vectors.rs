//! The signature vectors of cashier.md §2 that name no other endpoint.

use feiqian_cashier::testing::{Answer, Bench, MODES};
use feiqian_catalog::handle;
use feiqian_platform::http::{Method, Request};

fn get(target: &str) -> Request {
    Request::new(Method::GET, target)
}

#[test]
fn accepted() {
    for mode in MODES {
        let bench = Bench::new(handle).in_mode(mode);
        let json = br#"{"product_id":1,"a":true,"b":false,"c":100.50,"d":null,"sign":"84beae988ddde1c0e0eb8d621cb5368d"}"#;
        for request in [
            get("/bank_list?product_id=1&product_user_id=1000001&sign=65f2f50d13392e6605b06f526f1c9a74"),
            get("/bank_list?sign=65f2f50d13392e6605b06f526f1c9a74&product_user_id=1000001&product_id=1"),
            get("/province_list?a=2&Z=1&product_id=1&sign=1e90519e4497ae47aaf152ab41ece122"),
            get("/province_list?a=1&b=&c=100.50&d=&product_id=1&sign=84beae988ddde1c0e0eb8d621cb5368d"),
            get("/province_list").with_body("application/json", json),
        ] {
            let answer = bench.answer(request.clone());
            assert!(answer.is_success(), "{request:?}: {answer:?}");
        }
    }
}

#[test]
fn the_hmac_vector_is_accepted_at_its_time_and_once() {
    const TARGET: &str = "/bank_list?product_id=1&product_user_id=1000001&sign_type=HMAC-SHA256\
        &timestamp=1700000000&nonce=a1b2c3d4&sign=7e8363bbbfbaba5bbb1b89a171d03461f34a32463d9d186ca7c35a747f5696f9";
    for mode in MODES {
        let bench = Bench::new(handle).in_mode(mode);
        let forbidden = Answer::forbidden().in_mode(mode);
        assert_eq!(bench.answer(get(TARGET)), forbidden, "years ago");
        bench.platform.set_now_ms(1_700_000_300_999);
        assert!(bench.answer(get(TARGET)).is_success());
        assert_eq!(bench.answer(get(TARGET)), forbidden, "used");
    }
}

#[test]
fn the_vector_that_must_be_rejected_is() {
    for mode in MODES {
        let bench = Bench::new(handle).in_mode(mode);
        for sign_type in ["", "&sign_type=MD5", "&sign_type=HMAC-SHA256"] {
            let target = format!(
                "/bank_list?product_id=1&product_user_id=1000001&sign=334b1917508a4bf16d3438d5f72e74d9{sign_type}"
            );
            assert_eq!(bench.answer(get(&target)), Answer::forbidden().in_mode(mode));
        }
    }
}
