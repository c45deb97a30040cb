// A value that many parts of the page look at.

import { useEffect, useState } from "./html.js";

/** A value that tells its readers when it changes. */
export function store(value) {
  const readers = new Set();
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const reader of [...readers]) {
        reader(value);
      }
    },
    read(reader) {
      readers.add(reader);
      return () => readers.delete(reader);
    },
  };
}

/** The value; the part is drawn again when it changes. */
export function useStore(of) {
  const [value, setValue] = useState(of.get());
  useEffect(() => {
    // It may have changed between the first drawing and this.
    setValue(() => of.get());
    return of.read((next) => setValue(() => next));
  }, [of]);
  return value;
}
