//! `POST /test-notices`: a signed notice that tells nothing, so that a product's receiver can be tried. It is sent once, with
//! `notify_type` `test`.

use crate::body::Body;
use crate::command::{Action, act};
use crate::notices;
use feiqian_delivery::kick;
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::command::Subject;
use feiqian_operator::problem::{Flaw, Problem};
use serde_json::json;

const SUBJECT: Subject = Subject { name: "test_notice", view: "" };

/// `?1` reference with its product, `?2` kind.
const FOUND: &str = "SELECT event_id FROM outbox WHERE topic = 'cashier.test' AND ref = ?1 AND status = ?2";

pub async fn create(known: &Known<'_>) -> Result<Reply, Problem> {
    let mut body = Body::of(&known.call)?;
    let product = body.number("product_id");
    let kind = body.word("kind", &["deposit", "withdraw"]);
    let reference = body.text("reference", 40);
    if !reference.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b)) {
        body.fail("reference", "string", "1 to 40 of A-Z, a-z, 0-9, underscore and hyphen.");
    }
    let reason = body.reason();
    body.finish()?;
    let platform = known.call.platform;
    let exists = platform.query("SELECT 1 FROM products WHERE id = ?1", &[product.into()]).await?;
    if exists.is_empty() {
        let flaw = Flaw::new("/product_id", "exists", "There is no such product.");
        return Err(Problem::Invalid(vec![flaw]));
    }
    let key = format!("test-{product}-{reference}");
    let values = [key.as_str().into(), kind.into()];
    if let Some(row) = platform.query(FOUND, &values).await?.first_mut() {
        return notices::detail(platform, &row.take::<String>()?).await;
    }
    let event_id = hex::encode(platform.random::<16>());
    let action = Action {
        name: "create",
        subject: SUBJECT,
        key: &event_id,
        seen: None,
        told: json!({ "product_id": product, "kind": kind, "reference": reference, "reason": reason }),
        cells: vec![product.into(), kind.into(), reference.as_str().into(), event_id.as_str().into()],
    };
    match act(known, action).await {
        // Of two requests at once one has made it.
        Err(Problem::Conflict("reference_taken", _)) => {
            let made: String = platform.query_row(FOUND, &values).await?.take()?;
            return notices::detail(platform, &made).await;
        }
        outcome => outcome?,
    };
    kick::after_answer(platform, &["cashier.test"]).await;
    let mut reply = notices::detail(platform, &event_id).await?;
    reply.status = 201;
    Ok(reply)
}
