// Writes tests/samples/*.rs and clients/rust/tests/calls.rs: the Rust programs of the page, compiled with the tests.
// `node tests/page/write-samples.mjs`

import { writeFileSync } from "node:fs";
import { COMPILED, rustCalls, sampleOf } from "./requests.mjs";

for (const name of COMPILED) {
  writeFileSync(new URL(`../samples/${name}.rs`, import.meta.url), sampleOf(name, "rust"));
}
writeFileSync(new URL("../../clients/rust/tests/calls.rs", import.meta.url), rustCalls());
