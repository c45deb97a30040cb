// curl, for a POSIX shell with the usual tools.

import { DEMO, demoKey, fresh, isHmac, isSigned, queryString, signedParameters, tokenCommand } from "./demo.js";

export function curl(draft, base) {
  return (isSigned(draft) ? signedCurl(draft, base) : tokenCurl(draft, base)) + "\n";
}

function signedCurl(draft, base) {
  const lines = [];
  const payee = draft.scheme === "payee";
  lines.push(`${payee ? "token" : "key"}=${single(demoKey(draft))}`);
  const parameters = signedParameters(draft).map(([name, value]) => [name, inDouble(value)]);
  const made = {
    timestamp: `$(date -u +${payee ? "%Y-%m-%dT%H:%M:%SZ" : "%s"})`,
    nonce: "$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \\n')",
  };
  for (const name of fresh(draft)) {
    lines.push(`${name}=${made[name]}`);
    parameters.push([name, `$${name}`]);
  }
  const sorted = [...parameters].sort(([a], [b]) => (a < b ? -1 : 1));
  const pairs = sorted.map(([name, value]) => `${name}=${value}`);
  if (payee) {
    lines.push(`text="${pairs.map((pair) => `${pair}&`).join("")}"`);
    lines.push("md5() { md5sum | cut -c 1-32; }");
    lines.push(`verifySign=$(printf '%s' "$text$(printf '%s' "$token" | md5)" | md5)`);
  } else {
    lines.push(`text="${pairs.join("&")}"`);
    lines.push(
      isHmac(draft)
        ? `sign=$(printf '%s' "$text" | openssl dgst -sha256 -hmac "$key" -r | cut -c 1-64)`
        : `sign=$(printf '%s' "$text$key" | md5sum | cut -c 1-32)`,
    );
  }
  const sent = [...parameters, payee ? ["verifySign", "$verifySign"] : ["sign", "$sign"]];
  const query = draft.carrier === "query";
  const method = query
    ? draft.method === "GET"
      ? " -G"
      : ` -G -X ${draft.method}`
    : draft.method === "POST"
      ? ""
      : ` -X ${draft.method}`;
  const data = sent.map(([name, value]) => `  --data-urlencode "${name}=${value}"`);
  lines.push([`curl -s${method} ${single(base + draft.path)}`, ...headerFlags(draft), ...data].join(" \\\n"));
  return lines.join("\n");
}

function tokenCurl(draft, base) {
  const lines = [];
  const flags = headerFlags(draft);
  if (draft.scheme === "backOffice") {
    lines.push(`token=$(curl -s ${single(`${base}/token`)} -d ${single(JSON.stringify(DEMO.login))} |`);
    lines.push(`  sed 's/.*"token":"\\([0-9a-f]*\\)".*/\\1/')`);
    flags.unshift('  -H "Authorization: $token"');
  } else if (draft.scheme === "wallet") {
    lines.push(`token=$(${tokenCommand(draft)})`);
    flags.unshift('  -H "Authorization: Bearer $token"');
  } else if (draft.scheme === "dispatch") {
    lines.push(`token=${single(DEMO.dispatchToken)}`);
    flags.unshift('  -H "Authorization: Bearer $token"');
  }
  if (draft.json !== undefined) {
    flags.push(`  -H ${single(`Content-Type: ${draft.mediaType}`)}`);
    flags.push(`  -d ${single(JSON.stringify(draft.json, null, 2))}`);
  }
  const implied = draft.json === undefined ? "GET" : "POST";
  const method = draft.method === implied ? "" : ` -X ${draft.method}`;
  const url = single(base + draft.path + queryString(draft.query));
  lines.push([`curl -s${method} ${url}`, ...flags].join(" \\\n"));
  return lines.join("\n");
}

const headerFlags = (draft) => draft.headers.map(([name, value]) => `  -H ${single(`${name}: ${value}`)}`);

/** A word in single quotes. */
const single = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** A text for use inside double quotes. */
const inDouble = (text) => text.replace(/[\\"$`]/g, "\\$&");
