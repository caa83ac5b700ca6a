"""The writer of a reply sees what could be said more kindly; nothing is held back for it."""

from __future__ import annotations

import io

import pypdf
import pytest
from django.urls import reverse

from dengwen.matters.actions.open import load
from dengwen.matters.actions.take import take
from tests.matters import town, walk
from tests.web.desk.conftest import SignIn

COLD = {
    "claims": "Clear the stairs.",
    "facts": "You should have told us earlier, and it is not our job.",
    "decision": "not_supported",
    "legal_basis": "Fire Protection Law, article 28",
}


def address(name: str, number: str, *more: str) -> str:
    return reverse(f"desk:{name}", args=[number, *more])


@pytest.fixture
def number(people: None) -> str:
    """A matter that han has looked into: an opinion can be proposed."""
    found = walk.to_investigation(town.brought()).number
    take(town.staff("han"), found, "record_finding", {"found": "查實"})
    return found


def given(number: str, **more: str) -> dict[str, str]:
    return COLD | {"version": str(load(number).version)} | more


def test_the_page_offers_to_check_and_the_check_keeps_every_word(
    as_staff: SignIn, number: str
) -> None:
    han = as_staff("han")
    check = address("wording", number, "issue_opinion")
    assert check in han.get(address("step", number, "issue_opinion")).content.decode()
    before = load(number).version
    answer = han.post(check, given(number))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<mark>You should have</mark> told us" in page
    assert "<mark>not our job</mark>" in page
    assert "Plainer:" in page
    assert f'action="{address("step", number, "issue_opinion")}"' in page  # where it is sent from
    for typed in COLD.values():
        assert typed in page
    assert 'value="not_supported" checked' in page.replace("  ", " ") or "checked" in page
    assert load(number).version == before


def test_what_is_not_yet_filled_in_is_no_error_while_the_wording_is_checked(
    as_staff: SignIn, number: str
) -> None:
    check = address("wording", number, "issue_opinion")
    page = as_staff("han").post(check, given(number, decision="", claims="")).content.decode()
    assert "<mark>" in page
    assert "govuk-error" not in page


def test_a_kind_reply_is_told_so(as_staff: SignIn, number: str) -> None:
    check = address("wording", number, "ask_person")
    kind = {"question": "On which floor was it? It helps us to look in the right place."}
    page = as_staff("han").post(check, kind).content.decode()
    assert "<mark>" not in page
    assert "Nothing in the wording stands out" in page


def test_a_reply_that_would_name_no_telephone_is_told_as_a_whole(
    as_staff: SignIn, number: str
) -> None:
    facts = {"facts": "We found the stairs blocked on 2 March.", "legal_basis": "because of it"}
    check = address("wording", number, "issue_opinion")
    page = as_staff("han").post(check, given(number, **facts)).content.decode()
    assert "<mark>" not in page
    assert "The reply as a whole" in page
    assert "Nobody to turn to" in page  # the unit of these tests has no address and no telephone
    assert "Does not say what to do" not in page  # the opinion itself tells of the recheck


def test_a_script_is_given_the_part_alone(as_staff: SignIn, number: str) -> None:
    check = address("wording", number, "issue_opinion")
    part = as_staff("han").post(check, given(number), headers={"x-part": "wording"})
    assert "<mark>" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert part.headers["Cache-Control"] == "no-store"


def test_what_is_written_is_never_markup(as_staff: SignIn, number: str) -> None:
    check = address("wording", number, "issue_opinion")
    hostile = given(number, facts="<script>x</script> not our job <b>")
    page = as_staff("han").post(check, hostile, headers={"x-part": "wording"}).content.decode()
    assert "<script>" not in page
    assert "&lt;b&gt;" in page


def test_nothing_is_blocked_and_who_approves_sees_it_too(as_staff: SignIn, number: str) -> None:
    answer = as_staff("han").post(address("step", number, "issue_opinion"), given(number))
    assert answer.status_code == 302
    assert list(load(number).proposals) == ["a1"]
    page = as_staff("an").get(address("proposal", number, "a1")).content.decode()
    assert "<mark>not our job</mark>" in page
    decided = {"version": str(load(number).version), "decision": "approve"}
    assert as_staff("an").post(address("proposal", number, "a1"), decided).status_code == 302
    assert load(number).status == "opinion_issued"


def test_the_draft_on_paper_says_it_beneath(as_staff: SignIn, number: str) -> None:
    pdf = as_staff("han").post(
        address("preview", number, "issue_opinion", "opinion"), given(number)
    )
    assert pdf.headers["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.content)).pages)
    assert "Wording: “not our job”" in " ".join(text.split())


def test_the_paper_that_is_issued_says_nothing_of_it(as_staff: SignIn, number: str) -> None:
    from dengwen.documents.issuing import open_document

    test_nothing_is_blocked_and_who_approves_sees_it_too(as_staff, number)
    matter = load(number)
    paper = matter.document_of("opinion")
    assert paper is not None
    pdf = pypdf.PdfReader(io.BytesIO(open_document(matter.stream, paper.id)))
    assert "Wording" not in "".join(page.extract_text() for page in pdf.pages)


def test_only_words_that_reach_a_person_are_watched(as_staff: SignIn, number: str) -> None:
    han = as_staff("han")
    assert "wording" in han.get(address("step", number, "ask_person")).content.decode()
    page = han.get(address("step", number, "record_finding")).content.decode()
    assert address("wording", number, "record_finding") not in page
    assert han.post(address("wording", number, "record_finding"), given(number)).status_code == 404


def test_whoever_may_not_take_the_step_is_shown_nothing(as_staff: SignIn, number: str) -> None:
    check = address("wording", number, "issue_opinion")
    assert as_staff("stranger").post(check, given(number)).status_code == 404
    assert as_staff("hao").post(check, given(number)).status_code == 422
