// Python, standard library only.

import { DEMO, demoKey, fresh, isHmac, isSigned, queryString, signedParameters, tokenCommand } from "./demo.js";

export function python(draft, base) {
  const payee = draft.scheme === "payee";
  const modules = [];
  modules.push(...fresh(draft).map((name) => (name === "nonce" ? "secrets" : payee ? "datetime" : "time")));
  if (isSigned(draft)) {
    modules.push("hashlib", ...(isHmac(draft) ? ["hmac"] : []));
  }
  const sendsJson = draft.json !== undefined || draft.scheme === "backOffice";
  if (sendsJson) {
    modules.push("json");
  }
  if (draft.scheme === "wallet") {
    modules.push("os");
  }
  const lines = ["# Python 3.8 or later, standard library only."];
  lines.push(...modules.sort().map((name) => `import ${name}`));
  lines.push("from urllib.error import HTTPError");
  if (isSigned(draft)) {
    lines.push("from urllib.parse import urlencode");
  }
  lines.push("from urllib.request import Request, urlopen", "", `base = ${pythonText(base)}`);
  const headers = draft.headers.map(([name, value]) => `${pythonText(name)}: ${pythonText(value)}`);
  let url = `base + ${pythonText(draft.path + queryString(draft.query))}`;
  let data = "";
  if (isSigned(draft)) {
    lines.push(`${payee ? "token" : "key"} = ${pythonText(demoKey(draft))}`, "params = {");
    for (const [name, value] of signedParameters(draft)) {
      lines.push(`    ${pythonText(name)}: ${pythonText(value)},`);
    }
    const made = {
      timestamp: payee ? 'datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")' : "str(int(time.time()))",
      nonce: "secrets.token_hex(16)",
    };
    lines.push(...fresh(draft).map((name) => `    ${pythonText(name)}: ${made[name]},`));
    lines.push("}", "");
    if (payee) {
      lines.push('text = "".join(f"{name}={params[name]}&" for name in sorted(params))');
      lines.push("token_md5 = hashlib.md5(token.encode()).hexdigest()");
      lines.push('params["verifySign"] = hashlib.md5((text + token_md5).encode()).hexdigest()', "");
    } else {
      lines.push('text = "&".join(f"{name}={params[name]}" for name in sorted(params))');
      lines.push(
        isHmac(draft)
          ? 'params["sign"] = hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()'
          : 'params["sign"] = hashlib.md5((text + key).encode()).hexdigest()',
        "",
      );
    }
    if (draft.carrier === "query") {
      url = `base + ${pythonText(`${draft.path}?`)} + urlencode(params)`;
    } else {
      data = "urlencode(params).encode()";
    }
  } else {
    if (draft.scheme === "backOffice") {
      lines.push(`login = ${pythonValue(DEMO.login, "")}`);
      lines.push('with urlopen(base + "/token", data=json.dumps(login).encode()) as answer:');
      lines.push('    token = json.load(answer)["data"]["token"]');
      headers.unshift('"Authorization": token');
    } else if (draft.scheme === "wallet") {
      lines.push(`# export WALLET_TOKEN=$(${tokenCommand(draft)})`, 'token = os.environ["WALLET_TOKEN"]');
      headers.unshift('"Authorization": "Bearer " + token');
    } else if (draft.scheme === "dispatch") {
      lines.push(`token = ${pythonText(DEMO.dispatchToken)}`);
      headers.unshift('"Authorization": "Bearer " + token');
    }
    if (draft.json !== undefined) {
      lines.push(`body = ${pythonValue(draft.json, "")}`);
      data = "json.dumps(body).encode()";
      headers.push(`"Content-Type": ${pythonText(draft.mediaType)}`);
    }
    lines.push("");
  }
  lines.push("request = Request(", `    ${url},`);
  if (data) {
    lines.push(`    data=${data},`);
  }
  if (headers.length) {
    lines.push(`    headers={${headers.join(", ")}},`);
  }
  lines.push(`    method=${pythonText(draft.method)},`, ")");
  lines.push("try:", "    answer = urlopen(request)", "except HTTPError as error:", "    answer = error");
  lines.push("print(answer.status, answer.read().decode())");
  return lines.join("\n") + "\n";
}

/** A text that is written alike in JSON and in Python. */
const pythonText = (text) => JSON.stringify(text);

const CONSTANTS = { true: "True", false: "False", null: "None" };

function pythonValue(value, indent) {
  const inner = `${indent}    `;
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${pythonValue(item, inner)},\n`);
    return items.length ? `[\n${items.join("")}${indent}]` : "[]";
  }
  if (value !== null && typeof value === "object") {
    const items = Object.entries(value).map(([name, item]) => `${inner}${pythonText(name)}: ${pythonValue(item, inner)},\n`);
    return items.length ? `{\n${items.join("")}${indent}}` : "{}";
  }
  return typeof value === "string" ? pythonText(value) : (CONSTANTS[String(value)] ?? JSON.stringify(value));
}
