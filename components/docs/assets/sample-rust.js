// Rust.

import { DEMO, demoKey, fresh, isHmac, isSigned, queryString, signedParameters, tokenCommand } from "./demo.js";

export function rust(draft, base) {
  const payee = draft.scheme === "payee";
  const crates = ["ureq@3"];
  const uses = [];
  if (isSigned(draft)) {
    crates.push("hex@0.4");
    if (isHmac(draft)) {
      crates.push("hmac@0.13", "sha2@0.11");
      uses.push("use hmac::{Hmac, KeyInit, Mac};", "use sha2::Sha256;");
    } else {
      crates.push("md-5@0.11");
      uses.push("use md5::{Digest, Md5};");
    }
    if (fresh(draft).length && payee) {
      crates.push("humantime@2");
    }
  }
  if (draft.json !== undefined || draft.scheme === "backOffice") {
    crates.push("serde_json@1");
  }
  if (fresh(draft).length) {
    uses.push("use std::time::SystemTime;");
  }
  const lines = [`// cargo add ${crates.sort().join(" ")}`];
  if (draft.scheme === "wallet") {
    lines.push(`// export WALLET_TOKEN=$(${tokenCommand(draft)})`);
  }
  lines.push(...uses.sort(), ...(uses.length ? [""] : []));
  lines.push("fn main() -> Result<(), Box<dyn std::error::Error>> {");
  lines.push(`    let base = std::env::args().nth(1).unwrap_or(${rustText(base)}.into());`);
  lines.push("    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();");
  const call = ["agent", `.${draft.method.toLowerCase()}(base + ${rustText(draft.path + queryString(draft.query))})`];
  for (const [name, value] of draft.headers) {
    call.push(`.header(${rustText(name)}, ${rustText(value)})`);
  }
  if (isSigned(draft)) {
    lines.push(`    let ${payee ? "token" : "key"} = ${rustText(demoKey(draft))};`);
    const parameters = signedParameters(draft).map(([name, value]) => [name, `${rustText(value)}.to_string()`]);
    const since = "SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?";
    const made = {
      timestamp: payee ? "humantime::format_rfc3339_seconds(SystemTime::now()).to_string()" : `${since}.as_secs().to_string()`,
      nonce: `${since}.as_nanos().to_string()`,
    };
    parameters.push(...fresh(draft).map((name) => [name, made[name]]));
    const list = parameters.map(([name, value]) => `(${rustText(name)}, ${value})`);
    const line = `    let mut params = vec![${list.join(", ")}];`;
    if (line.length <= 110) {
      lines.push(line);
    } else {
      lines.push("    let mut params = vec![", ...list.map((item) => `        ${item},`), "    ];");
    }
    lines.push("", "    params.sort();");
    if (payee) {
      lines.push('    let text: String = params.iter().map(|(name, value)| format!("{name}={value}&")).collect();');
      lines.push("    let sign = hex::encode(Md5::digest(text + &hex::encode(Md5::digest(token))));");
    } else {
      lines.push('    let pairs: Vec<String> = params.iter().map(|(name, value)| format!("{name}={value}")).collect();');
      lines.push(
        ...(isHmac(draft)
          ? [
              '    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes())?.chain_update(pairs.join("&"));',
              "    let sign = hex::encode(mac.finalize().into_bytes());",
            ]
          : ['    let sign = hex::encode(Md5::digest(pairs.join("&") + key));']),
      );
    }
    lines.push(`    params.push((${payee ? '"verifySign"' : '"sign"'}, sign));`, "");
    if (draft.carrier === "query") {
      call.push(".query_pairs(params)", ".call()?");
    } else {
      call.push(".send_form(params)?");
    }
  } else {
    if (draft.scheme === "backOffice") {
      lines.push("", `    let login = serde_json::json!(${rustJson(DEMO.login)});`);
      lines.push('    let mut answer = agent.post(format!("{base}/token")).send(login.to_string())?;');
      lines.push("    let answer: serde_json::Value = serde_json::from_str(&answer.body_mut().read_to_string()?)?;");
      lines.push('    let token = answer["data"]["token"].as_str().ok_or("not signed in")?;');
      call.push('.header("Authorization", token)');
    } else if (draft.scheme === "wallet") {
      lines.push('    let token = std::env::var("WALLET_TOKEN")?;');
      call.push('.header("Authorization", format!("Bearer {token}"))');
    } else if (draft.scheme === "dispatch") {
      lines.push(`    let token = ${rustText(DEMO.dispatchToken)};`);
      call.push('.header("Authorization", format!("Bearer {token}"))');
    }
    if (draft.json !== undefined) {
      lines.push(`    let body = serde_json::json!(${rustJson(draft.json)});`);
      call.push(`.content_type(${rustText(draft.mediaType)})`, ".send(body.to_string())?");
    } else {
      call.push(".call()?");
    }
    lines.push("");
  }
  lines.push(...assigned("answer", call));
  lines.push('    println!("{} {}", answer.status().as_u16(), answer.body_mut().read_to_string()?);');
  lines.push("    Ok(())", "}");
  return lines.join("\n") + "\n";
}

/** `let mut name = call;` in lines of at most 110 characters, as rustfmt breaks them in this repository. */
function assigned(name, call) {
  const whole = call.join("");
  if (`    let mut ${name} = ${whole};`.length <= 110) {
    return [`    let mut ${name} = ${whole};`];
  }
  if (`        ${whole};`.length <= 110) {
    return [`    let mut ${name} =`, `        ${whole};`];
  }
  return [`    let mut ${name} = ${call[0]}`, ...call.slice(1, -1).map((part) => `        ${part}`), `        ${call.at(-1)};`];
}

const rustText = (text) => JSON.stringify(text).replace(/\\u([0-9a-f]{4})/g, "\\u{$1}");
const rustJson = (value) => JSON.stringify(value, null, 4).replaceAll("\n", "\n    ");
