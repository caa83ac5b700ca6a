"""The one way in: every door, one receipt, nothing by halves."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.conf import settings
from django.core import mail
from django.db import connection, connections

from dengwen import times
from dengwen.delivery import loop
from dengwen.delivery.models import OutboxRow
from dengwen.documents import receipt_check, receipts
from dengwen.errors import Refusal
from dengwen.files.store import Bytes
from dengwen.intake import following, numbers
from dengwen.intake.actions.register import register
from dengwen.intake.submission import Person, Submission
from dengwen.intake.validation import Invalid
from dengwen.law import library
from dengwen.law.procedure import Field, Offer
from dengwen.ledger import aside, sealing, store
from dengwen.matters.actions.open import load
from dengwen.matters.models import MatterRow, SecretRow
from dengwen.matters.rules import numbers as written
from dengwen.people import accounts, actions
from dengwen.people.actor import SYSTEM

WORDS = "三單元的安全出口晚上被鎖住"
NAME = "王小明"
PHONE = "13911112222"


def town() -> None:
    """A city with its inspectorate above and two districts below."""
    west = [["31.0", "121.0"], ["31.0", "121.2"], ["31.2", "121.2"], ["31.2", "121.0"]]
    east = [["31.0", "121.2"], ["31.0", "121.4"], ["31.2", "121.4"], ["31.2", "121.2"]]
    actions.open_unit(SYSTEM, "province", {"en": "Province"})
    actions.open_unit(SYSTEM, "city", {"en": "City", "zh-Hant": "市"}, parent="province")
    actions.open_unit(SYSTEM, "insp", {"en": "Inspectorate"}, kind="inspectorate", parent="city")
    actions.open_unit(
        SYSTEM,
        "west",
        {"en": "West", "zh-Hant": "西區"},
        parent="city",
        outline=west,
        areas=["西街"],
    )
    actions.open_unit(SYSTEM, "east", {"en": "East"}, parent="city", outline=east, areas=["東街"])
    actions.add_staff(SYSTEM, "reg", "登記", "east", roles=[("registrar", "east")])
    actions.add_staff(SYSTEM, "han", "承辦", "east", roles=[("handler", "east")])


def offers(*, confidential: bool) -> tuple[str, str, Offer]:
    """An offer of the installed pack whose kind is (not) confidential."""
    for name, versions in library.current().procedures.items():
        for offer_name, offer in versions[-1].offers.items():
            if versions[-1].kinds[offer.kind].confidential is confidential:
                return name, offer_name, offer
    raise LookupError


def answers(asks: dict[str, Field]) -> dict[str, Any]:
    """Answers to everything that an offer demands."""
    given: dict[str, Any] = {}
    for name, field in asks.items():
        if field.required:
            kinds: dict[str, Any] = {"yes_no": True, "date": "2026-03-01", "number": "3"}
            chosen = next(iter(field.options), "")
            given[name] = chosen if field.type == "choice" else kinds.get(field.type, "說明")
    return given


def submission(*, confidential: bool = False, **changes: Any) -> Submission:
    """Something that a person could bring."""
    procedure, name, offer = offers(confidential=confidential)
    usual: dict[str, Any] = {
        "procedure": procedure,
        "offer": name,
        "subject": "安全出口上鎖",
        "statement": WORDS,
        "answers": answers(offer.asks),
        "people": (Person(name=NAME, phone=PHONE, notify_by="sms"),),
        "latitude": "31.1",
        "longitude": "121.1",
    }
    return Submission(**(usual | changes))


@pytest.fixture
def in_town(db: None) -> None:
    """The town, in a database that forgets."""
    town()


@pytest.fixture
def real_town(committed_db: str) -> None:
    """The town, in a database where transactions really commit."""
    town()


def test_a_receipt_has_number_secret_and_next_steps_with_days_and_articles(in_town: None) -> None:
    receipt = register(submission())
    assert written.is_number(receipt.number)
    assert len(receipt.secret.replace("-", "")) == 16
    assert receipt.unit["en"] == "West"
    assert receipt.next
    assert all(step.due_on and step.basis for step in receipt.next)
    days = [step.due_on for step in receipt.next]
    assert not receipt.again
    assert days
    matter = load(receipt.number)
    assert matter.statement is not None
    assert matter.statement.value == WORDS
    assert matter.unit == "west"


def test_the_signed_receipt_proves_what_was_said_and_has_no_secret(in_town: None) -> None:
    receipt = register(submission())
    key = sealing.public_keys()
    assert any(receipt_check.problems(receipt.text, one) == [] for one in key.values())
    assert receipt_check.said(receipt.text)["/statement"] == WORDS
    assert receipt.secret not in receipt.text


def test_nothing_that_was_said_lies_open_in_any_table(in_town: None) -> None:
    receipt = register(submission(uploads=(Bytes("證據.txt", WORDS.encode()),)))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname, tablename FROM pg_tables"
            " WHERE schemaname IN ('public', 'ledger', 'dengwen')"
        )
        for schema, table in cursor.fetchall():
            if table == "matters_search":
                continue
            cursor.execute(f'SELECT string_agg(t::text, \' \') FROM "{schema}"."{table}" t')
            everything = cursor.fetchone()[0] or ""
            for words in (WORDS, NAME, PHONE, "證據.txt", receipt.secret):
                assert words not in everything, f"{words} in {schema}.{table}"
    for path in Path(settings.DENGWEN_FILES).rglob("*.original"):
        assert WORDS.encode() not in path.read_bytes()


def test_who_asked_to_be_told_is_told_and_the_secret_goes_through_no_wire(in_town: None) -> None:
    someone = Person(name=NAME, email="wang@example.org", notify_by="email")
    receipt = register(submission(people=(someone, Person(name="匿名"))))
    assert OutboxRow.objects.count() == 1
    loop.deliver()
    (sent,) = mail.outbox
    assert receipt.number in sent.body
    assert receipt.secret not in sent.body


def test_nobody_has_to_give_a_name(in_town: None) -> None:
    receipt = register(submission(people=()))
    actor = following.authenticate(receipt.number, receipt.secret)
    assert actor is not None
    assert (actor.kind, actor.matter, actor.party) == ("party", receipt.number, "p1")


def test_a_double_press_gives_the_same_number_and_no_second_secret(in_town: None) -> None:
    first = register(submission(entry_token="t-1"))
    second = register(submission(entry_token="t-1"))
    assert second.number == first.number
    assert second.again
    assert second.secret == ""
    assert second.text == first.text
    assert MatterRow.objects.count() == 1


def test_two_presses_at_the_very_same_time_are_one_matter(real_town: None) -> None:
    receipts: list[Any] = []
    gate = threading.Barrier(4)

    def press() -> None:
        try:
            gate.wait()
            receipts.append(register(submission(entry_token="t-2")))
        finally:
            aside.close()
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 4
    assert len({receipt.number for receipt in receipts}) == 1
    assert sum(1 for receipt in receipts if not receipt.again) == 1
    assert MatterRow.objects.count() == 1
    assert OutboxRow.objects.count() == 1


def test_while_commit_stalls_there_is_no_receipt_and_after_a_failure_nothing_is_left(
    real_town: None, committed_db: str
) -> None:
    """A deferred trigger waits on a lock that this test holds: the COMMIT of another hangs."""
    from dengwen.config import database, place

    with database.as_owner(place.here()):
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = committed_db
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE FUNCTION stall() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                " PERFORM pg_advisory_xact_lock(4711); RAISE EXCEPTION 'the disk is gone';"
                " END $$; CREATE CONSTRAINT TRIGGER stalls AFTER INSERT ON matters_matter"
                " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stall()"
            )
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = committed_db
    done: list[Any] = []

    def bring() -> None:
        try:
            done.append(register(submission(uploads=(Bytes("a.txt", b"x"),))))
        except Exception as error:
            done.append(error)
        finally:
            aside.close()
            connections.close_all()

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(4711)")
        thread = threading.Thread(target=bring)
        thread.start()
        thread.join(timeout=1.5)
        assert thread.is_alive()
        assert done == []  # the commit stalls: no receipt
        cursor.execute("SELECT pg_advisory_unlock(4711)")
        thread.join(timeout=20)
    assert isinstance(done[0], Exception)
    assert not hasattr(done[0], "secret")
    assert MatterRow.objects.count() == 0
    assert SecretRow.objects.count() == 0
    assert OutboxRow.objects.count() == 0
    assert list(store.streams("matter:")) == []


def test_what_is_confidential_goes_over_the_head_of_the_unit_at_the_place(in_town: None) -> None:
    accused = register(submission(confidential=True, people=()))
    assert load(accused.number).unit == "insp"
    claim = {"procedure": "petition", "offer": "solve", "answers": {"wish": "說明"}}
    about = register(submission(about="西區的那個隊長", **claim))
    assert load(about.number).unit == "insp"


@pytest.mark.parametrize(
    ("changes", "unit"),
    [
        ({"unit": "east"}, "east"),
        ({"latitude": "31.1", "longitude": "121.3"}, "east"),
        ({"latitude": "", "longitude": "", "place": "東街12號樓"}, "east"),
        ({"latitude": "10", "longitude": "10", "place": "西街"}, "west"),
        ({"latitude": "", "longitude": ""}, "city"),
    ],
)
def test_the_unit_is_found_by_choice_point_or_words(
    in_town: None, changes: dict[str, Any], unit: str
) -> None:
    assert load(register(submission(**changes)).number).unit == unit


def test_staff_take_in_for_a_person_and_only_those_who_may(in_town: None) -> None:
    arrived = times.now() - timedelta(days=2)
    letter = submission(
        channel="letter", latitude="", longitude="", received_at=arrived, time_source="postmark"
    )
    receipt = register(letter, accounts.actor_of("reg"))
    matter = load(receipt.number)
    assert matter.unit == "east"
    assert matter.received_at == arrived
    assert matter.lines[0].time_source == "postmark"
    assert matter.lines[0].by == "staff:reg"
    with pytest.raises(Refusal, match="not_registrar"):
        register(submission(channel="counter"), accounts.actor_of("han"))
    with pytest.raises(Refusal, match="not_registrar"):
        register(submission(channel="telephone"))


def problems(**changes: Any) -> set[str]:
    """The codes of everything wrong with a submission so changed."""
    with pytest.raises(Invalid) as refused:
        register(submission(**changes))
    assert MatterRow.objects.count() == 0
    return {problem.code for problem in refused.value.problems}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"statement": ""}, "statement_missing"),
        ({"statement": "長" * 10_001}, "too_long"),
        ({"statement": "a\x00b"}, "unreadable"),
        ({"statement": "a\ud800b"}, "unreadable"),
        ({"subject": "\x1b[31m"}, "unreadable"),
        ({"latitude": "91"}, "bad_coordinate"),
        ({"latitude": "NaN"}, "bad_coordinate"),
        ({"latitude": "三"}, "bad_coordinate"),
        ({"longitude": ""}, "half_a_point"),
        ({"answers": {"no_such": "x"}}, "not_asked"),
        ({"language": "tlh"}, "unknown_language"),
        ({"channel": "pigeon"}, "not_registrar"),
        ({"entry_token": "a b"}, "bad_token"),
        ({"received_at": datetime(2200, 1, 1, tzinfo=UTC)}, "time_to_come"),
        ({"received_at": datetime(2026, 1, 1)}, "no_time_zone"),
        ({"people": (Person(email="not an address"),)}, "bad_email"),
        ({"people": (Person(email="a@b.example\nBcc: x@y.example"),)}, "bad_email"),
        ({"people": (Person(phone="call me"),)}, "bad_phone"),
        ({"people": (Person(notify_by="email"),)}, "nowhere_to_tell"),
        ({"people": (Person(notify_by="pigeon"),)}, "bad_notify"),
        ({"people": (Person(name="長" * 101),)}, "too_long"),
        ({"people": (Person(),) * 506}, "too_many_people"),
    ],
)
def test_bad_input_is_refused_by_field_and_writes_nothing(
    in_town: None, changes: dict[str, Any], code: str
) -> None:
    if code == "not_registrar":
        with pytest.raises(Refusal, match=code):
            register(submission(**changes))
    else:
        assert code in problems(**changes)


def test_every_problem_is_said_at_once(in_town: None) -> None:
    found = problems(
        statement="", latitude="200", people=(Person(email="x", phone="y"),), language="tlh"
    )
    assert found >= {
        "statement_missing",
        "bad_coordinate",
        "bad_email",
        "bad_phone",
        "unknown_language",
    }


def test_an_unknown_offer_or_unit_and_a_bad_file_leave_nothing(in_town: None) -> None:
    for changed in (
        {"offer": "no_such"},
        {"procedure": "no_such"},
        {"unit": "no_such"},
        {"uploads": (Bytes("a.txt", b"ok"), Bytes("a.jpg", b"MZ"))},
    ):
        with pytest.raises(Refusal):
            register(submission(**changed))
    assert MatterRow.objects.count() == 0
    assert OutboxRow.objects.count() == 0


def test_files_come_with_the_matter(in_town: None) -> None:
    receipt = register(submission(uploads=(Bytes("證據.txt", b"words"),)))
    (file,) = load(receipt.number).files.values()
    assert file.name.value == "證據.txt"
    assert file.type == "text/plain"


def test_the_kind_follows_the_answer_that_changes_it(in_town: None) -> None:
    for name, versions in library.current().procedures.items():
        for offer_name, offer in versions[-1].offers.items():
            for field, kinds in offer.kind_by.items():
                answer, kind = next(iter(kinds.items()))
                given = answers(offer.asks) | {field: answer}
                if offer.asks[field].type == "yes_no":
                    given[field] = answer == "yes"
                brought = submission(procedure=name, offer=offer_name, answers=given)
                assert load(register(brought).number).kind == kind


def test_number_and_secret_let_in_however_they_are_typed(in_town: None) -> None:
    receipt = register(submission())
    loose = receipt.number.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    secret = receipt.secret.lower().replace("-", "").replace("0", "O").replace("1", "i")
    assert following.authenticate(loose, f"  {secret} ") is not None
    assert following.authenticate(receipt.number, numbers.new_secret()) is None
    assert following.authenticate(written.new_number("DW"), receipt.secret) is None
    for junk in ("", "\x00", "'; --", "長" * 9999, "DW-"):
        assert following.authenticate(junk, junk) is None
        assert following.authenticate(receipt.number, junk) is None


def test_a_wrong_secret_and_an_unknown_number_cost_the_same(
    in_town: None, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = register(submission())
    compared: list[tuple[int, int]] = []
    real = following.hmac.compare_digest

    def compare(one: str, other: str) -> bool:
        compared.append((len(one), len(other)))
        return real(one, other)

    monkeypatch.setattr(following.hmac, "compare_digest", compare)
    for number in (receipt.number, written.new_number("DW"), "nonsense"):
        with django_assert_num_queries(1):
            assert following.authenticate(number, numbers.new_secret()) is None
    assert compared == [(64, 64)] * 3


def test_a_slip_of_the_pen_is_noticed() -> None:
    number = written.new_number("DW")
    assert written.is_number(number)
    for place, letter in enumerate(number):
        if place < 3 or letter == "-":
            continue
        for other in written.ALPHABET:
            slipped = number[:place] + other + number[place + 1 :]
            assert written.is_number(slipped) is (other == letter)
    assert len({written.new_number("DW") for _ in range(2000)}) == 2000


def test_a_submission_is_plain_data() -> None:
    said = Submission(offer="x", statement=WORDS)
    assert msgspec.json.decode(msgspec.json.encode(said), type=Submission) == said


def test_each_named_person_of_a_group_has_a_secret_of_their_own(in_town: None) -> None:
    named = tuple(Person(name=f"第{place}人", language="zh-Hant") for place in range(1, 4))
    receipt = register(submission(people=(*named, Person(name=" "))))
    assert [(one.party, one.name) for one in receipt.others] == [("p2", "第2人"), ("p3", "第3人")]
    held = [receipt.secret, *(one.secret for one in receipt.others)]
    assert len(set(held)) == 3
    for party, secret in zip(("p1", "p2", "p3"), held, strict=True):
        let_in = following.authenticate(receipt.number, secret)
        assert let_in is not None
        assert let_in.party == party
    matter = load(receipt.number)
    assert set(matter.secrets.values()) == {"p1", "p2", "p3"}
    assert matter.secrets == dict(
        SecretRow.objects.filter(number=receipt.number).values_list("digest", "party")
    )
    assert all(secret not in receipt.text for secret in held)
    assert receipts.pdf(receipt, "zh-Hant").startswith(b"%PDF")


def test_a_second_press_shows_none_of_the_secrets(in_town: None) -> None:
    group = submission(people=(Person(name="甲"), Person(name="乙")), entry_token="group")
    assert register(group).others
    assert register(group).others == []
