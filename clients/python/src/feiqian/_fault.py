"""Errors by their kinds, and kinds by the contracts' codes."""

from collections.abc import Mapping, Sequence

from ._kinds import CODES, Kind
from .catalogue import CLASSES
from .errors import FeiqianError


def fault(
    kind: Kind,
    *,
    operation: str = "",
    code: str = "",
    reason: str = "",
    status: int | None = None,
    request_id: str | None = None,
    fields: Mapping[str, Sequence[str]] | None = None,
    retry_after: int | None = None,
) -> FeiqianError:
    """The error of a kind, of its class."""
    return CLASSES[kind](
        kind,
        operation=operation,
        code=code,
        reason=reason,
        status=status,
        request_id=request_id,
        fields=fields,
        retry_after=retry_after,
    )


def kind_of(part: str, code: str, message: str) -> Kind | None:
    """The kind of a code and message of a part."""
    for known, text, kind in CODES[part]:
        if known == code and text in ("*", message):
            return kind
    return None
