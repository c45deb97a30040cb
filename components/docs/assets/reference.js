// From openapi.json to what the page shows: parts, and in each its endpoints.

/** The tags in the order in which the page shows them. */
const PARTS = ["Cashier", "Back office", "Wallet", "Payee", "Delivery", "Documents"];

/** Security schemes of the document by the page's names; see samples.js. */
const SCHEMES = {
  productSignature: "product",
  messageSignature: "message",
  backOfficeToken: "backOffice",
  walletToken: "wallet",
  verifySign: "payee",
  dispatchToken: "dispatch",
};

const METHODS = ["get", "post", "put", "patch", "delete"];

/** Parameters that the page fills in when it signs. */
const SIGNATURES = { product: ["sign"], payee: ["verifySign"] };

/** Reads a document: `{ info, parts: [{ tag, description, zh, endpoints }], endpoints, schemes }`. */
export function readReference(document) {
  const endpoints = [];
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS.filter((name) => item[name])) {
      endpoints.push(readEndpoint(document, path, item, method));
    }
  }
  const tags = [...new Set([...PARTS, ...endpoints.map(({ tag }) => tag)])];
  const parts = tags.map((tag) => {
    const { description, "x-zh": zh } = document.tags?.find(({ name }) => name === tag) ?? {};
    return { tag, description, zh: zh ?? {}, endpoints: endpoints.filter((endpoint) => endpoint.tag === tag) };
  });
  return {
    info: document.info,
    parts: parts.filter((part) => part.endpoints.length > 0),
    endpoints,
    schemes: readSchemes(document),
  };
}

/** The descriptions of the security schemes, by the page's names. */
function readSchemes(document) {
  const given = document.components?.securitySchemes ?? {};
  return Object.fromEntries(
    Object.entries(SCHEMES)
      .filter(([name]) => given[name])
      .map(([name, scheme]) => [scheme, { description: given[name].description ?? "", zh: given[name]["x-zh"]?.description }]),
  );
}

function readEndpoint(document, path, item, method) {
  const operation = item[method];
  const requirement = (operation.security ?? document.security ?? [])[0] ?? {};
  const [security] = Object.keys(requirement);
  const scheme = SCHEMES[security] ?? null;
  const computed = SIGNATURES[scheme] ?? [];
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])]
    .map((parameter) => resolve(document, parameter))
    .filter(({ name }) => !computed.includes(name) && name.toLowerCase() !== "authorization")
    .map((parameter) => readField(document, parameter.name, parameter.schema ?? {}, parameter.required, parameter));
  return {
    id: `${method}-${path.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "")}`,
    tag: operation.tags?.[0] ?? "Cashier",
    operation: operation.operationId ?? "",
    method: method.toUpperCase(),
    path,
    scheme,
    scope: operation["x-feiqian-ability"] ?? "",
    user: operation["x-feiqian-user"] ?? 1,
    summary: operation.summary ?? "",
    description: operation.description ?? "",
    zh: operation["x-zh"] ?? {},
    parameters,
    body: readBody(document, operation.requestBody, computed),
    responses: readResponses(document, operation.responses ?? {}),
    codes: operation["x-codes"] ?? [],
  };
}

/** `$ref` followed, within the document. */
export function resolve(document, value) {
  let at = value;
  for (let hops = 0; at?.$ref && hops < 16; hops += 1) {
    const pieces = at.$ref.replace(/^#\//, "").split("/");
    at = pieces.reduce((object, piece) => object?.[piece.replace(/~1/g, "/").replace(/~0/g, "~")], document);
  }
  return at ?? {};
}

/** A schema with its `allOf` laid over each other. */
function flat(document, schema) {
  const resolved = resolve(document, schema);
  if (!resolved.allOf) {
    return resolved;
  }
  return resolved.allOf
    .map((part) => flat(document, part))
    .reduce(
      (all, part) => ({
        ...all,
        ...part,
        properties: { ...all.properties, ...part.properties },
        required: [...(all.required ?? []), ...(part.required ?? [])],
      }),
      { ...resolved, allOf: undefined },
    );
}

function readField(document, name, schema, required, extra = {}) {
  const own = flat(document, schema);
  const example = extra.example ?? firstExample(document, extra.examples) ?? own.example ?? own.examples?.[0];
  return {
    name,
    in: extra.in,
    required: Boolean(required),
    type: typeText(document, own),
    description: extra.description ?? own.description ?? "",
    zh: translated(extra) ?? translated(own),
    rules: rules(own),
    values: own.enum ?? (own.const === undefined ? [] : [own.const]),
    example,
    children: children(document, own, 0),
  };
}

/** A translation beside a text: `x-zh` is the text or has it as `description`. */
const translated = ({ "x-zh": zh }) => (typeof zh === "string" ? zh : zh?.description);

/** The members of an object, or of an array's objects, as fields; bounded, because schemas may repeat themselves. */
function children(document, schema, depth) {
  if (depth > 4) {
    return [];
  }
  const own = schema.type === "array" || schema.items ? flat(document, schema.items ?? {}) : schema;
  return Object.entries(own.properties ?? {}).map(([name, property]) => {
    const inner = flat(document, property);
    return {
      ...readField(document, name, { ...inner, properties: undefined, items: inner.items && {} }, own.required?.includes(name)),
      type: typeText(document, inner),
      children: children(document, inner, depth + 1),
    };
  });
}

function typeText(document, schema) {
  if (schema.type === "array" || schema.items) {
    return `${typeText(document, flat(document, schema.items ?? {}))}[]`;
  }
  const types = [schema.type ?? (schema.properties ? "object" : null)].flat().filter(Boolean);
  if (types.length === 0) {
    const options = schema.oneOf ?? schema.anyOf ?? [];
    types.push(...new Set(options.map((option) => typeText(document, flat(document, option)))));
  }
  return types.join(" | ") || "any";
}

/** The limits that a schema sets, as `[name, limit]`. */
function rules(schema) {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, default: value } = schema;
  const list = [
    ["atLeast", minimum],
    ["atMost", maximum],
    ["longest", maxLength],
    ["mostItems", maxItems],
  ];
  list.push(["shortest", minLength > 1 ? minLength : undefined], ["fewestItems", minItems]);
  list.push(["default", value === undefined ? undefined : JSON.stringify(value)]);
  return list.filter(([, limit]) => limit !== undefined);
}

/** The body: its media type, its fields, and an example; `null` if there is none. */
function readBody(document, requestBody, computed) {
  const content = resolve(document, requestBody ?? {}).content;
  if (!content) {
    return null;
  }
  const types = Object.keys(content);
  const form = types.find((type) => type.startsWith("application/x-www-form-urlencoded"));
  const mediaType = form ?? types.find((type) => type.includes("json")) ?? types[0];
  const media = content[mediaType];
  const schema = flat(document, media.schema ?? {});
  const alternatives = types.map((type) => content[type]);
  const example =
    alternatives.map((one) => one.example ?? firstExample(document, one.examples)).find(Boolean) ??
    exampleOf(document, schema, 0);
  const fields = children(document, schema, 0).filter(({ name }) => !computed.includes(name));
  return { mediaType, types, fields, example };
}

/** An example put together from those of the members. */
function exampleOf(document, schema, depth) {
  const own = flat(document, schema);
  const given = own.example ?? own.examples?.[0] ?? own.const ?? own.default;
  if (given !== undefined || depth > 5) {
    return given ?? null;
  }
  if (own.properties) {
    const names = Object.keys(own.properties).filter(
      (name) => own.required?.includes(name) || flat(document, own.properties[name]).example !== undefined,
    );
    return Object.fromEntries(names.map((name) => [name, exampleOf(document, own.properties[name], depth + 1)]));
  }
  if (own.items) {
    return [exampleOf(document, own.items, depth + 1)];
  }
  return own.enum?.[0] ?? { string: "", integer: 0, number: 0, boolean: false }[[own.type].flat()[0]] ?? null;
}

function firstExample(document, examples) {
  const [first] = Object.values(examples ?? {});
  return first === undefined ? undefined : resolve(document, first).value;
}

function readResponses(document, responses) {
  return Object.entries(responses).map(([status, given]) => {
    const response = resolve(document, given);
    const [mediaType, media] = Object.entries(response.content ?? {})[0] ?? [];
    const examples = Object.entries(media?.examples ?? {}).map(([name, one]) => {
      const example = resolve(document, one);
      return { name: example.summary ?? name, value: example.value };
    });
    if (media?.example !== undefined) {
      examples.unshift({ name: "", value: media.example });
    }
    const declared = flat(document, media?.schema ?? {});
    // A success first, then what else the status may carry.
    const schema = declared.oneOf ? flat(document, declared.oneOf[0]) : declared;
    if (examples.length === 0 && (schema.example ?? schema.examples?.[0]) !== undefined) {
      examples.push({ name: "", value: schema.example ?? schema.examples[0] });
    }
    return {
      status,
      description: response.description ?? "",
      zh: response["x-zh"]?.description,
      mediaType,
      examples,
      headers: Object.keys(response.headers ?? {}),
      fields: children(document, schema, 0),
    };
  });
}
