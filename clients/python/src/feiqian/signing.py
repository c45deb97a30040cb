"""The signatures of requests: `sign` of products, `verifySign` of payees, and the payees' headers."""

import hashlib
import hmac
import re
from collections.abc import Iterable

Pair = tuple[str, str]

_PAIR_IN_VALUE = re.compile(r"&[^&]*=")


def md5_hex(text: str) -> str:
    """Lower-case hex MD5. The contracts sign with it; nothing else here uses it."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


def is_name(name: str) -> bool:
    """Whether a signed text may hold this parameter name."""
    return "=" not in name and "&" not in name


def is_value(value: str) -> bool:
    """Whether a signed text may hold this value: no `&` that is followed by a `=` before the next `&`."""
    return _PAIR_IN_VALUE.search(value) is None


def first_ambiguous(pairs: Iterable[Pair]) -> str | None:
    """The first name whose pair would make a signed text stand for other pairs too."""
    return next((name for name, value in pairs if not is_name(name) or not is_value(value)), None)


def _sorted(pairs: Iterable[Pair]) -> list[Pair]:
    # By bytes; the order of Python's texts, by code points, is the same.
    return sorted(pairs, key=lambda pair: pair[0])


def product_text(pairs: Iterable[Pair]) -> str:
    """The text that a product signs: all parameters but `sign`, sorted by name, `name=value` joined with `&`."""
    return "&".join(f"{name}={value}" for name, value in _sorted(pairs) if name != "sign")


def product_md5(text: str, key: str) -> str:
    """`sign` by MD5: 32 hex digits."""
    return md5_hex(text + key)


def product_hmac(text: str, key: str) -> str:
    """`sign` by HMAC-SHA256: 64 hex digits."""
    return hmac_sha256(key.encode(), text.encode()).hex()


def payee_text(pairs: Iterable[Pair]) -> str:
    """The text that a merchant signs: parameters that are not empty, sorted by name, `name=value&` each."""
    return "".join(f"{name}={value}&" for name, value in _sorted(pairs) if name != "verifySign" and value)


def verify_sign(text: str, token: str) -> str:
    """`verifySign`: 32 hex digits."""
    return md5_hex(text + md5_hex(token))


def header_text(path: str, body: bytes, timestamp: str, nonce: str) -> str:
    """The text of the header signature: method, path, digest of the body, time and nonce in lines."""
    return "\n".join(("POST", path, hashlib.sha256(body).hexdigest(), timestamp, nonce))


def header_signature(text: str, token: str) -> str:
    """The value of `X-Signature`."""
    return f"HMAC-SHA256 {hmac_sha256(token.encode(), text.encode()).hex()}"
