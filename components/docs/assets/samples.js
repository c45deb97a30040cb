// The request of the page as a program: a call of the libraries first, then written by hand in four languages. Each runs as it
// is pasted, those by hand without anything of ours.
//
// A draft is a request that is not signed yet:
// { method, path, scheme, carrier, parameters, query, headers, json, mediaType, scope }
// * scheme: "product", "payee" (parameters are signed and travel in the carrier: "query" or "form"),
//   "backOffice", "wallet", "dispatch" (a token; query and json travel as they are), or null;
// * parameters, query and headers are lists of [name, value]; operation, pathTemplate and arguments are those of
//   sample-library.js.

import { curl } from "./sample-curl.js";
import { javascript } from "./sample-javascript.js";
import { libraries } from "./sample-library.js";
import { python } from "./sample-python.js";
import { rust } from "./sample-rust.js";

/** All samples of a draft by hand; `base` is the bundle's address. */
export function samples(draft, base) {
  return {
    curl: curl(draft, base),
    javascript: javascript(draft, base),
    python: python(draft, base),
    rust: rust(draft, base),
  };
}

/** All samples by the names of the page's tabs, in its order. */
export function allSamples(draft, base) {
  const calls = Object.entries(libraries(draft, base)).map(([language, text]) => [`library-${language}`, text]);
  return { ...Object.fromEntries(calls), ...samples(draft, base) };
}
