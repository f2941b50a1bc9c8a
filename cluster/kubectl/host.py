"""What a command needs from the place where it runs: a terminal in a page, a script, a shell, a test."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, NamedTuple, Protocol

from cluster.api.request import Request, Response
from cluster.images.wire import HttpRequest, Reply, Source


class Listener(NamedTuple):
    """A local port that a command keeps open: `answer` takes what a client there asks, `hosts` are its addresses."""

    hosts: tuple[str, ...]
    answer: Callable[[HttpRequest], Reply]


class Files(Protocol):
    """Files by path, as a working directory sees them. Missing ones raise FileNotFoundError."""

    def read(self, path: str) -> str: ...
    def write(self, path: str, text: str) -> None: ...
    def is_dir(self, path: str) -> bool: ...
    def exists(self, path: str) -> bool: ...
    def listdir(self, path: str) -> list[str]: ...
    def stat(self, path: str, follow: bool = True) -> Any: ...
    def mkdir(self, path: str) -> None: ...


class Host(Protocol):
    """send: answers a Request, raises errors.ConnectionRefused where no server runs. out, err: take text.
    stdin: what was piped in, or None. person: somebody can type while a command runs. kubeconfig: the content of
    ~/.kube/config, changed by `config`. listeners: local ports that are open, by number."""

    person: bool
    listeners: dict[int, Listener]
    environment: dict[str, str]
    kubeconfig: dict
    out: Callable[[str], None]
    err: Callable[[str], None]

    @property
    def stdin(self) -> str | None: ...

    @property
    def files(self) -> Files: ...

    def located(self, name: str) -> str | None:
        """The path of an executable file of that name in the folders of $PATH."""

    def execute(self, words: list[str], files: dict[str, str]) -> Generator[Any, Any, int | None]:
        """Run a program, with these files beside the others; its exit code, or None where there is none of the name."""

    def reach(self, source: Source, request: HttpRequest) -> Reply:
        """Ask from within a pod, as what is forwarded into it does."""

    def send(self, request: Request) -> Response: ...
    def now(self) -> int:
        """µs since 1970."""

    def virtual(self) -> int:
        """Virtual µs, the clock that Wait speaks of."""
