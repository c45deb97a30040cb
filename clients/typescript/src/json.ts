// JSON without the loss of a digit: numbers with a fraction, 64-bit ids and other large integers become texts.

const TOKEN = /"(?:[^"\\]|\\.)*"|-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/g;
const ID = /^"(?:id|ids|.*_id)"$/;

/** The value of a JSON text; a fraction, a member named `id`, `ids` or `…_id` and what exceeds 2^53 as texts. */
export function parseJson(text: string): unknown {
  let lastText = "";
  const lossless = text.replace(TOKEN, (token: string, fraction?: string, exponent?: string) => {
    if (token.startsWith('"')) {
      lastText = token;
      return token;
    }
    const isInexact = fraction !== undefined || exponent !== undefined || !Number.isSafeInteger(Number(token));
    return isInexact || ID.test(lastText) ? `"${token}"` : token;
  });
  return JSON.parse(lossless);
}

/** JSON text; a bigint and a Money as texts. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) => (typeof member === "bigint" ? member.toString() : member));
