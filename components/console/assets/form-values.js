// What a form's inputs hold, and the body that is made of it. The API judges the body; here only types are made.

/** What the inputs begin with: the values of a body, or the defaults. */
export function initialValues(fields, body = {}) {
  return Object.fromEntries(fields.map((field) => [field.name, initial(field, body[field.name])]));
}

function initial(field, given) {
  const value = given ?? field.default;
  switch (field.kind) {
    case "flag":
      return value ?? false;
    case "amounts":
      return { ...value };
    case "choices":
      return [...(value ?? [])];
    case "texts":
      return (value ?? []).join("\n");
    case "json":
      return value === undefined ? "" : JSON.stringify(value, null, 2);
    default:
      return value === undefined || value === null ? "" : String(value);
  }
}

/** The body of all fields; empty inputs of what has a default, or may be left out, are left out. */
export function bodyOf(fields, values) {
  const body = {};
  for (const field of fields) {
    const value = member(field, values[field.name]);
    if (value !== undefined) {
      body[field.name] = value;
    }
  }
  return body;
}

/** The members that have changed since `before`. */
export function changesOf(fields, before, values) {
  const old = bodyOf(fields, before);
  const next = bodyOf(fields, values);
  return Object.fromEntries(Object.entries(next).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name])));
}

function member(field, value) {
  switch (field.kind) {
    case "flag":
      return value;
    case "amounts": {
      const given = Object.entries(value).filter(([, amount]) => amount.trim() !== "");
      return Object.fromEntries(given.map(([currency, amount]) => [currency, amount.trim()]));
    }
    case "choices":
      return value.length > 0 || field.isRequired ? value : undefined;
    case "texts":
      return value
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "");
    case "integer":
      return whole(value.trim());
    case "json":
      return json(value.trim());
    case "password":
      return value === "" ? undefined : value;
    default: {
      const text = ["long", "text"].includes(field.kind) ? value : value.trim();
      return text === "" && field.default !== "" ? undefined : text;
    }
  }
}

// What is no whole number goes as it was typed: the API says so.
function whole(text) {
  if (text === "") {
    return undefined;
  }
  const number = Number(text);
  return /^-?\d+$/.test(text) && Number.isSafeInteger(number) ? number : text;
}

function json(text) {
  if (text === "") {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
