// Writes what the libraries take from the OpenAPI document: `node clients/generate/generate.mjs`. With --check it writes
// nothing and fails if a file is stale. The types of the TypeScript library are made of `--view FILE` by openapi-typescript.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { php } from "./php.mjs";
import { python } from "./python.mjs";
import { rust } from "./rust.mjs";
import { typescript } from "./typescript.mjs";
import { clientView } from "./view.mjs";

const root = new URL("../../", import.meta.url);
const [flag, file] = process.argv.slice(2);

if (flag === "--view") {
  writeFileSync(file, JSON.stringify(clientView()));
} else {
  const writers = [typescript, python, rust, php];
  const stale = [];
  for (const [path, text] of writers.flatMap((writer) => Object.entries(writer()))) {
    const target = new URL(path, root);
    let before = "";
    try {
      before = readFileSync(target, "utf8");
    } catch {
      // A new file.
    }
    if (before !== text) {
      stale.push(path);
      if (flag !== "--check") {
        writeFileSync(fileURLToPath(target), text);
      }
    }
  }
  if (flag === "--check" && stale.length) {
    console.error(`stale: ${stale.join(", ")}\nrun: node clients/generate/generate.mjs`);
    process.exit(1);
  }
  console.log(stale.length ? `written: ${stale.join(", ")}` : "up to date");
}
