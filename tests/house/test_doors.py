"""Promises of the whole: every door has a guard, every table and command says what it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from dengwen.config import cli
from dengwen.web.guards import Guard


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, where)
        elif isinstance(entry, URLPattern):
            yield where, entry


def test_every_route_has_a_guard() -> None:
    found = list(routes(get_resolver()))
    assert found
    bare = [
        where
        for where, each in found
        if not isinstance(getattr(each.callback, "guard", None), Guard)
    ]
    assert bare == []


def test_every_desk_page_is_for_staff_only() -> None:
    open_to_all = {
        str(each.name)
        for where, each in routes(get_resolver())
        if where.startswith("desk/") and each.callback.guard.kind != "staff"
    }
    assert open_to_all <= {"sign_in", "sign_out"}


def test_every_route_has_a_name() -> None:
    assert [where for where, each in routes(get_resolver()) if not each.name] == []


def models() -> list[type[Any]]:
    return [m for m in apps.get_models() if m.__module__.startswith("dengwen.")]


def test_every_table_is_declared_derived_or_not() -> None:
    assert models()
    undeclared = [m.__name__ for m in models() if not isinstance(m.__dict__.get("derived"), bool)]
    assert undeclared == []


def test_every_column_with_personal_data_is_named() -> None:
    for model in models():
        columns = {f.name for f in model._meta.get_fields()}
        assert set(getattr(model, "personal", ())) <= columns, model.__name__


def test_every_derived_table_is_rebuilt_from_the_ledger() -> None:
    from dengwen.ledger import rebuild

    rebuilt = {t._meta.db_table for p in rebuild.projections() for t in p.tables}
    derived = {m._meta.db_table for m in models() if m.derived}
    assert derived == rebuilt


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        yield " ".join((*path, name)), command


ROOT: Any = typer.main.get_command(cli.app)


@pytest.mark.parametrize(("name", "command"), list(commands(ROOT)), ids=lambda v: str(v)[:20])
def test_every_command_has_help(name: str, command: Any) -> None:
    assert command.help
    assert command.help.strip().endswith((".", ".)"))
    for parameter in command.params:
        if parameter.name != "help" and name != "staff add":
            assert getattr(parameter, "help", None), (name, parameter.name)


def test_the_commands_promised_are_there() -> None:
    promised = """run work init import tick rebuild verify law|check law|show staff|add doctor
        backup restore db|move assets sample"""
    names = {name for name, _ in commands(ROOT)}
    assert {word.replace("|", " ") for word in promised.split()} <= names


def test_help_wakes_no_django() -> None:
    import subprocess
    import sys

    program = (
        "import sys, dengwen.config.cli as cli\n"
        "assert not {m for m in sys.modules if m.split('.')[0] in ('django', 'psycopg', 'rich')}"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_settings_are_strict() -> None:
    csp = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert csp["default-src"] == ["'none'"]
    assert csp["script-src"] == csp["style-src"] == ["'self'"]
    assert csp["frame-ancestors"] == csp["base-uri"] == ["'none'"]
    assert settings.DEBUG is False
    assert "Argon2" in settings.PASSWORD_HASHERS[0]
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
    assert "*" not in settings.ALLOWED_HOSTS
