// Amounts: minor units in a bigint, a decimal text on the wire, never a number of JavaScript.

import { fault } from "./fault.js";

const DIGITS = { CNY: 2, USD: 2, VND: 0, JPY: 0, USDT: 6, BTC: 8 } as const;
const GRAMMAR = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;
/** The largest amount that the bundle takes, in minor units. */
const LARGEST = 10n ** 15n;

export type Currency = keyof typeof DIGITS;

export class Money {
  private constructor(readonly minor: bigint, readonly currency: Currency) {}

  /** An amount of minor units, for instance cents. */
  static ofMinor(minor: bigint, currency: Currency): Money {
    if (!Object.hasOwn(DIGITS, currency)) {
      throw fault("argument", { reason: "unknown currency" });
    }
    if (minor > LARGEST || minor < -LARGEST) {
      throw fault("argument", { reason: "an amount beyond 10^15 minor units" });
    }
    return new Money(minor, currency);
  }

  /** The amount of a decimal text: no exponent, no blank, at most as many decimals as the currency has. */
  static parse(text: string, currency: Currency): Money {
    const digits = Object.hasOwn(DIGITS, currency) ? DIGITS[currency] : -1;
    const [whole = "", fraction = ""] = text.split(".");
    if (!GRAMMAR.test(text) || fraction.length > digits) {
      throw fault("argument", { reason: `no amount in ${currency}` });
    }
    return Money.ofMinor(BigInt(whole + fraction.padEnd(digits, "0")), currency);
  }

  plus(other: Money): Money {
    return Money.ofMinor(this.minor + this.same(other), this.currency);
  }

  minus(other: Money): Money {
    return Money.ofMinor(this.minor - this.same(other), this.currency);
  }

  /** Below 0, 0 or above 0. */
  compare(other: Money): number {
    const minor = this.same(other);
    return this.minor < minor ? -1 : this.minor > minor ? 1 : 0;
  }

  equals(other: Money): boolean {
    return this.currency === other.currency && this.minor === other.minor;
  }

  /** The decimal text with exactly the currency's decimals. */
  toString(): string {
    const digits = DIGITS[this.currency];
    const sign = this.minor < 0n ? "-" : "";
    const text = (this.minor < 0n ? -this.minor : this.minor).toString().padStart(digits + 1, "0");
    return sign + (digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`);
  }

  toJSON(): string {
    return this.toString();
  }

  private same(other: Money): bigint {
    if (other.currency !== this.currency) {
      throw fault("argument", { reason: "two currencies" });
    }
    return other.minor;
  }
}
