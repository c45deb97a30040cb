// The signatures of requests: `sign` of products, `verifySign` of payees, and the payees' headers.

import { type Bytes, hex, hmacSha256, sha256, utf8 } from "./digest.js";
import { md5 } from "./md5.js";

export type Pair = readonly [name: string, value: string];

/** Compares texts by their UTF-8 bytes, as the contracts sort; the order of code points is the same. */
function byBytes([left]: Pair, [right]: Pair): number {
  const a = Array.from(left, (letter) => letter.codePointAt(0) ?? 0);
  const b = Array.from(right, (letter) => letter.codePointAt(0) ?? 0);
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return a.length - b.length;
}

/** Whether a signed text may hold this parameter name. */
export const isName = (name: string): boolean => !/[=&]/.test(name);

/** Whether a signed text may hold this value: no `&` that is followed by a `=` before the next `&`. */
export const isValue = (value: string): boolean => !/&[^&]*=/.test(value);

/** The first pair that would make a signed text stand for other pairs too. */
export const firstAmbiguous = (pairs: readonly Pair[]): string | undefined =>
  pairs.find(([name, value]) => !isName(name) || !isValue(value))?.[0];

/** The text that a product signs: all parameters but `sign`, sorted by name, `name=value` joined with `&`. */
export const productText = (pairs: readonly Pair[]): string =>
  pairs.filter(([name]) => name !== "sign").sort(byBytes).map(([name, value]) => `${name}=${value}`).join("&");

/** `sign` by MD5: 32 hex digits. */
export const productMd5 = (text: string, key: string): string => md5(text + key);

/** `sign` by HMAC-SHA256: 64 hex digits. */
export const productHmac = async (text: string, key: string): Promise<string> => hex(await hmacSha256(utf8(key), utf8(text)));

/** The text that a merchant signs: parameters that are not empty, sorted by name, `name=value&` each. */
export const payeeText = (pairs: readonly Pair[]): string =>
  pairs.filter(([name, value]) => name !== "verifySign" && value !== "").sort(byBytes).map(([name, value]) => `${name}=${value}&`).join("");

/** `verifySign`: 32 hex digits. */
export const verifySign = (text: string, token: string): string => md5(text + md5(token));

/** The text of the header signature: method, path, digest of the body, time and nonce in lines. */
export const headerText = async (path: string, body: Bytes, timestamp: string, nonce: string): Promise<string> =>
  ["POST", path, hex(await sha256(body)), timestamp, nonce].join("\n");

/** The value of `X-Signature`. */
export const headerSignature = async (text: string, token: string): Promise<string> =>
  `HMAC-SHA256 ${hex(await hmacSha256(utf8(token), utf8(text)))}`;
