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

    let mut answer =
        agent.get(base + "/customer?pid=M001&login_name=1000001").header("Authorization", token).call()?;
    println!("{} {}", answer.status().as_u16(), answer.body_mut().read_to_string()?);
    Ok(())
}
