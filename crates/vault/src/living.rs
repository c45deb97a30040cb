//! The sealed part of the living system's data (`sql/living`): a second operator, and a merchant with payees and accounts.
//! Everything about them is invented.

use crate::demo::{OPERATOR_HASH, demo_nonce, sealed, vault};
use crate::{Place, Vault, last4};
use std::fmt::Write;

/// An operator of finance, whose password is that of every demo account.
pub const OPERATOR: &str = "ruth";
/// The secret of her one-time codes in base32.
pub const OPERATOR_CODE_SECRET: &str = "KRUGS4ZANFZSA3TPOQQGCIDTMVRXEZLU";

const MERCHANT: &str = "900011";
const STORE: &str = "800011";
const TOKEN_ID: &str = "11";
/// The merchant's API token.
pub const TOKEN: &str = "living-token-0011";
const SINK: &str = "http://simulator.spin.internal/sim/sink";

/// First and last name; the first six are activated and have an account, the others wait.
const PAYEES: [(&str, &str); 9] = [
    ("Ada", "Brook"),
    ("Ben", "Castle"),
    ("Cleo", "Dale"),
    ("Dan", "East"),
    ("Eve", "Field"),
    ("Finn", "Grove"),
    ("Gwen", "Hill"),
    ("Hugo", "Inn"),
    ("Iris", "Joy"),
];
const ACTIVATED: usize = 6;

/// `sql/living` needs it first. May be run again at any start.
pub fn sql() -> String {
    let vault = vault();
    let mut sql = String::from(
        "-- Written under the development keys. Every statement may be run again at any start.\n",
    );
    let place = Place::code_secret(OPERATOR);
    let code = vault.keyring().seal_text(place, demo_nonce(&vault, place), OPERATOR_CODE_SECRET);
    let (code, key) = (code.expect("a short value"), vault.key_id());
    let token = sealed(&vault, Place::token(MERCHANT, TOKEN_ID), TOKEN);
    let _ = write!(
        sql,
        "INSERT INTO admin_operators (name, role, password_hash, totp_secret, created_at, updated_at)
  VALUES ('{OPERATOR}', 'finance', '{OPERATOR_HASH}', '{code}', 1767323045000, 1767323045000) ON CONFLICT DO NOTHING;
INSERT INTO payee_merchant (merchant_no, name, created_at) VALUES ('{MERCHANT}', 'Harbour Marketplace', 1767323045000) ON CONFLICT DO NOTHING;
INSERT INTO payee_store (merchant_no, store_no, created_at) VALUES ('{MERCHANT}', '{STORE}', 1767323045000) ON CONFLICT DO NOTHING;
INSERT INTO payee_token (token_id, merchant_no, token_enc, token_key_id, created_at)
  SELECT {TOKEN_ID}, '{MERCHANT}', x'{token}', '{key}', 1767323045000
   WHERE NOT EXISTS (SELECT 1 FROM payee_token WHERE token_id = {TOKEN_ID});
INSERT INTO payee_fee (merchant_no, currency, fee_fixed, fee_rate_ppm) VALUES ('{MERCHANT}', 'USD', 100, 10000) ON CONFLICT DO NOTHING;
INSERT INTO payee_posting (merchant_no, currency, reference, kind, from_kind, to_kind, amount, created_at)
  VALUES ('{MERCHANT}', 'USD', 'living', 'TOPUP', 'FUNDING', 'AVAILABLE', 5000000, unixepoch() * 1000 - 1209600000) ON CONFLICT DO NOTHING;\n"
    );
    for (at, (first, last)) in PAYEES.iter().enumerate() {
        payee(&vault, &mut sql, at + 1, first, last);
    }
    sql
}

fn payee(vault: &Vault, sql: &mut String, number: usize, first: &str, last: &str) {
    let (customer, account) = (format!("{}{number:018}", "2000"), format!("{}{number:018}", "2010"));
    let (customer, account) = (customer.replacen("20000", "20009", 1), account.replacen("20100", "20109", 1));
    let (id, key) = (format!("P90011{number:03}"), vault.key_id());
    let email = format!("{}@example.test", first.to_lowercase());
    let government = sealed(vault, Place::government_id(MERCHANT, &customer), &id);
    let index = hex::encode(vault.government_id_index(MERCHANT, "PASSPORT", &id).main);
    let (id4, status) =
        (last4(&id).unwrap_or_default(), if number > ACTIVATED { "Pending" } else { "Activated" });
    let _ = writeln!(
        sql,
        "INSERT INTO payee (customer_no, merchant_no, store_no, profile_type, first_name, last_name, email, email_norm,
    date_of_birth, gov_id_type, gov_id_enc, gov_id_key_id, gov_id_last4, gov_id_bidx, country_code, state, city, street, zip,
    lang, status, created_at, updated_at)
  SELECT '{customer}', '{MERCHANT}', '{STORE}', 'INDIVIDUAL', '{first}', '{last}', '{email}', '{email}', '1990-03-07',
    'PASSPORT', x'{government}', '{key}', '{id4}', x'{index}', 'US', 'NY', 'New York', 'Harbour Street {number}', '10001',
    'English', '{status}', unixepoch() * 1000 - 1000000000 - {number} * 1000000, unixepoch() * 1000 - 1000000000
   WHERE NOT EXISTS (SELECT 1 FROM payee WHERE customer_no = '{customer}');"
    );
    if number > ACTIVATED {
        return;
    }
    // The simulator pays whoever has such an ending.
    let bank_account = format!("12345{number:02}00");
    let sealed = sealed(vault, Place::number(MERCHANT, &account), &bank_account);
    let number4 = last4(&bank_account).unwrap_or_default();
    let index = hex::encode(vault.account_index(MERCHANT, &bank_account).main);
    let details = [
        Some("BANK_ACCOUNT"),
        Some("US"),
        Some("USD"),
        Some(&*bank_account),
        Some("First Bank"),
        None,
        Some("021000021"),
        Some("CHECKING"),
        Some(SINK),
    ];
    let details = hex::encode(vault.details_hash(&details).main);
    let _ = writeln!(
        sql,
        "INSERT INTO payee_account (account_token, customer_no, merchant_no, account_tag, account_type, country, currency,
    number_enc, number_key_id, number_last4, number_bidx, bank_name, branch_id, purpose, client_ip, ipn_url, details_hash,
    status, created_at, updated_at)
  SELECT '{account}', '{customer}', '{MERCHANT}', 'living-{number}', 'BANK_ACCOUNT', 'US', 'USD', x'{sealed}', '{key}',
    '{number4}', x'{index}', 'First Bank', '021000021', 'CHECKING', '192.0.2.1', '{SINK}', x'{details}', 'ACTIVATED',
    unixepoch() * 1000 - 990000000, unixepoch() * 1000 - 990000000
   WHERE EXISTS (SELECT 1 FROM payee WHERE customer_no = '{customer}' AND status = 'Activated')
     AND NOT EXISTS (SELECT 1 FROM payee_account WHERE account_token = '{account}');"
    );
}
