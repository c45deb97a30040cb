// cargo add serde_json@1 ureq@3
// export WALLET_TOKEN=$(cargo xtask token --user 1 --scope 'wallet.update')
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base = std::env::args().nth(1).unwrap_or("http://127.0.0.1:3000".into());
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let token = std::env::var("WALLET_TOKEN")?;
    let body = serde_json::json!({
        "operate_type": 1,
        "operate_amount": "10.00",
        "operate_reason": "Refund of a service fee"
    });

    let mut answer = agent
        .patch(base + "/api/wallet/user/2")
        .header("Authorization", format!("Bearer {token}"))
        .content_type("application/vnd.api+json")
        .send(body.to_string())?;
    println!("{} {}", answer.status().as_u16(), answer.body_mut().read_to_string()?);
    Ok(())
}
