//! `GET /api/wallet/user/{user_id}` (wallet.md §4.5): a wallet.

use crate::Answer;
use crate::call::Call;
use crate::endpoint::{Access, Endpoint};
use crate::failure::{Failure, INVALID_INCLUDE, MODEL_NOT_FOUND};
use crate::query::{Parameters, Query};
use crate::resource::{self, cents, instant, phone, rate, user, wallet, wallet_row};
use crate::token::{self, CASH_REVIEW, WALLET_VIEW_LIST};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "GET /api/wallet/user/{user_id}",
    aliases: &[],
    access: Access { ability: None, query: &PARAMETERS, is_idempotent: false },
    fields: &[],
    errors: &[INVALID_INCLUDE, MODEL_NOT_FOUND],
};

pub static PARAMETERS: Parameters =
    Parameters { includes: &["user"], default_includes: &["user"], is_list: false, filters: &[] };

/// `?1` caller, `?2` whether he sees phone numbers, `?3` user, `?4` whether he sees others' wallets.
const WALLET: &str = concat!(
    "SELECT json_array(json(",
    wallet_row!("w", concat!(", 'cash_tax_ratio', ", rate!("s.cash_rate"))),
    "), json(",
    user!("u"),
    ")), json_array(json(",
    wallet_row!("w", concat!(", 'cash_tax_ratio', ", rate!("s.cash_rate"))),
    ")) FROM user_wallets w JOIN users u ON u.id = w.user_id, wallet_settings s
      WHERE w.user_id = ?3 AND (?4 OR ?3 = ?1)"
);

pub async fn show(call: Call<'_>, user_id: &str) -> Result<Answer, Failure> {
    let query = Query::read(&call.request.query, &PARAMETERS)?;
    let parameters = [
        call.caller.user_id.into(),
        call.caller.may(CASH_REVIEW).into(),
        token::id(user_id).ok_or(MODEL_NOT_FOUND)?.into(),
        call.caller.may(WALLET_VIEW_LIST).into(),
    ];
    let rows = call.platform.query(WALLET, &parameters).await?;
    let mut row = rows.into_iter().next().ok_or(MODEL_NOT_FOUND)?;
    let family: String = row.take(if query.includes("user") { 0 } else { 1 })?;
    Ok(Answer::document(resource::document(&family, &query.includes)?))
}
