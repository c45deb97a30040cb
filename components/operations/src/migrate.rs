//! `POST /internal/migrate`: brings the database to the schema of this version. Called by the operator, and by the other
//! components if `auto_migrate` is true.

use crate::session::OnPlatform;
use feiqian_delivery::operator::{self, Denied, answer};
use feiqian_platform::http::{Request, Response, StatusCode};
use feiqian_platform::{DatabaseError, Platform};
use feiqian_schema::{Applied, Error};

/// How often a migration is begun anew that the way to a server has broken, from which nothing is left.
const TRIES: usize = 3;

/// How long nothing is tried after that, in milliseconds.
const PAUSE_MS: u64 = 500;

/// Answers a call.
pub async fn handle(platform: &Platform, request: &Request) -> Response {
    if let Err(denied) = admit(platform, request).await {
        return denied.into_response(platform, &request.id);
    }
    match migrate(platform).await {
        Ok(applied) => answer(StatusCode::OK, &told(&applied)),
        Err(Error::Busy) => operator::busy(),
        Err(error @ Error::Newer(_)) => {
            platform.log_fault(&request.id, &error.to_string());
            operator::refused(StatusCode::CONFLICT, operator::NEWER_SCHEMA)
        }
        Err(error @ Error::Foreign) => {
            platform.log_fault(&request.id, &error.to_string());
            operator::refused(StatusCode::CONFLICT, operator::FOREIGN_DATABASE)
        }
        Err(error) => operator::fault(platform, &request.id, &format!("migration: {error}")),
    }
}

/// Without a token nobody is let in, unless the schema is applied by itself anyway: then a call brings about nothing that
/// any other request would not.
async fn admit(platform: &Platform, request: &Request) -> Result<(), Denied> {
    match operator::admit(platform, request).await {
        Err(Denied::NotFound) if platform.migrates_by_itself().await => Ok(()),
        outcome => outcome,
    }
}

/// Brings the database to the schema of this version.
pub(crate) async fn migrate(platform: &Platform) -> Result<Applied, Error> {
    let mut tries = 0;
    loop {
        let session = platform.session().await.map_err(failed)?;
        let outcome = feiqian_schema::migrate(&mut OnPlatform(session), platform.now_ms()).await;
        tries += 1;
        match outcome {
            Err(Error::Lost(_)) if tries < TRIES => platform.sleep_ms(PAUSE_MS).await,
            outcome => return outcome,
        }
    }
}

fn failed(error: DatabaseError) -> Error {
    match error {
        DatabaseError::Busy => Error::Busy,
        error => Error::Database(error.to_string()),
    }
}

fn told(applied: &Applied) -> String {
    let Applied { from, to, steps } = applied;
    // Names of files: nothing to escape.
    let steps: Vec<String> = steps.iter().map(|step| format!("\"{step}\"")).collect();
    format!(r#"{{"from":{from},"to":{to},"applied":[{}]}}"#, steps.join(","))
}
