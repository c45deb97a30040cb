//! The end of an order's upstream call: the result and the answer are stored together, once (cashier.md §6).

use feiqian_cashier::{Call, Failure, Reply};
use feiqian_platform::{DatabaseError, Value, parameters, row, statement};

/// How long an order may wait for its upstream's answer; then it is closed (cashier.md §6).
pub const PENDING_LIMIT_MS: i64 = 60_000;

parameters! {
    struct AcceptedOrder {
        order_id: i64,
        /// The hub's number.
        billno: String,
        bank_name: String,
        account: String,
        holder: String,
        pay_url: String,
        answer: String,
        now: i64,
    }
}

/// An order that was
/// cancelled meanwhile is answered as what it is.
const ACCEPT: &str = statement!(
    AcceptedOrder,
    "UPDATE deposit_records
       SET upstream_state = 'ok', merchant_order_sn = :billno, receipt_bank_name = :bank_name, receipt_account = :account,
           receipt_depositor = :holder, pay_url = :pay_url, response_code = 200,
           response_json = json_set(:answer, '$.status', status), updated_at = :now
     WHERE id = :order_id AND upstream_state = 'pending'
    RETURNING response_json"
);

/// `?1` order, `?2` message, `?3` action, `?4` trace, `?5` now. It ends an open order; one that
/// has left state 0 meanwhile keeps its state and its last change.
const REFUSE: &str = "UPDATE deposit_records
       SET upstream_state = 'failed', upstream_message = ?2, response_code = 500, response_json = '[]',
           change_action    = CASE status WHEN 0 THEN ?3       ELSE change_action    END,
           change_actor     = CASE status WHEN 0 THEN 'system' ELSE change_actor     END,
           change_user_type = CASE status WHEN 0 THEN 'S'      ELSE change_user_type END,
           change_remarks   = CASE status WHEN 0 THEN ''       ELSE change_remarks   END,
           change_ip        = CASE status WHEN 0 THEN ''       ELSE change_ip        END,
           change_trace     = CASE status WHEN 0 THEN ?4       ELSE change_trace     END,
           status           = CASE status WHEN 0 THEN -1       ELSE status           END,
           updated_at = ?5
     WHERE id = ?1 AND upstream_state = 'pending'
    RETURNING 1";

row! {
    /// A stored answer: the data of a success, or the message of a failure, empty if the upstream gave none.
    pub struct Stored by stored_columns {
        pub code: i64 = "response_code",
        pub data: String = "response_json",
        pub message: String = "upstream_message",
    }
}

const STORED: &str = concat!("SELECT ", stored_columns!(), " FROM deposit_records WHERE id = ?1");

/// What a hub has given for an order.
#[derive(Debug, Default)]
pub struct Accepted {
    pub billno: String,
    pub bank_name: String,
    pub account: String,
    pub holder: String,
    pub pay_url: String,
}

/// Who closes an order whose upstream did not accept it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// The call failed; `/pay` itself answers that, so nobody else is told.
    Failed,
    /// No answer came in time; the product is told.
    Expired,
}

/// Stores what the hub has given. `None` if the hub's number is another order's.
pub async fn accept(
    call: &Call<'_>,
    order_id: i64,
    accepted: Accepted,
    answer: String,
    now_ms: i64,
) -> Result<Option<Reply>, Failure> {
    let Accepted { billno, bank_name, account, holder, pay_url } = accepted;
    let order = AcceptedOrder { order_id, billno, bank_name, account, holder, pay_url, answer, now: now_ms };
    match call.platform.command(ACCEPT, &order.values()).await {
        Ok(mut rows) => match rows.pop() {
            Some(mut row) => Ok(Some(Reply::Data(row.take()?))),
            // The call outlasted the limit and the order was closed: what was stored then stands.
            None => stored(call, order_id, false).await.map(Some),
        },
        Err(DatabaseError::Unique(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Closes an order and gives the answer for it, which is always a failure unless the order was settled meanwhile.
pub async fn refuse(
    call: &Call<'_>,
    order_id: i64,
    closing: Closing,
    message: Option<String>,
) -> Result<Reply, Failure> {
    let text = message.clone().unwrap_or_default();
    let action = match closing {
        Closing::Failed => "upstream",
        Closing::Expired => "expire",
    };
    let parameters: [Value; 5] = [
        order_id.into(),
        text.into(),
        action.into(),
        call.request.id.as_str().into(),
        call.platform.now_ms().into(),
    ];
    let replay = closing == Closing::Expired;
    if call.platform.command(REFUSE, &parameters).await?.is_empty() {
        return stored(call, order_id, replay).await;
    }
    Err(Failure::Upstream { message, replay })
}

async fn stored(call: &Call<'_>, order_id: i64, replay: bool) -> Result<Reply, Failure> {
    let mut row = call.platform.query_row(STORED, &[Value::from(order_id)]).await?;
    answered(Stored::read(&mut row)?, replay)
}

/// What is answered of it.
pub fn answered(stored: Stored, replay: bool) -> Result<Reply, Failure> {
    let Stored { code, data, message } = stored;
    match (code, replay) {
        (200, true) => Ok(Reply::Replay(data)),
        (200, false) => Ok(Reply::Data(data)),
        _ => Err(Failure::Upstream { message: Some(message).filter(|message| !message.is_empty()), replay }),
    }
}
