// Forms as the bundle sends them.

/** The pairs of a form; `undefined` if its encoding is broken, it is no UTF-8 or a name stands twice. */
export function parseForm(body: string): Map<string, string> | undefined {
  const pairs = new Map<string, string>();
  for (const part of body.split("&")) {
    if (part === "") {
      continue;
    }
    const at = part.indexOf("=");
    try {
      const [name, value] = (at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)])
        .map((text) => decodeURIComponent(text.replaceAll("+", " ")));
      if (name === undefined || value === undefined || pairs.has(name)) {
        return undefined;
      }
      pairs.set(name, value);
    } catch {
      return undefined;
    }
  }
  return pairs;
}
