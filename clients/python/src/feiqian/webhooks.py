"""What the bundle sends: callbacks of products, IPNs, notices of the wallet, Standard Webhooks.

Each is verified over the raw body, in constant time, against every key that is valid, and against the clock where it bears a
time.
"""

import hmac
import re
import time
from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, Literal, NamedTuple, NotRequired, TypedDict, cast, overload

from . import _form, _json
from ._fault import fault
from .errors import FeiqianError
from .signing import first_ambiguous, hmac_sha256, md5_hex, payee_text, product_text

Refusal = Literal["malformed", "signature", "scheme", "type", "clock"]

TOLERANCE_S: Final = 300
_TIME = re.compile(r"0|[1-9][0-9]{0,14}", re.ASCII)
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})*", re.ASCII)
_AMOUNT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", re.ASCII)


class DepositCallback(TypedDict):
    notify_type: Literal["deposit"]
    product_id: str
    product_user_id: str
    order_sn: str
    parent_order_sn: str
    product_order_sn: str
    amount: Decimal
    currency: str
    status: str
    remarks: str
    timestamp: str
    nonce: str


class WithdrawCallback(TypedDict):
    notify_type: Literal["withdraw"]
    product_id: str
    product_user_id: str
    billno: str
    product_billno: str
    amount: Decimal
    currency: str
    status: str
    remarks: str
    timestamp: str
    nonce: str


class PayoutIpn(TypedDict):
    notify_type: Literal["payout"]
    accountToken: str
    amount: Decimal
    currency: str
    invoiceId: NotRequired[str]
    paymentTime: NotRequired[str]
    status: str
    transactionNo: str
    vendor: str


class AccountIpn(TypedDict):
    notify_type: Literal["account"]
    accountStatus: str
    accountTag: str
    accountToken: str
    accountType: str
    country: str
    currency: str
    customerNo: str
    payeeAccount: str


class WalletNotice(TypedDict):
    event_id: str
    cash_sn: str
    user_id: int
    cash_status: int
    cash_type: int
    cash_apply_amount: Decimal
    cash_charge: Decimal
    cash_actual_amount: Decimal
    remark: str | None
    error_code: str | None
    updated_at: str


class Event(NamedTuple):
    id: str
    timestamp: int


def _refused(why: Refusal) -> FeiqianError:
    return fault("verification", reason=why)


def _bytes(body: bytes | str) -> bytes:
    return body.encode() if isinstance(body, str) else body


def _check_time(text: str, now: float | None, tolerance_s: int) -> None:
    if _TIME.fullmatch(text) is None:
        raise _refused("malformed")
    if abs(int(text) - int(time.time() if now is None else now)) > tolerance_s:
        raise _refused("clock")


def _is_one_of(given: Iterable[bytes], expected: Sequence[bytes]) -> bool:
    """Whether one of the given values is one of the expected ones; every pair is compared."""
    found = False
    for one in given:
        for other in expected:
            found |= hmac.compare_digest(one, other)
    return found


def _from_hex(text: str) -> bytes | None:
    return bytes.fromhex(text) if _HEX.fullmatch(text) else None


def _from_base64(text: str) -> bytes | None:
    try:
        return b64decode(text, validate=True)
    except (NoBase64, ValueError):
        return None


def _read(body: bytes | str, signature: str) -> tuple[dict[str, str], bytes]:
    fields = _form.parse(_bytes(body))
    if fields is None or signature not in fields or first_ambiguous(fields.items()) is not None:
        raise _refused("malformed")
    given = _from_hex(fields[signature])
    if given is None:
        raise _refused("signature")
    return fields, given


def _with_amount(fields: dict[str, str]) -> dict[str, object]:
    told: dict[str, object] = dict(fields)
    if "amount" in fields:
        if _AMOUNT.fullmatch(fields["amount"]) is None:
            raise _refused("malformed")
        told["amount"] = Decimal(fields["amount"])
    return told


@overload
def verify_callback(
    body: bytes | str,
    keys: Sequence[str],
    expected: Literal["deposit"],
    *,
    minimum: Literal["MD5", "HMAC-SHA256"] = "MD5",
    now: float | None = None,
    tolerance_s: int = TOLERANCE_S,
) -> DepositCallback: ...
@overload
def verify_callback(
    body: bytes | str,
    keys: Sequence[str],
    expected: Literal["withdraw"],
    *,
    minimum: Literal["MD5", "HMAC-SHA256"] = "MD5",
    now: float | None = None,
    tolerance_s: int = TOLERANCE_S,
) -> WithdrawCallback: ...
def verify_callback(
    body: bytes | str,
    keys: Sequence[str],
    expected: Literal["deposit", "withdraw"],
    *,
    minimum: Literal["MD5", "HMAC-SHA256"] = "MD5",
    now: float | None = None,
    tolerance_s: int = TOLERANCE_S,
) -> DepositCallback | WithdrawCallback:
    """The callback of a product in a form's body, verified.

    `keys`: the product's key, or both while it is exchanged.
    """
    fields, given = _read(body, "sign")
    scheme = fields.get("sign_type") or "MD5"
    if scheme not in ("MD5", "HMAC-SHA256") or (minimum == "HMAC-SHA256" and scheme == "MD5"):
        raise _refused("scheme")
    text = product_text(fields.items())
    if scheme == "MD5":
        signatures = [bytes.fromhex(md5_hex(text + key)) for key in keys]
    else:
        signatures = [hmac_sha256(key.encode(), text.encode()) for key in keys]
    if not _is_one_of([given], signatures):
        raise _refused("signature")
    if fields.get("notify_type") != expected:
        raise _refused("type")
    _check_time(fields.get("timestamp", ""), now, tolerance_s)
    return cast(DepositCallback | WithdrawCallback, _with_amount(fields))


@overload
def verify_ipn(body: bytes | str, tokens: Sequence[str], expected: Literal["payout"]) -> PayoutIpn: ...
@overload
def verify_ipn(body: bytes | str, tokens: Sequence[str], expected: Literal["account"]) -> AccountIpn: ...
def verify_ipn(
    body: bytes | str, tokens: Sequence[str], expected: Literal["payout", "account"]
) -> PayoutIpn | AccountIpn:
    """An IPN in a form's body, verified. `tokens`: the merchant's API token, or both.

    It bears no time: tell repetitions by `transactionNo` or `accountToken` and the status.
    """
    fields, given = _read(body, "verifySign")
    text = payee_text(fields.items())
    signatures = [bytes.fromhex(md5_hex(text + md5_hex(token))) for token in tokens]
    if not _is_one_of([given], signatures):
        raise _refused("signature")
    if fields.get("notify_type") != expected:
        raise _refused("type")
    return cast(PayoutIpn | AccountIpn, _with_amount(fields))


def verify_wallet_notice(
    body: bytes | str,
    header: str,
    keys: Sequence[str],
    *,
    now: float | None = None,
    tolerance_s: int = TOLERANCE_S,
) -> WalletNotice:
    """A notice of the wallet, verified by its header `X-Feiqian-Signature`."""
    content = _bytes(body)
    members = [member.strip() for member in header.split(",")]
    times = [member[2:] for member in members if member.startswith("t=")]
    signatures = [member[3:] for member in members if member.startswith("v1=")][:16]
    if len(times) != 1 or not signatures:
        raise _refused("malformed")
    signed = times[0].encode() + b"." + content
    given = [value for value in map(_from_hex, signatures) if value is not None]
    if not _is_one_of(given, [hmac_sha256(key.encode(), signed) for key in keys]):
        raise _refused("signature")
    _check_time(times[0], now, tolerance_s)
    try:
        told = _json.parse(content)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise _refused("malformed")
    return cast(WalletNotice, told)


def verify_standard_webhook(
    body: bytes | str,
    headers: Mapping[str, str],
    secrets: Sequence[str],
    *,
    now: float | None = None,
    tolerance_s: int = TOLERANCE_S,
) -> Event:
    """Any message with the headers of Standard Webhooks, verified. `secrets`: `whsec_…`."""
    lower = {name.lower(): value for name, value in headers.items()}
    id, timestamp, signatures = (lower.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not id or not signatures or re.fullmatch(r"0|[1-9][0-9]{0,14}", timestamp, re.ASCII) is None:
        raise _refused("malformed")
    given = [_from_base64(one[3:]) for one in signatures.split(" ")[:16] if one.startswith("v1,")]
    keys = [_from_base64(secret.removeprefix("whsec_")) for secret in secrets]
    if None in keys:
        raise fault("argument", reason="a secret is whsec_ and base64")
    signed = f"{id}.{timestamp}.".encode() + _bytes(body)
    expected = [hmac_sha256(key, signed) for key in keys if key is not None]
    if not _is_one_of([one for one in given if one is not None], expected):
        raise _refused("signature")
    _check_time(timestamp, now, tolerance_s)
    return Event(id, int(timestamp))


def webhook_secret(key: str) -> str:
    """The secret that Standard Webhooks libraries take, of a product's key, an API token or another key."""
    return f"whsec_{b64encode(key.encode()).decode()}"
