//! `POST /v3/payouts/pay` (payee.md §6.7): one statement stores the payout, reserves amount and fee and queues the job. It
//! is committed together with the record of the call, and looks itself whether that admits it.

use crate::call::Call;
use crate::codes;
use crate::endpoint::{Access, Effect, Endpoint, Need, Rule, may, must};
use crate::failure::Failure;
use crate::fields::check;
use crate::formats::{a3, account_token, customer_no};
use crate::is_admitted;
use feiqian_money::{AmountError, Currency, Money, payee};
use feiqian_platform::DatabaseError;

/// How often a number is drawn.
const ATTEMPTS: usize = 4;

pub static ENDPOINT: Endpoint = Endpoint {
    name: "POST /v3/payouts/pay",
    aliases: &[],
    access: Access { effect: Effect::Pays, timestamp: Need::Optional },
    fields: &[
        must("customerNo", &[Rule::Is(customer_no)]),
        must("accountToken", &[Rule::Is(account_token)]),
        must("amount", &[Rule::Is(is_amount)]),
        must("currency", &[Rule::Is(a3)]),
        may("invoiceId", &[Rule::Text(64)]),
        may("ipnUrl", &[Rule::IpnUrl]),
        may("subject", &[Rule::Text(128)]),
        may("note", &[Rule::Text(100)]),
        may("description", &[Rule::Text(100)]),
        may("processingChannel", &[Rule::OneOf(&["STANDARD_ACH", "SAME_DAY_ACH", "REAL_TIME_PAY"])]),
    ],
    errors: &[
        codes::ABSENT,
        codes::UNKNOWN,
        codes::MISMATCH,
        codes::DUPLICATE,
        codes::UNVERIFIED,
        codes::ACCOUNT_PENDING,
        codes::ACCOUNT_INVALID,
        codes::BALANCE,
        codes::SUPPLIER,
    ],
};

/// `?9` invoice. The reply of the payout that has the invoice, key or signature already, or that its body was another;
/// NULL if there is none. Three looks by an index each: an OR
/// would go through all payouts of the merchant.
const LOOK: &str = "SELECT CASE WHEN count(*) = 0 THEN NULL WHEN min(body_hash = ?8) THEN min(reply)
                 ELSE '000022|Duplicate request error' END
       FROM (SELECT body_hash, reply FROM payee_payout WHERE merchant_no = ?1 AND invoice_id = ?9
             UNION ALL SELECT body_hash, reply FROM payee_payout WHERE merchant_no = ?1 AND idem_key = ?7
             UNION ALL SELECT body_hash, reply FROM payee_payout WHERE merchant_no = ?1 AND verify_sign = ?2)";

/// `?1` number, `?2` merchant, `?3` store, `?4` payee, `?5` account, `?6` invoice, `?7` idempotency key, `?8` verifySign,
/// `?9` body hash, `?10` currency, `?11` amount, `?12` amount as text, `?13` subject, `?14` note, `?15` description,
/// `?16` channel, `?17` ipnUrl, `?18` now, `?19` and `?20` for `is_admitted!`, `?21` trace context.
///
/// What is not found stays NULL or empty, and the trigger says what it was. No row: the payout exists already, the call
/// is not admitted, or it has been refused for good.
const PAY: &str = concat!(
    "INSERT INTO payee_payout (transaction_no, merchant_no, store_no, customer_no, account_token, invoice_id,
    idem_key, verify_sign, body_hash, currency, amount, fee, status, subject, note, description, processing_channel, ipn_url,
    provider, reply, created_at, updated_at, traceparent)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, f.fee, 'pending', ?13, ?14, ?15, ?16, ?17, coalesce(r.provider, ''),
    json_object('result', json_patch('{}', json_object('amount', ?12,
        'transactionFee', printf(y.format, f.fee / y.unit, f.fee % y.unit),
        'transactionNo', ?1, 'createdTime', strftime('%Y-%m-%dT%H:%M:%SZ', ?18 / 1000, 'unixepoch'), 'invoiceId', ?6,
        'currency', ?10, 'accountToken', ?5, 'customerNo', ?4, 'status', 'pending')),
      'ret_msg', 'pending', 'ret_code', '000100'),
    ?18, ?18, ?21
  FROM (SELECT 1)
  LEFT JOIN currencies y ON y.code = ?10
  LEFT JOIN (SELECT fee_fixed + (?11 * fee_rate_ppm + 500000) / 1000000 AS fee
               FROM payee_fee WHERE merchant_no = ?2 AND currency = ?10) f ON true
  LEFT JOIN payee_account a ON a.account_token = ?5
  LEFT JOIN payee_rule r ON r.account_type = a.account_type AND r.country = a.country AND r.currency = a.currency
        AND r.enabled = 1
  WHERE ",
    is_admitted!(),
    " RETURNING reply"
);

/// The reply of the payout that took the invoice, key or signature meanwhile: the first reply, whatever became of it. Or
/// why the call stays refused.
const STORED: &str = "SELECT reply FROM payee_payout WHERE merchant_no = ?1 AND invoice_id = ?2
  UNION ALL SELECT reply FROM payee_payout WHERE merchant_no = ?1 AND idem_key = ?3
  UNION ALL SELECT reply FROM payee_payout WHERE merchant_no = ?1 AND verify_sign = ?4
  UNION ALL SELECT refusal FROM payee_request WHERE merchant_no = ?1 AND kind = 'SIGN' AND key = ?4 AND refusal <> ''
  LIMIT 1";

pub async fn pay(call: &Call<'_>) -> Result<String, Failure> {
    let params = call.params;
    let checked = check(params, ENDPOINT.fields, call.settings.allow_insecure_ipn).and_then(|()| {
        let currency = params.get("currency").and_then(payee::currency);
        let currency = currency.ok_or_else(|| Failure::malformed("currency"))?;
        let amount = payee::parse(params.get("amount").unwrap_or_default(), currency);
        let amount = amount.map_err(|_| Failure::malformed("amount"))?;
        match params.get("invoiceId").is_some() || call.key.is_some() {
            true => Ok(amount),
            false => Err(Failure::absent("invoiceId")),
        }
    });
    let look = [call.value("invoiceId")];
    let amount = match checked {
        Ok(amount) if call.is_sound() => amount,
        // Recorded and refused.
        checked => {
            call.admit::<Money>(LOOK, &look, checked).await?;
            return Err(Failure::Fault("a faulty call was admitted".into()));
        }
    };

    let [path, hash] = call.admission();
    let mut is_recorded = false;
    for _ in 0..ATTEMPTS {
        // Eighteen digits, the first of them not 0.
        let number = 100_000_000_000_000_000 + call.digits() % 900_000_000_000_000_000;
        let values = [
            number.to_string().into(),
            call.merchant_no.into(),
            call.store_no.into(),
            call.value("customerNo"),
            call.value("accountToken"),
            call.value("invoiceId"),
            call.key.as_deref().into(),
            call.sign.as_str().into(),
            call.body_hash.to_vec().into(),
            amount.currency().code().into(),
            amount.minor().into(),
            amount.to_text().into(),
            call.value("subject"),
            call.value("note"),
            call.value("description"),
            call.value("processingChannel"),
            call.value("ipnUrl"),
            call.now_ms.into(),
            path.clone(),
            hash.clone(),
            call.traceparent.as_deref().into(),
        ];
        let paid = if is_recorded {
            call.platform.command(PAY, &values).await
        } else {
            let (found, paid) = call.admit_to(LOOK, &look, (PAY, &values)).await?;
            if found.is_some() {
                return call.answered(found);
            }
            is_recorded = true;
            paid
        };
        return match paid {
            Ok(rows) => match rows.into_iter().next() {
                Some(mut row) => Ok(row.take(0)?),
                None => stored(call).await,
            },
            Err(DatabaseError::Unique(columns)) if columns == "payee_payout.transaction_no" => continue,
            Err(error) => Err(error.into()),
        };
    }
    Err(Failure::Fault("no transaction number is free".into()))
}

async fn stored(call: &Call<'_>) -> Result<String, Failure> {
    let values = [
        call.merchant_no.into(),
        call.value("invoiceId"),
        call.key.as_deref().into(),
        call.sign.as_str().into(),
    ];
    call.answered(call.platform.query_row(STORED, &values).await?.take(0)?)
}

/// The form of an amount in any currency; how large it may be, and whether it has decimals, depends on the currency.
fn is_amount(text: &str) -> bool {
    matches!(payee::parse(text, Currency::Usd), Ok(_) | Err(AmountError::TooLarge))
}
