"""What the PyPI package signs for each vector of a file of JSON, and what it says to each message of another, as it came and
spoiled."""

import json
import re
import sys
import time
from datetime import datetime, timezone
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

OLD_S = 301


def verdict(secret: str, body: str, headers: dict[str, str]) -> str:
    """ "accepted", or why the library refuses. Any other failure is one of the test."""
    try:
        Webhook(secret).verify(body.encode(), headers, json_parse=False)
    except WebhookVerificationError as error:
        return str(error)
    return "accepted"


def changed_digit(match: re.Match[str]) -> str:
    return str((int(match[0]) + 1) % 10)


def read(path: str) -> list[dict[str, Any]]:
    with open(path, encoding="utf-8") as file:
        return list(json.load(file))


messages, vectors = read(sys.argv[1]), read(sys.argv[2])
for one in vectors:
    moment = datetime.fromtimestamp(one["timestamp"], timezone.utc)
    signed = Webhook(one["secret"]).sign(one["id"], moment, one["body"])
    print(json.dumps({"vector": one["name"], "same_signature": signed == one["signature"]}))

for message in messages:
    secret, body, headers = message["secret"], message["body"], message["headers"]
    event, sent = headers["webhook-id"], int(headers["webhook-timestamp"])
    now = int(time.time())

    def at(seconds: int) -> dict[str, str]:
        return headers | {"webhook-timestamp": str(seconds)}

    def signed_at(seconds: int) -> dict[str, str]:
        moment = datetime.fromtimestamp(seconds, timezone.utc)
        return at(seconds) | {"webhook-signature": Webhook(secret).sign(event, moment, body)}

    other_event = event[:-1] + ("1" if event.endswith("0") else "0")
    print(
        json.dumps(
            {
                "name": message["name"],
                "as_it_came": verdict(secret, body, headers),
                # The library's own signature of the same message at the same time is among those given.
                "same_signature": signed_at(sent)["webhook-signature"] in headers["webhook-signature"].split(" "),
                "longer_body": verdict(secret, body + " ", headers),
                "changed_body": verdict(secret, re.sub("[0-9]", changed_digit, body, count=1), headers),
                "other_id": verdict(secret, body, headers | {"webhook-id": other_event}),
                "other_time": verdict(secret, body, at(sent - 1)),
                "old_time": verdict(secret, body, at(now - OLD_S)),
                "old_and_signed": verdict(secret, body, signed_at(now - OLD_S)),
                "early_and_signed": verdict(secret, body, signed_at(now + OLD_S + 60)),
                "other_secret": verdict(message["other"], body, headers),
                "no_signature": verdict(secret, body, headers | {"webhook-signature": ""}),
            }
        )
    )
