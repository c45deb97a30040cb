// Prints every call of the libraries that the page shows first, as JSON: the tests of clients/ compile or run them.

import { draftOf, hasFieldBody, initialValues } from "../../components/docs/assets/draft.js";
import { libraries } from "../../components/docs/assets/sample-library.js";
import { reference } from "./requests.mjs";

const [base] = process.argv.slice(2);
console.log(
  JSON.stringify(
    reference.endpoints.flatMap((endpoint) => {
      const json = endpoint.body === null || hasFieldBody(endpoint) ? "" : JSON.stringify(endpoint.body.example);
      const calls = libraries(draftOf(endpoint, initialValues(endpoint), json), base);
      return Object.keys(calls).length ? [{ id: endpoint.id, ...calls }] : [];
    }),
  ),
);
