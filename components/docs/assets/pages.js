// The pages that are about no single endpoint.

import { codeBlock } from "./code.js";
import { h, inline, oneLine, prose } from "./dom.js";
import { current, said, word } from "./language.js";

export function overviewPage(reference) {
  const { info, parts } = reference;
  const downloads = [
    ["/openapi.json", word("openapi")],
    ["/docs/collection.json", word("collection")],
    ["/docs/environment.json", word("environment")],
  ];
  return h(
    "article",
    { class: "overview" },
    h("header", {}, h("h1", {}, said(info.title, info["x-zh"]?.title)), h("p", { class: "lead" }, word("tagline"))),
    h(
      "section",
      { class: "call" },
      h("h2", {}, word("firstSteps")),
      h("p", {}, word("firstStepsText")),
      h("a", { class: "button", href: "#/post-pay" }, word("openDeposit")),
    ),
    h("section", { class: "text" }, prose(said(info.description, info["x-zh"]?.description))),
    h(
      "section",
      {},
      h("h2", {}, word("parts")),
      h(
        "div",
        { class: "cards" },
        parts.map((part) =>
          h(
            "a",
            { class: "card", href: `#/${part.endpoints[0].id}` },
            h("h3", {}, said(part.tag, part.zh.name)),
            h("p", {}, inline(oneLine(said(part.description, part.zh.description)))),
            h("small", {}, `${part.endpoints.length} ${word("endpointCount")}`),
          ),
        ),
      ),
    ),
    h(
      "section",
      {},
      h("h2", {}, word("downloads")),
      h(
        "ul",
        { class: "downloads" },
        downloads.map(([href, text]) => h("li", {}, h("a", { href, download: "" }, text))),
      ),
    ),
  );
}

const PRODUCT_EXAMPLE = `amount=300.00&payid=777&payment_code=6&product_id=1&product_user_id=1000001
key   demo-key-0001
sign  8c3011f757cdc89b51b0a38fb18627f7`;

const MESSAGE_EXAMPLE = `"@method": GET
"@path": /province_cities
"@query": ?product_id=1&code=440000000000
"@signature-params": ("@method" "@path" "@query");created=1767323045;nonce="b7c1f0e2";keyid="1"
key        demo-key-0001
signature  sig1=:NB2Y8y/7MuNUUtDkgyIQsiykec6jf6weG2kwo+bJxMQ=:`;

const PAYEE_EXAMPLE = `customerNo=2000000000000000000001&merchantNo=900001&storeNo=800001&timestamp=2024-01-02T03:04:05Z&
token       unit-test-token-0001
verifySign  8c8b859ff69a3cc945ce4c1bdd43eda0`;

const TERMINAL = `cargo xtask sign POST /pay product_id=1 product_user_id=1000001 payment_code=6 amount=300.00 payid=777
cargo xtask sign --scheme rfc9421 GET /bank_list product_id=1 product_user_id=1000001
cargo xtask sign POST /v3/payee/payout-accounts merchantNo=202333 storeNo=301854 customerNo=2000305228289295850180`;

const DEBUGGING = {
  en: `The panel on each endpoint's page shows the canonical string and the hash before it sends. When a signature is
refused by a server whose variable \`demo_mode\` is \`true\` (\`cargo xtask up\` sets it), the answer carries
\`x-sign-expected-canonical\`: the string as the server built it, without the key. The panel lays the two beside each
other and marks where they part. In a terminal:`,
  zh: `每个接口页的调试面板在发送前显示待签名字符串与摘要。若服务器的变量 \`demo_mode\` 为 \`true\`（\`cargo xtask up\` 会设置），
签名被拒绝时应答带有 \`x-sign-expected-canonical\`：服务器得到的字符串（不含密钥）。面板会对照两个字符串并标出首个不同之处。在终端中：`,
};

export function signingPage(reference) {
  const scheme = (name) => {
    const { description, zh } = reference.schemes[name] ?? { description: "" };
    return prose(said(description, zh));
  };
  return h(
    "article",
    { class: "text" },
    h("header", {}, h("h1", {}, word("signing"))),
    h("section", {}, h("h2", {}, h("code", {}, "sign")), scheme("product"), codeBlock(PRODUCT_EXAMPLE, "", word("example"))),
    h("section", {}, h("h2", {}, h("code", {}, "Signature")), scheme("message"), codeBlock(MESSAGE_EXAMPLE, "", word("example"))),
    h("section", {}, h("h2", {}, h("code", {}, "verifySign")), scheme("payee"), codeBlock(PAYEE_EXAMPLE, "", word("example"))),
    h("section", {}, h("h2", {}, word("debugging")), prose(DEBUGGING[current()]), codeBlock(TERMINAL, "curl", word("example"))),
    ["backOffice", "wallet", "dispatch"]
      .filter((name) => reference.schemes[name])
      .map((name) => h("section", {}, h("h2", {}, word(`token_${name}`)), scheme(name))),
  );
}
