// JSON for people.

/** A value as indented JSON; a text that is no JSON as it is. */
export function pretty(value) {
  if (typeof value !== "string") {
    return JSON.stringify(value, null, 2);
  }
  try {
    return indented(value);
  } catch {
    return value;
  }
}

/** Valid JSON with line breaks, its numbers exactly as written: `JSON.stringify` would turn 10.0 into 10. */
function indented(text) {
  JSON.parse(text);
  let depth = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  const tokens = text.match(/"(?:\\.|[^"\\])*"|[[\]{},:]|[^\s[\]{},:"]+/g) ?? [];
  return tokens
    .map((token, i) => {
      if (token === "{" || token === "[") {
        if (tokens[i + 1] === "}" || tokens[i + 1] === "]") {
          return token;
        }
        depth += 1;
        return token + line();
      }
      if (token === "}" || token === "]") {
        if (tokens[i - 1] === "{" || tokens[i - 1] === "[") {
          return token;
        }
        depth -= 1;
        return line() + token;
      }
      return { ",": `,${line()}`, ":": ": " }[token] ?? token;
    })
    .join("");
}
