// JavaScript, for Node 18 or later.

import { DEMO, demoKey, fresh, isHmac, isSigned, queryString, signedParameters, tokenCommand } from "./demo.js";

export function javascript(draft, base) {
  const lines = ["// Node 18 or later: save as request.mjs and run `node request.mjs`."];
  const payee = draft.scheme === "payee";
  if (isSigned(draft)) {
    const names = [isHmac(draft) ? "createHmac" : "createHash", ...(fresh(draft).includes("nonce") ? ["randomUUID"] : [])];
    lines.push(`import { ${names.join(", ")} } from "node:crypto";`);
  }
  lines.push("", `const base = ${JSON.stringify(base)};`);
  const options = [];
  if (draft.method !== "GET") {
    options.push(`method: ${JSON.stringify(draft.method)}`);
  }
  const headers = draft.headers.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  let query = queryString(draft.query);
  if (isSigned(draft)) {
    lines.push(`const ${payee ? "token" : "key"} = ${JSON.stringify(demoKey(draft))};`, "const params = {");
    for (const [name, value] of signedParameters(draft)) {
      lines.push(`  ${propertyName(name)}: ${JSON.stringify(value)},`);
    }
    const made = {
      timestamp: payee ? 'new Date().toISOString().replace(/\\.\\d+/, "")' : "String(Math.floor(Date.now() / 1000))",
      nonce: "randomUUID()",
    };
    lines.push(...fresh(draft).map((name) => `  ${name}: ${made[name]},`));
    lines.push("};", "");
    const pair = payee ? "`${name}=${params[name]}&`" : "`${name}=${params[name]}`";
    lines.push(`const text = Object.keys(params).sort().map((name) => ${pair}).join("${payee ? "" : "&"}");`);
    if (payee) {
      lines.push('const md5 = (input) => createHash("md5").update(input).digest("hex");');
      lines.push("params.verifySign = md5(text + md5(token));", "");
    } else {
      lines.push(
        isHmac(draft)
          ? 'params.sign = createHmac("sha256", key).update(text).digest("hex");'
          : 'params.sign = createHash("md5").update(text + key).digest("hex");',
        "",
      );
    }
    if (draft.carrier === "query") {
      query = "?${new URLSearchParams(params)}";
    } else {
      options.push("body: new URLSearchParams(params)");
    }
  } else {
    if (draft.scheme === "backOffice") {
      lines.push("const login = await fetch(`${base}/token`, {", '  method: "POST",');
      lines.push(`  body: JSON.stringify(${inlineObject(DEMO.login)}),`, "});");
      lines.push("const { token } = (await login.json()).data;");
      headers.unshift("Authorization: token");
    } else if (draft.scheme === "wallet") {
      lines.push(`// export WALLET_TOKEN=$(${tokenCommand(draft)})`, "const token = process.env.WALLET_TOKEN;");
      headers.unshift("Authorization: `Bearer ${token}`");
    } else if (draft.scheme === "dispatch") {
      lines.push(`const token = ${JSON.stringify(DEMO.dispatchToken)};`);
      headers.unshift("Authorization: `Bearer ${token}`");
    }
    if (draft.json !== undefined) {
      lines.push(`const body = ${JSON.stringify(draft.json, null, 2)};`);
      headers.push(`"Content-Type": ${JSON.stringify(draft.mediaType)}`);
      options.push("body: JSON.stringify(body)");
    }
    lines.push("");
  }
  if (headers.length) {
    options.splice(options.length && !options[0].startsWith("body") ? 1 : 0, 0, `headers: { ${headers.join(", ")} }`);
  }
  const url = `\`\${base}${draft.path}${query}\``;
  if (options.length) {
    lines.push(`const answer = await fetch(${url}, {`, ...options.map((option) => `  ${option},`), "});");
  } else {
    lines.push(`const answer = await fetch(${url});`);
  }
  lines.push("console.log(answer.status, await answer.text());");
  return lines.join("\n") + "\n";
}

const propertyName = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
const inlineObject = (object) =>
  `{ ${Object.entries(object)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(", ")} }`;
