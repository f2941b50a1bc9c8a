"""Programs that use the network: the words are cluster.images.webclients'; here they get their streams."""

from __future__ import annotations

from cluster.images.commands.base import Call, command

NAMES = (
    "curl",
    "wget",
    "nslookup",
    "dig",
    "host",
    "nc",
    "ping",
    "getent",
    "telnet",
    "ifconfig",
    "ip",
    "netstat",
    "ss",
    "traceroute",
)


@command(*NAMES)
def client(call: Call) -> int:
    from cluster.images import clients

    return clients.run(call)
