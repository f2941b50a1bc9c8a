"""A PostgreSQL for tests: in a folder of its own that is thrown away, on loopback, for as long as it is needed.

    python -m tests.postgresql COMMAND...

runs a command with DATABASE_URL pointing at one that is empty. PostgreSQL refuses to run as root: then another user
runs it. Commits do not wait for the disk here: what is tried is processes that die, not a machine without power.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INSTALLED = Path("/usr/lib/postgresql")  # Debian keeps the server's programs by version, not on the path
USERS = ("postgres", "nobody")
NAME = "orrery"
SETTINGS = {"listen_addresses": "127.0.0.1", "fsync": "off", "max_connections": "60", "unix_socket_directories": ""}


class Postgresql:
    """A server that can be stopped and started again; what it keeps stays."""

    def __init__(self, folder: Path):
        self.data, self.port = folder / "data", _free_port()
        _run("initdb", "-D", self.data, "-U", NAME, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self.start()
        _run("createdb", "-h", "127.0.0.1", "-p", self.port, "-U", NAME, NAME)

    @property
    def url(self) -> str:
        return f"postgres://{NAME}@127.0.0.1:{self.port}/{NAME}"

    def start(self) -> None:
        options = " ".join(f"-c {name}='{value}'" for name, value in {**SETTINGS, "port": self.port}.items())
        _run("pg_ctl", "start", "-w", "-D", self.data, "-l", self.data / "log", "-o", options)

    def stop(self, how: str = "fast") -> None:
        """fast: whoever is connected is sent away; immediate: as if the machine had lost its power."""
        _run("pg_ctl", "stop", "-w", "-m", how, "-D", self.data)

    @property
    def runs(self) -> bool:
        return (self.data / "postmaster.pid").exists()


@contextmanager
def postgresql() -> Iterator[Postgresql]:
    """A server with an empty database. Raises FileNotFoundError when PostgreSQL is not installed."""
    program("initdb")
    folder = Path(tempfile.mkdtemp(prefix="orrery-postgresql-"))
    try:
        if (user := _user()) is not None:
            os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        server = Postgresql(folder)
        yield server
        if server.runs:
            server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def program(name: str) -> str:
    """Where a program of PostgreSQL is: the one on the path, else the newest that is installed."""
    if found := shutil.which(name):
        return found
    every = sorted(INSTALLED.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    if not every:
        raise FileNotFoundError(
            f"PostgreSQL is not installed ({name} is neither on the path nor in {INSTALLED}/*/bin): "
            "sudo apt-get install postgresql"
        )
    return str(every[-1])


def _run(name: str, *arguments: object) -> None:
    command = [program(name), *(str(argument) for argument in arguments)]
    options = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if (user := _user()) else {}
    # pg_ctl's child keeps what it is given: a file, or nobody would ever see the end of a pipe
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, stdout=said, stderr=said, **options)
        said.seek(0)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {said.read().decode(errors='replace')}")


def _user() -> str | None:
    """Who runs it instead of root."""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in USERS if name in known) if os.geteuid() == 0 else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main(command: list[str]) -> int:
    try:
        with postgresql() as server:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": server.url}).returncode
    except FileNotFoundError as error:
        print(f"tests.postgresql: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
