// cargo add hex@0.4 hmac@0.13 sha2@0.11 ureq@3
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::time::SystemTime;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base = std::env::args().nth(1).unwrap_or("http://127.0.0.1:3000".into());
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let key = "demo-key-0002";
    let mut params = vec![
        ("product_id", "2".to_string()),
        ("code", "440000000000".to_string()),
        ("sign_type", "HMAC-SHA256".to_string()),
        ("timestamp", SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs().to_string()),
        ("nonce", SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_nanos().to_string()),
    ];

    params.sort();
    let pairs: Vec<String> = params.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes())?.chain_update(pairs.join("&"));
    let sign = hex::encode(mac.finalize().into_bytes());
    params.push(("sign", sign));

    let mut answer = agent.get(base + "/province_cities").query_pairs(params).call()?;
    println!("{} {}", answer.status().as_u16(), answer.body_mut().read_to_string()?);
    Ok(())
}
