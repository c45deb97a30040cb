"""One error class with a subclass for each kind (`feiqian.catalogue`)."""

from collections.abc import Mapping, Sequence
from typing import Literal

from ._kinds import ADVICE, NOT_SENT, UNKNOWN, Kind

# What is known about the command: never sent, refused (nothing changed), or unknown.
Outcome = Literal["not_sent", "refused", "unknown"]


class FeiqianError(Exception):
    """The base class of all errors of this library. It holds no key, no token, no signature and no parameter's value.

    `kind` is for programs, `advice` for people.
    """

    def __init__(
        self,
        kind: Kind,
        *,
        operation: str = "",
        code: str = "",
        reason: str = "",
        status: int | None = None,
        request_id: str | None = None,
        fields: Mapping[str, Sequence[str]] | None = None,
        retry_after: int | None = None,
    ) -> None:
        self.kind: Kind = kind
        self.advice = ADVICE[kind]
        self.outcome: Outcome = "not_sent" if kind in NOT_SENT else "unknown" if kind in UNKNOWN else "refused"
        self.operation = operation
        self.code = code
        self.reason = reason
        self.status = status
        self.request_id = request_id
        self.fields = dict(fields or {})
        self.retry_after = retry_after
        told = [part for part in (operation, code, reason) if part]
        told += [f"{name}: {', '.join(rules)}" for name, rules in self.fields.items()]
        super().__init__(f"{': '.join(told) or kind}. {self.advice}")
