"""Amounts: Decimal here, a decimal text on the wire, never a float."""

import re
from decimal import Decimal
from typing import Final, Literal

from ._fault import fault

Currency = Literal["CNY", "USD", "VND", "JPY", "USDT", "BTC"]

_DIGITS: Final[dict[str, int]] = {"CNY": 2, "USD": 2, "VND": 0, "JPY": 0, "USDT": 6, "BTC": 8}
_GRAMMAR: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.([0-9]+))?", re.ASCII)
# The largest amount that the bundle takes, in minor units.
_LARGEST: Final = 10**15


def minor(text: str, currency: Currency) -> int:
    """The minor units of a decimal text: no exponent, no blank, at most as many decimals as the currency has."""
    digits = _DIGITS.get(currency)
    found = _GRAMMAR.fullmatch(text)
    if digits is None or found is None or len(found[1] or "") > digits:
        raise fault("argument", reason=f"no amount in {currency}")
    whole, _, fraction = text.partition(".")
    units = int(whole + fraction.ljust(digits, "0"))
    if abs(units) > _LARGEST:
        raise fault("argument", reason="an amount beyond 10^15 minor units")
    return units


def parse(text: str, currency: Currency) -> Decimal:
    """The amount of a decimal text, with exactly the currency's decimals."""
    return Decimal(minor(text, currency)).scaleb(-_DIGITS[currency])


def text_of(amount: Decimal | str | int) -> str:
    """The decimal text of an amount that is sent."""
    if isinstance(amount, str):
        return amount
    if isinstance(amount, Decimal) and amount.is_finite():
        return format(amount, "f")
    if isinstance(amount, int) and not isinstance(amount, bool):
        return str(amount)
    raise fault("argument", reason="an amount is a Decimal, a decimal text or an int, never a float")
