// What the npm package signs for each vector of a file of JSON, and what it says to each message of another, as it came and
// spoiled.
import { readFileSync } from "node:fs";
import { Webhook, WebhookVerificationError } from "standardwebhooks";

const OLD_S = 301;

/** "accepted", or why the library refuses. Any other failure is one of the test. */
function verdict(secret, body, headers) {
  try {
    new Webhook(secret).verify(body, headers, { jsonParse: false });
    return "accepted";
  } catch (error) {
    if (error instanceof WebhookVerificationError) return error.message;
    throw error;
  }
}

const [messages, vectors] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));

for (const { name, secret, id, timestamp, body, signature } of vectors) {
  const signed = new Webhook(secret).sign(id, new Date(timestamp * 1000), body);
  console.log(JSON.stringify({ vector: name, same_signature: signed === signature }));
}

for (const { name, secret, other, body, headers } of messages) {
  const id = headers["webhook-id"];
  const time = Number(headers["webhook-timestamp"]);
  const now = Math.floor(Date.now() / 1000);
  const at = (seconds) => ({ ...headers, "webhook-timestamp": String(seconds) });
  const signedAt = (seconds) => ({
    ...at(seconds),
    "webhook-signature": new Webhook(secret).sign(id, new Date(seconds * 1000), body),
  });
  console.log(
    JSON.stringify({
      name,
      as_it_came: verdict(secret, body, headers),
      // The library's own signature of the same message at the same time is among those given.
      same_signature: headers["webhook-signature"].split(" ").includes(signedAt(time)["webhook-signature"]),
      longer_body: verdict(secret, body + " ", headers),
      changed_body: verdict(
        secret,
        body.replace(/[0-9]/, (digit) => (Number(digit) + 1) % 10),
        headers,
      ),
      other_id: verdict(secret, body, { ...headers, "webhook-id": id.replace(/.$/, (last) => (last === "0" ? "1" : "0")) }),
      other_time: verdict(secret, body, at(time - 1)),
      old_time: verdict(secret, body, at(now - OLD_S)),
      old_and_signed: verdict(secret, body, signedAt(now - OLD_S)),
      early_and_signed: verdict(secret, body, signedAt(now + OLD_S + 60)),
      other_secret: verdict(other, body, headers),
      no_signature: verdict(secret, body, { ...headers, "webhook-signature": "" }),
    }),
  );
}
