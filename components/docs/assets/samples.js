// The request of the page as a program in four languages, each of which runs as it is pasted.
//
// A draft is a request that is not signed yet:
// { method, path, scheme, carrier, parameters, query, headers, json, mediaType, scope }
// * scheme: "product", "payee" (parameters are signed and travel in the carrier: "query" or "form"),
//   "backOffice", "wallet", "dispatch" (a token; query and json travel as they are), or null;
// * parameters, query and headers are lists of [name, value].

import { curl } from "./sample-curl.js";
import { javascript } from "./sample-javascript.js";
import { python } from "./sample-python.js";
import { rust } from "./sample-rust.js";

/** All samples of a draft; `base` is the bundle's address. */
export function samples(draft, base) {
  return {
    curl: curl(draft, base),
    javascript: javascript(draft, base),
    python: python(draft, base),
    rust: rust(draft, base),
  };
}
