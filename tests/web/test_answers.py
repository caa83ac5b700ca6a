"""Every no, every fault, told as a page or as problem+json; the undisclosed is told as nothing."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from dengwen.errors import Refusal, Undisclosed
from dengwen.web import answers, middleware
from tests.matters.conftest import master_key, people

__all__ = ["master_key", "people"]


@pytest.fixture
def visitor(people: None) -> Client:
    """Someone who reads English; faults are answered, not raised."""
    return Client(headers={"accept-language": "en"}, raise_request_exception=False)


def test_undisclosed_is_byte_for_byte_not_found(people: None) -> None:
    request = RequestFactory().get("/desk/m/DW-0000-0000-0")
    handler = middleware.Answers(lambda _request: answers.not_found(_request))
    undisclosed = handler.process_exception(request, Undisclosed())
    missing = answers.not_found(request)
    assert undisclosed is not None
    assert undisclosed.status_code == missing.status_code == 404
    assert undisclosed.content == missing.content
    assert undisclosed.headers == missing.headers


def test_a_program_is_answered_with_problem_json(visitor: Client) -> None:
    answer = visitor.get("/nothing", headers={"accept": "application/json"})
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:dengwen:refusal:not_found",
        "title": "Page not found",
        "status": 404,
        "detail": "There is nothing at this address.",
        "mend": "Check the address, or start again from the first page.",
    }


def test_a_refusal_carries_reason_article_and_mend(people: None) -> None:
    refusal = Refusal(
        "too_long",
        "This is too long: {length} characters, and {most} fit.",
        basis=["xf-2022#34"],
        facts={"length": 9, "most": 3},
        mend="Shorten it, or attach the rest as a file.",
        field="text",
    )
    page = answers.page(RequestFactory().get("/"), refusal)
    assert page.status_code == 422
    told = answers.problem(refusal).content.decode()
    assert '"field":"text"' in told
    assert "xf-2022#34" in told


@pytest.mark.parametrize("bad", ["a\x00b", "a\ufffdb"])
def test_unreadable_characters_are_refused(visitor: Client, bad: str) -> None:
    answer = visitor.post("/write/what", {"subject": bad, "statement": "x"})
    assert answer.status_code == 400
    assert "characters that cannot be read" in answer.content.decode()


def test_lone_surrogates_are_refused(visitor: Client) -> None:
    answer = visitor.generic(
        "POST", "/write/what", b"subject=%ED%A0%80", "application/x-www-form-urlencoded"
    )
    assert answer.status_code == 400


def test_an_oversized_body_is_refused_before_it_is_read(visitor: Client, settings: object) -> None:
    settings.DENGWEN_BODY_LIMIT = 100  # type: ignore[attr-defined]
    answer = visitor.post("/write/what", {"statement": "x" * 200})
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()


def test_an_oversized_form_is_refused(visitor: Client, settings: object) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000  # type: ignore[attr-defined]
    answer = visitor.generic(
        "POST", "/write/what", b"statement=" + b"x" * 2000, "application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413


def test_too_many_fields_are_refused(visitor: Client) -> None:
    answer = visitor.post("/write/what", {f"f{n}": "x" for n in range(600)})
    assert answer.status_code == 400


def test_a_forged_form_is_refused(people: None) -> None:
    stranger = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    answer = stranger.post("/write/what", {"subject": "x"})
    assert answer.status_code == 403
    assert "Nothing was sent." in answer.content.decode()


def test_a_form_address_opened_by_hand_is_told(visitor: Client) -> None:
    answer = visitor.get("/write/send")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"


def test_a_database_that_is_away_is_told(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from dengwen.people import units

    def away() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(units, "tree", away)
    answer = visitor.get("/places.json")
    assert answer.status_code == 503
    assert "Nothing was taken in and there is no receipt" in answer.content.decode()
    assert "gone" not in answer.content.decode()


def test_a_fault_shows_no_trace(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from dengwen.people import units

    def broken() -> None:
        raise ZeroDivisionError("a secret of ours")

    monkeypatch.setattr(units, "tree", broken)
    answer = visitor.get("/places.json")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()
    assert "secret of ours" not in answer.content.decode()


def test_every_answer_carries_the_security_headers(visitor: Client) -> None:
    for path in ("/", "/nothing"):
        headers = visitor.get(path).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Permissions-Policy"]
