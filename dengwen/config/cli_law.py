"""Commands about the law: `law check`, `law show`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dengwen.law.pack import Pack

app = typer.Typer(no_args_is_help=True, help="The law pack.")

PackFolder = Annotated[
    Path | None, typer.Option(help="Folder of a pack; the installed one unless said.")
]


@app.command()
def check(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, help="Situations: a pack's own YAML, or vectors as JSON."
        ),
    ],
    pack: PackFolder = None,
) -> None:
    """Reckon the clock situations of FILE and compare; status 1 when any is reckoned otherwise.

    A .yaml file is read as situations of a pack's tests/, any other as vectors in JSON.
    """
    from dengwen.law import check as vectors
    from dengwen.law import situations

    reader = situations if file.suffix.lower() in (".yaml", ".yml") else vectors
    result = reader.check(file, _load(pack))
    typer.echo(result.text())
    raise typer.Exit(1 if result.failed else 0)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="Procedure, as its file is called.")],
    lang: Annotated[str, typer.Option(help="zh-Hant, zh-Hans or en.")] = "zh-Hant",
    svg: Annotated[bool, typer.Option("--svg", help="Draw it as a picture.")] = False,
    on: Annotated[str, typer.Option(help="As in force on this day (YYYY-MM-DD).")] = "",
    pack: PackFolder = None,
) -> None:
    """Show a procedure: steps, who may take each, clocks, documents, remedies, citations."""
    from dengwen.law import library
    from dengwen.law import show as drawing

    loaded = _load(pack)
    procedure = library.procedure(name, date.fromisoformat(on) if on else None, loaded)
    draw = drawing.svg if svg else drawing.text
    typer.echo(draw(procedure, loaded, lang))


@app.command("list")
def list_procedures(
    lang: Annotated[str, typer.Option(help="zh-Hant, zh-Hans or en.")] = "zh-Hant",
    pack: PackFolder = None,
) -> None:
    """List the procedures of the pack."""
    from dengwen.law import library

    for name, versions in sorted(_load(pack).procedures.items()):
        typer.echo(f"{name:<24} {library.say(versions[-1].label, lang)}")


def _load(folder: Path | None) -> Pack:
    from dengwen.config import place
    from dengwen.law import library, loader

    named = place.here().setting("DENGWEN_PACK", str(place.REPOSITORY / "packs" / "cn-fire"))
    loaded = loader.load(folder or Path(named))
    library.install(loaded)
    return loaded
