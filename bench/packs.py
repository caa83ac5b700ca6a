"""How long a law pack takes to load, whole: read, checked, cited, hashed.

    .venv/bin/python bench/packs.py

Beside it, in the same rounds: PyYAML's own loader over the same files, which checks nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # so that it runs from any folder

from bench import report
from dengwen.law import loader

PACK = ROOT / "packs" / "cn-fire"
ROUNDS = 9
GOAL = 0.3


def bare() -> None:
    """The same files through the parser alone."""
    for path in sorted(PACK.rglob("*.yaml")):
        yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)


def main() -> None:
    """Measure and publish."""
    taken = report.rounds({"pack": lambda: loader.load(PACK), "yaml": bare}, ROUNDS)
    report.publish(
        "packs",
        [
            report.row("cn-fire, whole", "load", taken["pack"], "s", ROUNDS, GOAL, at_most=True),
            report.row("cn-fire, parser only", "load", taken["yaml"], "s", ROUNDS),
        ],
    )


if __name__ == "__main__":
    main()
