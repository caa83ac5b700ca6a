"""Working at the desk: steps on forms made from the pack, four eyes, and nothing typed is lost."""

from __future__ import annotations

import io
import re

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dengwen.law import library
from dengwen.matters.actions.add import note
from dengwen.matters.actions.case import law_of
from dengwen.matters.actions.open import load
from dengwen.matters.actions.take import take
from dengwen.people import accounts
from dengwen.people.models import RoleRow, StaffRow
from dengwen.times import today
from tests.matters import town, walk
from tests.web.desk.conftest import SignIn

PASSWORD = "a drum before the gate"


def version(number: str) -> str:
    return str(load(number).version)


def address(name: str, number: str, *more: str) -> str:
    return reverse(f"desk:{name}", args=[number, *more])


def investigated() -> str:
    """A matter that han has looked into: an opinion can be proposed."""
    number = walk.to_investigation(town.brought()).number
    take(town.staff("han"), number, "record_finding", {"found": "查實"})
    return number


def test_a_step_s_page_asks_what_the_pack_needs(as_staff: SignIn) -> None:
    number = investigated()
    shown = as_staff("han").get(address("step", number, "issue_opinion")).content.decode()
    step = law_of(load(number)).procedure.steps["issue_opinion"]
    for name, field in step.needs.items():
        assert f'name="{name}"' in shown
        assert library.say(field.label, "en") in shown
    assert "Another person has to approve it" in shown
    assert address("preview", number, "issue_opinion", "opinion") in shown


def test_every_field_of_every_step_of_every_procedure_can_be_shown(as_staff: SignIn) -> None:
    from dengwen.web.desk import fields
    from dengwen.web.words import say

    for versions in library.current().procedures.values():
        for procedure in versions:
            for step in procedure.steps.values():
                form = fields.PackForm(step.needs, fields.Choices(), say)
                assert list(form.fields) == list(step.needs)
                assert bool(form.as_p()) == bool(step.needs)


def test_a_step_is_taken_from_its_page(as_staff: SignIn) -> None:
    number = town.brought().number
    given = {"version": version(number), "received_by": "body"}
    answer = as_staff("ren").post(address("step", number, "register"), given)
    assert answer.headers["Location"] == address("matter", number)
    assert load(number).took("register")


def test_what_is_missing_is_said_at_its_field_and_nothing_is_written(as_staff: SignIn) -> None:
    number = town.brought().number
    before = version(number)
    given = {"version": before}
    answer = as_staff("ren").post(address("step", number, "register"), given)
    assert answer.status_code == 422
    assert "govuk-error-message" in answer.content.decode()
    assert version(number) == before


def test_a_step_that_is_not_allowed_says_why_with_its_article(as_staff: SignIn) -> None:
    number = town.brought().number
    answer = as_staff("an").get(address("step", number, "register"))
    assert answer.status_code == 422
    assert "another role" in answer.content.decode()
    shown = as_staff("an").get(address("matter", number)).content.decode()
    assert "Not now, and why" in shown


def test_a_step_may_be_dated_to_when_it_happened_but_not_to_come(as_staff: SignIn) -> None:
    number = town.brought().number
    given = {"version": version(number), "received_by": "body", "happened_at": "2099-01-01T10:00"}
    answer = as_staff("ren").post(address("step", number, "register"), given)
    assert answer.status_code == 422
    assert "has not come yet" in answer.content.decode()
    assert not load(number).took("register")


def test_a_stale_page_is_told_kindly_and_keeps_what_was_typed(as_staff: SignIn) -> None:
    number = investigated()
    seen = version(number)
    note(town.staff("hao"), number, "新的情況")
    given = {"version": seen, **walk.OPINION, "facts": "寫了很久的事實"}
    answer = as_staff("han").post(address("step", number, "issue_opinion"), given)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "寫了很久的事實" in shown
    assert "Someone else has just worked on this matter" in shown
    assert "Note among staff" in shown
    assert not load(number).proposals
    again = {**given, "version": re.search(r'name="version" value="(\d+)"', shown)[1]}  # type: ignore[index]
    assert as_staff("han").post(address("step", number, "issue_opinion"), again).status_code == 302


def test_who_proposed_or_investigated_cannot_approve(as_staff: SignIn) -> None:
    number = walk.to_proposed_opinion(town.brought()).number
    where = address("proposal", number, "a1")
    given = {"version": version(number), "decision": "approve"}
    answer = as_staff("han").post(where, given)
    assert answer.status_code == 422
    assert "cannot approve" in answer.content.decode()
    assert load(number).proposals
    answer = as_staff("an").post(where, given)
    assert answer.headers["Location"] == address("matter", number)
    assert load(number).document_of("opinion") is not None


def test_a_proposal_is_returned_with_its_reason_only(as_staff: SignIn) -> None:
    number = walk.to_proposed_opinion(town.brought()).number
    where = address("proposal", number, "a1")
    given = {"version": version(number), "decision": "return"}
    assert as_staff("an").post(where, given).status_code == 422
    answer = as_staff("an").post(where, {**given, "reason": "事實不清"})
    assert answer.status_code == 302
    assert not load(number).proposals


def test_approvals_are_listed_to_who_may_decide(as_staff: SignIn) -> None:
    number = walk.to_proposed_opinion(town.brought()).number
    assert number in as_staff("an").get(reverse("desk:approvals")).content.decode()
    shown = as_staff("top.an").get(reverse("desk:approvals")).content.decode()
    assert (number in shown) == town.staff("top.an").has("approver", load(number).unit_path)


def test_a_paper_is_seen_before_it_is_issued(as_staff: SignIn) -> None:
    number = investigated()
    before = version(number)
    where = address("preview", number, "issue_opinion", "opinion")
    answer = as_staff("han").post(where, {"version": before, **walk.OPINION})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert version(number) == before
    missing = as_staff("han").post(address("preview", number, "issue_opinion", "nope"), {})
    assert missing.status_code == 404


def test_an_issued_paper_opens_and_its_service_is_recorded(as_staff: SignIn) -> None:
    number = walk.to_proposed_opinion(town.brought()).number
    browser = as_staff("an")
    browser.post(
        address("proposal", number, "a1"), {"version": version(number), "decision": "approve"}
    )
    paper = load(number).document_of("opinion")
    assert paper is not None
    answer = as_staff("han").get(address("document", number, paper.id))
    assert answer.content.startswith(b"%PDF")
    given = {
        "version": version(number),
        "paper": f"{paper.id}/p1",
        "reached": "yes",
        "way": "in_person",
        "served_on": today(walk.ZONE).isoformat(),
        "proof": "本人簽收",
    }
    answer = as_staff("han").post(address("act", number, "serve"), given)
    assert answer.status_code == 302, answer.content.decode()
    assert load(number).documents[paper.id].served_on("p1")


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        ("note", {"text": "記一筆"}),
        ("ask", {"text": "請問是哪一層？"}),
        ("assign", {"staff": "hao"}),
        (
            "join",
            {"role": "petitioner", "name": "王五", "notify_by": "none", "language": "zh-Hant"},
        ),
        ("subject", {"about": ["unit:u3"], "confirmed": "on"}),
    ],
)
def test_the_acts_beside_the_steps_are_done(
    as_staff: SignIn, verb: str, given: dict[str, object]
) -> None:
    number = walk.to_investigation(town.brought()).number
    before = load(number).version
    browser = as_staff("ren")
    assert browser.get(address("act", number, verb)).status_code == 200
    answer = browser.post(address("act", number, verb), {"version": before, **given})
    assert answer.status_code in (200, 302), answer.content.decode()
    assert load(number).version > before


def test_who_keeps_out_lands_where_the_matter_is_not(as_staff: SignIn) -> None:
    number = walk.to_investigation(town.brought()).number
    given = {"version": version(number), "ground": "kin", "reason": ""}
    answer = as_staff("han").post(address("act", number, "recuse"), given)
    assert answer.headers["Location"] == reverse("desk:home")
    assert as_staff("han").get(address("matter", number)).status_code == 404


def test_an_extension_is_proposed_within_what_the_law_allows(as_staff: SignIn) -> None:
    number = walk.to_investigation(town.brought()).number
    where = address("act", number, "extend")
    spec = law_of(load(number)).procedure.clocks["conclude"].extension
    assert spec is not None
    given = {"version": version(number), "ground": next(iter(spec.grounds)), "reason": "案情複雜"}
    too_long = as_staff("han").post(where, {**given, "by": spec.up_to + 1})
    assert too_long.status_code == 422
    assert as_staff("han").post(where, {**given, "by": spec.up_to}).status_code == 302
    assert load(number).proposals


def test_a_file_is_attached_and_found_only_through_its_matter(as_staff: SignIn) -> None:
    number, other = town.brought().number, town.brought().number
    upload = SimpleUploadedFile("說明.txt", "情況說明".encode())
    given = {"version": version(number), "file": upload}
    browser = as_staff("ren")
    assert browser.post(address("act", number, "attach"), given).status_code == 302
    kept = next(iter(load(number).files))
    assert browser.get(address("file", number, kept)).content.decode() == "情況說明"
    assert browser.get(address("file", other, kept)).status_code == 404
    assert as_staff("shen").get(address("file", number, kept)).status_code == 404


def test_a_wrong_file_is_refused_at_its_field(as_staff: SignIn) -> None:
    number = town.brought().number
    upload = io.BytesIO(b"MZ\x90\x00\x03")
    upload.name = "virus.exe"
    given = {"version": version(number), "file": upload}
    answer = as_staff("ren").post(address("act", number, "attach"), given)
    assert answer.status_code == 422
    assert not load(number).files


def test_every_clock_opens_to_how_its_date_was_reckoned(as_staff: SignIn) -> None:
    number = walk.to_investigation(town.brought()).number
    for key in load(number).clocks:
        answer = as_staff("han").get(address("clock", number, key))
        assert answer.status_code == 200
        assert "dw-reckoned" in answer.content.decode()


def test_a_form_without_its_token_does_nothing(people: None) -> None:
    number = town.brought().number
    user, _made = get_user_model().objects.get_or_create(username="ren")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    given = {"version": version(number), "received_by": "body"}
    assert browser.post(address("step", number, "register"), given).status_code == 403
    assert not load(number).took("register")


@pytest.fixture
def account(people: None) -> str:
    accounts.open_account("han", PASSWORD)
    return "han"


def sign_in(browser: Client, name: str, password: str, onward: str = "") -> object:
    given = {"staff": name, "password": password, "next": onward}
    return browser.post(reverse("desk:sign_in"), given)


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_signing_in_leads_to_no_other_host(account: str, onward: str) -> None:
    browser = Client()
    answer = sign_in(browser, account, PASSWORD, onward)
    assert answer.headers["Location"] == reverse("desk:home")  # type: ignore[attr-defined]


def test_signing_in_rotates_the_session_and_out_ends_it(account: str) -> None:
    browser = Client()
    browser.get(reverse("desk:sign_in"))
    session = browser.session
    session["x"] = 1
    session.save()
    before = session.session_key
    sign_in(browser, account, PASSWORD)
    assert browser.session.session_key != before
    assert browser.get(reverse("desk:account")).status_code == 200
    assert browser.get(reverse("desk:sign_out")).status_code == 405
    browser.post(reverse("desk:sign_out"))
    assert browser.get(reverse("desk:account")).status_code == 302


def test_guessing_is_slowed_down(account: str) -> None:
    browser = Client()
    answers = [sign_in(browser, account, "wrong").status_code for _try in range(12)]  # type: ignore[attr-defined]
    assert answers[0] == 422
    assert answers[-1] == 429


def test_a_password_is_changed_by_its_owner_only_with_the_old_one(account: str) -> None:
    browser = Client()
    sign_in(browser, account, PASSWORD)
    given = {"old": "wrong", "new": "another drum altogether", "again": "another drum altogether"}
    assert browser.post(reverse("desk:account"), given).status_code == 422
    given["old"] = PASSWORD
    assert browser.post(reverse("desk:account"), given).status_code == 302
    assert browser.get(reverse("desk:account")).status_code == 200


def test_an_administrator_adds_staff_gives_and_takes_roles(as_staff: SignIn) -> None:
    browser = as_staff("guan")
    given = {"staff": "xin", "name": "新人", "unit": town.BRIGADE, "language": "zh-Hant"}
    shown = browser.post(reverse("desk:staff_add"), given).content.decode()
    password = re.search(r'desk-secret">([^<]+)<', shown)[1]  # type: ignore[index]
    assert sign_in(Client(), "xin", password).status_code == 302  # type: ignore[attr-defined]
    where = reverse("desk:staff_show", args=["xin"])
    browser.post(where, {"act": "grant", "role": "handler", "unit": town.BRIGADE})
    assert RoleRow.objects.filter(staff="xin", role="handler").exists()
    browser.post(where, {"act": "revoke", "role": "handler", "unit": town.BRIGADE})
    assert not RoleRow.objects.filter(staff="xin").exists()
    browser.post(where, {"act": "leave"})
    assert not StaffRow.objects.get(id="xin").active


def test_nobody_gives_a_role_to_themselves_or_two_that_are_kept_apart(as_staff: SignIn) -> None:
    browser = as_staff("guan")
    own = reverse("desk:staff_show", args=["guan"])
    given = {"act": "grant", "role": "handler", "unit": town.BRIGADE}
    assert browser.post(own, given).status_code == 422
    other = reverse("desk:staff_show", args=["shen"])
    given = {"act": "grant", "role": "administrator", "unit": town.TOP}
    assert browser.post(other, given).status_code == 422
    assert not RoleRow.objects.filter(staff="shen", role="administrator").exists()


def test_every_type_of_event_is_told_in_words() -> None:
    from dengwen.matters.events import TYPES
    from dengwen.web.desk.telling import TELLERS

    assert set(TELLERS) == set(TYPES)
