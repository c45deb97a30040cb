// What the bundle sends: callbacks of products, IPNs, notices of the wallet, Standard Webhooks. Each is verified over the
// raw body, in constant time, against every key that is valid, and against the clock where it bears a time.

import { type Bytes, base64, equal, fromBase64, fromHex, hmacSha256, utf8 } from "./digest.js";
import { fault } from "./fault.js";
import type { FeiqianError } from "./errors.js";
import { parseForm } from "./form.js";
import { parseJson } from "./json.js";
import { md5 } from "./md5.js";
import { firstAmbiguous, payeeText, productText } from "./signing.js";

/** Why a message was refused. */
export type Refusal = "malformed" | "signature" | "scheme" | "type" | "clock";

const TOLERANCE_SECONDS = 300;

export interface Clock {
  /** Unix seconds now; by default the machine's. */
  readonly now?: number;
  /** How far a message's time may be from now, in seconds; 300 by default. */
  readonly toleranceSeconds?: number;
}

interface Told {
  readonly product_id: string;
  readonly product_user_id: string;
  readonly amount: string;
  readonly currency: string;
  readonly status: string;
  readonly remarks: string;
  readonly timestamp: string;
  /** Differs from send to send. */
  readonly nonce: string;
}

export interface DepositCallback extends Told {
  readonly notify_type: "deposit";
  readonly order_sn: string;
  readonly parent_order_sn: string;
  readonly product_order_sn: string;
}

export interface WithdrawCallback extends Told {
  readonly notify_type: "withdraw";
  readonly billno: string;
  readonly product_billno: string;
}

export interface PayoutIpn {
  readonly notify_type: "payout";
  readonly accountToken: string;
  readonly amount: string;
  readonly currency: string;
  readonly invoiceId?: string;
  readonly paymentTime?: string;
  readonly status: string;
  readonly transactionNo: string;
  readonly vendor: string;
}

export interface AccountIpn {
  readonly notify_type: "account";
  readonly accountStatus: string;
  readonly accountTag: string;
  readonly accountToken: string;
  readonly accountType: string;
  readonly country: string;
  readonly currency: string;
  readonly customerNo: string;
  readonly payeeAccount: string;
}

export interface WalletNotice {
  readonly event_id: string;
  readonly cash_sn: string;
  readonly user_id: string;
  readonly cash_status: number;
  readonly cash_type: number;
  readonly cash_apply_amount: string;
  readonly cash_charge: string;
  readonly cash_actual_amount: string;
  readonly remark: string | null;
  readonly error_code: string | null;
  readonly updated_at: string;
}

interface Callbacks { readonly deposit: DepositCallback; readonly withdraw: WithdrawCallback }
interface Ipns { readonly payout: PayoutIpn; readonly account: AccountIpn }

const refused = (why: Refusal): FeiqianError => fault("verification", { reason: why });

const text = (body: string | Uint8Array): string => {
  if (typeof body === "string") {
    return body;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw refused("malformed");
  }
};

function checkTime(time: string, { now = Date.now() / 1000, toleranceSeconds = TOLERANCE_SECONDS }: Clock): void {
  if (!/^(?:0|[1-9][0-9]{0,14})$/.test(time)) {
    throw refused("malformed");
  }
  if (Math.abs(Number(time) - Math.floor(now)) > toleranceSeconds) {
    throw refused("clock");
  }
}

/** Whether one of the given values is one of the expected ones; every pair is compared. */
const isOneOf = (given: readonly Bytes[], expected: readonly Bytes[]): boolean =>
  given.reduce((found, one) => expected.reduce((hit, other) => equal(one, other) || hit, found), false);

function readForm(body: string | Uint8Array, signature: string): [Map<string, string>, Bytes] {
  const fields = parseForm(text(body));
  const sign = fields?.get(signature);
  if (!fields || sign === undefined || firstAmbiguous([...fields]) !== undefined) {
    throw refused("malformed");
  }
  const given = fromHex(sign);
  if (!given) {
    throw refused("signature");
  }
  return [fields, given];
}

/** The callback of a product in a form's body, verified. `keys`: the product's key, or both while it is exchanged. */
export async function verifyCallback<Type extends keyof Callbacks>(body: string | Uint8Array, keys: readonly string[], expected: Type,
  options: Clock & { readonly minimum?: "MD5" | "HMAC-SHA256" } = {}): Promise<Callbacks[Type]> {
  const [fields, given] = readForm(body, "sign");
  const scheme = fields.get("sign_type") || "MD5";
  if (!["MD5", "HMAC-SHA256"].includes(scheme) || (options.minimum === "HMAC-SHA256" && scheme === "MD5")) {
    throw refused("scheme");
  }
  const signed = productText([...fields]);
  const signatures = await Promise.all(keys.map(async (key) =>
    scheme === "MD5" ? fromHex(md5(signed + key)) ?? utf8("") : hmacSha256(utf8(key), utf8(signed))));
  if (!isOneOf([given], signatures)) {
    throw refused("signature");
  }
  if (fields.get("notify_type") !== expected) {
    throw refused("type");
  }
  checkTime(fields.get("timestamp") ?? "", options);
  return Object.fromEntries(fields) as unknown as Callbacks[Type];
}

/** An IPN in a form's body, verified. `tokens`: the merchant's API token, or both. It bears no time: tell repetitions by
 * `transactionNo` or `accountToken` and the status. */
export async function verifyIpn<Type extends keyof Ipns>(body: string | Uint8Array, tokens: readonly string[], expected: Type): Promise<Ipns[Type]> {
  const [fields, given] = readForm(body, "verifySign");
  const signed = payeeText([...fields]);
  const signatures = tokens.map((token) => fromHex(md5(signed + md5(token))) ?? utf8(""));
  if (!isOneOf([given], signatures)) {
    throw refused("signature");
  }
  if (fields.get("notify_type") !== expected) {
    throw refused("type");
  }
  return Object.fromEntries(fields) as unknown as Ipns[Type];
}

/** A notice of the wallet, verified by its header `X-Feiqian-Signature`. */
export async function verifyWalletNotice(body: string | Uint8Array, header: string, keys: readonly string[], clock: Clock = {}): Promise<WalletNotice> {
  const members = header.split(",").map((member) => member.trim());
  const times = members.filter((member) => member.startsWith("t="));
  const given = members.filter((member) => member.startsWith("v1=")).slice(0, 16).flatMap((member) => fromHex(member.slice(3)) ?? []);
  const time = times[0]?.slice(2);
  if (time === undefined || times.length !== 1 || !members.some((member) => member.startsWith("v1="))) {
    throw refused("malformed");
  }
  const content = text(body);
  const expected = await Promise.all(keys.map((key) => hmacSha256(utf8(key), utf8(`${time}.${content}`))));
  if (!isOneOf(given, expected)) {
    throw refused("signature");
  }
  checkTime(time, clock);
  try {
    return parseJson(content) as WalletNotice;
  } catch {
    throw refused("malformed");
  }
}

/** Any message with the headers of Standard Webhooks, verified: its id and its time. `secrets`: `whsec_…`. */
export async function verifyStandardWebhook(body: string | Uint8Array, headers: Headers | Readonly<Record<string, string>>,
  secrets: readonly string[], clock: Clock = {}): Promise<{ readonly id: string; readonly timestamp: number }> {
  const header = (name: string): string => {
    if (headers instanceof Headers) {
      return headers.get(name) ?? "";
    }
    return Object.entries(headers).find(([other]) => other.toLowerCase() === name)?.[1] ?? "";
  };
  const [id, time, signatures] = [header("webhook-id"), header("webhook-timestamp"), header("webhook-signature")];
  if (id === "" || signatures === "" || !/^(0|[1-9][0-9]{0,14})$/.test(time)) {
    throw refused("malformed");
  }
  const given = signatures.split(" ").slice(0, 16).filter((one) => one.startsWith("v1,")).flatMap((one) => fromBase64(one.slice(3)) ?? []);
  const content = text(body);
  const expected = await Promise.all(secrets.map((secret) => {
    const key = fromBase64(secret.replace(/^whsec_/, ""));
    if (!key) {
      throw fault("argument", { reason: "a secret is whsec_ and base64" });
    }
    return hmacSha256(key, utf8(`${id}.${time}.${content}`));
  }));
  if (!isOneOf(given, expected)) {
    throw refused("signature");
  }
  checkTime(time, clock);
  return { id, timestamp: Number(time) };
}

/** The secret that Standard Webhooks libraries take, of a product's key, an API token or another key. */
export function webhookSecret(key: string): string {
  return `whsec_${base64(utf8(key))}`;
}
