//! `POST /token` (cashier.md §9.1): a password becomes a token. Order: validation, rate limit, credentials.

use crate::password;
use crate::settings::Settings;
use feiqian_cashier::{Call, Failure, Reply, Session};
use feiqian_signing::Rules;

const WINDOW_MS: i64 = 60_000;

/// Counts the attempt and fetches the account. `?1` pid, `?2` address, `?3` now, `?4` account. A window begins with its
/// first attempt and lasts 60 s; the count outlives whatever is answered.
const TRY: &str = "INSERT INTO login_windows (pid, ip, window_start, attempts) VALUES (?1, ?2, ?3, 1)
    ON CONFLICT (pid, ip) DO UPDATE SET
      attempts = CASE WHEN ?3 - window_start >= 60000 THEN 1 ELSE attempts + 1 END,
      window_start = CASE WHEN ?3 - window_start >= 60000 THEN ?3 ELSE window_start END
    RETURNING attempts, window_start,
      (SELECT id FROM merchants WHERE code = ?1 AND account = ?4 AND status = 1),
      (SELECT password_hash FROM merchants WHERE code = ?1 AND account = ?4 AND status = 1)";

pub async fn token(call: &Call<'_>, settings: &Settings) -> Result<Reply, Failure> {
    let params = call.body_params()?;
    let mut rules = Rules::new(&params);
    let pid = rules.field("pid").json_string().required().max_chars(20).text();
    let account = rules.field("account").json_string().required().max_chars(64).text();
    let password = rules.field("pwd").json_string().required().max_chars(128).text();
    rules.finish()?;

    let now_ms = call.platform.now_ms();
    let ip = settings.client_address.of(call.request);
    let attempt = [pid.into(), ip.as_str().into(), now_ms.into(), account.into()];
    let mut row = call.platform.command_row(TRY, &attempt).await?;
    let (attempts, window_start_ms): (i64, i64) = (row.take(0)?, row.take(1)?);
    if attempts > settings.logins_per_minute {
        let left_ms = window_start_ms + WINDOW_MS - now_ms;
        return Err(Failure::TooManyRequests { retry_after_s: (left_ms + 999).div_euclid(1_000).max(1) });
    }
    let merchant_id: Option<i64> = row.take(2)?;
    let stored: Option<String> = row.take(3)?;
    let hash = stored.as_deref().unwrap_or(password::DUMMY);
    let fits = password::verify(password, hash).unwrap_or_else(|_| {
        call.platform.log_fault(&call.request.id, "a merchant's password_hash is unusable");
        false
    });
    let merchant_id = merchant_id.filter(|_| fits).ok_or(Failure::Forbidden)?;

    let iat = now_ms.div_euclid(1_000);
    let session = Session { merchant_id, account: account.into(), ip, iat, exp: iat + settings.token_ttl_s };
    let token = session.open(call.platform).await?;
    // Neither an address nor a token has a character that JSON would escape.
    let Session { ip, exp, .. } = session;
    Ok(Reply::Data(format!(r#"{{"ip":"{ip}","iat":{iat},"exp":{exp},"token":"{token}"}}"#)))
}
