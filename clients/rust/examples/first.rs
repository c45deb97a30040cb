//! A signed deposit of 300.00 against `cargo xtask up`. The first example of the README.

use feiqian_client::Cashier;
use feiqian_client::types::{CreateCustomerRequest, PayRequest};
use std::time::{SystemTime, UNIX_EPOCH};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base = std::env::args().nth(1).unwrap_or("http://127.0.0.1:3000".into());
    let cashier = Cashier::new(&base, 1, "demo-key-0001")?;
    cashier.create_customer(&CreateCustomerRequest { product_user_id: "alice".into() }).send()?;
    let order = PayRequest {
        product_user_id: "alice".into(),
        payment_code: "1".into(),
        amount: "300.00".parse()?,
        depositor: Some("Alice".into()),
        bankcode: Some("ICBC".into()),
        product_order_sn: Some(format!("first-{}", SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos())),
        ..PayRequest::default()
    };
    match cashier.pay(&order).send() {
        Ok(deposit) => {
            let (amount, currency) = (deposit.amount, deposit.currency_type);
            println!("{}: pay {amount} {currency} into {}", deposit.order_sn, deposit.receipt_account);
        }
        Err(error) => eprintln!("{:?}: {}", error.kind, error.advice()),
    }
    Ok(())
}
