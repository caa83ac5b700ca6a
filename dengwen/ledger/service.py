"""The service's own keys 服務密鑰: the blind index, and the signature on every receipt.

Both lie in the database wrapped by the master key and are drawn when first needed, beside the
caller's transaction, so that a request that is rolled back cannot take a key with it that it used.
"""

from __future__ import annotations

import hmac
import os
import unicodedata
from collections.abc import Iterable
from hashlib import sha256
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import connection

from dengwen.ledger import aside, keyring

Purpose = Literal["index", "signing"]

_PRESENT = (
    "SELECT id, wrapped, master FROM ledger.service_key WHERE purpose = %s AND retired_at IS NULL"
)


def blind_index(value: str) -> str:
    """A keyed digest by which an exact value (a telephone number) is found without being kept.

    The same value, however its characters are composed and spaced at the ends, gives the same 64
    hex digits; without the key nothing can be guessed and checked. The key survives rotations.
    """
    return blind_indexes([value])[0]


def blind_indexes(values: Iterable[str]) -> list[str]:
    """The blind index of each of many values; the key is fetched once."""
    key = _present("index")[1]
    plain = (unicodedata.normalize("NFKC", v).strip().casefold().encode() for v in values)
    return [hmac.digest(key, value, "sha256").hex() for value in plain]


def sign(message: bytes) -> tuple[str, bytes]:
    """The service's Ed25519 signature, with the id of the key that a verifier needs."""
    name, signatures = sign_all([message])
    return name, signatures[0]


def sign_all(messages: Iterable[bytes]) -> tuple[str, list[bytes]]:
    """`sign` for many messages; the key is fetched once."""
    name, seed = _present("signing")
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return name, [key.sign(message) for message in messages]


def verify(key_id: str, message: bytes, signature: bytes) -> bool:
    """Whether the service signed this under that key, the present one or an old one."""
    public = public_keys().get(key_id)
    if public is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def public_keys() -> dict[str, bytes]:
    """Every public key that ever signed, by id, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, public FROM ledger.service_key WHERE purpose = 'signing' ORDER BY made_at"
        )
        return {name: bytes(public) for name, public in cursor}


def renew_signing_key() -> str:
    """Retire the signing key and draw another; the new one's id. What the old one signed stands."""
    old, _ = _present("signing")
    _draw("signing", replaces=old)
    return _present("signing")[0]


def owner_of(key_id: str) -> str:
    """The words that bind a wrapped service key to its id."""
    return f"service|{key_id}"


def _present(purpose: Purpose) -> tuple[str, bytes]:
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT, [purpose])
        row = cursor.fetchone()
    if row is None:
        _draw(purpose, replaces=None)
        with aside.transaction_aside() as cursor:  # the caller's own snapshot may be older
            cursor.execute(_PRESENT, [purpose])
            row = cursor.fetchone()
    name, wrapped, master = row
    return name, keyring.ring().unwrap(bytes(wrapped), owner_of(name), master)


def _draw(purpose: Purpose, replaces: str | None) -> None:
    """Draw a key; whoever loses the race against another process finds that one's key."""
    seed = os.urandom(keyring.KEY_SIZE)
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = private.public_key().public_bytes_raw() if purpose == "signing" else None
    name = f"{purpose}-{sha256(public or seed).hexdigest()[:16]}"
    master = keyring.ring()
    wrapped = master.wrap(seed, owner_of(name))
    with aside.transaction_aside() as cursor:
        cursor.execute(
            "SELECT ledger.add_service_key(%s, %s, %s, %s, %s, %s)",
            [name, purpose, public, wrapped, master.present, replaces],
        )
