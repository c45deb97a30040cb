// Lists that help to fill in what names something else.

import { call } from "./api.js";
import { useEffect, useState } from "./html.js";
import { SUGGESTIONS } from "./resources.js";

/** `{ field: [{ value, text }] }` of the fields that name something else. What cannot be read helps nobody and is left out. */
export function useSuggestions(fields, without = []) {
  const [found, setFound] = useState({});
  const names = fields
    .map(({ name }) => name)
    .filter((name) => Object.hasOwn(SUGGESTIONS, name) && !without.includes(name))
    .join(" ");
  useEffect(() => {
    for (const name of names.split(" ").filter(Boolean)) {
      const { list, value, text, where = () => true } = SUGGESTIONS[name];
      call("GET", `${list}?limit=500`).then(
        ({ body }) => {
          const all = new Map(body.items.filter(where).map((item) => [String(item[value]), item[text]]));
          setFound((last) => ({ ...last, [name]: [...all].map(([one, said]) => ({ value: one, text: said })) }));
        },
        () => {},
      );
    }
  }, [names]);
  return found;
}
