"""A paper is read as a page before it is issued; a date of long ago says by which rule it is."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from dengwen.documents.models import DocumentFile, Series
from dengwen.matters.actions.import_historical import import_historical
from dengwen.matters.actions.open import load
from dengwen.matters.actions.take import take
from dengwen.matters.models import ClockRow, MatterRow
from tests.matters import town, walk
from tests.matters.test_import import CAME, past
from tests.web.desk.conftest import SignIn


def test_the_page_shows_every_face_marked_and_unnumbered_and_keeps_nothing(
    as_staff: SignIn,
) -> None:
    number = walk.to_investigation(town.brought()).number
    take(town.staff("han"), number, "record_finding", {"found": "查實"})
    before = load(number).version
    papers, counted = DocumentFile.objects.count(), list(Series.objects.values_list("last"))
    address = reverse("desk:preview_page", args=[number, "issue_opinion", "opinion"])
    answer = as_staff("han").post(address, {"version": before, **walk.OPINION})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert shown.count('class="desk-paper"') == len(answer.context["faces"])
    assert "林小明" in shown
    assert "numbered when it is issued" in shown or "簽發" in shown
    assert load(number).version == before
    assert DocumentFile.objects.count() == papers
    assert list(Series.objects.values_list("last")) == counted


def test_what_is_not_filled_in_stands_on_the_form_again(as_staff: SignIn) -> None:
    number = walk.to_investigation(town.brought()).number
    for kind, status in (("opinion", 422), ("nope", 404)):
        address = reverse("desk:preview_page", args=[number, "issue_opinion", kind])
        assert as_staff("han").post(address, {}).status_code == status


def test_a_time_older_than_its_rule_says_that_the_present_rule_measures_it(
    as_staff: SignIn,
) -> None:
    import_historical([past(1, answered_at=CAME + timedelta(days=6))])
    old = MatterRow.objects.get()
    key = ClockRow.objects.filter(number=old.number).values_list("key", flat=True)[0]
    page = as_staff("han").get(reverse("desk:clock", args=[old.number, key])).content.decode()
    assert "measured by the rule of the present law" in page
    new = town.brought().number
    key = ClockRow.objects.filter(number=new).values_list("key", flat=True)[0]
    page = as_staff("han").get(reverse("desk:clock", args=[new, key])).content.decode()
    assert "measured by the rule of the present law" not in page
