"""The outbox: with its cause or not at all, sealed, retried, given up, and erased."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import connection, connections, transaction

from dengwen import times
from dengwen.delivery import loop, outbox, simulated, sms
from dengwen.delivery.models import OutboxRow
from dengwen.errors import Fault
from dengwen.law import library
from dengwen.ledger import erasure

NOTICE = "receipt"
VALUES = {"number": "DW-7K3M-9Q2D-X", "received_on": "2026年3月2日", "next": "告知去向"}
STREAM = "matter:DW-7K3M-9Q2D-X"
SOMEONE = "someone@example.org"


def put(channel: str = "email", address: str = SOMEONE, person: str = "p1") -> OutboxRow:
    """One message in the outbox."""
    row = outbox.put(STREAM, person, channel, address, NOTICE, VALUES, "zh-Hant")
    return OutboxRow.objects.get(id=row)


@pytest.mark.django_db
def test_a_message_is_sent_in_the_persons_language_with_the_packs_words() -> None:
    assert NOTICE in library.current().notices
    row = put()
    assert loop.deliver() == 1
    row.refresh_from_db()
    assert row.state == "sent"
    (sent,) = mail.outbox
    assert sent.to == [SOMEONE]
    assert "DW-7K3M-9Q2D-X" in sent.body
    assert "{" not in sent.body
    assert loop.deliver() == 0


@pytest.mark.django_db
def test_neither_address_nor_words_lie_open_in_the_database() -> None:
    put()
    with connection.cursor() as cursor:
        cursor.execute("SELECT o::text, address, body FROM delivery_outbox o")
        row, address, body = cursor.fetchone()
    assert SOMEONE not in row
    assert SOMEONE.encode() not in bytes(address)
    assert "告知去向".encode() not in bytes(body)


def test_what_is_rolled_back_tells_nobody(committed_db: str) -> None:
    with transaction.atomic():
        put()
        transaction.set_rollback(True)
    assert loop.deliver() == 0
    assert mail.outbox == []


@pytest.mark.django_db
def test_a_failure_is_tried_again_later_and_later_and_then_given_to_a_person(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(self: object, key: str, number: str, text: str) -> str:
        raise sms.Undelivered("http_503")

    monkeypatch.setattr(sms.Simulator, "send", fail)
    row = put("sms", "13900001111")
    at = times.now()
    with time_machine.travel(at, tick=False) as machine, caplog.at_level(logging.DEBUG):
        for tries in range(1, loop.TRIES + 1):
            row.refresh_from_db()
            machine.move_to(row.next_at + timedelta(seconds=1))
            assert loop.deliver() == 1
            row.refresh_from_db()
            assert row.attempts == tries
            assert loop.deliver() == 0
    assert row.state == "dead"
    assert row.last_error == "http_503"
    assert "13900001111" not in caplog.text
    assert [one.pk for one in loop.dead()] == [row.pk]
    assert loop.wait(1) == timedelta(minutes=1)
    assert loop.wait(3) == timedelta(minutes=4)
    assert loop.wait(20) == timedelta(hours=6)


@pytest.mark.django_db
def test_a_dead_message_can_be_sent_once_its_cause_is_mended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = put()
    OutboxRow.objects.filter(id=row.pk).update(state="dead", attempts=8)
    assert loop.deliver() == 0
    loop.retry(row.pk)
    assert loop.deliver() == 1
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_one_bad_address_stops_nobody_else() -> None:
    bad, good = put(address="not\nan@address.example"), put()
    assert loop.deliver() == 2
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.last_error) == ("dead", "bad_address")
    assert good.state == "sent"


@pytest.mark.django_db
def test_the_simulator_writes_files_that_only_their_owner_reads() -> None:
    row = put("sms", "13900001111")
    loop.deliver()
    row.refresh_from_db()
    assert row.state == "sent"
    found = list((Path(settings.DENGWEN_HOME) / "simulated" / "sms").rglob(f"{row.pk}.json"))
    assert len(found) == 1
    assert found[0].stat().st_mode & 0o777 == 0o600
    assert "13900001111" in found[0].read_text("utf-8")


@pytest.mark.django_db
def test_the_simulated_post_office_keeps_mail_private() -> None:
    message = mail.EmailMessage("主題", "words", "a@example.org", [SOMEONE])
    assert simulated.MailBackend().send_messages([message]) == 1
    files = list((Path(settings.DENGWEN_HOME) / "simulated" / "mail").rglob("*.eml"))
    assert files
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)


@pytest.mark.django_db
def test_erasing_a_person_empties_their_outbox_and_nobody_elses() -> None:
    put()
    put(address="other@example.org", person="p2")
    with transaction.atomic():
        erasure.erase(STREAM, "p1")
    assert loop.deliver() == 1
    assert [m.to for m in mail.outbox] == [["other@example.org"]]


@pytest.mark.django_db
def test_a_reminder_rings_on_one_desk_only_and_leaves_it_when_it_is_taken_back() -> None:
    outbox.put(STREAM, "", "desk", "alice", NOTICE, VALUES, "zh-Hant")
    outbox.put(STREAM, "", "desk", "bob", NOTICE, VALUES, "zh-Hant")
    (ring,) = outbox.bell("alice")
    assert "DW-7K3M-9Q2D-X" in ring.text
    assert outbox.unseen("alice") == 1
    outbox.see("bob", [ring.id])
    assert outbox.unseen("alice") == 1
    outbox.see("alice", [ring.id])
    assert outbox.unseen("alice") == 0
    assert outbox.cancel(STREAM, staff="alice") == 1
    assert outbox.bell("alice") == []
    assert len(outbox.bell("bob")) == 1
    assert loop.deliver() == 0


@pytest.mark.django_db
def test_a_letter_waits_for_a_person_to_post_it() -> None:
    row = put("post", "東街12號")
    assert loop.deliver() == 0
    outbox.posted(row.pk, "EMS 123")
    row.refresh_from_db()
    assert row.state == "sent"
    assert outbox.opened(row, row.proof) == b"EMS 123"


@pytest.mark.django_db
def test_an_unknown_notice_or_channel_is_a_fault_of_ours() -> None:
    with pytest.raises(Fault):
        outbox.put(STREAM, "p1", "email", SOMEONE, "no_such_notice", {}, "en")
    with pytest.raises(Fault):
        outbox.put(STREAM, "p1", "pigeon", SOMEONE, NOTICE, {}, "en")


def test_many_workers_send_each_message_once(
    committed_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(sms.Simulator, "send", lambda s, key, number, text: sent.append(key) or key)
    keys = {str(put("sms", f"1390000{n:04}").pk) for n in range(20)}

    def work() -> None:
        try:
            loop.deliver(20)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sent) == sorted(keys)


class _Operator(BaseHTTPRequestHandler):
    """A gateway that answers with the status its address names."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(int(self.path.strip("/")))
        self.end_headers()
        self.wfile.write(b'{"id": "op-7"}')

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def operator() -> Iterator[str]:
    """A gateway on this machine."""
    server = HTTPServer(("127.0.0.1", 0), _Operator)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "lasting"), [("200", None), ("503", False), ("429", False), ("400", True)]
)
def test_a_gateway_over_http_takes_refuses_or_is_busy(
    operator: str, status: str, lasting: bool | None
) -> None:
    gateway = sms.HttpGateway(f"{operator}/{status}", "token")
    if lasting is None:
        assert gateway.send("1", "13900001111", "words") == "op-7"
        return
    with pytest.raises(sms.Undelivered) as refused:
        gateway.send("1", "13900001111", "words")
    assert refused.value.code == f"http_{status}"
    assert refused.value.lasting is lasting


def test_a_gateway_is_never_spoken_to_in_the_clear_over_a_net() -> None:
    with pytest.raises(ValueError, match="TLS"):
        sms.HttpGateway("http://sms.example.org", "token")
    gone = sms.HttpGateway("http://127.0.0.1:9/", "token")
    with pytest.raises(sms.Undelivered):
        gone.send("1", "13900001111", "words")
