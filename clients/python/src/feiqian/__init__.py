"""Client of Feiqian: cashier, back office, wallet and payee; verification of what the bundle sends."""

from . import money, rfc9421, signing, types
from ._kinds import Kind
from ._requests import Scheme
from .aclients import AsyncBackOffice, AsyncCashier, AsyncOperator, AsyncPayee, AsyncWallet
from .catalogue import (
    AmbiguousText,
    AnswerTruncated,
    AuthenticationFailed,
    ClockSkewed,
    Conflict,
    ConnectionFailed,
    InProgress,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    RateLimited,
    RequestRejected,
    ServerFault,
    SignatureRefused,
    StateRefused,
    TimedOut,
    Unavailable,
    UpstreamFailed,
    ValidationFailed,
    VerificationFailed,
)
from .clients import BackOffice, Cashier, Operator, Payee, Wallet
from .errors import FeiqianError, Outcome
from .webhooks import (
    verify_callback,
    verify_ipn,
    verify_standard_webhook,
    verify_wallet_notice,
    webhook_secret,
)

__version__ = "0.1.0"

__all__ = [
    "AmbiguousText", "AnswerTruncated", "AsyncBackOffice", "AsyncCashier", "AsyncOperator", "AsyncPayee", "AsyncWallet",
    "AuthenticationFailed", "BackOffice", "Cashier", "ClockSkewed", "Conflict", "ConnectionFailed", "FeiqianError",
    "InProgress", "InvalidArgument", "Kind", "NotFound", "Operator", "Outcome", "Payee", "PermissionDenied",
    "RateLimited", "RequestRejected", "Scheme", "ServerFault", "SignatureRefused", "StateRefused", "TimedOut",
    "Unavailable", "UpstreamFailed", "ValidationFailed", "VerificationFailed", "Wallet", "money", "rfc9421", "signing",
    "types", "verify_callback", "verify_ipn", "verify_standard_webhook", "verify_wallet_notice", "webhook_secret",
]
