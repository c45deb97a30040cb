// Prints the samples of all requests as JSON, for a bundle at the address given: tests/tests/docs_page.rs runs them.

import { COMPILED, REQUESTS } from "./requests.mjs";
import { samples } from "../../components/docs/assets/samples.js";

const [base] = process.argv.slice(2);
console.log(
  JSON.stringify(
    REQUESTS.map(({ name, draft, answer }) => ({
      name,
      answer,
      scope: draft.scope,
      user: `${draft.user ?? 1}`,
      compiled: COMPILED.includes(name),
      ...samples(draft, base),
    })),
  ),
);
