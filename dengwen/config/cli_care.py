"""Commands that care for an installation: doctor, backup, restore, db move."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

db = typer.Typer(no_args_is_help=True, help="The database.")


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (doctor, backup, restore):
        app.command()(command)
    app.add_typer(db, name="db")


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Say in plain words what is wrong with this installation; status 1 when a start is refused."""
    from dengwen.config import database, place, start
    from dengwen.config import doctor as looking
    from dengwen.config.findings import Finding
    from dengwen.errors import Refusal

    where = place.here()
    try:
        database.require_made(where)
        with database.available(where):
            start.setup(pack=False)
            findings = looking.examine(where)
    except Refusal as no:
        told = no.says.format_map(no.facts)
        findings = [Finding(no.code, "refuses", told, no.mend.format_map(no.facts))]
    if as_json:
        typer.echo(json.dumps([f.told() for f in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            mark = {"well": "well   ", "warns": "WARNING", "refuses": "WRONG  "}[finding.level]
            typer.echo(f"{mark}  {finding.says}{'  ' + finding.mend if finding.mend else ''}")
    raise typer.Exit(1 if any(f.level == "refuses" for f in findings) else 0)


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write it; never overwritten.")],
    keys: Annotated[
        bool, typer.Option("--with-keys", help="Put the keys in too: it then opens for anyone.")
    ] = False,
) -> None:
    """Write database and files of one instant into one file. The keys are kept apart from it."""
    from dengwen.config import backup as making
    from dengwen.config import start
    from dengwen.config.cli_progress import bar

    with start.awake(typer.echo) as where, bar("Writing bytes") as tell:
        made = making.back_up(where, file, keys=keys, progress=tell)
    typer.echo(f"{file}: {made.head.events} events up to position {made.head.position},")
    typer.echo(f"{len(made.files)} files. " + ("The keys are in it." if keys else "No keys in it."))
    typer.echo(f"Keep apart from it: {where.keys} and {where.home / 'erasures.jsonl'}.")


def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The backup.")],
    unlisted: Annotated[
        bool, typer.Option("--no-erasures", help="Nobody was ever erased: there is no list.")
    ] = False,
) -> None:
    """Restore a backup into an empty place, forget again who was erased since, verify it all."""
    from dengwen.config import database, init, place, serve, start
    from dengwen.config import restore as restoring
    from dengwen.config.cli_progress import bar

    where = place.here()
    with serve.only_one(where), database.available(where) as server:
        with bar("Reading parts") as tell:
            made = restoring.restore(where, file, server, unlisted=unlisted, progress=tell)
        init.make(where, database.as_kind(made.kind), server, typer.echo)
        with start.awake(typer.echo), bar("Verifying events") as tell:
            forgotten, broken = restoring.afterwards(tell)
    for each in broken[:20]:
        typer.echo(f"broken: {each}")
    typer.echo(
        f"Restored {made.head.events} events of {made.made_at}; {forgotten} forgotten again;"
    )
    typer.echo(f"{len(broken)} broken.")
    raise typer.Exit(1 if broken else 0)


@db.callback()
def database_commands() -> None:
    """The database."""


@db.command()
def move(
    url: Annotated[str, typer.Argument(help="postgresql://user:password@host:port/name, empty.")],
) -> None:
    """Copy the database to another server, prove the copy, and use that from now on."""
    from dengwen.config import database, place, serve, start
    from dengwen.config import restore as moving
    from dengwen.config.cli_progress import bar

    where = place.here()
    with serve.only_one(where), database.available(where), bar("Moving") as tell:
        head = moving.move(where, url, tell)
    named_outside = "DATABASE_URL" in os.environ
    os.environ["DATABASE_URL"] = url
    with start.awake(typer.echo), bar("Verifying events") as tell:
        _, broken = moving.afterwards(tell)
    if named_outside:
        typer.echo("Put the new DATABASE_URL into your environment: it goes before the file.")
    typer.echo(f"{head.events} events are there, {len(broken)} broken.")
    typer.echo(f"DATABASE_URL is recorded in {where.env_file}; the old data stay where they were.")
    raise typer.Exit(1 if broken else 0)
