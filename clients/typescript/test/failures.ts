// Runs cases in the form of tests/vectors/failures.json and prints a line of JSON for each case; the bundle's tests compare.

import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { BackOffice, Cashier, FeiqianError, Operator, Payee, type Scheme, Wallet } from "../src/index.js";

interface Case {
  id: string; server: "live" | "fake"; part: string; operation: string; arguments: object; first?: object; idempotency_key?: string;
  options?: { clock_offset_s?: number; timeout_ms?: number; retries?: number; scheme?: Scheme; key?: string };
}

const [file = "", live = "", fake = "", walletToken = ""] = process.argv.slice(2);

function client({ part, server, id, options = {} }: Case): object {
  const transport = {
    baseUrl: server === "live" ? live : `${fake}/${id}`, timeout: options.timeout_ms ?? 30_000, retries: options.retries ?? 0, retryDelay: 1,
    now: () => Date.now() + (options.clock_offset_s ?? 0) * 1000,
  };
  switch (part) {
    case "cashier": return new Cashier({ ...transport, productId: 1, key: options.key ?? "demo-key-0001", ...(options.scheme ? { scheme: options.scheme } : {}) });
    case "payee": return new Payee({ ...transport, merchantNo: "900001", storeNo: "800001", token: options.key ?? "unit-test-token-0001" });
    case "wallet": return new Wallet({ ...transport, token: options.key ?? walletToken });
    case "delivery": return new Operator({ ...transport, token: "demo-dispatch-token-0123456789abcdef" });
    default: return new BackOffice({ ...transport, merchantCode: "M001", account: "ops", password: options.key ?? "demo-pass-0001" });
  }
}

type Method = (parameters: object, options: object) => Promise<unknown>;

for (const one of JSON.parse(readFileSync(file, "utf8")) as Case[]) {
  const of = client(one);
  const methods = of as Record<string, Method>;
  const options = one.idempotency_key === undefined ? {} : { idempotencyKey: one.idempotency_key };
  const call = (parameters: object): Promise<unknown> =>
    Object.keys(parameters).length ? methods[one.operation]!(parameters, options) : methods[one.operation]!(options, options);
  try {
    if (one.operation === "logOut" && of instanceof BackOffice) {
      await of.signIn();
    }
    if (one.first) {
      await call(one.first);
    }
    await call(one.arguments);
    console.log(JSON.stringify({ id: one.id, kind: "success" }));
  } catch (error) {
    if (!(error instanceof FeiqianError)) {
      throw error;
    }
    const { kind, outcome, advice, message, fields } = error;
    console.log(JSON.stringify({ id: one.id, kind, outcome, advice, class: error.name, fields: Object.keys(fields), printed: `${message} ${inspect(error, { depth: 5 })}` }));
  }
}
