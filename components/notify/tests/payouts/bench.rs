//! Orders of both kinds, and a provider with a database of its own.

use crate::common::*;
use feiqian_platform::Platform;
use feiqian_platform::outbound::{OutboundAnswer, OutboundRequest};
use feiqian_signing::payout::{NONCE_HEADER, SIGNATURE_HEADER, answer_signature};
use feiqian_vault::{Place, Vault, demo};
use std::path::Path;
use std::sync::{Arc, Mutex};

pub const WALLET: &str = r#"{"topics":["wallet.payout"]}"#;
pub const PAYEE: &str = r#"{"topics":["payee.payout"]}"#;
pub const WALLET_URL: &str = "http://provider.example/sim/payout";
pub const PAYEE_URL: &str = "http://provider.example/sim/payee";

/// The dispatcher with both providers, which are the simulator on another database.
pub fn world() -> World {
    let world = World::new();
    with_providers(&world);
    world.sql("UPDATE wallet_settings SET payout_enabled = 1, updated_at = 1");
    world
}

pub fn with_providers(world: &World) {
    for (name, value) in [
        ("wallet_payout_url", WALLET_URL),
        ("wallet_payout_key", WALLET_KEY),
        ("payee_payout_url", PAYEE_URL),
        ("payee_payout_key", PAYEE_KEY),
    ] {
        world.platform.set_variable(name, value);
    }
    let provider = provider();
    let clock = world.platform.clone();
    world.outside(move |request| {
        provider.set_now_ms(clock.now_ms());
        simulator(&provider, request)
    });
}

pub fn provider() -> Platform {
    let provider = Platform::in_memory();
    let sql = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../sql/demo/900_simulator.sql"));
    provider.run_batch(&std::fs::read_to_string(sql).unwrap()).unwrap();
    for (name, value) in [
        ("simulator_enabled", "true"),
        ("simulator_public_url", "http://127.0.0.1:3000"),
        ("wallet_payout_key", WALLET_KEY),
        ("payee_payout_key", PAYEE_KEY),
    ] {
        provider.set_variable(name, value);
    }
    provider
}

/// An approved withdrawal of 32.00, 31.68 after the fee, of a user of its own: its id and cash_sn.
pub fn approved(world: &World, openid: &str) -> (i64, String) {
    let user = world.integer("SELECT max(id) + 1 FROM users");
    let now = world.platform.now_ms();
    let cash_sn = world.text(&format!(
        "SELECT strftime('%Y%m%d', {now} / 1000 + 28800, 'unixepoch') || printf('%010d', {user})"
    ));
    world.sql(&format!(
        "INSERT INTO users (id, username, created_at, updated_at) VALUES ({user}, 'u', {now}, {now});
         INSERT INTO user_wechats (user_id, openid, created_at, updated_at) VALUES ({user}, '{openid}', {now}, {now});
         INSERT INTO wallet_adjustments (command_id, user_id, operator_id, operate_type, operate_amount, created_at)
           VALUES ('test-{user}', {user}, 2, 1, 5000, {now});
         INSERT INTO user_wallet_cash (user_id, cash_sn, cash_apply_amount, cash_rate, cash_charge, cash_actual_amount,
                                       cash_type, openid, operator_id, created_at, updated_at)
           VALUES ({user}, '{cash_sn}', 3200, 10000, 32, 3168, 1, '{openid}', {user}, {now}, {now});
         UPDATE user_wallet_cash SET cash_status = 2, operator_id = 2, reviewed_at = {now}, updated_at = {now}
           WHERE cash_sn = '{cash_sn}';"
    ));
    (world.integer(&format!("SELECT id FROM user_wallet_cash WHERE cash_sn = '{cash_sn}'")), cash_sn)
}

/// A payout of 200.00 USD of merchant 900001 to a card that ends in `digits`: its transactionNo.
pub fn ordered(world: &World, digits: &str) -> String {
    let n = world.integer("SELECT count(*) + 1 FROM payee_payout");
    let now = world.platform.now_ms();
    let vault = Vault::new(demo::PII_KEY, demo::PII_INDEX_KEY).unwrap();
    let account = format!("2010{n:018}");
    let mut nonce = [7; 12];
    nonce[..8].copy_from_slice(&n.to_le_bytes());
    let number = [CARD, digits].concat();
    let sealed = hex::encode(vault.seal(Place::number("900001", &account), nonce, &number).unwrap());
    let key = vault.key_id();
    let transaction_no = format!("4{n:017}");
    world.sql(&format!(
        "INSERT INTO payee (customer_no, merchant_no, store_no, profile_type, first_name, last_name, email, email_norm,
             date_of_birth, gov_id_type, gov_id_enc, gov_id_key_id, gov_id_bidx, country_code, state, city, street, zip,
             lang, status, created_at, updated_at)
           VALUES ('2000{n:018}', '900001', '800001', 'INDIVIDUAL', 'Ann', 'Lee', 'p{n}@example.test', 'p{n}@example.test',
             '1990-01-01', 'SSN', zeroblob(30), '{key}', randomblob(32), 'US', 's', 'c', 's', 'z', 'English',
             'Activated', {now}, {now});
         INSERT INTO payee_account (account_token, customer_no, merchant_no, account_tag, account_type, country, currency,
             number_enc, number_key_id, number_last4, number_bidx, bank_name, branch_id, purpose, client_ip, ipn_url,
             details_hash, status, created_at, updated_at)
           VALUES ('{account}', '2000{n:018}', '900001', 'tag', 'BANK_ACCOUNT', 'US', 'USD', x'{sealed}', '{key}', '00{digits}',
             randomblob(32), 'Bank', '011000015', 'CHECKING', '203.0.113.9', '{MERCHANT}', zeroblob(32), 'ACTIVATED',
             {now}, {now});
         INSERT INTO payee_payout (transaction_no, merchant_no, store_no, customer_no, account_token, invoice_id,
             verify_sign, body_hash, currency, amount, fee, status, note, provider, reply, created_at, updated_at)
           VALUES ('{transaction_no}', '900001', '800001', '2000{n:018}', '{account}', 'inv-{n}', 'sign-{n}', zeroblob(32),
             'USD', 500, 1010, 'pending', 'für Ann', 'simulator', '', {now}, {now});"
    ));
    transaction_no
}

/// Makes the attempt that is due at `reference`: the calls of it, the job's last outcome, and the record's state.
pub fn attempt(world: &World, body: &str, reference: &str) -> String {
    world.sent();
    world.dispatch(body);
    let calls: Vec<String> = world.sent().iter().map(|sent| sent.method.to_string()).collect();
    format!("{} {} {}", calls.join("+"), outcome(world, reference), state(world, reference))
}

/// The outcome of the last attempt at a job, and whether the job is over.
pub fn outcome(world: &World, reference: &str) -> String {
    world.text(&format!(
        "SELECT coalesce(last_outcome, '-') || iif(state = 'done', '!', '') FROM payout_jobs WHERE ref = '{reference}'"
    ))
}

/// The state of a record of either kind.
pub fn state(world: &World, reference: &str) -> String {
    world.text(&format!(
        "SELECT CAST(cash_status AS TEXT) FROM user_wallet_cash WHERE cash_sn = '{reference}' UNION ALL
         SELECT status FROM payee_payout WHERE transaction_no = '{reference}'"
    ))
}

/// Goes on to the moment at which a job is due: how many seconds that took.
pub fn until_due(world: &World, reference: &str) -> i64 {
    let due = world.integer(&format!("SELECT next_attempt_at FROM payout_jobs WHERE ref = '{reference}'"));
    let waited = due - world.platform.now_ms();
    world.after(waited);
    waited / 1_000
}

/// An answer under a provider's signature.
pub fn signed(request: &OutboundRequest, key: &str, status: u16, body: &str) -> OutboundAnswer {
    let Ok(mut answer) = answer(status, body) else { unreachable!() };
    let signature =
        answer_signature(key.as_bytes(), status, header_of(request, NONCE_HEADER), body.as_bytes());
    answer.headers.push((SIGNATURE_HEADER.to_owned(), signature));
    answer
}

/// Whether a request asks about `reference` or orders it.
pub fn is_about(request: &OutboundRequest, reference: &str) -> bool {
    request.url.ends_with(reference) || String::from_utf8_lossy(&request.body).contains(reference)
}

/// What is in flight at a provider, and how often it has been asked to pay.
#[derive(Clone, Default)]
pub struct Traffic(Arc<Mutex<(Vec<String>, Vec<String>)>>);

impl Traffic {
    /// A call begins; it must be the only one about its reference.
    pub fn begin(&self, reference: &str, is_order: bool) {
        let mut traffic = self.0.lock().unwrap();
        assert!(!traffic.0.iter().any(|other| other == reference), "{reference} is in flight twice");
        traffic.0.push(reference.to_owned());
        if is_order {
            traffic.1.push(reference.to_owned());
        }
    }

    pub fn end(&self, reference: &str) {
        self.0.lock().unwrap().0.retain(|other| other != reference);
    }

    /// Every order so far.
    pub fn orders(&self) -> Vec<String> {
        self.0.lock().unwrap().1.clone()
    }
}
