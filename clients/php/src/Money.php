<?php

declare(strict_types=1);

namespace Feiqian;

/** An amount: minor units in an integer of 64 bits, a decimal text on the wire, never a float. */
final class Money implements \JsonSerializable, \Stringable
{
    private const DIGITS = ['CNY' => 2, 'USD' => 2, 'VND' => 0, 'JPY' => 0, 'USDT' => 6, 'BTC' => 8];

    /** The largest amount that the bundle takes, in minor units. */
    private const LARGEST = 1_000_000_000_000_000;

    private function __construct(public readonly int $minor, public readonly string $currency) {}

    /** An amount of minor units, for instance cents. */
    public static function ofMinor(int $minor, string $currency): self
    {
        if (!isset(self::DIGITS[$currency])) {
            throw Fault::argument('unknown currency');
        }
        if ($minor > self::LARGEST || $minor < -self::LARGEST) {
            throw Fault::argument('an amount beyond 10^15 minor units');
        }

        return new self($minor, $currency);
    }

    /** The amount of a decimal text: no exponent, no blank, at most as many decimals as the currency has. */
    public static function parse(string $text, string $currency): self
    {
        $digits = self::DIGITS[$currency] ?? -1;
        if (preg_match('/^-?(0|[1-9][0-9]*)(?:\.([0-9]+))?$/D', $text, $found) !== 1) {
            throw Fault::argument("no amount in $currency");
        }
        [, $whole] = $found;
        $fraction = $found[2] ?? '';
        // 16 digits before the point are beyond the largest amount, whatever the currency.
        if (strlen($fraction) > $digits || strlen($whole) > 16) {
            throw Fault::argument("no amount in $currency");
        }
        $units = ltrim($whole . str_pad($fraction, $digits, '0'), '0');
        if (strlen($units) > 18) {
            throw Fault::argument('an amount beyond 10^15 minor units');
        }

        return self::ofMinor(($text[0] === '-' ? -1 : 1) * (int) $units, $currency);
    }

    public function plus(self $other): self
    {
        return self::ofMinor($this->minor + $this->same($other), $this->currency);
    }

    public function minus(self $other): self
    {
        return self::ofMinor($this->minor - $this->same($other), $this->currency);
    }

    /** Below 0, 0 or above 0. */
    public function compare(self $other): int
    {
        return $this->minor <=> $this->same($other);
    }

    public function equals(self $other): bool
    {
        return $this->currency === $other->currency && $this->minor === $other->minor;
    }

    /** The decimal text with exactly the currency's decimals. */
    public function __toString(): string
    {
        $digits = self::DIGITS[$this->currency];
        $text = str_pad((string) abs($this->minor), $digits + 1, '0', STR_PAD_LEFT);
        $sign = $this->minor < 0 ? '-' : '';

        return $sign . ($digits === 0 ? $text : substr($text, 0, -$digits) . '.' . substr($text, -$digits));
    }

    public function jsonSerialize(): string
    {
        return (string) $this;
    }

    private function same(self $other): int
    {
        return $other->currency === $this->currency ? $other->minor : throw Fault::argument('two currencies');
    }
}
