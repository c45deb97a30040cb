"""JSON without the loss of a digit: fractions become Decimal, and so do the amounts that are texts."""

import json
import re
from decimal import Decimal

from ._kinds import MONEY

_AMOUNT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", re.ASCII)


def _amount(value: object) -> object:
    if isinstance(value, str) and _AMOUNT.fullmatch(value):
        return Decimal(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return [_amount(item) for item in value] if isinstance(value, list) else value


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    return {name: _amount(value) if name in MONEY else value for name, value in pairs}


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON")


def parse(text: str | bytes) -> object:
    """The value of a JSON text. ValueError if it is none."""
    value: object = json.loads(text, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_members)
    return value


def _plain(value: object) -> object:
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    raise TypeError


def write(value: object) -> bytes:
    """JSON text; a Decimal as a text. ValueError or TypeError for what has no exact form, a float among them."""
    _check(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _check(value: object) -> None:
    if isinstance(value, float):
        raise TypeError
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check(item)
