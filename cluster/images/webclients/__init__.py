"""The programs by which people look at a network: curl, wget, nslookup, dig, nc, ping and their like.

    run(["curl", "-s", "http://web"], asker) -> Printed

`asker` is the network as the program sees it (cluster.network): `resolve(name, record, server)`,
`request(HttpRequest)`, `connect(host, port, protocol, timeout)`. Nothing else is known here: the same programs run in
containers and in the learner's terminal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cluster.images.webclients import curl, lookup, sockets, wget
from cluster.images.webclients.base import Call, Printed

_CLIENTS: dict[str, Callable[[Call], Printed]] = {
    "curl": curl.run,
    "wget": wget.run,
    "nslookup": lookup.nslookup,
    "dig": lookup.dig,
    "host": lookup.host,
    "getent": lookup.getent,
    "nc": sockets.nc,
    "netcat": sockets.nc,
    "ping": sockets.ping,
}
NAMES = tuple(_CLIENTS)


def run(
    argv: list[str], asker: Any, stdin: str = "", now: int = 0, flavour: str = "busybox", version: str = "",
    tty: bool = False,
) -> Printed:  # fmt: skip
    """What the program prints, its exit code, and how long it took. `now` in µs since 1970; `flavour`: busybox, or gnu
    where the programs are those of Debian; `version` of busybox; `tty`: what it prints goes to a person.

    KeyError for a name that is not in NAMES. Without an `asker` no name resolves."""
    return _CLIENTS[argv[0].rpartition("/")[2]](Call(list(argv[1:]), asker, stdin, now, flavour, version, tty))


__all__ = ["NAMES", "Printed", "run"]
