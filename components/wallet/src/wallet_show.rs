//! `GET /api/wallet/user/{user_id}` (wallet.md §4.5): a wallet.

use crate::Answer;
use crate::call::Authorized;
use crate::endpoint::{Access, Endpoint};
use crate::failure::{Failure, INVALID_INCLUDE, MODEL_NOT_FOUND};
use crate::query::{Parameters, Query};
use crate::resource::{self, Viewer, cents, family, instant, phone, rate, user, wallet, wallet_row};
use crate::token::{self, WALLET_VIEW_LIST};
use feiqian_platform::{parameters, statement};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "GET /api/wallet/user/{user_id}",
    aliases: &[],
    access: Access { ability: None, query: &PARAMETERS, is_idempotent: false },
    fields: &[],
    errors: &[INVALID_INCLUDE, MODEL_NOT_FOUND],
};

pub static PARAMETERS: Parameters =
    Parameters { includes: &["user"], default_includes: &["user"], is_list: false, filters: &[] };

parameters! {
    struct Shown {
        user_id: i64,
        /// Whether the caller sees others' wallets.
        sees_others: bool,
    }
}

/// The wallet with and without its user.
const WALLET: &str = statement!(
    Viewer + Shown,
    concat!(
        "SELECT json_array(json(",
        wallet_row!("w", concat!(", 'cash_tax_ratio', ", rate!("s.cash_rate"))),
        "), json(",
        user!("u"),
        ")), json_array(json(",
        wallet_row!("w", concat!(", 'cash_tax_ratio', ", rate!("s.cash_rate"))),
        ")) FROM user_wallets w JOIN users u ON u.id = w.user_id, wallet_settings s
      WHERE w.user_id = :user_id AND (:sees_others OR :user_id = :caller)"
    )
);

pub async fn show(call: Authorized<'_>, user_id: &str) -> Result<Answer, Failure> {
    let query = Query::read(&call.request.query, &PARAMETERS)?;
    let shown = Shown {
        user_id: token::id(user_id).ok_or(MODEL_NOT_FOUND)?,
        sees_others: call.caller.may(WALLET_VIEW_LIST),
    };
    let parameters = Viewer::of(&call).and(shown.values());
    let rows = call.platform.query(WALLET, &parameters).await?;
    let mut row = rows.into_iter().next().ok_or(MODEL_NOT_FOUND)?;
    if !query.includes("user") {
        row.skip(1);
    }
    let json: String = row.take()?;
    Ok(Answer::document(resource::document(family(&json)?, &query.includes)?))
}
