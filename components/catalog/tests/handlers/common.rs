//! The endpoints of this component, for the shared suite.

use feiqian_cashier::testing::suite::Sample;
use feiqian_platform::http::Method;

pub const SAMPLES: [Sample; 4] = [
    Sample {
        method: Method::GET,
        path: "/bank_list",
        allow: "GET",
        params: &[("product_user_id", "1000001")],
        before: "",
        tables: &["customers", "bank_codes"],
    },
    Sample {
        method: Method::GET,
        path: "/province_list",
        allow: "GET",
        params: &[],
        before: "",
        tables: &["provinces"],
    },
    Sample {
        method: Method::GET,
        path: "/province_cities",
        allow: "GET",
        params: &[("code", "440000000000")],
        before: "",
        tables: &["provinces", "cities"],
    },
    Sample {
        method: Method::GET,
        path: "/cities_country",
        allow: "GET",
        params: &[("code", "440100000000")],
        before: "",
        tables: &["cities", "districts"],
    },
];
