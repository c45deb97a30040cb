// The console's modules that need no browser: forms of the API's description, the bodies that they make, and the words.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { daysOf } from "../../components/console/assets/day-sums.js";
import { largest, minus, plus, share } from "../../components/console/assets/decimals.js";
import { LABELS } from "../../components/console/assets/labels.js";
import { LISTS } from "../../components/console/assets/lists.js";
import { matched, matchResource, ownNames, RESOURCES } from "../../components/console/assets/resources.js";
import { bodyFields, itemSchema, operation, queryFields, scopeOf, useDocument } from "../../components/console/assets/schema.js";
import { bodyOf, changesOf, initialValues } from "../../components/console/assets/form-values.js";
import { WORDS } from "../../components/console/assets/words.js";

useDocument(JSON.parse(readFileSync(new URL("../../components/console/admin-openapi.json", import.meta.url))));

/** What the API does not have, the console does not show. */
const isThere = ({ list }) => operation("GET", list) !== null;

test("every resource has its routes, its columns and its words", () => {
  for (const one of RESOURCES.filter(isThere)) {
    const item = one.item?.replace("{token_id}", "{id}");
    const needed = [
      one.list && ["GET", one.list],
      one.make === "PUT" && ["PUT", item],
      one.make === "POST" && ["POST", one.list],
      one.item && !one.isListOnly && ["GET", item],
      one.retire && ["DELETE", item],
      ...(one.actions ?? []).map(({ name, method }) => [method, `${one.item}/${name}`]),
    ].filter(Boolean);
    for (const [method, path] of needed) {
      assert(operation(method, path), `${method} ${path}`);
      assert.notEqual(scopeOf(method, path), undefined, path);
    }
    for (const suffix of ["", ".one", ".text"]) {
      assert.equal(WORDS[`${one.id}${suffix}`]?.length, 2, `${one.id}${suffix}`);
    }
  }
});

test("every word is there in both languages", () => {
  for (const [name, pair] of Object.entries({ ...WORDS, ...LABELS })) {
    const texts = name.startsWith("?") ? [pair] : pair;
    assert.equal(texts.length, name.startsWith("?") ? 1 : 2, name);
    assert(
      texts.every((text) => typeof text === "string" && text.trim() !== ""),
      name,
    );
  }
  for (const { id, actions = [], listActions = [] } of LISTS) {
    for (const name of [id, `${id}.text`, ...[...actions, ...listActions].flatMap(({ word }) => [word, `${word}.text`])]) {
      assert(WORDS[name], name);
    }
  }
});

test("every member of a form has its name, its explanation and the names of its values in Chinese", () => {
  const forms = [
    ...RESOURCES.filter((one) => isThere(one) && (one.isSingle || one.make)).map((one) =>
      one.make === "POST" ? ["POST", one.list] : ["PUT", one.item],
    ),
    ...[...RESOURCES, ...LISTS]
      .filter(isThere)
      .flatMap(({ item, actions = [] }) => actions.map(({ name }) => ["POST", `${item}/${name}`])),
    ...LISTS.filter(isThere).flatMap(({ listActions = [] }) => listActions.map(({ template }) => ["POST", template])),
  ];
  let members = 0;
  for (const [method, path] of forms) {
    for (const field of bodyFields(method, path)) {
      assert(LABELS[field.name], `${path}: ${field.name}`);
      assert(field.description === "" || LABELS[`?${field.description}`], `${path}: ${field.name}: ${field.description}`);
      const isNamed = (value) => LABELS[`=${value}`] || /^([A-Z]+|[a-z_]+:[a-z_]+)$/.test(value);
      assert((field.choices ?? []).every(isNamed), `${path}: ${field.name}: ${field.choices}`);
      members += 1;
    }
  }
  assert(members > 100, `${members} members`);
});

test("every list of money has its routes, and its columns are members of its items", () => {
  for (const { id, list, item, columns, actions = [], listActions = [] } of LISTS.filter(isThere)) {
    for (const [method, path] of [
      ...(item ? [["GET", item]] : []),
      ...actions.map(({ name }) => ["POST", `${item}/${name}`]),
      ...listActions.map(({ template }) => ["POST", template]),
    ]) {
      assert(operation(method, path), `${method} ${path}`);
    }
    const members = itemSchema(list).properties;
    for (const column of columns) {
      assert(members[column], `${id}: ${column}`);
      assert(LABELS[column], `${id}: ${column}`);
    }
    for (const { name, kind, choices } of queryFields(list)) {
      assert(LABELS[name], `${id}: ${name}`);
      assert(kind !== "choice" || choices.length > 0, `${id}: ${name}`);
    }
    assert(
      !members.status ||
        queryFields(list)
          .find(({ name }) => name === "status")
          .choices.every((one) => LABELS[`=${one}`]),
      id,
    );
  }
});

test("a place leads to the resource whose path it is", () => {
  const place = (path) => {
    const found = matchResource(path.split("/").filter(Boolean).map(decodeURIComponent));
    return found && [found.resource.id, found.kind, found.values];
  };
  assert.deepEqual(place("/products"), ["products", "list", {}]);
  assert.deepEqual(place("/merchants/M001/users/%E5%AE%A2"), ["merchant-users", "item", { merchant: "M001", account: "客" }]);
  assert.deepEqual(place("/banks/deposit/ICBC"), ["banks", "item", { type: "deposit", code: "ICBC" }]);
  assert.equal(place("/nothing/1"), null);
  assert.equal(matched("/a/{b}", ["a"]), null);
  assert.deepEqual(ownNames(RESOURCES.find(({ id }) => id === "merchant-users")), ["account"]);
});

test("a form makes the body that the API takes, and a change only of what was changed", () => {
  const known = ["code", "product_id", "account", "status", "four_eyes", "make_up_ceiling", "password"];
  const fields = bodyFields("PUT", "/merchants/{code}").filter(({ name }) => known.includes(name));
  const values = initialValues(fields, {});
  assert.deepEqual([values.four_eyes, values.status, values.make_up_ceiling, values.password], [true, "active", {}, ""]);
  Object.assign(values, { code: "M001", product_id: " 1 ", account: "ops", make_up_ceiling: { CNY: " 100.00 ", USD: "" } });
  const body = bodyOf(fields, values);
  assert.deepEqual(body, {
    code: "M001",
    product_id: 1,
    account: "ops",
    status: "active",
    four_eyes: true,
    make_up_ceiling: { CNY: "100.00" },
  });
  assert.deepEqual(changesOf(fields, initialValues(fields, body), { ...values, four_eyes: false }), { four_eyes: false });
  // What is no number goes as it is: the API says so.
  assert.equal(bodyOf(fields, { ...values, product_id: "x1" }).product_id, "x1");
  assert.equal(bodyOf(fields, { ...values, product_id: "99999999999999999999" }).product_id, "99999999999999999999");
});

test("fields have the kinds of their schemas", () => {
  const kinds = Object.fromEntries(
    bodyFields("PUT", "/products/{product_id}/deposit-channels/{code}").map(({ name, kind }) => [name, kind]),
  );
  assert.deepEqual(
    [kinds.kind, kinds.recommend, kinds.sort, kinds.min_amount, kinds.name],
    ["choice", "flag", "integer", "amount", "text"],
  );
  assert(bodyFields("PUT", "/merchants/{code}").find(({ name }) => name === "product_id").isFixed);
  assert.deepEqual(
    queryFields("/audit").map(({ name }) => name),
    ["resource", "key", "operator"],
  );
  assert.equal(bodyFields("POST", "/tokens").find(({ name }) => name === "scopes").kind, "choices");
});

test("amounts are added as decimal texts", () => {
  assert.equal(plus("0.1", "0.2"), "0.3");
  assert.equal(plus("99999999999999999999.99", "0.01"), "100000000000000000000.00");
  assert.equal(minus("1", "0.00000001"), "0.99999999");
  assert.equal(minus("0.05", "1"), "-0.95");
  assert.equal(largest(["1.5", "10", "9.99"]), "10");
  assert.deepEqual([share("5", "10.00"), share("0", "0"), share("-1", "5")], [0.5, 0, 0]);
});

test("a day's money is what has moved, by currency and part", () => {
  const day = (day, deposits) => ({
    day,
    is_complete: deposits.length > 0,
    deposits,
    withdrawals: [{ currency: "USD", status: "paid", amount: "5.00" }],
    wallet_applications: [{ currency: "CNY", status: "paid", amount: null }],
    payouts: [],
  });
  const days = daysOf([
    day("2026-01-01", [
      { currency: "CNY", status: "paid", amount: "19.50" },
      { currency: "CNY", status: "made_up", amount: "1.00" },
      { currency: "CNY", status: "open", amount: "7.00" },
    ]),
    day("2026-01-02", []),
  ]);
  assert.deepEqual(days, [
    { day: "2026-01-01", isComplete: true, sums: { CNY: { deposits: "20.50" }, USD: { withdrawals: "5.00" } } },
    { day: "2026-01-02", isComplete: false, sums: { USD: { withdrawals: "5.00" } } },
  ]);
});
