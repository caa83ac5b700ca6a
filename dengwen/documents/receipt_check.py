"""Verifying a receipt 登記回執 offline: one file that shares no code with the server.

    python receipt_check.py RECEIPT.json KEY

KEY is the service's public key, 64 hexadecimal digits, as it publishes it. Needs only Python and
the package `cryptography`. docs/reference/receipt.md explains each step.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from collections.abc import Iterator
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def problems(text: str, key: bytes) -> list[str]:
    """Everything that is wrong with a receipt; empty when it holds."""
    try:
        receipt = json.loads(text)
        said = receipt["body"].encode()
        signature = base64.b64decode(receipt["signature"])
        body = json.loads(said)
        opening = body["opening"]
        event = json.loads(opening["event"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return ["This is not a receipt."]
    found = [] if receipt.get("format") == "dengwen-receipt/1" else ["The format is unknown."]
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, said)
    except (InvalidSignature, ValueError):
        found.append("The signature is not that of this key.")
    return found + _event(body, opening, event)


def said(text: str) -> dict[str, Any]:
    """What the person said, by its place in the event: {"/statement": …}."""
    opening = json.loads(json.loads(text)["body"])["opening"]
    return {path: value for _, path, value in map(_open, opening["disclosures"])}


def _event(body: dict[str, Any], opening: dict[str, Any], event: dict[str, Any]) -> list[str]:
    found = []
    digest = hashlib.sha256(opening["event"].encode()).digest()
    if digest.hex() != opening["hash"]:
        found.append("The hash is not that of the event.")
    salt = bytes.fromhex(opening["leaf_salt"])
    commitment = hashlib.sha256(b"dengwen/commitment/v1\n" + salt + digest).hexdigest()
    if commitment != opening["commitment"]:
        found.append("The commitment is not that of the event.")
    sealed = set(_digests(event))
    for disclosure in opening["disclosures"]:
        mark = hashlib.sha256(disclosure.encode()).digest()
        if base64.urlsafe_b64encode(mark).rstrip(b"=").decode() not in sealed:
            found.append("Something is shown that the event does not hold.")
    if event["fact"]["data"].get("number") != body["number"]:
        found.append("The number is not that of the event.")
    return found


def _digests(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "_sd" in value:
            yield value["_sd"]
        else:
            for inner in value.values():
                yield from _digests(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _digests(inner)


def _open(disclosure: str) -> list[Any]:
    padded = disclosure + "=" * (-len(disclosure) % 4)
    opened: list[Any] = json.loads(base64.urlsafe_b64decode(padded))
    return opened


def main(arguments: list[str]) -> int:
    """Check a file; 0 when it holds, 1 when it does not, 2 when called wrongly."""
    if len(arguments) != 2:
        sys.stderr.write(__doc__ or "")
        return 2
    with open(arguments[0], encoding="utf-8") as file:
        found = problems(file.read(), bytes.fromhex(arguments[1]))
    sys.stdout.write("\n".join(found) + "\n" if found else "The receipt holds.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
