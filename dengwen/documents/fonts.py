"""The fonts that papers are set in: the system's, else those that set-up took from npm.

A page without a Chinese font would be a page of empty boxes, so rendering refuses instead, and
`dengwen doctor` says how to mend it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import typst
from django.utils.translation import gettext_noop as _

from dengwen.errors import Refusal

_REPOSITORY = Path(__file__).resolve().parents[2]
_FROM_NPM = _REPOSITORY / "node_modules" / "@expo-google-fonts"
_WEIGHTS = ("400Regular", "700Bold")

_FAMILIES: dict[str, tuple[str, ...]] = {
    "zh-hant": ("Noto Serif CJK TC", "Noto Serif TC", "Noto Serif HK", "Source Han Serif TC"),
    "zh-hans": ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC"),
    "en": ("Libertinus Serif", "Noto Serif", "Noto Serif CJK SC", "Noto Serif SC"),
}

says = _("There is no Chinese font on this machine, so no paper can be set as a PDF.")
mend = _("Run the set-up again, or install the package fonts-noto-cjk; meanwhile print the page.")


@cache
def available() -> typst.Fonts:
    """The fonts of this machine, looked for once in the life of the process."""
    system = typst.Fonts(include_system_fonts=True)
    if _covers(system.families()):
        return system
    folders = [str(at) for weight in _WEIGHTS for at in _FROM_NPM.glob(f"noto-serif-*/{weight}")]
    return typst.Fonts(include_system_fonts=True, font_paths=folders)


@cache
def families(language: str) -> list[str]:
    """The families for a language, best first; Chinese ones of the other script close the row."""
    present = set(available().families())
    own = _FAMILIES.get(language.lower(), _FAMILIES["en"])
    others = [family for row in _FAMILIES.values() for family in row]
    return [family for family in dict.fromkeys([*own, *others]) if family in present]


def missing() -> str:
    """What is wrong with the fonts, for the doctor; empty when nothing is."""
    return "" if _covers(available().families()) else f"{says} {mend}"


def need() -> None:
    """Raise Refusal unless both Chinese scripts can be set."""
    if missing():
        raise Refusal("no_font", says, mend=mend, status=503)


def _covers(found: list[str]) -> bool:
    present = set(found)
    return all(present & set(_FAMILIES[script]) for script in ("zh-hant", "zh-hans"))
