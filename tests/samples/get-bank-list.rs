// cargo add hex@0.4 md-5@0.11 ureq@3
use md5::{Digest, Md5};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base = std::env::args().nth(1).unwrap_or("http://127.0.0.1:3000".into());
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let key = "demo-key-0001";
    let mut params = vec![("product_id", "1".to_string()), ("product_user_id", "1000001".to_string())];

    params.sort();
    let pairs: Vec<String> = params.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let sign = hex::encode(Md5::digest(pairs.join("&") + key));
    params.push(("sign", sign));

    let mut answer = agent.get(base + "/bank_list").query_pairs(params).call()?;
    println!("{} {}", answer.status().as_u16(), answer.body_mut().read_to_string()?);
    Ok(())
}
