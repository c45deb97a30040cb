# Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.
"""An error class for each kind."""

from ._kinds import Kind
from .errors import FeiqianError


class SignatureRefused(FeiqianError):
    """An error of the kind `signature`."""


class ClockSkewed(FeiqianError):
    """An error of the kind `clock`."""


class AuthenticationFailed(FeiqianError):
    """An error of the kind `authentication`."""


class PermissionDenied(FeiqianError):
    """An error of the kind `permission`."""


class ValidationFailed(FeiqianError):
    """An error of the kind `validation`."""


class RequestRejected(FeiqianError):
    """An error of the kind `request`."""


class NotFound(FeiqianError):
    """An error of the kind `not_found`."""


class Conflict(FeiqianError):
    """An error of the kind `conflict`."""


class InProgress(FeiqianError):
    """An error of the kind `in_progress`."""


class StateRefused(FeiqianError):
    """An error of the kind `state`."""


class RateLimited(FeiqianError):
    """An error of the kind `rate`."""


class UpstreamFailed(FeiqianError):
    """An error of the kind `upstream`."""


class ServerFault(FeiqianError):
    """An error of the kind `server`."""


class Unavailable(FeiqianError):
    """An error of the kind `unavailable`."""


class TimedOut(FeiqianError):
    """An error of the kind `timeout`."""


class ConnectionFailed(FeiqianError):
    """An error of the kind `connection`."""


class AnswerTruncated(FeiqianError):
    """An error of the kind `truncated`."""


class AmbiguousText(FeiqianError):
    """An error of the kind `ambiguous`."""


class InvalidArgument(FeiqianError):
    """An error of the kind `argument`."""


class VerificationFailed(FeiqianError):
    """An error of the kind `verification`."""


CLASSES: dict[Kind, type[FeiqianError]] = {
    "signature": SignatureRefused,
    "clock": ClockSkewed,
    "authentication": AuthenticationFailed,
    "permission": PermissionDenied,
    "validation": ValidationFailed,
    "request": RequestRejected,
    "not_found": NotFound,
    "conflict": Conflict,
    "in_progress": InProgress,
    "state": StateRefused,
    "rate": RateLimited,
    "upstream": UpstreamFailed,
    "server": ServerFault,
    "unavailable": Unavailable,
    "timeout": TimedOut,
    "connection": ConnectionFailed,
    "truncated": AnswerTruncated,
    "ambiguous": AmbiguousText,
    "argument": InvalidArgument,
    "verification": VerificationFailed,
}
