// The place in the page: `#/products/1?edit`. Reloading and links keep it.

import { store, useStore } from "./store.js";

const place = store(read());
window.addEventListener("hashchange", () => place.set(read()));

/** `{ path, parts, query }`: parts are decoded. */
export const useRoute = () => useStore(place);

export const currentRoute = () => place.get();

/** The address of a place, from an encoded path and an object of its query; empty values are left out. */
export function address(path, query = {}) {
  const text = new URLSearchParams(
    Object.entries(query).filter(([, value]) => value !== "" && value !== null && value !== undefined),
  );
  const search = text.toString();
  return `#${path}${search ? `?${search}` : ""}`;
}

export function navigate(path, query, { replace = false } = {}) {
  const next = address(path, query);
  if (replace) {
    history.replaceState(null, "", next);
    place.set(read());
  } else {
    location.hash = next;
  }
}

function read() {
  const [path, search = ""] = splitOnce(location.hash.replace(/^#/, "") || "/", "?");
  const parts = path.split("/").filter(Boolean).map(decoded);
  return { path, parts, query: Object.fromEntries(new URLSearchParams(search)) };
}

function splitOnce(text, at) {
  const index = text.indexOf(at);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
