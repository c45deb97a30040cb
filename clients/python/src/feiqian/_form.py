"""Forms as the bundle sends them."""

import re
from urllib.parse import unquote_to_bytes

_BROKEN = re.compile(r"%(?![0-9A-Fa-f]{2})")


def parse(body: bytes) -> dict[str, str] | None:
    """The pairs of a form; `None` if its encoding is broken, it is no UTF-8 or a name stands twice."""
    fields: dict[str, str] = {}
    try:
        text = body.decode()
        if _BROKEN.search(text):
            return None
        for part in text.split("&"):
            if not part:
                continue
            name, _, value = (unquote_to_bytes(piece.replace("+", " ")).decode() for piece in part.partition("="))
            if name in fields:
                return None
            fields[name] = value
    except UnicodeDecodeError:
        return None
    return fields
