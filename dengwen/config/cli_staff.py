"""Commands about staff: `staff add`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Members of staff.")


@contextlib.contextmanager
def _known_units() -> Iterator[None]:
    """Tell an unknown unit in words."""
    from dengwen.errors import Refusal

    try:
        yield
    except LookupError as lost:
        mend = "`dengwen staff units` lists them; `dengwen staff open-unit` opens one."
        raise Refusal("no_such_unit", str(lost).capitalize() + ".", mend=mend) from None


@app.callback()
def staff() -> None:
    """Members of staff."""


@app.command()
def add(
    staff_id: Annotated[str, typer.Argument(help="Sign-in name: a-z, 0-9, dot, dash, underscore.")],
    name: Annotated[str, typer.Argument(help="Name as colleagues know it.")],
    unit: Annotated[str, typer.Argument(help="Id of the unit they belong to.")],
    role: Annotated[
        list[str] | None, typer.Option(help="ROLE or ROLE@UNIT; may be said several times.")
    ] = None,
    email: Annotated[str, typer.Option(help="Where their messages go.")] = "",
    password: Annotated[
        str,
        typer.Option(
            prompt=True, hide_input=True, confirmation_prompt=True, envvar="DENGWEN_STAFF_PASSWORD"
        ),
    ] = "",
) -> None:
    """Add a member of staff with a password and roles (over their own unit unless said)."""
    from dengwen.config import start

    roles = []
    for each in role or []:
        what, _, where = each.partition("@")
        roles.append((what, where or unit))
    with start.awake(typer.echo):
        from dengwen.people.actions import add_staff
        from dengwen.people.actor import SYSTEM

        with _known_units():
            contact = {"email": email} if email else None
            add_staff(SYSTEM, staff_id, name, unit, roles=roles, contact=contact, password=password)
    typer.echo(f"{staff_id} can sign in at /desk/ .")


@app.command()
def units() -> None:
    """List the units with their ids."""
    from dengwen.config import start

    with start.awake(typer.echo):
        from dengwen.law import library
        from dengwen.people import units as tree

        language = library.current().file.default_language
        for unit in tree.tree():
            indent = "  " * (len(unit.path) - 1)
            typer.echo(f"{indent}{unit.id}  {library.say(unit.name, language)}")


@app.command("open-unit")
def open_unit(
    unit: Annotated[str, typer.Argument(help="Id of the new unit.")],
    name: Annotated[str, typer.Argument(help="Its name, in every language for now.")],
    parent: Annotated[str, typer.Option(help="Id of the unit above; none for the top.")] = "",
    kind: Annotated[str, typer.Option(help="service or inspectorate.")] = "service",
) -> None:
    """Open a unit: the first steps of a real installation, before anyone can sign in."""
    from dengwen.config import start

    with start.awake(typer.echo):
        from dengwen.law import library
        from dengwen.people.actions import open_unit as opens
        from dengwen.people.actor import SYSTEM

        names = {language: name for language in library.current().file.languages}
        with _known_units():
            opens(SYSTEM, unit, names, kind=kind, parent=parent)
    typer.echo(f"{unit} is open.")
