"""A supervisor works through a list: gives many at once, keeps the list, takes it as a table."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from tests.stories import town
from tests.stories.site import Site
from tests.stories.walking import Street

pytestmark = pytest.mark.story


def bring(count: int) -> list[str]:
    """Matters that came in at the district, without the form."""
    import secrets

    from dengwen.matters.actions.receive import Bringing, Received, receive
    from dengwen.people import units
    from dengwen.people.actor import PUBLIC

    found = []
    for turn in range(count):
        spec = Received(
            procedure="petition",
            kind="request",
            unit=town.GULOU,
            unit_path=units.path(town.GULOU),
            channel="web",
            language="en",
            subject=f"Row {turn}",
            statement="Something of many.",
            parties=[Bringing(name="Lin", contact={}, notify_by="none")],
            secret_digest=secrets.token_hex(32),
        )
        found.append(receive(PUBLIC, spec).number)
    return found


def test_many_matters_are_given_at_once_and_the_list_is_kept(street: Street, site: Site) -> None:
    numbers = site.inside(bring, 4)
    shen = street.staff("shen")
    shen.go("/desk/?tab=unassigned&order=newest")
    for number in numbers:
        shen.page.locator(f'[name="pick"][value="{number}"]').check()
    shen.press("Assign those ticked")
    shen.fill({"to": f"unit:{town.GULOU}"})
    shen.press("Show the plan")
    assert all(number in shen.text for number in numbers)
    shen.press("Assign them so")
    assert shen.page.locator(".desk-state--calm").count() == 4

    shen.go("/desk/views?tab=unit&order=newest")
    shen.fill({"name": "Newest of ours", "unit": town.GULOU})
    shen.press("Save the view")
    assert shen.path == "/desk/"
    assert numbers[-1] in shen.text

    han = street.staff("han", width=390)
    han.go("/desk/?tab=mine")
    assert "Newest of ours" in han.text
    held = [number for number in numbers if number in han.text]
    assert 0 < len(held) < 4, "they were spread over the handlers"

    link = shen.page.locator("main a[download]").first.get_attribute("href")
    answer = shen.page.request.get(f"{shen.address}{link}")
    lines = load_workbook(io.BytesIO(answer.body())).worksheets[0].iter_rows(values_only=True)
    assert set(numbers) <= {line[0] for line in lines}

    shen.go("/desk/views")
    shen.page.locator("tr", has_text="Newest of ours").get_by_role("button", name="Delete").click()
    assert "No view is saved yet." in shen.text
