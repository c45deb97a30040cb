// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.
/**
 * What went wrong, in one word.
 */
export type Kind = "signature" | "clock" | "authentication" | "permission" | "validation" | "request" | "not_found" | "conflict" | "in_progress" | "state" | "rate" | "upstream" | "server" | "unavailable" | "timeout" | "connection" | "truncated" | "ambiguous" | "argument" | "verification";

/**
 * Codes of the part "cashier".
 */
export type CashierCode = 400 | 403 | 404 | 405 | 408 | 409 | 413 | 415 | 422 | 429 | 500 | 503 | 304;

/**
 * Codes of the part "wallet".
 */
export type WalletCode = "invalid_json" | "invalid_include" | "invalid_sort" | "invalid_page" | "invalid_filter" | "invalid_query_parameter" | "invalid_idempotency_key" | "not_authenticated" | "permission_denied" | "client_generated_id" | "route_not_found" | "model_not_found" | "method_not_allowed" | "not_acceptable" | "request_timeout" | "too_many_requests" | "resource_type_conflict" | "idempotency_key_reused" | "cash_mch_invalid" | "unbind_wechat" | "cash_interval_time" | "cash_sum_limit" | "status_cash_freeze" | "available_amount_error" | "wallet_limit_error" | "payload_too_large" | "unsupported_media_type" | "validation_error" | "cash_type_error" | "operate_forbidden" | "operate_type_error" | "wallet_status_error" | "internal_error" | "service_busy";

/**
 * Codes of the part "payee".
 */
export type PayeeCode = "000000" | "000010" | "000020" | "000021" | "000022" | "000023" | "000030" | "000040" | "000080";

/**
 * Codes of the part "delivery".
 */
export type DeliveryCode = "unauthorized" | "not_found" | "request_timeout" | "unsupported_media_type" | "invalid_body" | "internal_error" | "service_busy";

/**
 * What to do about an error.
 */
export const ADVICE: Readonly<Record<Kind, string>> = {
  signature: "Check the number of the product or merchant, the key, and that no proxy changes the parameters. A demo bundle answers with the text to be signed in the header x-sign-expected-canonical.",
  clock: "Set this machine's clock, for instance by NTP: it is more than the allowed 300 seconds from the server's. Then send the request again.",
  authentication: "Get a new token: this one is absent, wrong, expired or another merchant's.",
  permission: "Ask the operator for the right: this caller may not do this.",
  validation: "Correct the fields that are named, then send the request again.",
  request: "Check the base URL and the version of this library: the server does not know a request of this form.",
  not_found: "Check the number: the object does not exist, or it is another's. If every call ends so, check the base URL.",
  conflict: "The order number or idempotency key belongs to another request. Repeat that request unchanged, or take a new number for a new order.",
  in_progress: "The first request with this order number has no answer yet. Repeat the same request after a moment.",
  state: "The object's state, a limit or the balance does not allow this. Read the object, then decide again.",
  rate: "Wait for as long as the server says, then send the request again.",
  upstream: "The payment provider refused or did not answer. The order is closed: take a new order number for another attempt.",
  server: "A fault of the server: report the request id to the operator. Repeat the request only with the same order number or idempotency key.",
  unavailable: "The service is busy or down. Repeat the same request with the same order number or idempotency key in a moment.",
  timeout: "No answer within the time limit, so it is not known whether the command was carried out. Repeat the same request with the same order number or idempotency key, or read the order.",
  connection: "Check the base URL and the network. Whether the command was carried out is not known: repeat the same request with the same order number or idempotency key.",
  truncated: "The answer is cut off or unreadable, so it is not known whether the command was carried out. Repeat the same request with the same order number or idempotency key, or read the order.",
  ambiguous: "Nothing was sent. Change the value: a signed name must not contain = or &, and a signed value must not contain an & that is followed by a = before the next &.",
  argument: "Nothing was sent. Correct the argument that is named.",
  verification: "Do not act on the message, and do not acknowledge it: it is not proven to be the bundle's, or it is not fresh.",
};

/** Kinds after which nothing was sent, and after which nobody knows whether the command was carried out. */
export const NOT_SENT: readonly Kind[] = ["ambiguous","argument","verification"];
export const UNKNOWN: readonly Kind[] = ["in_progress","server","unavailable","timeout","connection","truncated"];

/** Code, message (`*`: any) and kind, the most particular first. */
export const CODES: Readonly<Record<string, ReadonlyArray<readonly [string, string, Kind]>>> = {
  cashier: [
    ["400","bad request","request"],
    ["403","forbidden","signature"],
    ["404","not found","not_found"],
    ["405","method not allowed","request"],
    ["408","request timeout","unavailable"],
    ["409","conflict","conflict"],
    ["413","payload too large","request"],
    ["415","unsupported media type","request"],
    ["422","unprocessable entity","state"],
    ["422","*","validation"],
    ["429","too many requests","rate"],
    ["500","system exception","server"],
    ["500","*","upstream"],
    ["503","service busy","unavailable"],
    ["304","*","request"],
  ],
  wallet: [
    ["invalid_json","*","request"],
    ["invalid_include","*","validation"],
    ["invalid_sort","*","validation"],
    ["invalid_page","*","validation"],
    ["invalid_filter","*","validation"],
    ["invalid_query_parameter","*","validation"],
    ["invalid_idempotency_key","*","validation"],
    ["not_authenticated","*","authentication"],
    ["permission_denied","*","permission"],
    ["client_generated_id","*","request"],
    ["route_not_found","*","request"],
    ["model_not_found","*","not_found"],
    ["method_not_allowed","*","request"],
    ["not_acceptable","*","request"],
    ["request_timeout","*","unavailable"],
    ["too_many_requests","*","rate"],
    ["resource_type_conflict","*","request"],
    ["idempotency_key_reused","*","conflict"],
    ["cash_mch_invalid","*","state"],
    ["unbind_wechat","*","state"],
    ["cash_interval_time","*","state"],
    ["cash_sum_limit","*","state"],
    ["status_cash_freeze","*","state"],
    ["available_amount_error","*","state"],
    ["wallet_limit_error","*","state"],
    ["payload_too_large","*","request"],
    ["unsupported_media_type","*","request"],
    ["validation_error","*","validation"],
    ["cash_type_error","*","validation"],
    ["operate_forbidden","*","validation"],
    ["operate_type_error","*","validation"],
    ["wallet_status_error","*","validation"],
    ["internal_error","*","server"],
    ["service_busy","*","unavailable"],
  ],
  payee: [
    ["000000","data error : verifySign","signature"],
    ["000000","service busy","unavailable"],
    ["000000","*","server"],
    ["000010","*","request"],
    ["000020","*","validation"],
    ["000021","no related information : path","request"],
    ["000021","*","not_found"],
    ["000022","Duplicate request error","conflict"],
    ["000022","*","validation"],
    ["000023","data error : timestamp","clock"],
    ["000023","data error : X-Timestamp","clock"],
    ["000023","data error : method","request"],
    ["000023","data error : Content-Type","request"],
    ["000023","data error : body","request"],
    ["000023","*","validation"],
    ["000030","too many requests","rate"],
    ["000030","*","permission"],
    ["000040","*","state"],
    ["000080","*","state"],
  ],
  delivery: [
    ["unauthorized","*","authentication"],
    ["not_found","*","request"],
    ["request_timeout","*","unavailable"],
    ["unsupported_media_type","*","request"],
    ["invalid_body","*","validation"],
    ["internal_error","*","server"],
    ["service_busy","*","unavailable"],
  ],
};
