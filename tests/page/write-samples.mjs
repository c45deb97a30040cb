// Writes tests/samples/*.rs: the Rust programs of the page, compiled with the tests. `node tests/page/write-samples.mjs`

import { writeFileSync } from "node:fs";
import { COMPILED, sampleOf } from "./requests.mjs";

for (const name of COMPILED) {
  writeFileSync(new URL(`../samples/${name}.rs`, import.meta.url), sampleOf(name, "rust"));
}
