"""The vectors of tests/vectors, which drive every library and the bundle."""

import json
import os
import unittest
from base64 import b64decode
from decimal import Decimal
from pathlib import Path
from typing import Any

from feiqian import (
    VerificationFailed,
    money,
    signing,
    verify_callback,
    verify_ipn,
    verify_standard_webhook,
    verify_wallet_notice,
    webhook_secret,
)
from feiqian.errors import FeiqianError
from feiqian.rfc9421 import Message, content_digest, sign_message

FOLDER = Path(os.environ["FEIQIAN_VECTORS"])


def vectors(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def verify(sent: Any) -> object:
    body, keys, now = sent["body"], sent["keys"], sent["now"]
    match sent["scheme"]:
        case "callback":
            return verify_callback(body, keys, sent["expected"], minimum=sent["minimum"], now=now)
        case "ipn":
            return verify_ipn(body.encode(), keys, sent["expected"])
        case "wallet":
            return verify_wallet_notice(body, sent["header"], keys, now=now)
        case _:
            return verify_standard_webhook(body.encode(), sent["headers"], keys, now=now)


class Vectors(unittest.TestCase):
    def test_sign_of_products(self) -> None:
        found = vectors("cashier")
        self.assertGreaterEqual(len(found), 6)
        for one in found:
            with self.subTest(one["name"]):
                text = signing.product_text([*map(tuple, one["parameters"]), ("sign", "0")])
                self.assertEqual(text, one["text"])
                sign = signing.product_md5 if one["sign_type"] == "MD5" else signing.product_hmac
                self.assertEqual(sign(text, one["key"]), one["signature"])

    def test_names_are_sorted_by_their_bytes(self) -> None:
        pairs = [("𝄞", "1"), ("ｚ", "2"), ("a", "3"), ("ab", "5"), ("Z", "4")]
        self.assertEqual(signing.product_text(pairs), "Z=4&a=3&ab=5&ｚ=2&𝄞=1")

    def test_md5(self) -> None:
        for one in vectors("md5"):
            self.assertEqual(signing.md5_hex(one["text"]), one["md5"])

    def test_verify_sign_and_headers_of_payees(self) -> None:
        found = vectors("payee")
        self.assertGreaterEqual(len(found["verifySign"]), 8)
        for one in found["verifySign"]:
            with self.subTest(one["name"]):
                text = signing.payee_text([("verifySign", "0"), *map(tuple, one["parameters"])])
                self.assertEqual(text, one["text"])
                self.assertEqual(signing.verify_sign(text, one["token"]), one["signature"])
        for one in found["header"]:
            text = signing.header_text(one["path"], one["body"].encode(), one["timestamp"], one["nonce"])
            self.assertEqual(text, one["text"])
            self.assertEqual(signing.header_signature(text, one["token"]), one["header"])

    def test_rfc9421_and_rfc9530(self) -> None:
        found = vectors("rfc9421")
        self.assertGreaterEqual(len(found), 5)
        for one in found:
            with self.subTest(one["name"]):
                query = "" if one["query"] is None else f"?{one['query']}"
                url = f"{one['scheme']}://{one['authority']}{one['path']}{query}"
                message = Message(one["method"], url, dict(one["headers"]))
                parameters = [(name, value) for name, value in one["parameters"]]
                key = b64decode(one["key_base64"])
                signed = sign_message(message, one["components"], parameters, key, one["label"])
                self.assertEqual(signed, (one["base"], one["signature_input"], one["signature"]))
                digest = message.headers.get("content-digest", "").split(",")[0]
                if digest.startswith("sha-256="):
                    self.assertEqual(content_digest(one["body"].encode()), digest)

    def test_texts_that_would_be_ambiguous(self) -> None:
        found = vectors("unambiguous")
        for name, expected in found["names"]:
            self.assertEqual(signing.is_name(name), expected, name)
        for value, expected in found["values"]:
            self.assertEqual(signing.is_value(value), expected, value)

    def test_amounts(self) -> None:
        for one in vectors("money"):
            with self.subTest(one["text"]):
                if one["minor"] is None:
                    with self.assertRaises(FeiqianError) as raised:
                        money.parse(one["text"], one["currency"])
                    self.assertEqual(raised.exception.kind, "argument")
                else:
                    self.assertEqual(money.minor(one["text"], one["currency"]), int(one["minor"]))
                    amount = money.parse(one["text"], one["currency"])
                    self.assertEqual(money.text_of(amount), one.get("printed", one["text"]))
        self.assertEqual(money.text_of(Decimal("0.10") + Decimal("0.20")), "0.30")

    def test_callbacks_ipns_notices_and_standard_webhooks(self) -> None:
        found = vectors("callbacks")
        self.assertGreaterEqual(len(found), 50)
        for one in found:
            with self.subTest(one["name"]):
                if one["accepted"]:
                    verify(one)
                else:
                    with self.assertRaises(VerificationFailed) as raised:
                        verify(one)
                    self.assertEqual(raised.exception.reason, one["reason"])

    def test_standard_webhooks_of_the_specification(self) -> None:
        for one in vectors("standard-webhooks"):
            headers = {
                "webhook-id": one["id"],
                "webhook-timestamp": str(one["timestamp"]),
                "Webhook-Signature": one["signature"],
            }
            event = verify_standard_webhook(one["body"], headers, [one["secret"]], now=one["timestamp"])
            self.assertEqual(event, (one["id"], one["timestamp"]))
        self.assertEqual(webhook_secret("demo-key-0001"), "whsec_ZGVtby1rZXktMDAwMQ==")


if __name__ == "__main__":
    unittest.main()
