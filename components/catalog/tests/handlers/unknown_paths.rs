//! The route `/...`: what no component owns is answered 404 whatever it is (cashier.md §1.1, §12 row 10).

use feiqian_cashier::testing::{Answer, Bench, MODES};
use feiqian_catalog::handle;
use feiqian_platform::http::{Body, Method, Request};

#[test]
fn every_path_that_nobody_owns_is_not_found() {
    for mode in MODES {
        let bench = Bench::new(handle).in_mode(mode);
        for path in [
            "/nope",
            "/token/",
            "/create_customer/",
            "/pay/x",
            "/bank_list/x",
            "/Bank_list",
            "/bank_list%20",
            "/%62ank_list",
            "//bank_list",
            "/./bank_list",
            "/bank_list;x=1",
            "/bank_list%3Fproduct_id=1",
            "/",
            "",
            "*",
            "/\u{4e2d}",
            "/%",
        ] {
            for method in
                [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::HEAD, Method::OPTIONS]
            {
                let plain = Request::new(method.clone(), path);
                let malformed = Request::new(method.clone(), &format!("{path}?%zz")).with_body("", "{");
                let huge = Request { body: Body::TooLarge, ..plain.clone() };
                let broken = Request { body: Body::Incomplete, ..plain.clone() };
                for request in [plain, malformed, huge, broken] {
                    assert_eq!(bench.answer(request), Answer::not_found(), "{method} {path}");
                }
            }
        }
    }
}
