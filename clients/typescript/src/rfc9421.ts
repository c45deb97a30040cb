// HTTP Message Signatures (RFC 9421) with hmac-sha256, and Content-Digest (RFC 9530), as products use them.

import { type Bytes, base64, hmacSha256, sha256, utf8 } from "./digest.js";
import { fault } from "./fault.js";

export interface Message {
  readonly method: string;
  /** The absolute URL as it is sent. */
  readonly url: URL;
  /** Header fields with names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
}

export interface Signed {
  /** The text that is signed. */
  readonly base: string;
  readonly signatureInput: string;
  readonly signature: string;
}

/** The value of `Content-Digest`. */
export const contentDigest = async (body: Bytes): Promise<string> => `sha-256=:${base64(await sha256(body))}:`;

function valueOf(component: string, { method, url, headers }: Message): string {
  switch (component) {
    case "@method": return method;
    // The URL's parser has put scheme and authority in lower case and removed a port that is the scheme's own.
    case "@target-uri": return `${url.protocol}//${url.host}${url.pathname}${url.search}`;
    case "@authority": return url.host;
    case "@scheme": return url.protocol.slice(0, -1);
    case "@path": return url.pathname;
    case "@query": return url.search || "?";
    default: {
      const value = headers.get(component);
      if (value === undefined || component.startsWith("@")) {
        throw fault("argument", { reason: `the request has no ${component}` });
      }
      return value.trim();
    }
  }
}

const item = (value: string | number): string => {
  if (typeof value === "number") {
    return String(value);
  }
  if (!/^[ -~]*$/.test(value)) {
    throw fault("argument", { reason: "a parameter of a signature must be visible ASCII" });
  }
  return `"${value.replace(/[\\"]/g, "\\$&")}"`;
};

/** Signs a message: `components` in their order, then the parameters in theirs. */
export async function signMessage(message: Message, components: readonly string[],
  parameters: ReadonlyArray<readonly [string, string | number]>, key: Bytes, label = "sig1"): Promise<Signed> {
  const list = components.map((component) => `"${component}"`).join(" ");
  const input = `(${list})${parameters.map(([name, value]) => `;${name}=${item(value)}`).join("")}`;
  const lines = components.map((component) => `"${component}": ${valueOf(component, message)}`);
  const base = [...lines, `"@signature-params": ${input}`].join("\n");
  const signature = base64(await hmacSha256(key, utf8(base)));
  return { base, signatureInput: `${label}=${input}`, signature: `${label}=:${signature}:` };
}
