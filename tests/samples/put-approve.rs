// cargo add serde_json@1 ureq@3
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base = std::env::args().nth(1).unwrap_or("http://127.0.0.1:3000".into());
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();

    let login = serde_json::json!({
        "pid": "M001",
        "account": "ops",
        "pwd": "demo-pass-0001"
    });
    let mut answer = agent.post(format!("{base}/token")).send(login.to_string())?;
    let answer: serde_json::Value = serde_json::from_str(&answer.body_mut().read_to_string()?)?;
    let token = answer["data"]["token"].as_str().ok_or("not signed in")?;
    let body = serde_json::json!({
        "pid": "M001",
        "request_id": "M0012601020304051000001W1cd34",
        "request_type": "02",
        "old_flag": 0,
        "new_flag": 1,
        "approve_by": "amy",
        "user_type": "U",
        "ip_address": "203.0.113.9",
        "remarks": "ok"
    });

    let mut answer = agent
        .put(base + "/approve")
        .header("Authorization", token)
        .content_type("application/json")
        .send(body.to_string())?;
    println!("{} {}", answer.status().as_u16(), answer.body_mut().read_to_string()?);
    Ok(())
}
