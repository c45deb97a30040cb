// The request as a call of the libraries in clients/. A draft has one if `operation` names its call and its scheme has a
// client; `arguments` are [name, value, type] in the order of the page.

import { DEMO, demoKey, tokenCommand } from "./demo.js";

const ADDED = {
  product: ["product_id", "sign", "sign_type", "timestamp", "nonce"],
  payee: ["merchantNo", "storeNo", "timestamp", "verifySign"],
  backOffice: ["pid"],
  wallet: [],
  dispatch: [],
};

/** What monitoring reads is in no library: it is no JSON. */
const isText = (operation) => operation === "metrics";

/** The calls by language: none for requests that need no client. */
export function libraries(draft, base) {
  if (
    !draft.operation ||
    isText(draft.operation) ||
    !ADDED[draft.scheme === null && draft.operation === "token" ? "backOffice" : draft.scheme]
  ) {
    return {};
  }
  const call = callOf(draft, base);
  return { typescript: typescript(call), python: python(call), php: php(call), rust: rust(call) };
}

/** What all four have in common. */
function callOf(draft, base) {
  const scheme = draft.operation === "token" ? "backOffice" : draft.scheme;
  const given = draft.arguments.filter(
    ([name]) => !ADDED[scheme].includes(name) && !(draft.operation === "confirmDeposit" && name === "product_id"),
  );
  const members = given.map(([name, value, type]) => [name, typed(name, value, type)]);
  const value = (name) => draft.arguments.find(([other]) => other === name)?.[1];
  if (draft.json !== undefined && draft.operation !== "token") {
    const known = members.map(([name]) => name);
    const rest = Object.entries(draft.json).filter(
      ([name]) =>
        !known.includes(name) &&
        !ADDED[scheme].includes(name) &&
        !(draft.operation === "confirmDeposit" && name === "product_id"),
    );
    members.push(...rest);
  }
  const key = draft.headers.find(([name]) => name.toLowerCase() === "idempotency-key")?.[1];
  const login = draft.operation === "token" && draft.json ? draft.json : DEMO.login;
  return {
    scheme,
    base,
    key,
    operation: draft.operation === "token" ? "signIn" : draft.operation,
    members: draft.operation === "token" ? [] : members,
    pathNames: [...draft.pathTemplate.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]),
    productId: value("product_id") ?? "1",
    secret: draft.scheme === "dispatch" ? DEMO.dispatchToken : ["product", "payee"].includes(draft.scheme) ? demoKey(draft) : "",
    merchantNo: value("merchantNo") ?? "",
    storeNo: value("storeNo") ?? "",
    login,
    tokenCommand: scheme === "wallet" ? `export WALLET_TOKEN=$(${tokenCommand(draft)})` : "",
  };
}

/** An integer as a number if JavaScript keeps it; ids and all else as texts. */
const typed = (name, value, type) =>
  /integer/.test(type) && !/string/.test(type) && String(Number(value)) === value ? Number(value) : value;
const isId = (name) => /^(id|ids|.*_id|filter\[(source_)?user(_id)?\])$/.test(name);

const CLIENTS = { product: "Cashier", payee: "Payee", backOffice: "BackOffice", wallet: "Wallet", dispatch: "Operator" };
/** Ending a session needs one, which the other calls begin by themselves. */
const endsSession = (operation) => operation === "logOut";
const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const argument = (name) => name.replaceAll("[", "_").replaceAll("]", "");
const text = (value) => JSON.stringify(value);

function typescript({
  scheme,
  base,
  key,
  operation,
  members,
  productId,
  secret,
  merchantNo,
  storeNo,
  login,
  tokenCommand: command,
}) {
  const client = CLIENTS[scheme];
  const own = {
    product: `productId: ${productId}, key: ${text(secret)}`,
    payee: `merchantNo: ${text(merchantNo)}, storeNo: ${text(storeNo)}, token: ${text(secret)}`,
    backOffice: `merchantCode: ${text(login.pid)}, account: ${text(login.account)}, password: ${text(login.pwd)}`,
    wallet: 'token: process.env["WALLET_TOKEN"] ?? ""',
    dispatch: `token: ${text(secret)}`,
  }[scheme];
  const literal = (value, name) =>
    typeof value === "number" && isId(name)
      ? text(String(value))
      : Array.isArray(value)
        ? `[${value.map((item) => literal(item, name)).join(", ")}]`
        : typeof value === "object" && value !== null
          ? `{ ${Object.entries(value)
              .map(([other, item]) => `${word(other)}: ${literal(item, other)}`)
              .join(", ")} }`
          : text(value);
  const lines = members.map(([name, value]) => `  ${word(name)}: ${literal(value, name)},`);
  const options = key === undefined ? "" : `{ idempotencyKey: ${text(key)} }`;
  const given = lines.length ? `{\n${lines.join("\n")}\n}` : "";
  return [
    ...(command ? [`// ${command}`] : []),
    `import { ${client} } from "feiqian";`,
    "",
    `const client = new ${client}({ baseUrl: ${text(base)}, ${own} });`,
    ...(endsSession(operation) ? ["await client.signIn();"] : []),
    `console.log(await client.${operation}(${[given, options].filter(Boolean).join(", ")}));`,
    "",
  ].join("\n");
}
const word = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : text(name));

const pythonLiteral = (value) =>
  value === true
    ? "True"
    : value === false
      ? "False"
      : value === null
        ? "None"
        : Array.isArray(value)
          ? `[${value.map(pythonLiteral).join(", ")}]`
          : typeof value === "object"
            ? `{${Object.entries(value)
                .map(([name, item]) => `${text(name)}: ${pythonLiteral(item)}`)
                .join(", ")}}`
            : text(value);

function python({ scheme, base, key, operation, members, productId, secret, merchantNo, storeNo, login, tokenCommand: command }) {
  const client = CLIENTS[scheme];
  const own = {
    product: `product_id=${productId}, key=${text(secret)}`,
    payee: `merchant_no=${text(merchantNo)}, store_no=${text(storeNo)}, token=${text(secret)}`,
    backOffice: `merchant_code=${text(login.pid)}, account=${text(login.account)}, password=${text(login.pwd)}`,
    wallet: 'token=os.environ["WALLET_TOKEN"]',
    dispatch: `token=${text(secret)}`,
  }[scheme];
  const lines = members.map(([name, value]) => `        ${argument(name)}=${pythonLiteral(value)},`);
  if (key !== undefined) {
    lines.push(`        idempotency_key=${text(key)},`);
  }
  const call = lines.length
    ? [`    answer = client.${snake(operation)}(`, ...lines, "    )"]
    : [`    answer = client.${snake(operation)}()`];
  const isSilent = ["signIn", "createCustomer"].includes(operation);
  return [
    ...(command ? [`# ${command}`, "import os", ""] : []),
    `from feiqian import ${client}`,
    "",
    `with ${client}(${text(base)}, ${own}) as client:`,
    ...(endsSession(operation) ? ["    client.sign_in()"] : []),
    ...(isSilent ? call.map((line) => line.replace("answer = ", "")) : [...call, "    print(answer)"]),
    "",
  ].join("\n");
}

const phpText = (value) => `'${value.replace(/[\\']/g, "\\$&")}'`;
const phpLiteral = (value) =>
  typeof value === "string"
    ? phpText(value)
    : Array.isArray(value)
      ? `[${value.map(phpLiteral).join(", ")}]`
      : typeof value === "object" && value !== null
        ? `[${Object.entries(value)
            .map(([name, item]) => `${phpText(name)} => ${phpLiteral(item)}`)
            .join(", ")}]`
        : text(value);

function php({ scheme, base, key, operation, members, productId, secret, merchantNo, storeNo, login, tokenCommand: command }) {
  const client = CLIENTS[scheme];
  const own = {
    product: `productId: ${productId}, key: ${phpText(secret)}`,
    payee: `merchantNo: ${phpText(merchantNo)}, storeNo: ${phpText(storeNo)}, token: ${phpText(secret)}`,
    backOffice: `merchantCode: ${phpText(login.pid)}, account: ${phpText(login.account)}, password: ${phpText(login.pwd)}`,
    wallet: "token: getenv('WALLET_TOKEN') ?: ''",
    dispatch: `token: ${phpText(secret)}`,
  }[scheme];
  const lines = members.map(([name, value]) => `    ${argument(name)}: ${phpLiteral(value)},`);
  if (key !== undefined) {
    lines.push(`    options: new Feiqian\\CallOptions(idempotencyKey: ${phpText(key)}),`);
  }
  const call = `$client->${operation}(${lines.length ? `\n${lines.join("\n")}\n` : ""})`;
  const isSilent = ["signIn", "createCustomer"].includes(operation);
  return [
    "<?php",
    ...(command ? [`// ${command}`] : []),
    "require 'vendor/autoload.php';",
    "",
    `$client = new Feiqian\\${client}(${phpText(base)}, ${own});`,
    ...(endsSession(operation) ? ["$client->signIn();"] : []),
    isSilent ? `${call};` : `print_r(${call});`,
    "",
  ].join("\n");
}

function rust({ scheme, base, key, operation, members, productId, secret, merchantNo, storeNo, login, tokenCommand: command }) {
  const client = CLIENTS[scheme];
  const own = {
    product: `, ${productId}, ${rustText(secret)}`,
    payee: `, ${rustText(merchantNo)}, ${rustText(storeNo)}, ${rustText(secret)}`,
    backOffice: `, ${rustText(login.pid)}, ${rustText(login.account)}, ${rustText(login.pwd)}`,
    wallet: ', || std::env::var("WALLET_TOKEN").unwrap_or_default()',
    dispatch: `, ${rustText(secret)}`,
  }[scheme];
  const number = (value, name) =>
    isId(name) && typeof value === "string" && /^[0-9]{1,18}$/.test(value) && scheme === "wallet" ? Number(value) : value;
  const request = `${operation[0].toUpperCase()}${operation.slice(1)}Request`;
  const hasRequest = members.length > 0;
  const lines = members.map(
    ([name, value]) =>
      `        ${rustText(name)}: ${JSON.stringify(number(value, name)).replace(/\\u([0-9a-f]{4})/g, "\\u{$1}")},`,
  );
  const takesNone = ["signIn", "logOut", "walletSettings", "provinceList", "migrate"].includes(operation);
  const call =
    operation === "signIn"
      ? "client.sign_in()?"
      : `client.${snake(operation)}(${takesNone ? "" : hasRequest ? "&request" : `&${request}::default()`})${key === undefined ? "" : `.idempotency_key(${rustText(key)})`}.send()?`;
  const uses = takesNone
    ? [`use feiqian_client::${client};`]
    : [
        `use feiqian_client::${client};`,
        `use feiqian_client::types::${request};`,
        ...(hasRequest ? ["use serde_json::{from_value, json};"] : []),
      ];
  return [
    `// cargo add feiqian-client${hasRequest && !takesNone ? " serde_json" : ""}`,
    ...(command ? [`// ${command}`] : []),
    ...uses,
    "",
    "fn main() -> Result<(), Box<dyn std::error::Error>> {",
    `    let client = ${client}::new(${rustText(base)}${own})?;`,
    ...(endsSession(operation) ? ["    client.sign_in()?;"] : []),
    ...(hasRequest && !takesNone ? [`    let request: ${request} = from_value(json!({`, ...lines, "    }))?;"] : []),
    `    println!("{:?}", ${call});`,
    "    Ok(())",
    "}",
    "",
  ].join("\n");
}
const rustText = (value) => JSON.stringify(value).replace(/\\u([0-9a-f]{4})/g, "\\u{$1}");
