//! The payee part of the demo data (`payee.md` 12), under keys that everyone knows.

use crate::{Place, Vault, last4};
use std::fmt::Write;

/// `pii_key` of the development bundle.
pub const PII_KEY: &str = "dev1:64656d6f2d7069692d6b65792d6f662d746865207061796565202020202020ff";
/// `pii_index_key` of the development bundle.
pub const PII_INDEX_KEY: &str = "64656d6f2d7069692d696e6465782d6b6579202020202020202020202020ffff";

/// Merchant, store, token and balances: currency, minor units, fixed fee, fee rate in ppm.
type Merchant = (&'static str, &'static str, &'static str, &'static [(&'static str, i64, i64, i64)]);

const MERCHANTS: [Merchant; 3] = [
    (
        "900001",
        "800001",
        "unit-test-token-0001",
        &[("USD", 1_000_000, 1_000, 20_000), ("CNY", 5_000_000, 500, 5_000), ("JPY", 1_000_000, 100, 10_000)],
    ),
    ("900002", "800002", "unit-test-token-0002", &[("USD", 0, 0, 0)]),
    ("202333", "301854", "17cfc0170ef1c017b4a929d233d6e65e", &[]),
];

/// When the merchants began: 2022-09-01T00:00:00Z.
const BEGUN_MS: i64 = 1_661_990_400_000;

struct Payee {
    customer_no: &'static str,
    code: Option<&'static str>,
    first_name: &'static str,
    last_name: &'static str,
    email: &'static str,
    id: &'static str,
    status: &'static str,
    created_ms: i64,
    updated_ms: i64,
}

/// The payees that the published contract names; personal data invented, e-mail addresses those of `payee.md` 6.
const PAYEES: [Payee; 4] = [
    Payee {
        customer_no: "2000305228289295850180",
        code: None,
        first_name: "俊义",
        last_name: "卢",
        email: "lu.junyi@example.test",
        id: "110101199003074493",
        status: "Activated",
        created_ms: 1_662_402_400_000,
        updated_ms: 1_662_402_400_000,
    },
    Payee {
        customer_no: "2000305228294092293550",
        code: None,
        first_name: "进",
        last_name: "史",
        email: "shi.jin@example.test",
        id: "110101199003071234",
        status: "Pending",
        created_ms: 1_667_198_000_000,
        updated_ms: 1_667_198_000_000,
    },
    Payee {
        customer_no: "2000305228294784880996",
        code: None,
        first_name: "冲",
        last_name: "林",
        email: "lin.chong@example.test",
        id: "110101199003072345",
        status: "Activated",
        created_ms: 1_667_890_000_000,
        updated_ms: 1_667_890_000_000,
    },
    Payee {
        customer_no: "2000305228294106374322",
        code: Some("1667198337"),
        first_name: "霸",
        last_name: "雄",
        email: "xiong.ba@example.test",
        id: "110101199003074494",
        status: "Activated",
        created_ms: 1_667_198_337_000,
        updated_ms: 1_667_198_412_000,
    },
];

/// accountToken, customerNo, accountTag, number, unix ms.
const ACCOUNTS: [(&str, &str, &str, &str, i64); 2] = [
    (
        "2010305228289296332658",
        "2000305228289295850180",
        "ee1d4197-36aa-4991-952c-0a9b35f505dd",
        "6222020000000005655",
        1_662_402_460_000,
    ),
    (
        "2010305228294786604676",
        "2000305228294784880996",
        "demo-delete",
        "6222020000000007788",
        1_667_890_100_000,
    ),
];

const MERCHANT: &str = "202333";
const STORE: &str = "301854";
const BANK: (&str, &str) = ("01020000", "中国工商银行");
const IPN_URL: &str = "https://example.com/notify";

/// Merchants with tokens, fees and balances: the test fixture. May be run again at any start.
pub fn fixture() -> String {
    let mut sql = String::from(
        "-- Written under the development keys. Every statement may be run again at any start.\n",
    );
    let vault = vault();
    for (at, (merchant, store, token, books)) in MERCHANTS.iter().enumerate() {
        let token_id = (at + 1).to_string();
        let sealed = sealed(&vault, Place::token(merchant, &token_id), token);
        let key = vault.key_id();
        let _ = write!(
            sql,
            "INSERT INTO payee_merchant (merchant_no, name, created_at, require_timestamp) VALUES ('{merchant}', 'Demo {merchant}', {BEGUN_MS}, 0) ON CONFLICT DO NOTHING;
INSERT INTO payee_store (merchant_no, store_no, created_at) VALUES ('{merchant}', '{store}', {BEGUN_MS}) ON CONFLICT DO NOTHING;
INSERT INTO payee_token (token_id, merchant_no, token_enc, token_key_id, created_at)
  SELECT {token_id}, '{merchant}', x'{sealed}', '{key}', {BEGUN_MS}
   WHERE NOT EXISTS (SELECT 1 FROM payee_token WHERE token_id = {token_id});\n"
        );
        for (currency, balance, fixed, ppm) in *books {
            let _ = writeln!(
                sql,
                "INSERT INTO payee_fee (merchant_no, currency, fee_fixed, fee_rate_ppm) VALUES ('{merchant}', '{currency}', {fixed}, {ppm}) ON CONFLICT DO NOTHING;"
            );
            if *balance > 0 {
                let _ = writeln!(
                    sql,
                    "INSERT INTO payee_posting (merchant_no, currency, reference, kind, from_kind, to_kind, amount, created_at)
  VALUES ('{merchant}', '{currency}', 'demo-{currency}', 'TOPUP', 'FUNDING', 'AVAILABLE', {balance}, {BEGUN_MS}) ON CONFLICT DO NOTHING;"
                );
            }
        }
    }
    sql
}

/// The operator of the desk in the demo data. The password is that of every demo account, `demo-pass-0001`.
pub const OPERATOR: &str = "demo";
/// The secret of that operator's one-time codes in base32.
pub const OPERATOR_CODE_SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
pub(crate) const OPERATOR_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$ZmVpcWlhbi1kZW1vc2FsdA$PRRgisH9rl/x8M3asAkof5cAs61G+ii9rRQO9lvFpZ0";

/// The demo operator, an owner. Written once: what is changed at the desk stays.
fn operator(vault: &Vault) -> String {
    let place = Place::code_secret(OPERATOR);
    let sealed = vault.keyring().seal_text(place, demo_nonce(vault, place), OPERATOR_CODE_SECRET);
    let sealed = sealed.expect("a short value");
    format!(
        "INSERT INTO admin_operators (name, role, password_hash, totp_secret, created_at, updated_at)
  VALUES ('{OPERATOR}', 'owner', '{OPERATOR_HASH}', '{sealed}', 1767323045000, 1767323045000) ON CONFLICT DO NOTHING;\n"
    )
}

/// [`fixture`], the demo operator, and the payees and accounts of the published contract. May be run again at any start.
pub fn sql() -> String {
    let mut sql = fixture();
    let vault = vault();
    sql += &operator(&vault);
    let key = vault.key_id();
    for payee in &PAYEES {
        let Payee { customer_no, first_name, last_name, email, id, status, created_ms, updated_ms, .. } =
            payee;
        let code = payee.code.map_or("NULL".into(), |code| format!("'{code}'"));
        let sealed = sealed(&vault, Place::government_id(MERCHANT, customer_no), id);
        let last4 = last4(id).unwrap_or_default();
        let index = hex::encode(vault.government_id_index(MERCHANT, "ID_CARD", id).main);
        let _ = writeln!(
            sql,
            "INSERT INTO payee (customer_no, merchant_no, store_no, profile_type, first_name, last_name, email, email_norm,
    customer_code, phone, date_of_birth, gov_id_type, gov_id_enc, gov_id_key_id, gov_id_last4, gov_id_bidx, country_code,
    country, state, city, street, zip, lang, status, created_at, updated_at)
  SELECT '{customer_no}', '{MERCHANT}', '{STORE}', 'INDIVIDUAL', '{first_name}', '{last_name}', '{email}', '{email}',
    {code}, '1234567890', '1990-03-07', 'ID_CARD', x'{sealed}', '{key}', '{last4}', x'{index}', 'CN', '中国', '北京', '北京',
    '长城', '100000', 'English', '{status}', {created_ms}, {updated_ms}
   WHERE NOT EXISTS (SELECT 1 FROM payee WHERE customer_no = '{customer_no}');"
        );
    }
    for (token, customer_no, tag, number, created_ms) in ACCOUNTS {
        let sealed = sealed(&vault, Place::number(MERCHANT, token), number);
        let last4 = last4(number).unwrap_or_default();
        let index = hex::encode(vault.account_index(MERCHANT, number).main);
        let (code, name) = BANK;
        let details = [
            Some("BANK_ACCOUNT"),
            Some("CN"),
            Some("CNY"),
            Some(number),
            Some(name),
            Some(code),
            None,
            None,
            Some(IPN_URL),
        ];
        let details = hex::encode(vault.details_hash(&details).main);
        let _ = writeln!(
            sql,
            "INSERT INTO payee_account (account_token, customer_no, merchant_no, account_tag, account_type, country, currency,
    number_enc, number_key_id, number_last4, number_bidx, bank_name, bank_code, client_ip, ipn_url, details_hash, status,
    created_at, updated_at)
  SELECT '{token}', '{customer_no}', '{MERCHANT}', '{tag}', 'BANK_ACCOUNT', 'CN', 'CNY', x'{sealed}', '{key}', '{last4}',
    x'{index}', '{name}', '{code}', '192.0.2.1', '{IPN_URL}', x'{details}', 'ACTIVATED', {created_ms}, {created_ms}
   WHERE NOT EXISTS (SELECT 1 FROM payee_account WHERE account_token = '{token}');"
        );
    }
    sql
}

pub(crate) fn vault() -> Vault {
    Vault::new(PII_KEY, PII_INDEX_KEY).expect("the development keys")
}

/// Sealed under a nonce that belongs to the place, so that the text is the same in every run. Of development keys only:
/// nothing else is ever sealed under such a nonce.
pub(crate) fn sealed(vault: &Vault, place: Place<'_>, value: &str) -> String {
    hex::encode(vault.seal(place, demo_nonce(vault, place), value).expect("a short value"))
}

pub(crate) fn demo_nonce(vault: &Vault, place: Place<'_>) -> [u8; 12] {
    let mut nonce = [0; 12];
    nonce.copy_from_slice(&vault.blind("demo nonce", place.merchant_no, place.row_key).main[..12]);
    nonce
}
