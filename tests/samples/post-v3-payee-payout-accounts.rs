// cargo add hex@0.4 humantime@2 md-5@0.11 ureq@3
use md5::{Digest, Md5};
use std::time::SystemTime;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base = std::env::args().nth(1).unwrap_or("http://127.0.0.1:3000".into());
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let token = "17cfc0170ef1c017b4a929d233d6e65e";
    let mut params = vec![
        ("merchantNo", "202333".to_string()),
        ("storeNo", "301854".to_string()),
        ("customerNo", "2000305228289295850180".to_string()),
        ("timestamp", humantime::format_rfc3339_seconds(SystemTime::now()).to_string()),
    ];

    params.sort();
    let text: String = params.iter().map(|(name, value)| format!("{name}={value}&")).collect();
    let sign = hex::encode(Md5::digest(text + &hex::encode(Md5::digest(token))));
    params.push(("verifySign", sign));

    let mut answer = agent.post(base + "/v3/payee/payout-accounts").send_form(params)?;
    println!("{} {}", answer.status().as_u16(), answer.body_mut().read_to_string()?);
    Ok(())
}
