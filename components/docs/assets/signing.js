// The two signature schemes, as docs/cashier.md and docs/payee.md describe them. A parameter is [name, value].

import { md5 } from "./md5.js";

const UTF8 = new TextEncoder();

/** The text a product signs: all parameters but `sign`, sorted by name, `name=value` joined with `&`. */
export function productText(parameters) {
  return sorted(parameters, "sign")
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** A product's signature of a text; `type` is the value of the parameter `sign_type`. */
export async function productSign(text, key, type = "MD5") {
  return type === "HMAC-SHA256" ? hmacSha256(key, text) : md5(text + key);
}

/** The text a merchant signs: all parameters but `verifySign` and empty ones, sorted by name, each `name=value&`. */
export function payeeText(parameters) {
  const given = parameters.filter(([, value]) => value !== "");
  return sorted(given, "verifySign")
    .map(([name, value]) => `${name}=${value}&`)
    .join("");
}

/** A merchant's signature of a text. */
export function payeeSign(text, token) {
  return md5(text + md5(token));
}

/** Where two texts begin to differ; -1 if they are equal. */
export function firstDifference(left, right) {
  if (left === right) {
    return -1;
  }
  let at = 0;
  while (at < left.length && left[at] === right[at]) {
    at += 1;
  }
  return at;
}

function sorted(parameters, signature) {
  return parameters.filter(([name]) => name !== signature).sort(([left], [right]) => inByteOrder(left, right));
}

/** Order of the UTF-8 bytes; that of JavaScript's own strings differs beyond U+FFFF. */
function inByteOrder(left, right) {
  const [a, b] = [UTF8.encode(left), UTF8.encode(right)];
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    if (a[at] !== b[at]) {
      return a[at] - b[at];
    }
  }
  return a.length - b.length;
}

async function hmacSha256(key, text) {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", UTF8.encode(key), algorithm, false, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", imported, UTF8.encode(text));
  return Array.from(new Uint8Array(signature), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
