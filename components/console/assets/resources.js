// What is provisioned through the console: one line of data for each kind of thing. Everything else about it (fields, their
// kinds and limits, who may write) is in the description of the API. Places in the page are paths of the API.

const key = { name: "key-rotation", method: "POST", word: "rotateKey", icon: "key" };

/**
 * `list` and `item` are paths; `make` says how a new one is made (PUT of the item, POST to the list). `columns` are those of the
 * list, `actions` paths below the item, `children` resources whose lists are shown with the item, `moves` the statuses that follow
 * each status (`*`: any other).
 */
export const RESOURCES = [
  {
    id: "products",
    list: "/products",
    item: "/products/{id}",
    make: "PUT",
    hasStatus: true,
    columns: ["id", "name", "minimum_scheme", "deposits", "withdrawals", "status"],
    actions: [key],
    children: ["deposit-channels", "withdraw-channels"],
    group: "configuration",
  },
  {
    id: "deposit-channels",
    list: "/products/{product_id}/deposit-channels",
    item: "/products/{product_id}/deposit-channels/{code}",
    make: "PUT",
    hasStatus: true,
    columns: ["code", "name", "merchant", "kind", "currency", "min_amount", "max_amount", "status"],
  },
  {
    id: "withdraw-channels",
    list: "/products/{product_id}/withdraw-channels",
    item: "/products/{product_id}/withdraw-channels/{code}",
    make: "PUT",
    hasStatus: true,
    columns: ["code", "name", "merchant", "currency", "min_amount", "max_amount", "status"],
  },
  {
    id: "merchants",
    list: "/merchants",
    item: "/merchants/{code}",
    make: "PUT",
    hasStatus: true,
    columns: ["code", "product_id", "account", "four_eyes", "status"],
    children: ["merchant-users", "receiving-accounts"],
    related: [{ resource: "hubs", path: "/hubs/{code}" }],
    group: "configuration",
  },
  {
    id: "merchant-users",
    list: "/merchants/{merchant}/users",
    item: "/merchants/{merchant}/users/{account}",
    make: "PUT",
    hasStatus: true,
    columns: ["account", "role", "status"],
  },
  {
    id: "receiving-accounts",
    list: "/merchants/{merchant}/receiving-accounts",
    item: "/merchants/{merchant}/receiving-accounts/{id}",
    make: "POST",
    hasStatus: true,
    columns: ["account_no", "bank_name", "account_name", "currency", "type", "status"],
    keyIn: "meta",
  },
  {
    id: "hubs",
    list: "/hubs",
    item: "/hubs/{merchant}",
    make: null,
    columns: ["merchant", "domain", "region_id", "group_id"],
    actions: [key],
    group: "configuration",
  },
  {
    id: "banks",
    list: "/banks",
    item: "/banks/{type}/{code}",
    make: "PUT",
    hasStatus: true,
    columns: ["code", "type", "name", "status"],
    group: "configuration",
  },
  {
    id: "payee-merchants",
    list: "/payee-merchants",
    item: "/payee-merchants/{merchant_no}",
    make: "PUT",
    hasStatus: true,
    columns: ["merchant_no", "name", "payouts", "status"],
    children: ["balances", "top-ups", "payee-fees", "payee-stores", "payee-tokens"],
    group: "configuration",
  },
  {
    id: "payee-stores",
    list: "/payee-merchants/{merchant_no}/stores",
    item: "/payee-merchants/{merchant_no}/stores/{store_no}",
    make: "PUT",
    hasStatus: true,
    columns: ["store_no", "status"],
  },
  {
    id: "payee-fees",
    list: "/payee-merchants/{merchant_no}/fees",
    item: "/payee-merchants/{merchant_no}/fees/{currency}",
    make: "PUT",
    columns: ["currency", "fixed", "rate_ppm"],
  },
  {
    id: "payee-tokens",
    list: "/payee-merchants/{merchant_no}/tokens",
    item: "/payee-merchants/{merchant_no}/tokens/{token_id}",
    make: "POST",
    isListOnly: true,
    retire: "retire",
    columns: ["token_id", "not_before", "not_after", "status"],
  },
  {
    id: "balances",
    list: "/payee-merchants/{merchant_no}/balances",
    item: null,
    make: null,
    isListOnly: true,
    columns: ["currency", "available", "reserved", "in_flight", "settled", "fees"],
  },
  {
    id: "top-ups",
    list: "/payee-merchants/{merchant_no}/top-ups",
    item: "/payee-merchants/{merchant_no}/top-ups/{reference}",
    make: "PUT",
    columns: ["reference", "currency", "amount", "reason", "meta.status", "meta.asked_by"],
    actions: [{ name: "decision", method: "POST", word: "decide", when: (item) => item.meta.status === "asked" }],
    isKept: true,
  },
  {
    id: "payees",
    list: "/payees",
    item: "/payees/{customer_no}",
    make: null,
    isKept: true,
    group: "configuration",
    columns: ["customer_no", "meta.first_name", "meta.last_name", "meta.company", "merchant_no", "profile_type", "status"],
    moves: { pending: ["activated", "declined"], activated: ["deactivated"], declined: ["deactivated"] },
    children: ["payee-accounts"],
  },
  {
    id: "payee-accounts",
    list: "/payees/{customer_no}/accounts",
    item: "/payee-accounts/{account_token}",
    make: null,
    isKept: true,
    columns: ["account_token", "account_type", "country", "currency", "status"],
    moves: { "*": ["invalid"] },
  },
  {
    id: "wallet-users",
    list: "/wallet-users",
    item: "/wallet-users/{id}",
    make: "PUT",
    hasStatus: true,
    group: "configuration",
    columns: ["id", "username", "mobile", "meta.available", "meta.frozen", "status"],
  },
  {
    id: "wallet-settings",
    list: "/wallet-settings",
    item: "/wallet-settings",
    make: null,
    isSingle: true,
    columns: [],
    group: "configuration",
  },
  {
    id: "reasons",
    list: "/reasons",
    item: "/reasons/{kind}/{code}",
    make: "PUT",
    hasStatus: true,
    group: "configuration",
    columns: ["code", "kind", "text", "status"],
  },
  {
    id: "statement-formats",
    list: "/statement-formats",
    item: "/statement-formats/{provider}",
    make: "PUT",
    group: "books",
    columns: ["provider", "number_column", "amount_column", "time_column", "time_format"],
  },
  {
    id: "operators",
    list: "/operators",
    item: "/operators/{name}",
    make: "PUT",
    hasStatus: true,
    columns: ["name", "role", "status"],
    actions: [{ name: "code-secret", method: "POST", word: "resetCode", isDanger: true }],
    group: "desk",
  },
  {
    id: "tokens",
    list: "/tokens",
    item: "/tokens/{id}",
    make: "POST",
    isListOnly: true,
    retire: "revoke",
    columns: ["label", "scopes", "meta.operator", "expires_at", "status"],
    group: "desk",
  },
];

/** The lists whose items a field names. */
export const SUGGESTIONS = {
  product_id: { list: "/products", value: "id", text: "name" },
  merchant: { list: "/merchants", value: "code", text: "account" },
  bank_code: { list: "/banks", value: "code", text: "name", where: ({ type }) => type === "deposit" },
  provider: { list: "/statement-formats", value: "provider", text: "number_column" },
  reason: {
    list: "/reasons",
    value: "text",
    text: "code",
    where: ({ kind, status }) => kind === "funding" && status === "active",
  },
};

export const resource = (id) => RESOURCES.find((one) => one.id === id);

/** The names in a path's braces. */
export const placeholders = (template) => [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);

/** The names that the parent's place gives. */
export const parentNames = (one) => placeholders(one.list);

/** The names that name one among its siblings. */
export const ownNames = (one) => placeholders(one.item ?? one.list).filter((name) => !parentNames(one).includes(name));

/** `{ resource, kind, values }` of a place: the list or the item whose path it is. */
export function matchResource(parts) {
  for (const one of RESOURCES) {
    for (const kind of one.isSingle ? ["item"] : ["list", "item"]) {
      const values = one[kind] ? matched(one[kind], parts) : null;
      if (values && !(kind === "item" && one.isListOnly)) {
        return { resource: one, kind, values };
      }
    }
  }
  return null;
}

/** The values of a path's names, if the parts are of that path. */
export function matched(template, parts) {
  const pattern = template.split("/").filter(Boolean);
  if (pattern.length !== parts.length) {
    return null;
  }
  const values = {};
  for (const [at, part] of pattern.entries()) {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name) {
      values[name] = parts[at];
    } else if (part !== parts[at]) {
      return null;
    }
  }
  return values;
}

/** What names an item of a list, with what its parent's place gives. */
export function valuesOf(one, item, values) {
  const own = ownNames(one).map((name) => [name, (one.keyIn ? item[one.keyIn] : item)?.[name]]);
  return { ...values, ...Object.fromEntries(own) };
}
