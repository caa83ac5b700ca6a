"""The command line 命令行: `dengwen`. Each command says what it does; long work shows how far."""

from __future__ import annotations

import sys

import typer

from dengwen.config import cli_care, cli_data, cli_house, cli_law, cli_staff
from dengwen.errors import Fault, PackError, Refusal

app = typer.Typer(
    name="dengwen",
    help="Dengwen 登聞: the software by which a public service answers to its public.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
cli_house.add_to(app)
cli_data.add_to(app)
cli_care.add_to(app)
app.add_typer(cli_law.app, name="law")
app.add_typer(cli_staff.app, name="staff")


def main() -> None:
    """Run a command; a no is told in words, with its mend, and never as a trace."""
    try:
        app(prog_name="dengwen")
    except Refusal as no:
        tell(no.says.format_map(no.facts), no.mend.format_map(no.facts))
    except PackError as mistake:
        tell(str(mistake), "")
    except Fault as broken:
        tell(f"A promise of ours is broken: {broken}", "Run `dengwen doctor`, and report this.")
    except KeyboardInterrupt:
        sys.exit(130)


def tell(says: str, mend: str) -> None:
    """Write a no to stderr and end with status 1."""
    print(says, file=sys.stderr)
    if mend:
        print(mend, file=sys.stderr)
    sys.exit(1)
