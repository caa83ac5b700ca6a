"""Text messages 短信: one small interface, a simulator and a gateway spoken to over HTTP."""

from __future__ import annotations

import json
from typing import Protocol
from urllib import error, request

from django.conf import settings

from dengwen.delivery import simulated

_TIMEOUT = 10
_ACCEPTED = range(200, 300)
_REFUSED = range(400, 500)
_BUSY = (408, 425, 429)


class Undelivered(Exception):
    """A message was not taken. `code` is short and holds nothing personal; `lasting` says that
    trying again is of no use."""

    def __init__(self, code: str, *, lasting: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.lasting = lasting


class Gateway(Protocol):
    """Whoever carries text messages."""

    def send(self, key: str, number: str, text: str) -> str:
        """Hand over a message; gives the gateway's own number for it as the proof.

        `key` is the same at every try of one message, for the gateway to know a repeat by. Raises
        `Undelivered`.
        """
        ...


class Simulator:
    """Writes each message to a file under $HOME/simulated/sms and says that it was sent."""

    def send(self, key: str, number: str, text: str) -> str:
        """Write the message; the file's name is the proof."""
        body = json.dumps({"to": number, "text": text}, ensure_ascii=False).encode()
        return simulated.write("sms", f"{key}.json", body).name


class HttpGateway:
    """Posts {"id", "to", "text"} as JSON to an address, with a bearer token.

    An answer of 2xx takes the message; its body may name it: {"id": …}. 4xx refuses it for good,
    anything else is tried again.
    """

    def __init__(self, address: str, token: str) -> None:
        if not address.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise ValueError("a gateway is spoken to over TLS, or on this machine")
        self.address = address
        self.token = token

    def send(self, key: str, number: str, text: str) -> str:
        """Post the message; see `Gateway`."""
        body = json.dumps({"id": key, "to": number, "text": text}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        asked = request.Request(self.address, body, headers)  # noqa: S310 - checked in __init__
        try:
            with request.urlopen(asked, timeout=_TIMEOUT) as answer:  # noqa: S310
                return _named(answer.read(4096))
        except error.HTTPError as refused:
            refused.close()
            lasting = refused.code in _REFUSED and refused.code not in _BUSY
            raise Undelivered(f"http_{refused.code}", lasting=lasting) from None
        except OSError as failed:
            raise Undelivered(type(failed).__name__) from None


def gateway() -> Gateway:
    """The gateway that the settings name; the simulator when they name none."""
    address = settings.DENGWEN_SMS_URL
    return HttpGateway(address, settings.DENGWEN_SMS_TOKEN) if address else Simulator()


def _named(body: bytes) -> str:
    try:
        answer = json.loads(body)
    except ValueError:
        return ""
    return str(answer.get("id", ""))[:200] if isinstance(answer, dict) else ""
