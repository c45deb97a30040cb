"""Signs what schemathesis makes up, so that requests get beyond the question of who calls.

Identities are those of the demonstration data; most requests also take a customer, channel or account that exists, or
nothing but look-ups would be tested. Everything else stays as it was made up.
"""

import hashlib
import json
import os
import random
from datetime import datetime, timezone

import schemathesis

TOKENS = {
    "backOfficeToken": os.environ["BACK_OFFICE_TOKEN"],
    "walletToken": "Bearer " + os.environ["WALLET_TOKEN"],
    "dispatchToken": "Bearer " + os.environ["DISPATCH_TOKEN"],
}
PRODUCT_KEY = os.environ["PRODUCT_KEY"]
PAYEE_TOKEN = os.environ["PAYEE_TOKEN"]
MERCHANT = {"merchantNo": "202333", "storeNo": "301854"}

# Names of things that exist, which the examples of the document give.
KNOWN = {
    "product_user_id", "payment_code", "withdraw_channel_code", "bankcode", "code", "pid", "login_name",
    "customerNo", "accountToken", "accountCountry", "accountCurrency", "accountType", "depositor",
}

choice = random.Random(7)


def wire(value):
    """The text of a scalar that is signed."""
    if isinstance(value, str):
        return value
    if value is True:
        return "1"
    if value is False or value is None:
        return ""
    return json.dumps(value)


def md5(text):
    return hashlib.md5(text.encode("utf-8", "surrogatepass")).hexdigest()


def sign_product(parameters):
    pairs = sorted((name, wire(value)) for name, value in parameters.items() if name != "sign")
    return md5("&".join(f"{name}={value}" for name, value in pairs) + PRODUCT_KEY)


def sign_payee(parameters):
    pairs = sorted((name, wire(value)) for name, value in parameters.items() if name != "verifySign")
    return md5("".join(f"{name}={value}&" for name, value in pairs if value) + md5(PAYEE_TOKEN))


def with_known(parameters, example):
    for name in KNOWN & parameters.keys() & example.keys():
        if choice.random() < 0.8:
            parameters[name] = example[name]


@schemathesis.hook
def before_call(context, case, kwargs):
    raw = case.operation.definition.raw
    schemes = [name for scheme in raw.get("security", []) for name in scheme]
    scheme = schemes[0] if schemes else ""
    # Signing out would end the session that all other calls are made under.
    is_log_out = (case.operation.method.lower(), case.operation.path) == ("delete", "/token")
    if scheme in TOKENS and not is_log_out:
        case.headers["Authorization"] = TOKENS[scheme]
    # Spin fails a request with a header that is no UTF-8 before any component sees it.
    for name in [name for name, value in case.headers.items() if not str(value).isascii()]:
        del case.headers[name]
    examples = raw.get("x-feiqian-example", {})
    body = case.body if isinstance(case.body, dict) else None
    if body is not None:
        with_known(body, examples.get("body", {}))
    with_known(case.query, examples.get("query", {}))
    if scheme == "productSignature":
        case.query.pop("sign", None)
        if body is not None:
            body.pop("sign", None)
            body.pop("timestamp", None)
            body.pop("nonce", None)
            body["product_id"] = 1
            body["sign"] = sign_product({**case.query, **body})
        else:
            for name in ("timestamp", "nonce"):
                case.query.pop(name, None)
            case.query["product_id"] = 1
            case.query["sign"] = sign_product(case.query)
    elif scheme == "verifySign":
        case.query.clear()
        if body is not None:
            body.update(MERCHANT)
            body["timestamp"] = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            body["verifySign"] = sign_payee(body)
