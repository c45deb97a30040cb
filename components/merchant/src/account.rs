//! The account that a login names.

use feiqian_cashier::Failure;
use feiqian_login::{Admitted, Attempt, Refused, login_look};
use feiqian_platform::{Platform, row};

row! {
    /// The account as it is stored, if it may sign in.
    #[derive(Debug)]
    pub struct Account by account_columns {
        pub role: String = "CASE WHEN m.account = ?4 THEN 'all' ELSE u.role END",
        pub merchant_id: i64 = "m.id",
        pub password_hash: String = "CASE WHEN m.account = ?4 THEN m.password_hash ELSE u.password_hash END",
        pub epoch: i64 = "CASE WHEN m.account = ?4 THEN m.session_epoch ELSE u.session_epoch END",
    }
}

const LOOK: &str = login_look!(
    account_columns!(),
    "LEFT JOIN merchants m ON m.code = ?1 AND m.status = 1
     LEFT JOIN merchant_users u ON u.merchant_id = m.id AND u.account = ?4 AND u.status = 1"
);

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
    let found = Account::read_if_any(&mut admitted.found)?;
    Ok((admitted, found))
}
