"""The door for programs: the same register, one JSON error, and no secret in any address."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.test import Client
from django.utils import translation

from dengwen.documents import receipt_check
from dengwen.ledger import sealing
from dengwen.matters.actions.open import load
from dengwen.matters.models import MatterRow
from dengwen.web import limits
from tests.matters.conftest import master_key, people

__all__ = ["master_key", "people"]

BODY: dict[str, Any] = {
    "service_code": "hazard_report.hazard",
    "subject": "安全出口上锁",
    "description": "三单元的安全出口晚上被锁住。",
    "attributes": {"seen": "escape_blocked", "now": "yes"},
    "address_string": "12 East Street",
    "unit": "u2",
    "people": [{"name": "Lin", "email": "lin@example.org", "notify_by": "email"}],
}
KEY = "0b7e8a34-8c6e-4a7f-9d35-6a3a6ea2f001"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings: Any) -> Iterator[None]:
    """Files of one test do not meet those of another."""
    settings.DENGWEN_HOME = tmp_path
    yield
    translation.deactivate()


@pytest.fixture
def program(people: None) -> Client:
    """A program that reads English."""
    return Client(headers={"accept-language": "en"}, raise_request_exception=False)


def sent(program: Client, body: Any, **headers: str) -> Any:
    """Post a body to the register."""
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return program.post("/api/requests", text, "application/json", headers=headers)


def basic(number: str, secret: str) -> dict[str, str]:
    """Number and secret as HTTP Basic carries them."""
    return {"authorization": f"Basic {base64.b64encode(f'{number}:{secret}'.encode()).decode()}"}


def asked(program: Client, number: str, secret: str) -> Any:
    """Ask where a matter stands."""
    return program.get("/api/requests/status", headers=basic(number, secret))


def test_what_is_sent_is_registered_whole_and_can_be_followed(program: Client) -> None:
    answer = sent(program, BODY)
    assert answer.status_code == 201
    assert answer["Cache-Control"] == "no-store"
    told = answer.json()
    matter = load(told["number"])
    assert matter.channel == "web"
    assert matter.statement is not None
    assert matter.statement.value == BODY["description"]
    assert matter.answers["now"] == "yes"
    assert told["next"]
    assert all(step["due_on"] and step["basis"] for step in told["next"])
    assert told["secret"] not in told["follow"] + told["status_at"]
    assert told["secret"] not in told["receipt"]
    standing = asked(program, told["number"], told["secret"])
    assert standing.status_code == 200
    assert standing.json()["status"] == "open"
    assert standing.json()["expected_datetime"]


def test_the_receipt_is_signed_and_proves_what_was_said(program: Client) -> None:
    told = sent(program, BODY).json()
    key = sealing.public_keys()[json.loads(told["receipt"])["key"]]
    assert receipt_check.problems(told["receipt"], key) == []
    assert receipt_check.said(told["receipt"])["/statement"] == BODY["description"]


def test_a_try_again_with_its_key_is_one_matter_and_the_same_secret(program: Client) -> None:
    first = sent(program, BODY, idempotency_key=KEY)
    again = sent(program, BODY, idempotency_key=KEY)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["again"]
    same = ("number", "secret", "receipt")
    assert [again.json()[name] for name in same] == [first.json()[name] for name in same]
    assert MatterRow.objects.count() == 1


def test_a_key_used_for_something_else_gives_nothing_of_the_first_away(program: Client) -> None:
    first = sent(program, BODY, idempotency_key=KEY).json()
    other = sent(program, {**BODY, "description": "x"}, idempotency_key=KEY)
    assert other.status_code == 201
    assert other.json()["number"] != first["number"]


@pytest.mark.parametrize("key", ["1", "x" * 31, "x" * 101, "ä" * 40, "a b" * 20])
def test_a_key_that_may_be_guessed_is_refused(program: Client, key: str) -> None:
    answer = sent(program, BODY, idempotency_key=key)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:dengwen:refusal:bad_key")
    assert MatterRow.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b" ", 400),
        (b"{", 400),
        (b"\xff\xfe{}", 400),
        (b'{"service_code":"\\ud800","description":"x"}', 400),
        (b"[" * 100_000, 422),
        (b'{"service_code":' + b"[" * 100_000, 422),
        (b"[]", 422),
        (b"null", 422),
        (b'{"service_code":1,"description":"x"}', 422),
        (b'{"description":"x"}', 422),
        (json.dumps({**BODY, "secret<script>": 1}).encode(), 422),
        (json.dumps({**BODY, "lat": "1e999999999", "long": 1}).encode(), 422),
        (json.dumps({**BODY, "lat": "NaN", "long": "Infinity"}).encode(), 422),
        (json.dumps({**BODY, "attributes": {"seen": [["x"]], "now": "yes"}}).encode(), 422),
        (json.dumps({**BODY, "attributes": {"seen": "x", "now": "yes"}}).encode(), 422),
        (json.dumps({**BODY, "attributes": {**BODY["attributes"], "more": "x"}}).encode(), 422),
        (json.dumps({**BODY, "language": "xx"}).encode(), 422),
        (json.dumps({**BODY, "unit": "nowhere"}).encode(), 422),
        (json.dumps({**BODY, "service_code": "../x"}).encode(), 422),
        (json.dumps({**BODY, "description": " \0 "}).encode(), 422),
        (json.dumps({**BODY, "description": "x" * 10_001}).encode(), 422),
        (json.dumps({**BODY, "people": [{}] * 506}).encode(), 422),
        (json.dumps({**BODY, "people": [{"email": "a\nb@x.org"}]}).encode(), 422),
        (json.dumps({**BODY, "description": "x" * 3_000_000}).encode(), 413),
    ],
)
def test_what_cannot_be_taken_is_told_as_problem_json_and_not_kept(
    program: Client, body: bytes, status: int
) -> None:
    answer = sent(program, body)
    assert answer.status_code == status, answer.content[:300]
    assert answer["Content-Type"] == "application/problem+json"
    told = msgspec.json.decode(answer.content)
    assert told["detail"]
    assert b"script" not in answer.content
    assert b"Traceback" not in answer.content
    assert MatterRow.objects.count() == 0


def test_every_problem_is_told_at_once_by_field_and_in_the_language_asked(program: Client) -> None:
    wrong = {**BODY, "description": " ", "people": [{"email": "x"}], "attributes": {}}
    answer = program.post(
        "/api/requests", wrong, "application/json", headers={"accept-language": "zh-Hans"}
    )
    fields = {one["field"] for one in answer.json()["problems"]}
    assert {"statement", "email", "seen"} <= fields
    assert "请" in answer.json()["detail"]


def test_a_page_of_another_site_cannot_send(program: Client) -> None:
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ):
        answer = program.generic("POST", "/api/requests", json.dumps(BODY), kind)
        assert answer.status_code == 415, kind
    assert MatterRow.objects.count() == 0


def test_whoever_sends_too_often_waits(program: Client) -> None:
    assert sent(program, b"{}").status_code == 422
    taken = [sent(program, BODY).status_code for _ in range(limits.SEND_FROM_ADDRESS.most)]
    assert set(taken) == {201}
    answer = sent(program, BODY)
    assert answer.status_code == 429
    assert answer["Retry-After"]


def test_a_wrong_secret_and_a_number_that_is_not_get_one_answer(program: Client) -> None:
    told = sent(program, BODY).json()
    wrong = [
        asked(program, told["number"], "0000-0000-0000-0000"),
        asked(program, "DW-0000-0000-0", told["secret"]),
        asked(program, "", ""),
    ]
    assert {answer.status_code for answer in wrong} == {403}
    assert len({answer.content for answer in wrong}) == 1
    for given in ("", "Basic", "Basic ÿ", "Basic !!!", "Bearer x", "Basic " + "A" * 500):
        answer = program.get("/api/requests/status", headers={"authorization": given})
        assert answer.status_code == 403, given


def test_services_say_what_they_ask(program: Client) -> None:
    listed = program.get("/api/services").json()
    assert BODY["service_code"] in {one["service_code"] for one in listed}
    for one in listed:
        told = program.get(f"/api/services/{one['service_code']}").json()
        assert bool(told["attributes"]) == one["metadata"]
        assert all(asked["description"] for asked in told["attributes"])
    assert program.get("/api/services/none").status_code == 404


@pytest.mark.parametrize("path", ["/api/", "/api/nothing", "/api/services/x"])
def test_nothing_here_is_told_to_programs_as_json(program: Client, path: str) -> None:
    answer = program.get(path)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_the_wrong_method_is_told(program: Client) -> None:
    assert program.get("/api/requests").status_code == 405
    assert program.post("/api/services").status_code == 405
