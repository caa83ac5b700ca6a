"""Where a request came from, behind a proxy and without one."""

from __future__ import annotations

from typing import Any

import pytest

from dengwen.config import proxy
from dengwen.errors import Refusal


def seen(named: str, **environ: str) -> str:
    """The address that the application sees."""

    def application(environ: dict[str, Any], _start: object) -> list[str]:
        return [environ["REMOTE_ADDR"]]

    return str(proxy.behind(application, named)(environ, None)[0])


def test_a_named_proxy_says_who_was_before_it() -> None:
    told = {"REMOTE_ADDR": "10.0.0.5", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}
    assert seen("127.0.0.1 10.0.0.5", **told) == "203.0.113.9"
    assert seen("10.0.0.0/24", **told) == "203.0.113.9"


def test_what_a_visitor_writes_before_the_proxy_is_not_believed() -> None:
    told = {"REMOTE_ADDR": "10.0.0.5", "HTTP_X_FORWARDED_FOR": "192.0.2.1, 203.0.113.9"}
    assert seen("10.0.0.5", **told) == "203.0.113.9"


@pytest.mark.parametrize("named", ["", "10.0.0.5"])
def test_nobody_else_is_believed(named: str) -> None:
    told = {"REMOTE_ADDR": "198.51.100.7", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}
    assert seen(named, **told) == "198.51.100.7"


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(Refusal, match="proxy_address"):
        proxy.behind(lambda *_all: [], "proxy.example")
