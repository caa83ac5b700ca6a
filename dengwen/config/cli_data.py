"""Commands about what the ledger holds: tick, rebuild, verify, import, keys."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

SHOWN = 20


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (tick, rebuild, verify):
        app.command()(command)
    app.command("import")(import_file)
    app.command("rotate-key")(rotate_key)


def tick(
    limit: Annotated[int, typer.Option(help="Most clocks to look at in one go.")] = 1000,
) -> None:
    """Do once what the worker does all the time: near and due clocks, messages, positions."""
    from dengwen.config import start

    with start.awake(typer.echo):
        from dengwen.jobs import deliver, sequence
        from dengwen.jobs import tick as clocks

        typer.echo(f"clocks: {clocks.tick(limit)}")
        typer.echo(f"messages: {deliver.deliver(limit)}")
        typer.echo(f"positions: {sequence.sequence(limit)}")


def rebuild(
    swap: Annotated[
        bool, typer.Option("--swap", help="Put the rebuilt rows in the place of the present ones.")
    ] = False,
    processes: Annotated[int, typer.Option(help="How many fold side by side.")] = 1,
) -> None:
    """Fold every row anew from the ledger and compare; status 1 when a row differs.

    The search is first brought to where the ledger stands, so that its lag counts for nothing.
    """
    from dengwen.config import start
    from dengwen.config.cli_progress import bar

    with start.awake(typer.echo):
        from dengwen.jobs import index
        from dengwen.ledger import rebuild as folding

        index.catch_up()
        with bar("Folding streams") as tell:
            report = folding.rebuild(tell, processes=processes, swap=swap)
    for table, count in sorted(report.rows.items()):
        typer.echo(f"{table}: {count} rows")
    for difference in report.differences[:SHOWN]:
        typer.echo(f"differs: {difference}")
    swapped = " They were put right." if report.swapped else ""
    typer.echo(f"{report.streams} streams folded, {report.different} rows differ.{swapped}")
    raise typer.Exit(0 if report.same or report.swapped else 1)


def verify() -> None:
    """Walk every chain, position and sealed field; status 1, and what is broken, when any is."""
    from dengwen.config import start
    from dengwen.config.cli_progress import bar

    with start.awake(typer.echo):
        from dengwen.ledger import store
        from dengwen.ledger import verify as walking

        with bar("Walking events") as tell:
            broken = walking.verify(tell)
        head = store.head_position()
    for each in broken[:SHOWN]:
        typer.echo(f"broken: {each}")
    typer.echo(f"{len(broken)} broken, up to position {head}.")
    raise typer.Exit(1 if broken else 0)


def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV, XLSX, Parquet.")],
    mapping: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Mapping file.")],
    processes: Annotated[
        int, typer.Option(min=0, help="How many take rows in side by side; 0: one a core.")
    ] = 2,
) -> None:
    """Take in matters of another system with their own dates; refused rows go to a file beside it.

    Safe to stop and to run again: nothing is taken in twice.
    """
    from dengwen.config import start
    from dengwen.config.cli_progress import bar

    with start.awake(typer.echo):
        from dengwen.intake.bulk import load

        with bar("Importing rows") as tell:
            many = processes or os.cpu_count() or 1
            report = load.load(file, mapping, progress=tell, processes=many)
    typer.echo(str(report))


def rotate_key() -> None:
    """Draw a new master key and move every sealed key to it; safe to stop and to run again."""
    import secrets

    from dengwen.config import start
    from dengwen.config.cli_progress import bar

    with start.awake(typer.echo):
        from dengwen.ledger import keyring, rotation

        unfinished = rotation.unmoved() > 0 or keyring.file() is None
        new = None if unfinished else secrets.token_bytes(keyring.KEY_SIZE)
        with bar("Moving keys") as tell:
            moved = rotation.rotate_master(new, progress=tell)
    typer.echo(f"{moved} keys are under the present master key. Keep a copy of it, apart.")
