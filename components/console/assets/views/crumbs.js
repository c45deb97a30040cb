// Where a thing belongs.

import { fill } from "../api.js";
import { word } from "../language.js";
import { matchResource, RESOURCES } from "../resources.js";
import { address } from "../router.js";

/** The way to a list: of a merchant's users `Merchants`, `M001`. */
export function parentCrumbs(resource, values) {
  const parts = fill(resource.list, values).split("/").filter(Boolean);
  if (parts.length < 3) {
    return [];
  }
  const parent = matchResource(parts.slice(0, 2).map(decodeURIComponent));
  const list = RESOURCES.find(({ list: path }) => path === `/${parts[0]}`);
  return parent && list
    ? [
        [address(list.list), word(list.id)],
        [address(`/${parts[0]}/${parts[1]}`), decodeURIComponent(parts[1])],
      ]
    : [];
}
