"""From an answer to a result or to an error of the catalogue."""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Final, Literal, NamedTuple

from . import _json
from ._fault import fault, kind_of
from ._kinds import CODES, Kind

Part = Literal["cashier", "backOffice", "wallet", "payee", "delivery"]

# How far two clocks may be apart.
_CLOCK_LIMIT_S: Final = 300
_REASON_LIMIT: Final = 200


class Answer(NamedTuple):
    status: int
    # Names in lower case.
    headers: Mapping[str, str]
    body: bytes


class _Refusal(NamedTuple):
    code: str
    reason: str
    fields: dict[str, list[str]]


def _text(value: object) -> str:
    is_text = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value)[:_REASON_LIMIT] if is_text else ""


def _by_status(status: int) -> Kind | None:
    if status in (502, 503, 504):
        return "unavailable"
    if status >= 500:
        return "server"
    return "rate" if status == 429 else "request" if status >= 300 else None


def _clock_differs(headers: Mapping[str, str], now: float) -> bool:
    try:
        date = parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        return False
    return abs(date.timestamp() - now) > _CLOCK_LIMIT_S


def result_of(part: Part, operation: str, answer: Answer, now: float) -> object:
    """The result of an operation; `now` in unix seconds tells a wrong clock from a wrong key."""
    status, headers = answer.status, answer.headers
    after = headers.get("retry-after", "")
    retry_after = int(after) if re.fullmatch(r"[0-9]{1,9}", after, re.ASCII) else None
    request_id = headers.get("x-request-id")
    body: object = None
    is_json = True
    try:
        body = _json.parse(answer.body)
    except (ValueError, RecursionError):
        is_json = False
    refusal = _refusal(part, status, body) if is_json else None
    if refusal is None:
        kind: Kind = _by_status(status) or "truncated"
        reason = f"HTTP {status}" if status >= 300 else "not the contract's form" if is_json else "no JSON"
        raise fault(
            kind, operation=operation, reason=reason, status=status, request_id=request_id, retry_after=retry_after
        )
    if refusal == "success":
        return body["data"] if isinstance(body, dict) and part in ("cashier", "backOffice") else body
    kind = (
        kind_of("cashier" if part == "backOffice" else part, refusal.code, refusal.reason)
        or _by_status(status)
        or "request"
    )
    if kind == "signature" and part == "backOffice":
        kind = "authentication"
    elif kind == "signature" and part == "cashier" and _clock_differs(headers, now):
        kind = "clock"
    elif kind == "conflict" and retry_after is not None:
        kind = "in_progress"
    elif kind == "server" and status == 503:
        kind = "unavailable"
    raise fault(
        kind,
        operation=operation,
        code=refusal.code,
        reason=refusal.reason,
        status=status,
        request_id=request_id,
        fields=refusal.fields,
        retry_after=retry_after,
    )


def _refusal(part: Part, status: int, body: object) -> _Refusal | Literal["success"] | None:
    """What was refused; `None`: no answer of this part."""
    if not isinstance(body, dict):
        return None
    fields: dict[str, list[str]] = {}
    if part in ("cashier", "backOffice"):
        code, message = _text(body.get("code")), body.get("message")
        if code == "200" and status == 200 and "data" in body:
            return "success"
        if all(known != code for known, _, _ in CODES["cashier"]):
            return None
        if isinstance(message, dict):
            for name, rules in message.items():
                fields[name] = [_text(rule) for rule in rules] if isinstance(rules, list) else [_text(rules)]
        return _Refusal(code, _text(message), fields)
    if part == "payee":
        code, reason = _text(body.get("ret_code")), _text(body.get("ret_msg"))
        if code == "000100" and status == 200:
            return "success"
        named = re.search(r" : ([A-Za-z0-9_.-]+)$", reason)
        return _Refusal(code, reason, {named[1]: [reason]} if named else {}) if code else None
    if part == "wallet":
        if "errors" not in body:
            return "success" if status == 200 and "data" in body else None
        errors = body["errors"]
        known = [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
        for error in known:
            source = error.get("source")
            pointer = source if isinstance(source, dict) else {}
            name = _text(pointer.get("pointer")) or _text(pointer.get("parameter"))
            if name:
                fields.setdefault(name, []).append(_text(error.get("detail")))
        return _Refusal(_text(known[0].get("code")), _text(known[0].get("detail")), fields) if known else None
    code = _text(body.get("error"))
    return "success" if status == 200 else _Refusal(code, code, {}) if code else None
