"""Keys: what is sealed opens where it belongs only; rotation leaves every hash alone."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from dengwen.errors import Fault
from dengwen.ledger import disclosure, keyring, rotation, sealing, store
from dengwen.ledger.event import Sealed
from dengwen.ledger.verify import verify
from tests.ledger.writing import fact, named, write


@pytest.fixture
def key_file() -> Iterator[Path]:
    """The master key file, put back afterwards."""
    path = Path(settings.DENGWEN_MASTER_KEY_FILE)
    kept = path.read_bytes()
    yield path
    path.write_bytes(kept)


def test_a_digest_is_reckoned_as_sd_jwt_does() -> None:
    """The example of the SD-JWT specification, section 4.2.3 (Disclosure of a family name)."""
    disclosed = base64.urlsafe_b64decode(
        "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0="
    )
    assert json.loads(disclosed)[1:] == ["family_name", "Möbius"]
    assert disclosure.digest_of(disclosed) == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"


@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")))
def test_a_box_opens_to_what_was_put_in(value: str) -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key = os.urandom(32)
    disclosed, digest = disclosure.disclose("/name", value)
    boxed = disclosure.box(AESGCM(key), "matter:a", "p1", "/name", disclosed, digest)
    place = ("matter:a", "p1", "/name", digest)
    assert disclosure.open_box(key, *place, boxed) == value
    for n in range(4):
        moved = [*place[:n], place[n] + "x", *place[n + 1 :]]
        with pytest.raises(Fault):
            disclosure.open_box(key, *moved, boxed)


@pytest.mark.django_db
def test_what_stands_in_a_field_may_be_any_value() -> None:
    contact = {"email": "a@example.org", "phones": ["119", "110"], "post": None}
    write("matter:a", fact(contact=Sealed("p1", contact), empty=Sealed("p1", None)))
    data = store.read("matter:a", unseal=True)[0].data
    assert data["contact"].value == contact
    assert (data["empty"].value, data["empty"].erased) == (None, False)


@pytest.mark.django_db
def test_bytes_are_sealed_under_the_persons_key_before_the_stream_is_there() -> None:
    sealed = sealing.seal_bytes("matter:new", "p1", "附件".encode(), label="f1")
    assert "附件".encode() not in sealed
    write("matter:new", fact(name=Sealed("p1", "甲")), expected=0)
    assert sealing.open_bytes("matter:new", "p1", sealed, label="f1") == "附件".encode()
    assert sealing.open_bytes("matter:new", "p2", sealed, label="f1") is None
    for wrong in (sealed[:-1] + bytes([sealed[-1] ^ 1]), b"\x02" + sealed[1:], b"", sealed[:20]):
        with pytest.raises(Fault):
            sealing.open_bytes("matter:new", "p1", wrong, label="f1")
    with pytest.raises(Fault):
        sealing.open_bytes("matter:new", "p1", sealed, label="f2")


@pytest.mark.django_db
def test_the_blind_index_finds_equal_values_and_tells_nothing() -> None:
    assert sealing.blind_index("１３８ 0013") == sealing.blind_index(" 138 0013 ")
    assert sealing.blind_index("138") != sealing.blind_index("139")
    assert sealing.blind_index("138") != sha256(b"138").hexdigest()


@pytest.mark.django_db
def test_a_signature_stands_after_its_key_has_retired() -> None:
    old, signature = sealing.sign(b"receipt")
    assert sealing.verify(old, b"receipt", signature)
    assert not sealing.verify(old, b"another", signature)
    assert not sealing.verify("signing-unknown", b"receipt", signature)
    new = sealing.renew_signing_key()
    assert new != old
    assert sealing.verify(old, b"receipt", signature)
    assert not sealing.verify(new, b"receipt", signature)
    assert list(sealing.public_keys())[-2:] == [old, new]


def test_rotation_moves_every_key_and_no_hash(committed_db: str, key_file: Path) -> None:
    before = [named(f"matter:{n}", f"人{n}") for n in range(5)]
    signer, signature = sealing.sign(b"receipt")
    index = sealing.blind_index("138")
    told: list[tuple[int, int]] = []
    new = os.urandom(32)
    assert sealing.rotate_master(new, lambda done, of: told.append((done, of))) == 7
    assert told[-1] == (5, 7)
    assert keyring.read_file(key_file) == [new]
    assert rotation.unmoved() == 0
    keyring.forget()
    assert [store.read(event.stream, unseal=True)[0] for event in before] == before
    assert sealing.verify(signer, b"receipt", signature)
    assert sealing.blind_index("138") == index
    assert verify() == []


def test_an_interrupted_rotation_goes_on(
    committed_db: str, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [named(f"matter:{n}") for n in range(6)]
    monkeypatch.setattr(rotation, "_BATCH", 2)

    def fails(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sealing.rotate_master(os.urandom(32), fails)
    assert rotation.unmoved() == 4
    assert len(keyring.read_file(key_file)) == 2
    named("matter:meanwhile")
    assert [store.read(event.stream, unseal=True)[0] for event in before] == before
    assert sealing.rotate_master() == 4
    assert len(keyring.read_file(key_file)) == 1
    assert verify() == []


def test_with_the_key_in_the_environment_the_operator_changes_it(
    committed_db: str, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = named("matter:a")
    old = key_file.read_text().strip()
    new = base64.b64encode(os.urandom(32)).decode()
    monkeypatch.setenv("DENGWEN_MASTER_KEY", old)
    with pytest.raises(Fault, match="DENGWEN_MASTER_KEY"):
        sealing.rotate_master(os.urandom(32))
    monkeypatch.setenv("DENGWEN_MASTER_KEY", f"{new} {old}")
    assert sealing.rotate_master() == 1
    monkeypatch.setenv("DENGWEN_MASTER_KEY", new)
    assert store.read("matter:a", unseal=True) == [event]
    monkeypatch.setenv("DENGWEN_MASTER_KEY", old)
    with pytest.raises(Fault, match="not on the ring"):
        store.read("matter:a", unseal=True)


@pytest.mark.parametrize("text", ["", "short", base64.b64encode(bytes(31)).decode(), "é"])
def test_a_wrong_master_key_is_named_but_never_shown(text: str) -> None:
    with pytest.raises(Fault) as fault:
        keyring.Ring(keyring.parse(text))
    assert not text or text not in str(fault.value)


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    assert keyring.make_file(path) is True
    assert keyring.make_file(path) is False
    assert len(keyring.read_file(path)[0]) == keyring.KEY_SIZE
    path.chmod(0o644)
    with pytest.raises(Fault, match="chmod"):
        keyring.read_file(path)
    with pytest.raises(Fault, match="cannot be read"):
        keyring.read_file(tmp_path / "none")


@pytest.mark.django_db
def test_a_wrapped_key_of_another_person_does_not_open() -> None:
    ring = keyring.ring()
    wrapped = ring.wrap(bytes(32), "person|matter:a|p1")
    assert ring.unwrap(wrapped, "person|matter:a|p1", ring.present) == bytes(32)
    with pytest.raises(Fault):
        ring.unwrap(wrapped, "person|matter:a|p2", ring.present)


@pytest.mark.django_db
def test_a_key_of_a_rolled_back_transaction_is_not_used_again() -> None:
    with transaction.atomic():
        named("matter:a", "first")
        transaction.set_rollback(True)
    event = named("matter:a", "second")
    keyring.forget()
    assert store.read("matter:a", unseal=True) == [event]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger.person_key")
        assert cursor.fetchone()[0] == 1
