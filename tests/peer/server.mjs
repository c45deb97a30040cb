// The peer of `cargo xtask bench --peer`: the measured requests as a Node developer would serve them, with fastify and
// better-sqlite3, one process, prepared statements, one transaction a command, WAL and synchronous FULL.
//
// node server.mjs PORT DATABASE

import Fastify from "fastify";
import Database from "better-sqlite3";
import { fill } from "./data.mjs";
import { cashier } from "./cashier.mjs";
import { payee } from "./payee.mjs";
import { wallet } from "./wallet.mjs";

const [port, file] = process.argv.slice(2);

const db = new Database(file);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.pragma("foreign_keys = ON");
fill(db);

// One log line a request, as the bundle writes it.
const app = Fastify({ logger: { file: `${file}.log` }, disableRequestLogging: true, bodyLimit: 64 * 1024, trustProxy: false });
app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (request, body, done) => {
  done(null, Object.fromEntries(new URLSearchParams(body)));
});
app.addHook("onResponse", (request, reply, done) => {
  request.log.info({ route: request.routeOptions.url, status: reply.statusCode, duration_ms: reply.elapsedTime });
  done();
});
app.get("/.well-known/spin/health", async () => "OK");
cashier(app, db);
wallet(app, db);
payee(app, db);

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => app.close().then(() => db.close()));
}
await app.listen({ host: "127.0.0.1", port: Number(port) });
