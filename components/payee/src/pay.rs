//! `POST /v3/payouts/pay` (payee.md §6.7): one statement stores the payout, reserves amount and fee and queues the job. It
//! is committed together with the record of the call, and looks itself whether that admits it.

use crate::call::{Authentic, Look};
use crate::codes;
use crate::endpoint::{Access, Effect, Endpoint, Need, Rule, may, must};
use crate::failure::Failure;
use crate::fields::check;
use crate::formats::{a3, account_token, customer_no};
use crate::{is_admitted, look};
use feiqian_money::{AmountError, Currency, Money, payee};
use feiqian_platform::{DatabaseError, parameters, statement};

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

/// The reply of the payout that has the invoice, key or signature already, or that its body was another; NULL if there is
/// none. Three looks by an index each: an OR would go through all payouts of the merchant.
const LOOK: Look = look!(
    [invoiceId],
    "SELECT CASE WHEN count(*) = 0 THEN NULL WHEN min(body_hash = :body_hash) THEN min(reply)
                 ELSE '000022|Duplicate request error' END
       FROM (SELECT body_hash, reply FROM payee_payout WHERE merchant_no = :merchant_no AND invoice_id = :invoiceId
             UNION ALL SELECT body_hash, reply FROM payee_payout WHERE merchant_no = :merchant_no AND idem_key = :key
             UNION ALL SELECT body_hash, reply FROM payee_payout
                        WHERE merchant_no = :merchant_no AND verify_sign = :verify_sign)"
);

parameters! {
    /// A payout as the database decides on it; the last two for `is_admitted!`.
    struct Payout<'c> {
        transaction_no: &'c str,
        merchant_no: &'c str,
        store_no: &'c str,
        customer_no: Option<&'c str>,
        account_token: Option<&'c str>,
        invoice_id: Option<&'c str>,
        key: Option<&'c str>,
        verify_sign: &'c str,
        body_hash: &'c [u8],
        currency: &'c str,
        amount: i64,
        amount_text: &'c str,
        subject: Option<&'c str>,
        note: Option<&'c str>,
        description: Option<&'c str>,
        processing_channel: Option<&'c str>,
        ipn_url: Option<&'c str>,
        now: i64,
        traceparent: Option<&'c str>,
        path: &'c str,
        parameter_hash: &'c [u8],
    }
}

/// What is not found stays NULL or empty, and the trigger says what it was. No row: the payout exists already, the call
/// is not admitted, or it has been refused for good.
const PAY: &str = statement!(
    Payout,
    concat!(
        "INSERT INTO payee_payout (transaction_no, merchant_no, store_no, customer_no, account_token, invoice_id,
    idem_key, verify_sign, body_hash, currency, amount, fee, status, subject, note, description, processing_channel, ipn_url,
    provider, reply, created_at, updated_at, traceparent)
  SELECT :transaction_no, :merchant_no, :store_no, :customer_no, :account_token, :invoice_id, :key, :verify_sign,
    :body_hash, :currency, :amount, f.fee, 'pending', :subject, :note, :description, :processing_channel, :ipn_url,
    coalesce(r.provider, ''),
    json_object('result', json_patch('{}', json_object('amount', :amount_text,
        'transactionFee', printf(y.format, f.fee / y.unit, f.fee % y.unit),
        'transactionNo', :transaction_no, 'createdTime', strftime('%Y-%m-%dT%H:%M:%SZ', :now / 1000, 'unixepoch'),
        'invoiceId', :invoice_id, 'currency', :currency, 'accountToken', :account_token, 'customerNo', :customer_no,
        'status', 'pending')), 'ret_msg', 'pending', 'ret_code', '000100'),
    :now, :now, :traceparent
  FROM (SELECT 1)
  LEFT JOIN currencies y ON y.code = :currency
  LEFT JOIN (SELECT fee_fixed + (:amount * fee_rate_ppm + 500000) / 1000000 AS fee
               FROM payee_fee WHERE merchant_no = :merchant_no AND currency = :currency) f ON true
  LEFT JOIN payee_account a ON a.account_token = :account_token
  LEFT JOIN payee_rule r ON r.account_type = a.account_type AND r.country = a.country AND r.currency = a.currency
        AND r.enabled = 1
  WHERE ",
        is_admitted!(),
        " RETURNING reply"
    )
);

parameters! {
    struct Taken<'c> {
        merchant_no: &'c str,
        invoice_id: Option<&'c str>,
        key: Option<&'c str>,
        verify_sign: &'c str,
    }
}

/// The reply of the payout that took the invoice, key or signature meanwhile: the first reply, whatever became of it. Or
/// why the call stays refused.
const STORED: &str = statement!(
    Taken,
    "SELECT reply FROM payee_payout WHERE merchant_no = :merchant_no AND invoice_id = :invoice_id
  UNION ALL SELECT reply FROM payee_payout WHERE merchant_no = :merchant_no AND idem_key = :key
  UNION ALL SELECT reply FROM payee_payout WHERE merchant_no = :merchant_no AND verify_sign = :verify_sign
  UNION ALL SELECT refusal FROM payee_request
             WHERE merchant_no = :merchant_no AND kind = 'SIGN' AND key = :verify_sign AND refusal <> ''
  LIMIT 1"
);

pub async fn pay(call: &Authentic<'_>) -> Result<String, Failure> {
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
    let amount = match checked {
        Ok(amount) if call.is_sound() => amount,
        // Recorded and refused.
        checked => {
            call.admit::<Money>(&LOOK, checked).await?;
            return Err(Failure::Fault("a faulty call was admitted".into()));
        }
    };

    let amount_text = amount.to_text();
    let mut is_recorded = false;
    for _ in 0..ATTEMPTS {
        // Eighteen digits, the first of them not 0.
        let number = 100_000_000_000_000_000 + call.digits() % 900_000_000_000_000_000;
        let payout = Payout {
            transaction_no: &number.to_string(),
            merchant_no: call.merchant_no,
            store_no: call.store_no,
            customer_no: params.get("customerNo"),
            account_token: params.get("accountToken"),
            invoice_id: params.get("invoiceId"),
            key: call.key.as_deref(),
            verify_sign: &call.sign,
            body_hash: &call.body_hash,
            currency: amount.currency().code(),
            amount: amount.minor(),
            amount_text: &amount_text,
            subject: params.get("subject"),
            note: params.get("note"),
            description: params.get("description"),
            processing_channel: params.get("processingChannel"),
            ipn_url: params.get("ipnUrl"),
            now: call.now_ms,
            traceparent: call.traceparent(),
            path: call.path(),
            parameter_hash: &call.parameter_hash,
        };
        let values = payout.values();
        let paid = if is_recorded {
            call.platform.command(PAY, &values).await
        } else {
            let (mut found, paid) = call.admit_to(&LOOK, (PAY, &values)).await?;
            if let Some(reply) = found.take()? {
                return call.answered(Some(reply));
            }
            is_recorded = true;
            paid
        };
        return match paid {
            Ok(rows) => match rows.into_iter().next() {
                Some(mut row) => Ok(row.take()?),
                None => stored(call).await,
            },
            Err(DatabaseError::Unique(columns)) if columns == "payee_payout.transaction_no" => continue,
            Err(error) => Err(error.into()),
        };
    }
    Err(Failure::Fault("no transaction number is free".into()))
}

async fn stored(call: &Authentic<'_>) -> Result<String, Failure> {
    let taken = Taken {
        merchant_no: call.merchant_no,
        invoice_id: call.params.get("invoiceId"),
        key: call.key.as_deref(),
        verify_sign: &call.sign,
    };
    call.answered(call.platform.query_row(STORED, &taken.values()).await?.take()?)
}

/// The form of an amount in any currency; how large it may be, and whether it has decimals, depends on the currency.
fn is_amount(text: &str) -> bool {
    matches!(payee::parse(text, Currency::Usd), Ok(_) | Err(AmountError::TooLarge))
}
