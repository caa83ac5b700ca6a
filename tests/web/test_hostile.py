"""What hostile or broken input meets at the doors: a clear page, and never half a write."""

from __future__ import annotations

import io
import re
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, OperationalError, connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from dengwen.config import database, place
from dengwen.intake import following
from dengwen.intake.actions import register as intake
from dengwen.ledger import aside
from dengwen.matters.actions.approve import approve
from dengwen.matters.actions.open import load
from dengwen.matters.actions.take import take
from dengwen.matters.models import MatterRow
from dengwen.web.portal import drafts, sending
from tests.matters import town, walk
from tests.matters.conftest import committed_people, master_key, people
from tests.web.desk.conftest import SignIn, as_staff
from tests.web.portal import walking

__all__ = ["as_staff", "committed_people", "master_key", "people"]

CHINESE = re.compile("[\u4e00-\u9fff]")
LARGE = 3 * 1024 * 1024


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings: Any) -> Iterator[None]:
    """Drafts and files of one test do not meet those of another."""
    settings.DENGWEN_HOME = tmp_path
    yield
    translation.deactivate()


@pytest.fixture
def visitor(people: None) -> Client:
    """Someone at the door, reading Simplified Chinese."""
    return Client(headers={"accept-language": "zh-Hans"}, raise_request_exception=False)


def at_page(visitor: Client, page: str) -> None:
    """Fill in every page before this one."""
    walking.up_to(visitor, page)


def told(answer: Any) -> str:
    """The page of an answer, which is in Chinese and tells nothing of how the site is made."""
    page = str(answer.content.decode())
    assert CHINESE.search(page)
    assert "Traceback" not in page
    return page


@pytest.mark.parametrize(
    "back",
    ["foo", "portal:matter", "//evil.example", "https:evil", "\\\\evil", "/\\evil", "javascript:x"],
)
@pytest.mark.parametrize("name", ["language", "sign_in"])
def test_nobody_is_sent_elsewhere_or_into_a_fault(
    visitor: Client, as_staff: SignIn, name: str, back: str
) -> None:
    if name == "language":
        answer = visitor.get("/language/en", {"next": back})
        assert answer.headers["Location"] == "/"
    else:
        answer = as_staff("ren").get(reverse("desk:sign_in"), {"next": back})
        assert answer.headers["Location"] == reverse("desk:home")


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "dengwen_draft", "django_language"])
@pytest.mark.parametrize("page", ["/follow", "/matter", "/write/danger", "/desk/"])
def test_a_cookie_that_cannot_be_read_is_no_cookie(visitor: Client, name: str, page: str) -> None:
    answer = visitor.get(page, headers={"cookie": f'{name}="\\000{"a" * 20}"'})
    assert answer.status_code in (200, 302)


@pytest.mark.parametrize("words", ["a\0b", "a\x1b[31m", "\x07", "a\ufffdb", "\x7f"])
def test_unreadable_characters_are_told_and_not_kept(visitor: Client, words: str) -> None:
    at_page(visitor, "what")
    answer = visitor.post("/write/what", {"statement": words})
    assert answer.status_code == 400
    told(answer)
    assert visitor.get("/write/check").status_code == 302


def test_a_line_end_of_a_word_processor_is_taken(visitor: Client) -> None:
    number, _secret = walking.sent(visitor, what={"statement": "a\x0bb"})
    assert load(number).statement.value == "a\x0bb"  # type: ignore[union-attr]


def test_a_form_too_large_is_read_to_its_end_and_told(visitor: Client) -> None:
    at_page(visitor, "what")
    body = io.BytesIO(b"statement=" + b"x" * LARGE)
    answer = visitor.generic(
        "POST", "/write/what", body.getvalue(), "application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
    told(answer)
    assert answer.wsgi_request.read(1) == b""


def test_thirteen_files_are_told_as_too_many(visitor: Client) -> None:
    at_page(visitor, "files")
    many = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(13)]
    answer = visitor.post("/write/files", {"files": many})
    assert answer.status_code == 422
    assert "10" in told(answer)


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff\xe0" + b"0" * 50,
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (60000).to_bytes(4, "big") * 2 + b"\x08\2\0\0\0xxxx",
    ],
)
def test_a_picture_that_cannot_be_drawn_is_told_at_once(visitor: Client, data: bytes) -> None:
    at_page(visitor, "files")
    answer = visitor.post("/write/files", {"files": SimpleUploadedFile("a", data)})
    assert answer.status_code == 422
    assert "govuk-error-summary" in told(answer)


@pytest.mark.parametrize("file", ["a" * 300, "draft", "lock", "f%C3%A9", "%2e%2e"])
def test_a_name_that_is_no_file_of_the_draft_removes_nothing(visitor: Client, file: str) -> None:
    at_page(visitor, "files")
    assert visitor.post(f"/write/files/{file}/remove").status_code == 302
    assert visitor.get("/write/files").status_code == 200


def test_what_the_register_refuses_is_told_with_the_page_where_it_is_mended(
    visitor: Client,
) -> None:
    contact = {"email": '"ab"@x.org'}
    token = walking.write(visitor, contact=contact)
    answer = visitor.post("/write/send", {"press": token})
    assert answer.status_code == 422
    assert 'href="/write/contact?from=check"' in told(answer).split("govuk-summary-list")[0]
    assert MatterRow.objects.count() == 0
    visitor.post("/write/contact?from=check", {**contact, "email": "ab@x.org"})
    visitor.post("/write/send", {"press": token})
    assert MatterRow.objects.count() == 1


@pytest.mark.parametrize(
    "mark", [b"2026-01-01T00:00:00Z|\0", b"0001-01-01T00:00:00+14:00|x", b"\xff|", b"x"]
)
def test_a_forged_place_in_a_list_is_no_place(as_staff: SignIn, mark: bytes) -> None:
    after = urlsafe_b64encode(mark).decode()
    assert as_staff("ren").get(reverse("desk:home"), {"after": after}).status_code == 200


@pytest.mark.parametrize(
    "day", ["0000-01-01", "0001-01-01", "9999-12-31", "2026-02-30", "٢٠٢٦-٠١-٠١", "x" * 500]
)
def test_no_day_brings_a_list_down(as_staff: SignIn, day: str) -> None:
    for query in ({"received_to": day}, {"received_from": day}):
        assert as_staff("su").get(reverse("desk:home"), query).status_code == 200
        assert as_staff("su").get(reverse("desk:supervise"), query).status_code == 200
    asked = {"staff": "han", "day": day}
    assert as_staff("shen").get(reverse("desk:audit"), asked).status_code == 200


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "9999-12-31T23:59", "1899-12-31T10:00"])
def test_a_step_dated_off_the_calendar_is_refused(as_staff: SignIn, at: str) -> None:
    number = town.brought().number
    given = {"version": str(load(number).version), "received_by": "body", "happened_at": at}
    answer = as_staff("ren").post(reverse("desk:step", args=[number, "register"]), given)
    assert answer.status_code == 422
    assert not load(number).took("register")


@pytest.mark.parametrize("words", [*"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "a & ! b", "<->"])
def test_no_mark_of_punctuation_brings_the_search_down(as_staff: SignIn, words: str) -> None:
    assert as_staff("ren").get(reverse("desk:home"), {"q": words}).status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": "3000", "unit": "years", "start_year": "2026"},
        {"limit": "9" * 5000, "unit": "hours", "start_year": "2026"},
        {"limit": "30", "unit": "working_days", "start_year": "9999"},
        {"limit": "30", "unit": "working_days", "start_year": "0001"},
        {"limit": "-1", "unit": "days", "start_year": "x"},
    ],
)
def test_the_calculator_answers_the_absurd(visitor: Client, asked: dict[str, str]) -> None:
    answer = visitor.get("/calculator", {"start_month": "12", "start_day": "31", **asked})
    assert answer.status_code == 422
    told(answer)


def test_a_database_that_may_only_be_read_takes_nothing_and_says_so(visitor: Client) -> None:
    token = walking.write(visitor)
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        answer = visitor.post("/write/send", {"press": token})
    assert answer.status_code == 503
    assert 'class="dw-receipt' not in told(answer)
    assert drafts.open_for(answer.wsgi_request).draft.entry_token == token


def test_another_fault_of_the_database_is_not_told_as_being_away(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(held: object) -> None:
        raise InternalError("a page is corrupt")

    token = walking.write(visitor)
    monkeypatch.setattr(sending, "send", broken)
    answer = visitor.post("/write/send", {"press": token})
    assert answer.status_code == 500
    told(answer)


def test_a_receipt_whose_answer_was_lost_is_given_again_with_its_secret(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The matter is committed; the connection breaks before anyone hears of it."""

    def lost(submission: Any) -> Any:
        intake.register(submission)
        raise OperationalError("the connection was lost while it was committed")

    token = walking.write(visitor)
    monkeypatch.setattr(sending, "register", lost)
    assert visitor.post("/write/send", {"press": token}).status_code == 503
    assert visitor.get("/write/sent").status_code == 302
    monkeypatch.undo()
    visitor.post("/write/send", {"press": token})
    number, secret = walking.receipt(visitor)
    assert MatterRow.objects.count() == 1
    assert following.authenticate(number, secret) is not None


def test_a_form_sent_long_ago_shows_no_secret_again(visitor: Client) -> None:
    token = walking.write(visitor)
    visitor.post("/write/send", {"press": token})
    _number, secret = walking.receipt(visitor)
    kept = drafts.open_for(visitor.get("/write/sent").wsgi_request)
    assert kept.draft.entry_token != token
    visitor.post("/write/discard")
    answer = visitor.post("/write/send", {"press": token}, follow=True)
    assert secret not in answer.content.decode()


def test_an_addition_is_whole_or_not_there(visitor: Client) -> None:
    number, secret = walking.sent(visitor)
    visitor.post("/follow", {"number": number, "secret": secret})
    before = load(number).version
    files = [SimpleUploadedFile("a.txt", b"x"), SimpleUploadedFile("b.png", b"%PDF-1.7")]
    answer = visitor.post("/matter/add", {"text": "more", "files": files})
    assert answer.status_code == 422
    many = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(11)]
    assert visitor.post("/matter/add", {"text": "more", "files": many}).status_code == 422
    assert load(number).version == before


STALL = """
    CREATE FUNCTION stall() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_advisory_xact_lock(4712); RAISE EXCEPTION 'the disk is gone'; END $$;
    CREATE CONSTRAINT TRIGGER stalls AFTER INSERT ON matters_matter
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stall()
"""


def as_owner(name: str, statement: str) -> None:
    """Change the database of that name as its owner."""
    with database.as_owner(place.here()):
        connections["default"].settings_dict["NAME"] = name
        with connection.cursor() as cursor:
            cursor.execute(statement)
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = name


def test_while_commit_stalls_the_page_shows_no_receipt_and_later_there_is_one_matter(
    committed_people: str,
) -> None:
    """The COMMIT hangs on a lock that this test holds, then fails; the person sends it again."""
    visitor = Client(headers={"accept-language": "zh-Hans"}, raise_request_exception=False)
    token = walking.write(visitor)
    as_owner(committed_people, STALL)
    answers: list[Any] = []

    def send() -> None:
        try:
            answers.append(visitor.post("/write/send", {"press": token}))
        finally:
            aside.close()
            connections.close_all()

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(4712)")
        sending_it = threading.Thread(target=send)
        sending_it.start()
        sending_it.join(timeout=1.5)
        assert sending_it.is_alive()
        assert answers == []  # nothing is told while it hangs, least of all a receipt
        cursor.execute("SELECT pg_advisory_unlock(4712)")
        sending_it.join(timeout=20)
    assert answers[0].status_code in (500, 503)
    assert "dw-receipt" not in told(answers[0])
    assert MatterRow.objects.count() == 0
    as_owner(committed_people, "DROP TRIGGER stalls ON matters_matter")
    visitor.post("/write/send", {"press": token})
    assert walking.receipt(visitor)[0]
    assert MatterRow.objects.count() == 1


MARKUP = '#panic("x") #read("/etc/passwd") $x$ *b* _i_ `c` \\ [a] <l> @r // c'
"""What Typst would act on, were it read as Typst."""


def words_of(pdf: bytes) -> str:
    """The text of a PDF, without its white space."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_markup_of_the_typesetter_is_words_on_the_receipt_and_on_papers(
    visitor: Client, as_staff: SignIn
) -> None:
    named: Any = {"subject": MARKUP[:60], "name": MARKUP[:60], "statement": MARKUP}
    walking.sent(visitor, subject=named, what=named, name=named)
    receipt = visitor.get("/write/receipt.pdf")
    assert receipt.content.startswith(b"%PDF")
    number = walk.to_investigation(town.brought(subject=MARKUP[:60], statement=MARKUP)).number
    take(town.staff("han"), number, "record_finding", {"found": MARKUP})
    said = dict.fromkeys(("claims", "facts", "legal_basis"), MARKUP) | {"decision": "supported"}
    proposal = next(iter(take(town.staff("han"), number, "issue_opinion", said).proposals))
    paper = approve(town.staff("an"), number, proposal).document_of("opinion")
    assert paper is not None
    pdf = as_staff("han").get(reverse("desk:document", args=[number, paper.id]))
    assert "".join(MARKUP.split()) in words_of(pdf.content)
