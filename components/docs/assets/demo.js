// What the samples share: the demo data's secrets, and what of a draft is signed.

/** The names and secrets of the demo data. Everyone knows them. */
export const DEMO = {
  productKeys: { 1: "demo-key-0001", 2: "demo-key-0002" },
  payeeTokens: {
    202333: "17cfc0170ef1c017b4a929d233d6e65e",
    900001: "unit-test-token-0001",
    900002: "unit-test-token-0002",
  },
  login: { pid: "M001", account: "ops", pwd: "demo-pass-0001" },
  dispatchToken: "demo-dispatch-token-0123456789abcdef",
};

/** The key that signs a draft: the demo data's, or a word to be replaced. */
export function demoKey(draft) {
  const value = (name) => draft.parameters.find(([other]) => other === name)?.[1];
  return draft.scheme === "payee"
    ? (DEMO.payeeTokens[value("merchantNo")] ?? "your-api-token")
    : (DEMO.productKeys[value("product_id")] ?? "your-key");
}

/** The command that prints a wallet token for a draft. */
export function tokenCommand(draft) {
  const user = draft.user ?? 1;
  return `cargo xtask token --user ${user}${draft.scope ? ` --scope '${draft.scope}'` : ""}`;
}

export const isSigned = (draft) => draft.scheme === "product" || draft.scheme === "payee";
export const isHmac = (draft) => draft.parameters.some(([name, value]) => name === "sign_type" && value === "HMAC-SHA256");

/** What is signed and stands in the program: no signature, no empty values for payees, nothing of `fresh`. */
export function signedParameters(draft) {
  const { scheme, parameters } = draft;
  const made = ["sign", "verifySign", ...fresh(draft)];
  return parameters.filter(([name, value]) => !made.includes(name) && !(scheme === "payee" && value === ""));
}

/** The parameters that a program makes anew each time: the time, and a product's nonce. */
export function fresh(draft) {
  const names = { product: ["timestamp", "nonce"], payee: ["timestamp"] }[draft.scheme] ?? [];
  return names.filter((name) => draft.parameters.some(([other]) => other === name));
}

export const queryString = (query) => (query.length ? `?${new URLSearchParams(query)}` : "");
