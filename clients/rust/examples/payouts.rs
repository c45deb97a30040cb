//! A platform registers a payee, pays it and reconciles. Against `cargo xtask up`, whose simulator plays the payout provider
//! and whose sink receives the IPNs.

use feiqian_client::types::{
    CreateBankAccountRequest, DispatchRequest, PayOutRequest, PayoutInquiryRequest, RegisterPayeeRequest,
};
use feiqian_client::webhooks::{
    Clock, IpnType, StandardHeaders, verify_ipn, verify_standard_webhook, webhook_secret,
};
use feiqian_client::{Error, Operator, Payee};
use serde_json::Value;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const TOKEN: &str = "unit-test-token-0001";

/// What the platform's own server does with each `POST` to its `ipnUrl`; it then answers `success`.
fn is_paid(body: &[u8], headers: StandardHeaders<'_>) -> Result<bool, Error> {
    // An IPN itself bears no time: the headers of Standard Webhooks do, under the same token. A platform also keeps
    // `headers.id`, and settles each once.
    verify_standard_webhook(body, headers, &[&webhook_secret(TOKEN)], Clock::default())?;
    let ipn = verify_ipn(body, &[TOKEN], IpnType::Payout)?;
    Ok(ipn.get("status") == "success" && ipn.amount() == Some("12.50".parse().expect("an amount")))
}

fn heard(sink: &str, transaction: &str) -> Result<bool, Box<dyn std::error::Error>> {
    let told = ureq::get(sink).call()?.body_mut().read_to_string()?;
    let told: Vec<Value> = serde_json::from_str(&told)?;
    for one in &told {
        let text = |name: &str| one[name].as_str().unwrap_or_default();
        let headers = StandardHeaders {
            id: text("webhook_id"),
            timestamp: text("webhook_timestamp"),
            signature: text("webhook_signature"),
        };
        if text("body").contains(transaction) && is_paid(text("body").as_bytes(), headers)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base = std::env::var("FEIQIAN_URL").unwrap_or_else(|_| "http://127.0.0.1:3000".into());
    let sink = format!("{base}/sim/sink");
    let platform = Payee::new(&base, "900001", "800001", TOKEN)?;
    // In production a timer of the operator calls the dispatcher; the demo has none.
    let operator = Operator::new(&base, "demo-dispatch-token-0123456789abcdef")?;
    let run = SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos().to_string();

    let request = RegisterPayeeRequest {
        profile_type: "INDIVIDUAL".into(),
        first_name: "Ada".into(),
        last_name: "Byron".into(),
        email: format!("rs-{run}@example.test"),
        date_of_birth: "1990-03-07".into(),
        government_id: format!("RS-{run}"),
        government_id_type: "ID_CARD".into(),
        country_code: "US".into(),
        state: "NY".into(),
        city: "New York".into(),
        street: "Broadway 1".into(),
        zip: "10001".into(),
        ..RegisterPayeeRequest::default()
    };
    let registered = platform.register_payee(&request).idempotency_key(format!("register-{run}")).send()?;
    let payee = registered.customer.customer_no;
    let request = CreateBankAccountRequest {
        customer_no: payee.clone(),
        account_tag: "wages".into(),
        account_type: "BANK_ACCOUNT".into(),
        account_country: "US".into(),
        account_currency: "USD".into(),
        bank_account_id: format!("{}55", &run[run.len() - 10..]),
        bank_name: "First Bank".into(),
        branch_id: Some("021000021".into()),
        bank_account_purpose: Some("CHECKING".into()),
        client_ip: "198.51.100.7".into(),
        ipn_url: sink.clone(),
        ..CreateBankAccountRequest::default()
    };
    let created = platform.create_bank_account(&request).idempotency_key(format!("account-{run}")).send()?;

    let payout = PayOutRequest {
        customer_no: payee.clone(),
        account_token: created.result.account_token,
        amount: "12.50".parse()?,
        currency: "USD".into(),
        invoice_id: Some(format!("rs-{run}")),
        ipn_url: Some(sink.clone()),
        ..PayOutRequest::default()
    };
    let paid = platform.pay_out(&payout).send()?.result;
    let again = platform.pay_out(&payout).send()?.result;
    assert_eq!(again.transaction_no, paid.transaction_no, "the same invoice was paid twice");

    for waited in 0.. {
        if heard(&sink, &paid.transaction_no)? {
            break;
        }
        assert!(waited < 600, "no IPN within a minute");
        operator.dispatch(&DispatchRequest::default()).send()?;
        thread::sleep(Duration::from_millis(100));
    }
    let inquiry = PayoutInquiryRequest { invoice_id: payout.invoice_id, ..PayoutInquiryRequest::default() };
    let found = platform.payout_inquiry(&inquiry).send()?.result;
    assert_eq!(found.status, "success", "the IPN says success, the inquiry does not");
    let spent = found.amount + found.transaction_fee;
    println!("paid {} USD and {} fee to {payee}: {spent} in all", found.amount, found.transaction_fee);
    Ok(())
}
