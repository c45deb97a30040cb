"""Requests of each part, signed or with a token: what the blocking and the asynchronous clients share.

A signer holds its secret in a closure, so that no `repr` and no `vars` shows it.
"""

import re
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, Literal, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from . import _json, money
from ._fault import fault
from ._operations import Operation
from ._transport import Options, Outgoing
from .rfc9421 import Message, content_digest, sign_message
from .signing import (
    Pair,
    first_ambiguous,
    header_signature,
    header_text,
    payee_text,
    product_hmac,
    product_md5,
    product_text,
    verify_sign,
)

Scheme = Literal["md5", "hmac-sha256", "rfc9421"]
Parameters = dict[str, object]

FORM: Final = "application/x-www-form-urlencoded"
_KEY = re.compile(r"[!-~]{1,128}")


class Call(NamedTuple):
    operation: Operation
    parameters: Parameters
    idempotency_key: str | None

    @property
    def is_repeatable(self) -> bool:
        repeat = self.operation.repeat
        return repeat == "safe" or self.idempotency_key is not None or self.parameters.get(repeat) not in (None, "")


Maker = Callable[[Call], Callable[[], Outgoing]]


def _pairs(operation: str, parameters: Parameters) -> list[Pair]:
    """Parameters as they are signed and sent: absent ones are left out."""
    pairs = []
    for name, value in parameters.items():
        if value is None:
            continue
        if isinstance(value, bool) or isinstance(value, float) or not isinstance(value, str | int | Decimal):
            raise fault("argument", operation=operation, reason=f"{name} is no text, whole number or Decimal")
        text = money.text_of(value)
        if not _is_utf8(text):
            raise fault("argument", operation=operation, reason=f"{name} is no text")
        pairs.append((name, text))
    return pairs


def _is_utf8(text: str) -> bool:
    return re.search("[\ud800-\udfff]", text) is None


def _unambiguous(operation: str, pairs: list[Pair]) -> list[Pair]:
    name = first_ambiguous(pairs)
    if name is not None:
        raise fault("ambiguous", operation=operation, fields={name: ["ambiguous"]})
    return pairs


def _encode(pairs: Iterable[Pair]) -> str:
    return urlencode(list(pairs))


def product(options: Options, product_id: int | str, key: str, scheme: Scheme) -> Maker:
    """Requests of a product."""
    number = str(product_id)
    if re.fullmatch(r"[1-9][0-9]{0,18}", number, re.ASCII) is None:
        raise fault("argument", reason="product_id is a number in decimal")
    if scheme not in ("md5", "hmac-sha256", "rfc9421"):
        raise fault("argument", reason="scheme is md5, hmac-sha256 or rfc9421")

    def sign(operation: Operation, pairs: list[Pair]) -> Outgoing:
        seconds = int(options.now())
        sent = list(pairs)
        if scheme == "hmac-sha256":
            nonce = secrets.token_hex(16)
            sent += [("sign_type", "HMAC-SHA256"), ("timestamp", str(seconds)), ("nonce", nonce)]
            sent.append(("sign", product_hmac(product_text(sent), key)))
        elif scheme == "md5":
            sent.append(("sign", product_md5(product_text(sent), key)))
        encoded, is_form = _encode(sent), operation.carrier == "form"
        url = options.base_url + operation.path + ("" if is_form else f"?{encoded}")
        body = encoded.encode() if is_form else None
        headers = {"content-type": FORM} if is_form else {}
        if scheme == "rfc9421":
            components = ["@method", "@path", "@query"]
            if body is not None:
                headers["content-digest"] = content_digest(body)
                components.append("content-digest")
            nonce = secrets.token_hex(16)
            chosen: list[tuple[str, str | int]] = [("created", seconds), ("nonce", nonce)]
            chosen += [("keyid", number), ("alg", "hmac-sha256")]
            signed = sign_message(Message(operation.method, url, headers), components, chosen, key.encode())
            headers |= {"signature-input": signed.signature_input, "signature": signed.signature}
        return Outgoing(operation.method, url, headers, body)

    def make(call: Call) -> Callable[[], Outgoing]:
        operation = call.operation
        given: Parameters = {"product_id": number, **call.parameters}
        pairs = _unambiguous(operation.name, _pairs(operation.name, given))
        return lambda: sign(operation, pairs)

    return make


def payee(options: Options, merchant_no: str, store_no: str, token: str, sign_headers: bool) -> Maker:
    """Requests of a merchant of the payee API."""

    def sign(call: Call, pairs: list[Pair]) -> Outgoing:
        timestamp = datetime.fromtimestamp(options.now(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        signed = [*pairs, ("timestamp", timestamp)]
        body = _json.write(dict([*signed, ("verifySign", verify_sign(payee_text(signed), token))]))
        url = options.base_url + call.operation.path
        headers = _with_key({"content-type": "application/json"}, call)
        if sign_headers:
            nonce = secrets.token_hex(16)
            signature = header_signature(header_text(urlsplit(url).path, body, timestamp, nonce), token)
            headers |= {"x-timestamp": timestamp, "x-nonce": nonce, "x-signature": signature}
        return Outgoing("POST", url, headers, body)

    def make(call: Call) -> Callable[[], Outgoing]:
        name = call.operation.name
        given: Parameters = {"merchantNo": merchant_no, "storeNo": store_no, **call.parameters}
        pairs = _unambiguous(name, [(other, value) for other, value in _pairs(name, given) if value])
        return lambda: sign(call, pairs)

    return make


def without_token(options: Options) -> Maker:
    """Requests that get a token."""

    def make(call: Call) -> Callable[[], Outgoing]:
        operation = call.operation
        headers = {"content-type": "application/json"}
        body = _body(operation.name, call.parameters)
        return lambda: Outgoing(operation.method, options.base_url + operation.path, headers, body)

    return make


def with_token(options: Options, token: Callable[[], str], media_type: str) -> Maker:
    """Requests with a token: parameters in path and query, the rest as JSON."""

    def make(call: Call) -> Callable[[], Outgoing]:
        operation, rest = call.operation, {k: v for k, v in call.parameters.items() if v is not None}

        def placed(found: re.Match[str]) -> str:
            pairs = _pairs(operation.name, {found[1]: rest.pop(found[1], None)})
            if not pairs or pairs[0][1] in ("", ".", ".."):
                raise fault("argument", operation=operation.name, reason=f"{found[1]} is absent")
            return quote(pairs[0][1], safe="")

        path = re.sub(r"\{([^}]+)\}", placed, operation.path)
        is_json = operation.carrier == "json"
        query = {name: rest.pop(name, None) for name in operation.query} if is_json else rest
        encoded = _encode(_pairs(operation.name, query))
        url = options.base_url + path + (f"?{encoded}" if encoded else "")
        body = _body(operation.name, rest) if is_json else None
        given = _with_key({"accept": f"{media_type}, application/json"}, call)
        if is_json:
            given["content-type"] = media_type

        def send() -> Outgoing:
            current = token()
            if re.fullmatch(r"[!-~]+", current) is None:
                raise fault("argument", operation=operation.name, reason="a token is visible ASCII")
            return Outgoing(operation.method, url, {**given, "authorization": f"Bearer {current}"}, body)

        return send

    return make


def _body(operation: str, value: Parameters) -> bytes:
    try:
        return _json.write(value)
    except (TypeError, ValueError):
        reason = "a parameter has no exact JSON form: give amounts as Decimal or text, never as float"
    raise fault("argument", operation=operation, reason=reason)


def _with_key(headers: dict[str, str], call: Call) -> dict[str, str]:
    if call.idempotency_key is None:
        return headers
    if _KEY.fullmatch(call.idempotency_key) is None:
        raise fault("argument", reason="an idempotency key is 1 to 128 visible letters of ASCII")
    return {**headers, "idempotency-key": call.idempotency_key}
