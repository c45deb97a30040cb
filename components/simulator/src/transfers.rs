//! The wallet's payout provider, `/sim/payout` (wallet.md §5.1, §5.3). The openid's prefix selects what happens:
//!
//! | openid | `POST /transfers` | `GET /transfers/{cash_sn}` |
//! |---|---|---|
//! | `sim-fail-CODE` (`[A-Z_]+`) | `failed` with `CODE` | the same |
//! | `sim-timeout` | unsigned 504, but paid | `paid` |
//! | `sim-lost` | the first: unsigned 504; later ones: `paid` | 404 until the second POST, then `paid` |
//! | `sim-pending` | `processing` until a GET has said `paid` | `processing`, `processing`, then `paid` |
//! | `sim-down` | unsigned 503, no transfer | unsigned 503 |
//! | `sim-badsig` | `paid`, wrongly signed | the same |
//! | any other | `paid` | `paid` |
//!
//! `trade_time` is the time of the first POST. A POST with another amount or openid is a 409 that counts for nothing;
//! `desc` may differ. A lost POST counts for that as well: it fixes amount and openid of its number.

use crate::provider::{self, Caller};
use feiqian_platform::http::Response;
use feiqian_platform::{DatabaseError, Platform, Value, row};
use serde_json::{Value as Json, json};

/// So many GETs find a `sim-pending` transfer unfinished.
const PENDING_QUERIES: i64 = 2;

row! {
    struct Transfer by transfer_columns {
        cash_sn: String = "cash_sn",
        amount: i64 = "amount",
        openid: String = "openid",
        posts: i64 = "posts",
        queries: i64 = "queries",
        created_at: String = "strftime('%Y-%m-%dT%H:%M:%SZ', created_at / 1000, 'unixepoch')",
    }
}

/// The row is answered as it is stored, whether the order is its own or a conflicting one.
const POST: &str = concat!(
    "INSERT INTO sim_transfers (cash_sn, amount, openid, posts, created_at) VALUES (?1, ?2, ?3, 1, ?4)
    ON CONFLICT (cash_sn) DO UPDATE SET posts = posts + (amount = excluded.amount AND openid = excluded.openid)
     RETURNING ",
    transfer_columns!()
);

const GET: &str = concat!(
    "UPDATE sim_transfers SET queries = queries + 1 WHERE cash_sn = ?1
     RETURNING ",
    transfer_columns!()
);

const GO_DOWN: &str = "INSERT INTO simulator_outages (cash_sn) VALUES (?1) ON CONFLICT (cash_sn) DO NOTHING";

const IS_DOWN: &str = "SELECT EXISTS (SELECT 1 FROM simulator_outages WHERE cash_sn = ?1)";

/// What happens to a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case<'o> {
    Paid,
    /// With the error code.
    Failed(&'o str),
    TimedOut,
    Lost,
    Pending,
    Down,
    BadSignature,
}

impl<'o> Case<'o> {
    /// The case that an openid selects.
    pub fn of(openid: &'o str) -> Self {
        let Some(case) = openid.strip_prefix("sim-") else {
            return Case::Paid;
        };
        for (prefix, selected) in [
            ("timeout", Case::TimedOut),
            ("lost", Case::Lost),
            ("pending", Case::Pending),
            ("down", Case::Down),
            ("badsig", Case::BadSignature),
        ] {
            if case.starts_with(prefix) {
                return selected;
            }
        }
        let code = case.strip_prefix("fail-").unwrap_or_default();
        let end = code.find(|c: char| !c.is_ascii_uppercase() && c != '_').unwrap_or(code.len());
        if end == 0 { Case::Paid } else { Case::Failed(&code[..end]) }
    }
}

/// `POST /sim/payout/transfers`
pub async fn post(platform: &Platform, caller: Caller<'_>, body: &[u8]) -> Result<Response, DatabaseError> {
    let order: Json = serde_json::from_slice(body).unwrap_or_default();
    let cash_sn = order["cash_sn"].as_str().filter(|text| provider::is_reference(text));
    let (Some(cash_sn), Some(amount), Some(openid), Some(_)) = (
        cash_sn,
        provider::amount(&order, "amount"),
        provider::text(&order, "openid", 64),
        order["desc"].as_str(),
    ) else {
        return Ok(caller.refuse(422, "invalid_body"));
    };
    if Case::of(openid) == Case::Down {
        platform.command(GO_DOWN, &[cash_sn.into()]).await?;
        return Ok(provider::unavailable());
    }
    let posted: [Value; 4] = [cash_sn.into(), amount.into(), openid.into(), platform.now_ms().into()];
    let transfer = Transfer::read(&mut platform.command_row(POST, &posted).await?)?;
    let case = Case::of(&transfer.openid);
    let caller = if case == Case::BadSignature { caller.misled() } else { caller };
    Ok(if (transfer.amount, transfer.openid.as_str()) != (amount, openid) {
        caller.refuse(409, "cash_sn_conflict")
    } else if case == Case::TimedOut || case == Case::Lost && transfer.posts == 1 {
        provider::timed_out()
    } else {
        caller.answer(200, &transfer.body(case))
    })
}

/// `GET /sim/payout/transfers/{cash_sn}`
pub async fn get(platform: &Platform, caller: Caller<'_>, cash_sn: &str) -> Result<Response, DatabaseError> {
    let Some(mut row) = platform.command(GET, &[cash_sn.into()]).await?.pop() else {
        return Ok(match platform.query_row(IS_DOWN, &[cash_sn.into()]).await?.take()? {
            true => provider::unavailable(),
            false => caller.refuse(404, "transfer_not_found"),
        });
    };
    let transfer = Transfer::read(&mut row)?;
    let case = Case::of(&transfer.openid);
    let caller = if case == Case::BadSignature { caller.misled() } else { caller };
    Ok(if case == Case::Lost && transfer.posts == 1 {
        caller.refuse(404, "transfer_not_found")
    } else {
        caller.answer(200, &transfer.body(case))
    })
}

impl Transfer {
    fn body(&self, case: Case) -> Json {
        let (status, error_code) = match case {
            Case::Failed(code) => ("failed", Some(code)),
            Case::Pending if self.queries <= PENDING_QUERIES => ("processing", None),
            _ => ("paid", None),
        };
        let paid = status == "paid";
        json!({
            "cash_sn": self.cash_sn,
            "amount": self.amount,
            "status": status,
            "trade_no": paid.then(|| format!("SIM{}", self.cash_sn)),
            "trade_time": paid.then_some(&self.created_at),
            "error_code": error_code,
            "error_message": error_code.map(|_| "the simulator refuses this openid"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Case;

    #[test]
    fn the_prefix_of_the_openid_selects() {
        for (openid, case) in [
            ("sim-ok", Case::Paid),
            ("o6_bmjrPTlm6_2sgVt7hMZOPfL2M", Case::Paid),
            ("xsim-down", Case::Paid),
            ("SIM-DOWN", Case::Paid),
            ("sim-fail-NO_FUNDS", Case::Failed("NO_FUNDS")),
            ("sim-fail-NO_FUNDS7", Case::Failed("NO_FUNDS")),
            ("sim-fail-", Case::Paid),
            ("sim-fail-x", Case::Paid),
            ("sim-fail", Case::Paid),
            ("sim-timeout", Case::TimedOut),
            ("sim-timeout-2", Case::TimedOut),
            ("sim-lost-", Case::Lost),
            ("sim-pending9", Case::Pending),
            ("sim-down", Case::Down),
            ("sim-badsig", Case::BadSignature),
        ] {
            assert_eq!(Case::of(openid), case, "{openid}");
        }
    }
}
