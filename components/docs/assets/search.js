// What the search of the navigation finds: the words of an endpoint's page, in both languages.

/** Whether every word of `wanted` is somewhere in an endpoint's page; nothing wanted is everywhere. */
export function matches(endpoint, wanted) {
  const text = textOf(endpoint);
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => text.includes(word));
}

/** The texts by endpoint: each is put together once. */
const texts = new WeakMap();

function textOf(endpoint) {
  let text = texts.get(endpoint);
  if (text === undefined) {
    const pieces = [];
    collect(
      [
        endpoint.method,
        endpoint.path,
        endpoint.summary,
        endpoint.description,
        endpoint.zh,
        endpoint.parameters.map(words),
        (endpoint.body?.fields ?? []).map(words),
        endpoint.codes,
      ],
      pieces,
    );
    text = pieces.join("\n").toLowerCase();
    texts.set(endpoint, text);
  }
  return text;
}

/** What the page says of a field and of the fields in it. */
const words = (field) => [field.name, field.description, field.zh, field.values, (field.children ?? []).map(words)];

/** Every text and number of a value, names of members too: those of `fields` are names of fields. */
function collect(value, pieces) {
  if (typeof value === "string" || typeof value === "number") {
    pieces.push(String(value));
  } else if (Array.isArray(value)) {
    value.forEach((item) => collect(item, pieces));
  } else if (value !== null && typeof value === "object") {
    Object.entries(value).forEach((entry) => collect(entry, pieces));
  }
}
