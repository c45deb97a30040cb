//! The development bundle's keys. Known to everyone, so good for nothing else.

/// Signing key of demo product 1 (`sql/demo/100_cashier.sql`).
pub const PRODUCT_KEY: &str = "demo-key-0001";

/// Password of every account of the demo data.
pub const ACCOUNT_PASSWORD: &str = "demo-pass-0001";

/// API token of demo merchant 202333: a published sandbox token.
pub const PAYEE_TOKEN: &str = "17cfc0170ef1c017b4a929d233d6e65e";

/// `dispatch_token` of the development bundle (`xtask/overlays/dev.toml`).
pub const DISPATCH_TOKEN: &str = "demo-dispatch-token-0123456789abcdef";

/// Signing keys of the demo products by `product_id`.
pub const PRODUCT_KEYS: [(&str, &str); 3] =
    [("1", PRODUCT_KEY), ("2", "demo-key-0002"), ("3", "demo-key-0003")];

/// API tokens of the demo merchants by `merchantNo`.
pub const PAYEE_TOKENS: [(&str, &str); 3] =
    [("202333", PAYEE_TOKEN), ("900001", "unit-test-token-0001"), ("900002", "unit-test-token-0002")];

/// Seed of the Ed25519 key that signs wallet tokens.
pub const TOKEN_SEED: [u8; 32] = *b"feiqian development signing key.";

/// The RSA key that signs wallet tokens where `wallet_jwt_alg` is RS256, and its public half.
pub const TOKEN_RSA_KEY: &str = include_str!("../keys/rs256.pem");
pub const TOKEN_RSA_PUBLIC_KEY: &str = include_str!("../keys/rs256.public.pem");

/// The secret of wallet tokens where `wallet_jwt_alg` is HS256.
pub const TOKEN_SECRET: &str = "feiqian development HS256 secret";

/// `iss` of wallet tokens.
pub const TOKEN_ISSUER: &str = "feiqian-development";

/// `aud` of wallet tokens.
pub const TOKEN_AUDIENCE: &str = "feiqian-wallet";

/// Demo users of the wallet: id, `username`, `mobile`.
pub const USERS: [(u64, &str, Option<&str>); 2] =
    [(1, "username", Some("13800138000")), (2, "reviewer", None)];
