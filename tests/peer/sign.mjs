// The two request signatures and the token, as the contracts have them.

import { createHash, timingSafeEqual, verify } from "node:crypto";

const md5 = (text) => createHash("md5").update(text).digest("hex");

const equal = (a, b) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/// The cashier's: `name=value&name=value` in order of the names, then the key.
export function isSigned({ sign, ...rest }, key) {
  const text = Object.keys(rest)
    .sort()
    .map((name) => `${name}=${rest[name]}`)
    .join("&");
  return typeof sign === "string" && equal(md5(text + key), sign);
}

/// The payee's: `name=value&` of what is not empty, then the digest of the token.
export function isVerified({ verifySign, ...rest }, token) {
  const text = Object.keys(rest)
    .sort()
    .map((name) => (rest[name] === "" ? "" : `${name}=${rest[name]}&`))
    .join("");
  return typeof verifySign === "string" && equal(md5(text + md5(token)), verifySign);
}

export const bodyHash = (body) => createHash("sha256").update(JSON.stringify(body)).digest();

/// The claims of a token that `key` has signed, if they are good now.
export function claims(authorization, key, issuer, audience) {
  const [head, payload, signature] = (authorization ?? "").replace(/^bearer /i, "").split(".");
  if (!signature) return null;
  const { alg } = JSON.parse(Buffer.from(head, "base64url"));
  const isGood = alg === "EdDSA" && verify(null, Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, "base64url"));
  if (!isGood) return null;
  const claims = JSON.parse(Buffer.from(payload, "base64url"));
  const now = Date.now() / 1000;
  return claims.iss === issuer && claims.aud === audience && claims.exp > now ? claims : null;
}
