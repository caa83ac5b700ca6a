"""Commands that make and run the house: run, work, init, assets, sample."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dengwen.config.place import Place

KINDS = "real, sample (simulated data, this machine only), drill or test: for good"


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (run, work, init, assets, sample):
        app.command()(command)


def run(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8119,
    workers: Annotated[int, typer.Option(help="Web processes.")] = 2,
) -> None:
    """Serve the site: database, web and worker together, until Ctrl-C.

    The first time, a sample town is made; `dengwen init --kind real` beforehand makes a real place.
    """
    from dengwen.config import database, init, place, serve

    where = place.here()
    with serve.only_one(where), database.available(where) as server:
        born = database.as_kind(_kind_here(where) or "sample")
        init.make(where, born, server, typer.echo)
        kind = _kind_here(where)
        serve.check_address(kind, host)
        if kind == "sample":
            _build_sample()
        init.rest()
        serve.watch(
            serve.children(host, port, workers),
            server,
            typer.echo,
            lambda: _welcome(f"http://{host}:{port}"),
        )
    typer.echo("Stopped. Everything is kept.")


def work() -> None:
    """Do what time drives: clocks, messages, positions, rows. `run` starts one of these itself."""
    from dengwen.config import serve, waiting

    serve.die_with_parent()
    with waiting.awake(typer.echo):
        from dengwen.jobs import worker
        from dengwen.web import sweeping

        worker.run((*worker.LOOPS, worker.Loop("visits", sweeping.sweep, 3600.0)))


def init(
    kind: Annotated[str, typer.Option(help=f"What the database is: {KINDS}.")] = "real",
) -> None:
    """Make an installation, or bring it up to this version. Safe to run again."""
    from dengwen.config import database, place
    from dengwen.config import init as making

    where = place.here()
    with database.available(where) as server:
        making.make(where, database.as_kind(kind), server, typer.echo)
        typer.echo(f"Ready in {where.home}, marked {_kind_here(where)}.")
        typer.echo(f"Keep {where.keys} safe, and apart from the backups: it opens what is sealed.")


def assets() -> None:
    """Compile the style sheets and the texts of the site."""
    from dengwen.config import init, start

    start.setup(pack=False)
    init.prepare_pages()


def sample() -> None:
    """Make the sample town in a place marked sample; does nothing when it is there."""
    from dengwen.config import start

    with start.awake(typer.echo):
        _build_sample()
        _show_sign_ins()


def _kind_here(where: Place) -> str:
    """The database's mark of birth; '' when there is none yet, or no database."""
    import psycopg

    from dengwen.config import database, postgres

    try:
        with postgres.connect(database.app(where)) as connection:
            return database.kind(connection) or ""
    except psycopg.OperationalError:
        return ""


def _build_sample() -> None:
    from dengwen.config import sample as town
    from dengwen.config.cli_progress import bar

    with bar("Making the sample town") as tell:
        town.build(tell)


def _welcome(address: str) -> None:
    typer.echo(f"\nThe public's pages   {address}/")
    typer.echo(f"The desk             {address}/desk/")
    _show_sign_ins()
    typer.echo("\nCtrl-C stops everything.")


def _show_sign_ins() -> None:
    from dengwen.config import place

    file = place.here().home / "sample-sign-ins.json"
    if file.exists():
        typer.echo("\nSample sign-ins (name, password, what they do):")
        for name, password, role in json.loads(file.read_text()):
            typer.echo(f"  {name:<12} {password:<24} {role}")
