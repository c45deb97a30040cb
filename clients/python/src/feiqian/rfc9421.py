"""HTTP Message Signatures (RFC 9421) with hmac-sha256, and Content-Digest (RFC 9530), as products use them."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from ._fault import fault
from .signing import hmac_sha256

_OWN_PORT = {"http": ":80", "https": ":443"}


class Message(NamedTuple):
    method: str
    # The absolute URL as it is sent.
    url: str
    # Header fields with names in lower case.
    headers: Mapping[str, str]


class Signed(NamedTuple):
    # The text that is signed.
    base: str
    signature_input: str
    signature: str


def content_digest(body: bytes) -> str:
    """The value of `Content-Digest`."""
    return f"sha-256=:{b64encode(hashlib.sha256(body).digest()).decode()}:"


def _value(component: str, message: Message) -> str:
    url = urlsplit(message.url)
    authority = url.netloc.lower().removesuffix(_OWN_PORT.get(url.scheme, ""))
    path = url.path or "/"
    has_query = "?" in message.url.partition("#")[0]
    match component:
        case "@method":
            return message.method
        case "@target-uri":
            return f"{url.scheme}://{authority}{path}{f'?{url.query}' if has_query else ''}"
        case "@authority":
            return authority
        case "@scheme":
            return url.scheme
        case "@path":
            return path
        case "@query":
            return f"?{url.query}"
    value = message.headers.get(component)
    if value is None or component.startswith("@"):
        raise fault("argument", reason=f"the request has no {component}")
    return value.strip()


def _item(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    if re.fullmatch(r"[ -~]*", value) is None:
        raise fault("argument", reason="a parameter of a signature must be visible ASCII")
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def sign_message(
    message: Message,
    components: Sequence[str],
    parameters: Sequence[tuple[str, str | int]],
    key: bytes,
    label: str = "sig1",
) -> Signed:
    """Signs a message: `components` in their order, then the parameters in theirs."""
    names = " ".join(f'"{component}"' for component in components)
    chosen = f"({names})" + "".join(f";{name}={_item(value)}" for name, value in parameters)
    lines = [f'"{component}": {_value(component, message)}' for component in components]
    base = "\n".join([*lines, f'"@signature-params": {chosen}'])
    signature = b64encode(hmac_sha256(key, base.encode())).decode()
    return Signed(base, f"{label}={chosen}", f"{label}=:{signature}:")
