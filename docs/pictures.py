"""The pictures of docs/pictures, taken by a browser from a sample site: `make pictures`.

A sample site must be running (`make run` in another window); ARGS=http://127.0.0.1:PORT names it
when it is not on the usual port. One report is brought and registered there for the pictures.
"""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from dengwen.config import place

FOLDER = Path(__file__).parent / "pictures"
SITE = "http://127.0.0.1:8119"
FLAGS = ["--no-sandbox", "--disable-background-networking", "--no-first-run", "--disable-quic"]
DESKTOP, PHONE = (1280, 900), (390, 844)
COLOURS = 160
"""Colours of a picture: enough for flat pages, and a third of the bytes."""

REPORT = {
    "danger": {"danger": "no"},
    "subject": {"subject": "Back exit of the market is locked at night"},
    "what": {
        "statement": "From seven in the evening the back exit of the market is chained. "
        "There are still people at the stalls.",
    },
    "detail-seen": {"seen": "escape_blocked"},
    "detail-now": {"now": "yes"},
    "detail-when_seen": {},
    "about": {"is_about": "no"},
    "where": {"way": "address"},
    "place": {"street": "Dongjie 18", "inside": "third floor"},
    "area": {"unit": "u-gulou"},
    "files": {},
    "who": {"who": "named"},
    "name": {"name": "Lin"},
    "notify": {"notify_by": "none"},
    "contact": {},
    "electronic": {"electronic": "no"},
    "public": {"named_publicly": "no"},
    "needs": {},
}


class Camera:
    """Takes pictures of one site."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser = browser
        self.site = site.rstrip("/")

    @contextmanager
    def window(self, language: str = "en", size: tuple[int, int] = DESKTOP) -> Iterator[Page]:
        """A browser window of someone who reads that language."""
        width, height = size
        context = self.browser.new_context(
            locale=language,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
        )
        yield context.new_page()
        context.close()

    def go(self, page: Page, path: str) -> Page:
        """Open a page of the site."""
        page.goto(self.site + path)
        return page

    def keep(self, page: Page, name: str, part: str = "") -> None:
        """Write the picture of the window, or of one part of the page, as a small PNG."""
        shot = page.locator(part).first.screenshot() if part else page.screenshot()
        FOLDER.mkdir(exist_ok=True)
        file = FOLDER / f"{name}.png"
        with Image.open(io.BytesIO(shot)) as picture:
            picture.convert("RGB").quantize(COLOURS).save(file, optimize=True)
        sys.stdout.write(f"{file.name}: {file.stat().st_size // 1024} KB\n")


def put(page: Page, answers: dict[str, str]) -> None:
    """Answer a page of the form."""
    for name, value in answers.items():
        control = page.locator(f'main [name="{name}"]')
        kind = control.first.evaluate("e => e.type")
        if kind == "radio":
            page.locator(f'main [name="{name}"][value="{value}"]').check(force=True)
        elif kind == "select-one":
            control.select_option(value)
        else:
            control.fill(value)


def press(page: Page) -> None:
    """Press the page's own button."""
    with page.expect_navigation():
        page.locator('main form button.govuk-button:not([type="button"])').first.click()


def first_pages(camera: Camera) -> None:
    """The start page, wide and narrow, in both scripts."""
    for language in ("en", "zh-Hant"):
        for name, size in (("desktop", DESKTOP), ("phone", PHONE)):
            with camera.window(language, size) as page:
                camera.go(page, "/")
                if not page.locator(".dw-sample").count():
                    raise SystemExit(f"{camera.site} is no sample site: no picture is taken there.")
                camera.keep(page, f"start-{language}-{name}")


def a_report(camera: Camera) -> str:
    """Bring a report, keep its receipt; gives its number."""
    with camera.window() as page:
        camera.go(page, "/write?offer=hazard_report.hazard")
        while "/write/check" not in page.url:
            put(page, REPORT[page.url.rsplit("/", 1)[-1]])
            press(page)
        press(page)
        camera.keep(page, "receipt-en-desktop")
        number, secret = page.locator(".dw-receipt__value").all_inner_texts()
        at_the_desk(camera, number.strip())
        the_matter(camera, number.strip(), secret.strip())
    return number.strip()


def the_matter(camera: Camera, number: str, secret: str) -> None:
    """The page of the person who brought it, and how its date was reckoned."""
    for name, size in (("desktop", DESKTOP), ("phone", PHONE)):
        with camera.window("en", size) as page:
            camera.go(page, "/follow")
            put(page, {"number": number, "secret": secret})
            press(page)
            camera.keep(page, f"matter-en-{name}")
            if name == "desktop":
                camera.go(page, str(page.locator('a[href^="/date/"]').first.get_attribute("href")))
                camera.keep(page, "date-en-desktop")


def at_the_desk(camera: Camera, number: str) -> None:
    """Register the report as Deng does; then what Han and Shen see."""
    with signed_in(camera, "deng") as page:
        camera.go(page, f"/desk/m/{number}/step/register")
        put(page, {"behaviour": "A locked exit.", "class_reason": "As the reporter says."})
        with page.expect_navigation():
            page.locator(".desk-bar .govuk-button").first.click()
        camera.go(page, f"/desk/m/{number}")
        camera.keep(page, "desk-matter-en-desktop")
    for language in ("en", "zh-Hant"):
        with signed_in(camera, "shen", language) as page:
            camera.go(page, "/desk/?tab=unit")
            camera.keep(page, f"desk-inbox-{language}-desktop")
    with signed_in(camera, "shen") as page:
        camera.go(page, "/desk/supervise")
        camera.keep(page, "desk-supervise-en-desktop")


@contextmanager
def signed_in(camera: Camera, staff: str, language: str = "en") -> Iterator[Page]:
    """A window of a member of the sample staff."""
    with camera.window(language) as page:
        camera.go(page, "/desk/sign-in")
        put(page, {"staff": staff, "password": password_of(staff)})
        press(page)
        yield page


def password_of(staff: str) -> str:
    """The password of a sample account, from the list that `make run` wrote."""
    accounts = json.loads((place.here().home / "sample-sign-ins.json").read_text("utf-8"))
    return next(str(password) for name, password, _duties in accounts if name == staff)


def a_procedure(camera: Camera) -> None:
    """The drawing of a procedure."""
    with camera.window() as page:
        camera.go(page, "/law/hazard_report")
        camera.keep(page, "procedure-en", ".dw-drawing svg")


def main(site: str) -> None:
    """Take every picture."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        raise SystemExit("No browser is installed: apt-get install chromium.")
    takes: tuple[Callable[[Camera], Any], ...] = (first_pages, a_report, a_procedure)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        for take in takes:
            take(Camera(browser, site))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else SITE)
