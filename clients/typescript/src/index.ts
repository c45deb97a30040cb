// Client of Feiqian: cashier, back office, wallet and payee; verification of what the bundle sends.

export { BackOffice, Cashier, Operator, Payee, Wallet } from "./client.js";
export type { BackOfficeOptions, CashierOptions, PayeeOptions, Scheme, TokenOptions } from "./client.js";
export type { CallOptions, Operation, Parameters, Result } from "./call.js";
export type { components, operations, paths } from "./openapi.js";
export * from "./catalogue.js";
export * from "./kinds.js";
export { FeiqianError, type Details, type Outcome } from "./errors.js";
export { Money, type Currency } from "./money.js";
export * from "./webhooks.js";
export { contentDigest, signMessage, type Message, type Signed } from "./rfc9421.js";
export { headerSignature, headerText, isName, isValue, payeeText, productHmac, productMd5, productText, verifySign, type Pair } from "./signing.js";
export { md5 } from "./md5.js";
