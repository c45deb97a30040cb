// The clients of the five parts. Keys and tokens are private: neither a printed client nor an error shows them.

import { resultOf, type Part } from "./answer.js";
import type { CallOptions, Operation, Result } from "./call.js";
import { randomHex, utf8 } from "./digest.js";
import { FeiqianError } from "./errors.js";
import { fault } from "./fault.js";
import { toJson } from "./json.js";
import { BackOfficeOperations, CashierOperations, OperatorOperations, type OperationRequest, PayeeOperations, WalletOperations } from "./operations.js";
import { contentDigest, signMessage } from "./rfc9421.js";
import { type Pair, firstAmbiguous, headerSignature, headerText, payeeText, productHmac, productMd5, productText, verifySign } from "./signing.js";
import { type Outgoing, Transport, type TransportOptions } from "./transport.js";

/** How a product signs. The weaker schemes are refused where the product's `minimum_scheme` asks for more. */
export type Scheme = "md5" | "hmac-sha256" | "rfc9421";

type Headers = Record<string, string>;

const FORM = "application/x-www-form-urlencoded";

const encode = (pairs: readonly Pair[]): string => new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString();

/** Parameters as they are signed and sent: absent ones are left out. */
function pairsOf(operation: string, parameters: object): Pair[] {
  const pairs: Pair[] = [];
  for (const [name, value] of Object.entries(parameters) as Array<[string, unknown]>) {
    if (value === undefined || value === null) {
      continue;
    }
    if (typeof value === "number" && !Number.isSafeInteger(value)) {
      throw fault("argument", { operation, reason: `${name} is a number of JavaScript that is no exact integer: give a text` });
    }
    const text = String(value as string | number | bigint | boolean | object);
    if (/[\ud800-\udfff]/u.test(text) || (typeof value === "object" && !("currency" in value))) {
      throw fault("argument", { operation, reason: `${name} is no text` });
    }
    pairs.push([name, text]);
  }
  return pairs;
}

function unambiguous(operation: string, pairs: readonly Pair[]): readonly Pair[] {
  const name = firstAmbiguous(pairs);
  if (name !== undefined) {
    throw fault("ambiguous", { operation, fields: { [name]: ["ambiguous"] } });
  }
  return pairs;
}

const isRepeatable = (repeat: string, parameters: object, options: CallOptions): boolean => {
  const given = (parameters as Record<string, unknown>)[repeat];
  return repeat === "safe" || options.idempotencyKey !== undefined || (given !== undefined && given !== null && given !== "");
};

/** Path with its parameters, query and what is left for the body. */
function split<Id extends Operation>(request: OperationRequest<Id>, parameters: object): [path: string, query: object, rest: object] {
  const rest: Record<string, unknown> = { ...parameters };
  const path = request.path.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const [pair] = pairsOf(request.id, { [name]: rest[name] });
    delete rest[name];
    if (!pair || pair[1] === "" || pair[1] === "." || pair[1] === "..") {
      throw fault("argument", { operation: request.id, reason: `${name} is absent` });
    }
    return encodeURIComponent(pair[1]);
  });
  if (request.carrier !== "json") {
    return [path, rest, {}];
  }
  const query: Record<string, unknown> = {};
  for (const name of request.query) {
    query[name] = rest[name];
    delete rest[name];
  }
  return [path, query, rest];
}

function withKey(headers: Headers, options: CallOptions | undefined): Headers {
  const key = options?.idempotencyKey;
  if (key === undefined) {
    return headers;
  }
  if (!/^[!-~]{1,128}$/.test(key)) {
    throw fault("argument", { reason: "an idempotency key is 1 to 128 visible letters of ASCII" });
  }
  return { ...headers, "idempotency-key": key };
}

/** A request with a token: parameters in the query, the rest as JSON. */
function tokenRequest<Id extends Operation>(transport: Transport, request: OperationRequest<Id>, parameters: object,
  headers: Headers, mediaType: string): Outgoing {
  const [path, query, rest] = split(request, parameters);
  const url = transport.url(path);
  url.search = encode(pairsOf(request.id, query));
  const body = request.carrier === "json" ? { body: toJson(rest) } : {};
  return { method: request.method, url, headers: { ...headers, ...(request.carrier === "json" ? { "content-type": mediaType } : {}) }, ...body };
}

export interface CashierOptions extends TransportOptions {
  /** The number of the product. */
  readonly productId: string | number;
  /** The product's key. */
  readonly key: string;
  /** `hmac-sha256` by default. */
  readonly scheme?: Scheme;
}

/** What a product asks for on behalf of its customers. */
export class Cashier extends CashierOperations {
  readonly #transport: Transport;
  readonly #productId: string;
  readonly #key: string;
  readonly #scheme: Scheme;

  constructor(options: CashierOptions) {
    super();
    this.#transport = new Transport(options);
    this.#productId = String(options.productId);
    this.#key = options.key;
    this.#scheme = options.scheme ?? "hmac-sha256";
    if (!/^[1-9][0-9]{0,18}$/.test(this.#productId)) {
      throw fault("argument", { reason: "productId is a number in decimal" });
    }
    if (!["md5", "hmac-sha256", "rfc9421"].includes(this.#scheme)) {
      throw fault("argument", { reason: "scheme is md5, hmac-sha256 or rfc9421" });
    }
  }

  protected override async call<Id extends Operation>(request: OperationRequest<Id>, parameters: object, options: CallOptions = {}): Promise<Result<Id>> {
    const pairs = unambiguous(request.id, [["product_id", this.#productId], ...pairsOf(request.id, parameters)]);
    return this.#transport.run(request.id, isRepeatable(request.repeat, parameters, options),
      () => this.#sign(request.method, request.path, pairs, request.carrier === "form"),
      (answer) => resultOf("cashier", request.id, answer, this.#transport.now()) as Result<Id>, options);
  }

  async #sign(method: string, path: string, pairs: readonly Pair[], isForm: boolean): Promise<Outgoing> {
    const seconds = Math.floor(this.#transport.now() / 1000);
    const all = [...pairs];
    if (this.#scheme === "hmac-sha256") {
      all.push(["sign_type", "HMAC-SHA256"], ["timestamp", String(seconds)], ["nonce", randomHex(16)]);
      all.push(["sign", await productHmac(productText(all), this.#key)]);
    } else if (this.#scheme === "md5") {
      all.push(["sign", productMd5(productText(all), this.#key)]);
    }
    const url = this.#transport.url(path);
    const encoded = encode(all);
    const headers: Headers = isForm ? { "content-type": FORM } : {};
    if (!isForm) {
      url.search = encoded;
    }
    if (this.#scheme === "rfc9421") {
      const components = ["@method", "@path", "@query"];
      if (isForm) {
        headers["content-digest"] = await contentDigest(utf8(encoded));
        components.push("content-digest");
      }
      const parameters = [["created", seconds], ["nonce", randomHex(16)], ["keyid", this.#productId], ["alg", "hmac-sha256"]] as const;
      const signed = await signMessage({ method, url, headers: new Map(Object.entries(headers)) }, components, parameters, utf8(this.#key));
      headers["signature-input"] = signed.signatureInput;
      headers["signature"] = signed.signature;
    }
    return { method, url, headers, ...(isForm ? { body: encoded } : {}) };
  }
}

export interface BackOfficeOptions extends TransportOptions {
  /** The merchant's code, `pid`. */
  readonly merchantCode: string;
  readonly account: string;
  readonly password: string;
}

/** What a merchant does. It signs in by itself and again when its token has run out. */
export class BackOffice extends BackOfficeOperations {
  readonly #transport: Transport;
  readonly #options: BackOfficeOptions;
  #session: { readonly token: string; readonly until: number } | undefined;

  constructor(options: BackOfficeOptions) {
    super();
    this.#transport = new Transport(options);
    this.#options = options;
  }

  /** Signs in, which other calls do by themselves. Every attempt counts against the server's limit. */
  async signIn(options: CallOptions = {}): Promise<void> {
    const { merchantCode, account, password } = this.#options;
    const make = (): Promise<Outgoing> => Promise.resolve({
      method: "POST", url: this.#transport.url("/token"), headers: { "content-type": "application/json" },
      body: toJson({ pid: merchantCode, account, pwd: password }),
    });
    const session = await this.#transport.run("token", false, make,
      (answer) => resultOf("backOffice", "token", answer, this.#transport.now()) as Result<"token">, options);
    // The token's life is a difference of the server's times, so a wrong clock here does not matter.
    this.#session = { token: session.token, until: performance.now() + (session.exp - session.iat - 5) * 1000 };
  }

  protected override async call<Id extends Operation>(request: OperationRequest<Id>, parameters: object, options: CallOptions = {}): Promise<Result<Id>> {
    const isSignedIn = this.#session !== undefined && performance.now() < this.#session.until;
    if (request.id === "logOut" && !isSignedIn) {
      // There is no session to end, and none is begun for it.
      return true as Result<Id>;
    }
    if (!isSignedIn) {
      await this.signIn(options);
    }
    const token = this.#session?.token ?? "";
    const code = request.id === "confirmDeposit" ? { product_id: this.#options.merchantCode } : { pid: this.#options.merchantCode };
    const make = (): Promise<Outgoing> => Promise.resolve(tokenRequest(
      this.#transport, { ...request, query: [] }, { ...code, ...parameters }, { authorization: `Bearer ${token}` }, "application/json"));
    try {
      const result = await this.#transport.run(request.id, isRepeatable(request.repeat, parameters, options), make,
        (answer) => resultOf("backOffice", request.id, answer, this.#transport.now()) as Result<Id>, options);
      if (request.id === "logOut") {
        this.#session = undefined;
      }
      return result;
    } catch (error) {
      if (error instanceof FeiqianError && error.kind === "authentication") {
        this.#session = undefined;
      }
      throw error;
    }
  }
}

export interface TokenOptions extends TransportOptions {
  /** The token, or what gets one. */
  readonly token: string | (() => string | Promise<string>);
}

const tokenOf = async (token: TokenOptions["token"]): Promise<string> => {
  const given = typeof token === "string" ? token : await token();
  if (!/^[!-~]+$/.test(given)) {
    throw fault("argument", { reason: "a token is visible ASCII" });
  }
  return given;
};

abstract class TokenClient {
  readonly #transport: Transport;
  readonly #token: TokenOptions["token"];

  constructor(options: TokenOptions, private readonly part: Part, private readonly mediaType: string) {
    this.#transport = new Transport(options);
    this.#token = options.token;
  }

  send<Id extends Operation>(request: OperationRequest<Id>, parameters: object, options: CallOptions = {}): Promise<Result<Id>> {
    const make = async (): Promise<Outgoing> => {
      const headers = withKey({ authorization: `Bearer ${await tokenOf(this.#token)}`, accept: `${this.mediaType}, application/json` }, options);
      return tokenRequest(this.#transport, request, parameters, headers, this.mediaType);
    };
    return this.#transport.run(request.id, isRepeatable(request.repeat, parameters, options), make,
      (answer) => resultOf(this.part, request.id, answer, this.#transport.now()) as Result<Id>, options);
  }
}

class Sender extends TokenClient {}

/** A user's wallet, with a bearer token (JWT). */
export class Wallet extends WalletOperations {
  readonly #sender: Sender;

  constructor(options: TokenOptions) {
    super();
    this.#sender = new Sender(options, "wallet", "application/vnd.api+json");
  }

  protected override call<Id extends Operation>(request: OperationRequest<Id>, parameters: object, options?: CallOptions): Promise<Result<Id>> {
    return this.#sender.send(request, parameters, options);
  }
}

/** What the bundle's operator does: delivery. */
export class Operator extends OperatorOperations {
  readonly #sender: Sender;

  constructor(options: TokenOptions) {
    super();
    // A delivery lasts up to a minute.
    this.#sender = new Sender({ timeout: 90_000, ...options }, "delivery", "application/json");
  }

  protected override call<Id extends Operation>(request: OperationRequest<Id>, parameters: object, options?: CallOptions): Promise<Result<Id>> {
    return this.#sender.send(request, parameters, options);
  }
}

export interface PayeeOptions extends TransportOptions {
  readonly merchantNo: string;
  readonly storeNo: string;
  /** The merchant's API token. */
  readonly token: string;
  /** Whether the headers `X-Signature`, `X-Timestamp` and `X-Nonce` are sent besides; by default they are. */
  readonly signHeaders?: boolean;
}

/** Payees, their accounts and payouts. */
export class Payee extends PayeeOperations {
  readonly #transport: Transport;
  readonly #options: PayeeOptions;

  constructor(options: PayeeOptions) {
    super();
    this.#transport = new Transport(options);
    this.#options = options;
  }

  protected override async call<Id extends Operation>(request: OperationRequest<Id>, parameters: object, options: CallOptions = {}): Promise<Result<Id>> {
    const { merchantNo, storeNo, token, signHeaders = true } = this.#options;
    const own = pairsOf(request.id, { merchantNo, storeNo, ...parameters }).filter(([, value]) => value !== "");
    const pairs = unambiguous(request.id, own);
    const make = async (): Promise<Outgoing> => {
      const timestamp = `${new Date(this.#transport.now()).toISOString().slice(0, 19)}Z`;
      const all: Pair[] = [...pairs, ["timestamp", timestamp]];
      const body = toJson(Object.fromEntries([...all, ["verifySign", verifySign(payeeText(all), token)]]));
      const url = this.#transport.url(request.path);
      const headers = withKey({ "content-type": "application/json" }, options);
      if (signHeaders) {
        const nonce = randomHex(16);
        headers["x-timestamp"] = timestamp;
        headers["x-nonce"] = nonce;
        headers["x-signature"] = await headerSignature(await headerText(url.pathname, utf8(body), timestamp, nonce), token);
      }
      return { method: "POST", url, headers, body };
    };
    return this.#transport.run(request.id, isRepeatable(request.repeat, parameters, options), make,
      (answer) => resultOf("payee", request.id, answer, this.#transport.now()) as Result<Id>, options);
  }
}
