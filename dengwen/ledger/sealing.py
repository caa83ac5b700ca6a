"""Sealing 封存: everything that is done with the ledger's keys, behind one door.

Personal bytes under a person's key (`persons`), the blind index and the service's signature
(`service`), and the change of the master key (`rotation`).
"""

from __future__ import annotations

from dengwen.ledger.keyring import make_file as make_master_key
from dengwen.ledger.keyring import ring
from dengwen.ledger.persons import open_bytes, seal_all, seal_bytes
from dengwen.ledger.rotation import rotate_master
from dengwen.ledger.service import (
    blind_index,
    blind_indexes,
    public_keys,
    renew_signing_key,
    sign,
    sign_all,
    verify,
)

__all__ = [
    "blind_index",
    "blind_indexes",
    "make_master_key",
    "open_bytes",
    "public_keys",
    "renew_signing_key",
    "ring",
    "rotate_master",
    "seal_all",
    "seal_bytes",
    "sign",
    "sign_all",
    "verify",
]
