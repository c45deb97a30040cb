// Amounts as decimal texts: added without ever being floating-point numbers.

/** Minor units and the digits behind the point. */
function parsed(text) {
  const [whole, rest = ""] = text.split(".");
  return { minor: BigInt(whole + rest), digits: rest.length };
}

function written(minor, digits) {
  const text = String(minor < 0n ? -minor : minor).padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  return `${minor < 0n ? "-" : ""}${whole}${digits > 0 ? `.${text.slice(-digits)}` : ""}`;
}

function combined(one, other, how) {
  const [a, b] = [parsed(one), parsed(other)];
  const digits = Math.max(a.digits, b.digits);
  const scaled = ({ minor, digits: has }) => minor * 10n ** BigInt(digits - has);
  return written(how(scaled(a), scaled(b)), digits);
}

export const plus = (one, other) => combined(one, other, (a, b) => a + b);
export const minus = (one, other) => combined(one, other, (a, b) => a - b);

/** How far an amount reaches up a scale that ends at `most`, from 0 to 1: for drawing alone. */
export function share(amount, most) {
  const [a, b] = [parsed(amount), parsed(most)];
  const digits = Math.max(a.digits, b.digits);
  const [part, whole] = [a, b].map(({ minor, digits: has }) => minor * 10n ** BigInt(digits - has));
  return whole <= 0n || part <= 0n ? 0 : Number((part * 10_000n) / whole) / 10_000;
}

/** The largest of some amounts. */
export const largest = (amounts) => amounts.reduce((most, one) => (minus(one, most).startsWith("-") ? most : one), "0");
