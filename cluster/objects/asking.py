"""Which pods' commands ask the network, as far as their specs tell."""

from __future__ import annotations

import re

_CLIENTS = re.compile(r"(?<![\w.-])(?:curl|wget|nslookup|dig|host|getent|nc|netcat|telnet|ping)(?![\w.=:-])")


def asks(pod: dict) -> bool:
    """Whether a client's name is among the words of a container's command."""
    spec = pod["spec"]
    return any(
        _CLIENTS.search(word)
        for container in (*(spec.get("initContainers") or ()), *(spec.get("containers") or ()))
        for word in (*(container.get("command") or ()), *(container.get("args") or ()))
    )
