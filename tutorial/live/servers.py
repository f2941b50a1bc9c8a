"""Processes that have clusters awake, as the database knows them: called in the journal's threads."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from django.db.models import F
from django.utils import timezone

from tutorial.live.models import Cluster, Server


class Pulse(NamedTuple):
    """The lease epochs of a server's clusters in the database, and those that another server asks for."""

    epochs: dict[str, int]
    wanted: list[str]


def announced() -> Server:
    """This process, not yet in the database."""
    name = f"process {os.getpid()} on {socket.gethostname()}"
    return Server(id=secrets.token_hex(8), name=name[:200], machine=_machine()[:200], process=_process(os.getpid()))


def beat(server: Server) -> None:
    """Say that this process lives."""
    if not Server.objects.filter(id=server.id).update(beat=F("beat") + 1, seen_at=timezone.now()):
        server.save(force_insert=True)


def pulse(server: str, ids: Iterable[str]) -> Pulse:
    """Which of these clusters are the server's."""
    mine = list(Cluster.objects.filter(id__in=list(ids), server=server).values_list("id", "epoch", "wanted"))
    return Pulse({id_: epoch for id_, epoch, _ in mine}, [id_ for id_, _, wanted in mine if wanted])


def find(id_: str) -> Server | None:
    return Server.objects.filter(id=id_).first()


def leave(id_: str) -> None:
    """The server ends, or has been found dead: what it has not put to sleep may be taken as it was left."""
    Server.objects.filter(id=id_).delete()


def has_ended(server: Server) -> bool:
    """Can it be seen from here that the process is no more? Only on the machine where it ran; else False."""
    return server.machine == _machine() and server.process != _process(int(server.process.split("@")[0]))


def _machine() -> str:
    """This machine since it was started, and the space in which its process numbers mean something."""
    parts = [socket.gethostname()]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text().strip())
    with suppress(OSError):
        parts.append(os.readlink("/proc/self/ns/pid"))
    return " ".join(parts)


def _process(pid: int) -> str:
    """ "pid@moment of its start", so that another process that gets the number later is another one; "pid@-": none."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return f"{pid}@-"
    except PermissionError:
        pass
    with suppress(OSError, IndexError):
        state, *fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return f"{pid}@-" if state == "Z" else f"{pid}@{fields[18]}"
    return f"{pid}@?"
