"""A proxy in front 代理: whose word is taken for where a request came from.

Behind a proxy every request comes from the proxy, and tries would be counted for all visitors
together. Only a proxy that is named may say who was before it; from anyone else the header is not
believed, for with it a guesser could be somebody new at every try.
"""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

from dengwen.errors import Refusal


def behind(application: Any, named: str) -> Any:
    """The application, with the visitor's own address where a named proxy tells it.

    `named` holds addresses or networks parted by spaces; with none the application is as it was.
    Raises Refusal for what is no address.
    """
    if not named.split():
        return application
    from granian.utils.proxies import wrap_wsgi_with_proxy_headers

    for one in named.split():
        try:
            ip_network(one)
        except ValueError:
            raise Refusal(
                "proxy_address",
                "DENGWEN_PROXY holds {one}, which is no address.",
                facts={"one": one},
                mend="Name the addresses of your proxies, parted by spaces: 127.0.0.1 10.0.0.5 .",
            ) from None
    return wrap_wsgi_with_proxy_headers(application, named.split())
