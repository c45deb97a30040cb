//! The account that a login names.

use feiqian_cashier::Failure;
use feiqian_login::{Admitted, Attempt, FOUND_COLUMN, Refused, login_look};
use feiqian_platform::{DatabaseError, Platform, Row};

/// The account if it may sign in.
const LOOK: &str = login_look!(
    "m.id, CASE WHEN m.account = ?4 THEN 'all' ELSE u.role END,
     CASE WHEN m.account = ?4 THEN m.password_hash ELSE u.password_hash END,
     CASE WHEN m.account = ?4 THEN m.session_epoch ELSE u.session_epoch END",
    "LEFT JOIN merchants m ON m.code = ?1 AND m.status = 1
     LEFT JOIN merchant_users u ON u.merchant_id = m.id AND u.account = ?4 AND u.status = 1"
);

/// The account as it is stored.
#[derive(Debug)]
pub struct Account {
    pub merchant_id: i64,
    pub role: String,
    pub password_hash: String,
    pub epoch: i64,
}

/// Counts the attempt, finds the account, and waits until its hash may begin.
///
/// # Errors
/// [`Failure::TooManyRequests`] if a count or the queue is full.
pub async fn admit(
    platform: &Platform,
    attempt: &Attempt<'_>,
) -> Result<(Admitted, Option<Account>), Failure> {
    let mut admitted = attempt.admit(platform, LOOK).await.map_err(|refused| match refused {
        Refused::TooMany { retry_after_s } => Failure::TooManyRequests { retry_after_s },
        Refused::Database(error) => error.into(),
    })?;
    let found = account(&mut admitted.found)?;
    Ok((admitted, found))
}

fn account(row: &mut Row) -> Result<Option<Account>, DatabaseError> {
    let (merchant_id, role): (Option<i64>, Option<String>) =
        (row.take(FOUND_COLUMN)?, row.take(FOUND_COLUMN + 1)?);
    let (password_hash, epoch): (Option<String>, Option<i64>) =
        (row.take(FOUND_COLUMN + 2)?, row.take(FOUND_COLUMN + 3)?);
    Ok((|| {
        Some(Account { merchant_id: merchant_id?, role: role?, password_hash: password_hash?, epoch: epoch? })
    })())
}
