//! The payee API beside its floors. What a merchant of the fixture needs besides stands in `xtask/overlays/bench.sql`.

use super::{Load, Pair, TARGETS, targets};
use crate::development::PAYEE_TOKEN;
use crate::sign::Signed;
use crate::workspace::target;
use anyhow::{Context, Result};
use std::fmt::Write;
use std::net::SocketAddr;

/// Merchant 900001 of the fixture (`crates/vault/src/demo.rs`).
const MERCHANT: [(&str, &str); 3] =
    [("merchantNo", "900001"), ("storeNo", "800001"), ("timestamp", "2026-01-02T03:04:05Z")];
const TOKEN: &str = "unit-test-token-0001";

/// Endpoints and floors. No two requests share their signature: a repeated one would be a replay.
pub fn pairs(address: SocketAddr) -> Result<Vec<Pair>> {
    let base = format!("http://{address}");
    let pair = |name, path: &str, floor: &str, body_of: &dyn Fn(&str) -> String| -> Result<Pair> {
        let floor_of = |number: &str| format!("{base}/floor/{floor}?floor-{number}");
        Ok(Pair {
            name,
            method: "POST",
            endpoint: bodies(floor, format!("{base}{path}"), body_of)?,
            floor: targets(&format!("floor_{floor}"), floor_of)?,
        })
    };
    Ok(vec![
        pair("POST payout-accounts", "/v3/payee/payout-accounts", "payee_list", &|number| {
            let parameters = [
                ("merchantNo", "202333"),
                ("storeNo", "301854"),
                ("customerNo", "2000305228289295850180"),
                ("timestamp", "2026-01-02T03:04:05Z"),
                // Signed and otherwise ignored.
                ("payorNo", number),
            ];
            Signed::payee(&parameters, PAYEE_TOKEN).form()
        })?,
        pair("POST /v3/payouts/pay", "/v3/payouts/pay", "payee_pay", &pay)?,
        pair("POST payee/register", "/v3/payee/register", "payee_register", &|number| {
            let email = format!("{number}@example.test");
            let parameters = [
                ("profileType", "INDIVIDUAL"),
                ("firstName", "霸"),
                ("lastName", "雄"),
                ("email", &email),
                ("dateOfBirth", "1990-03-07"),
                ("governmentId", number),
                ("governmentIdType", "ID_CARD"),
                ("countryCode", "CN"),
                ("state", "北京"),
                ("city", "北京"),
                ("street", "长城"),
                ("zip", "100000"),
            ];
            Signed::payee(&[&MERCHANT[..], &parameters].concat(), TOKEN).form()
        })?,
    ])
}

/// The body of a payout with this invoice.
pub fn pay(invoice: &str) -> String {
    let parameters = [
        ("customerNo", "2000900001000000000001"),
        ("accountToken", "2010900001000000000001"),
        ("amount", "0.01"),
        ("currency", "USD"),
        ("invoiceId", invoice),
    ];
    Signed::payee(&[&MERCHANT[..], &parameters].concat(), TOKEN).form()
}

/// A file of bodies, one a line.
fn bodies(name: &str, url: String, body_of: &dyn Fn(&str) -> String) -> Result<Load> {
    let mut text = String::new();
    for number in 0..TARGETS {
        writeln!(text, "{}", body_of(&format!("bench{number}")))?;
    }
    let path = target().join("bench").join(format!("{name}.bodies"));
    std::fs::write(&path, text).with_context(|| path.display().to_string())?;
    Ok(Load::Forms(url, path))
}
