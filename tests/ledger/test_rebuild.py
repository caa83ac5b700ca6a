"""Rebuilding: the rows are those of the fold, and whatever is not is named and mended."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection, models

from dengwen.ledger import folding, rebuild
from dengwen.ledger.differences import Difference
from dengwen.ledger.event import Event, Sealed
from tests.ledger.writing import HAPPENED, fact, write

PREFIX = "drum:"


def fold(events: list[Event]) -> dict[str, list[dict[str, Any]]]:
    """Rows of a `drum:` stream in two tables that Django brings along."""
    last = events[-1].data
    stream = events[0].stream.removeprefix(PREFIX)
    said = last["said"].value if "said" in last else ""
    return {
        "django_session": [
            {"session_key": stream, "session_data": said, "expire_date": events[-1].occurred_at}
        ],
        "django_content_type": [
            {"app_label": stream, "model": f"m{n}"} for n in range(last.get("parts", 0))
        ],
    }


@pytest.fixture(autouse=True)
def registered(committed_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wing of the test's own, and no other."""
    monkeypatch.setattr(folding, "_registered", {})
    _run("DELETE FROM auth_permission; DELETE FROM django_content_type")
    rebuild.register(PREFIX, fold, (Session, ContentType))
    for name in ("a", "b", "登".encode().hex()):
        write(f"{PREFIX}{name}", fact(said=Sealed("p1", f"聽 {name}"), parts=2))
    write("other:x", fact())
    rebuild.rebuild(swap=True)


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_rows_that_are_those_of_the_fold_show_no_difference() -> None:
    told: list[tuple[int, int]] = []
    report = rebuild.rebuild(lambda done, of: told.append((done, of)))
    assert report.same
    assert report.streams == 3
    assert report.rows == {"django_session": 3, "django_content_type": 6}
    assert told == [(3, 3)]
    assert Session.objects.get(pk="a").session_data == "聽 a"
    assert Session.objects.get(pk="a").expire_date == HAPPENED


def test_every_difference_is_named_and_nothing_changed() -> None:
    Session.objects.filter(pk="a").update(session_data="forged")
    Session.objects.filter(pk="b").delete()
    ContentType.objects.create(app_label="nobody", model="m0")
    report = rebuild.rebuild()
    assert not report.same
    assert Counter(report.differences) == Counter(
        [
            Difference("django_session", ("a",), "differs", "session_data"),
            Difference("django_session", ("b",), "missing"),
            Difference("django_content_type", ("nobody", "m0"), "extra"),
        ]
    )
    assert Session.objects.get(pk="a").session_data == "forged"


def test_a_swap_puts_the_rows_of_the_fold_in_place() -> None:
    Session.objects.all().delete()
    ContentType.objects.create(app_label="nobody", model="m0")
    report = rebuild.rebuild(swap=True)
    assert (report.swapped, report.different) == (True, 4)
    assert rebuild.rebuild().same
    assert Session.objects.count() == 3


def test_one_table_alone() -> None:
    Session.objects.all().delete()
    ContentType.objects.all().delete()
    report = rebuild.rebuild(tables=["django_content_type"], swap=True)
    assert report.rows == {"django_content_type": 6}
    assert Session.objects.count() == 0


def test_more_differences_than_can_be_named_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "_MOST_NAMED", 2)
    ContentType.objects.all().delete()
    report = rebuild.rebuild()
    assert (len(report.differences), report.different) == (2, 6)


def test_portions_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "PORTION", 1)
    assert rebuild.rebuild().same


def test_rows_without_a_key_of_their_own_are_refused() -> None:
    class Bare(models.Model):
        words = models.TextField()

        class Meta:
            app_label = "ledger"

        def __str__(self) -> str:
            return self.words

    with pytest.raises(ValueError, match="no key of their own"):
        rebuild.register("bare:", fold, (Bare,))
    with pytest.raises(ValueError, match="belongs to"):
        rebuild.register("bare:", fold, (Session,))
    assert folding.shadow.of(Group).key == ["name"]
