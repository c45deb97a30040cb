//! The development fixture as the hub and its operators know it (cashier.md §10). Published, so good for nothing else.

/// A merchant of the fixture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merchant {
    pub code: &'static str,
    pub product_id: &'static str,
}

/// The merchants whose hub this is.
pub const MERCHANTS: [Merchant; 2] =
    [Merchant { code: "M001", product_id: "1" }, Merchant { code: "M002", product_id: "2" }];

/// Their key at the hub.
pub const UPSTREAM_KEY: &str = "demo-upstream-0001";

/// Their back-office account.
pub const ACCOUNT: &str = "ops";
pub const PASSWORD: &str = "demo-pass-0001";

/// The deposit channels that the hub's own calls do not name: bank transfer and redirect.
pub const TRANSFER_CHANNEL: &str = "1";
pub const REDIRECT_CHANNEL: &str = "101";

/// The merchant of a code.
pub fn by_code(code: &str) -> Option<Merchant> {
    MERCHANTS.into_iter().find(|merchant| merchant.code == code)
}

/// The merchant of a product.
pub fn by_product(product_id: &str) -> Option<Merchant> {
    MERCHANTS.into_iter().find(|merchant| merchant.product_id == product_id)
}
