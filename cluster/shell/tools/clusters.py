"""kubectl, minikube, and `pod of`, by which a script names what has a random name."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from cluster.api.request import Request, Response
from cluster.images.wire import HttpRequest, Reply, Source
from cluster.kubectl import main
from cluster.kubectl.errors import ConnectionRefused
from cluster.minikube import answers
from cluster.network.inputs import Asker
from cluster.objects import owners
from cluster.shell import kubeconfig, minikube, scripts
from cluster.shell.quoting import quoted
from cluster.shell.tools.base import Invocation, find, inputs_of, tool


class _Host:
    """kubectl's view of the terminal (cluster.kubectl.host.Host)."""

    def __init__(self, call: Invocation):
        self._terminal, self._line = call.terminal, call.run.line
        self.files, self.listeners = call.terminal.files, call.terminal.listeners
        self._streams, self._run = call.streams, call.run
        self.environment, self.person = call.environment, call.terminal.person
        self.kubeconfig = call.terminal.kubeconfig
        self.out: Callable[[str], None] = call.streams.out
        self.err: Callable[[str], None] = call.streams.err

    @property
    def stdin(self) -> str | None:
        return self._streams.stdin

    def located(self, name: str) -> str | None:
        return scripts.located(self._terminal, name, self.environment)

    def execute(self, words: list[str], files: dict[str, str]) -> Generator[Any, Any, int | None]:
        terminal, streams, left = self._terminal, self._streams, self.files.open_pipes
        tool = find(words[0])
        path = None if tool else scripts.located(terminal, words[0], self.environment)
        if tool is None and path is None:
            return None
        for name, text in files.items():
            self.files.pipe(text, name)
        try:
            if path is not None:
                return (yield from scripts.run(self._run, path, words[1:], self.environment, streams))
            line = " ".join(map(quoted, words))
            return (yield from self._run.inner(streams.write, streams.given).text(line))
        except scripts.NotRun as wrong:
            streams.err(f"fork/exec {words[0]}: {wrong}\n")
            return wrong.code
        finally:
            self.files.close_pipes(left)

    def reach(self, source: Source, request: HttpRequest) -> Reply:
        return Asker(inputs_of(self._terminal, self._line), source).request(request)

    def send(self, request: Request) -> Response:
        if not answers(self._terminal.simulation):
            known = self.kubeconfig.get("current-context")
            raise ConnectionRefused(kubeconfig.SERVER.removeprefix("https://") if known else "localhost:8080")
        return self._terminal.simulation.request(request, self._terminal.actor, self._line)

    def now(self) -> int:
        return self._terminal.simulation.epoch + self._terminal.simulation.now

    def virtual(self) -> int:
        return self._terminal.simulation.now


@tool("kubectl", "talk to the cluster")
def kubectl(call: Invocation) -> Generator[Any, Any, int]:
    host = _Host(call)
    code = yield from main.run(call.args, host)
    call.terminal.kubeconfig = host.kubeconfig
    return code


@tool("minikube", "start, stop and change the cluster itself")
def minikube_(call: Invocation) -> Generator[Any, Any, int]:
    return (yield from minikube.run(call))


@tool("pod", "the name of a pod: pod of OWNER [NUMBER]")
def pod(call: Invocation) -> int:
    if len(call.args) not in (2, 3) or call.args[0] != "of" or (len(call.args) == 3 and not call.args[2].isdecimal()):
        return call.fail("usage: pod of OWNER [NUMBER], such as: pod of myapp-replicaset 1", 2)
    found = pods_of(call, call.args[1])
    number = int(call.args[2]) if len(call.args) == 3 else 1
    if not 1 <= number <= len(found):
        return call.fail(f"{call.args[1]} has {len(found)} pods, there is no number {number}")
    call.streams.out(found[number - 1] + "\n")
    return 0


def pods_of(call: Invocation, owner: str) -> list[str]:
    """Names of the pods in `default` below that owner (a ReplicaSet, its Deployment, ...), oldest first."""
    store = call.terminal.simulation.store
    found = []
    for item in store.list("pods", "default"):
        above = owners.controller_of(item)
        names: set[str] = set()
        while above and len(names) < 5:
            names.add(above["name"])
            parent = store.get(_resource(above), "default", above["name"])
            above = owners.controller_of(parent) if parent else None
        if owner in names and "deletionTimestamp" not in item["metadata"]:
            found.append((item["metadata"]["creationTimestamp"], item["metadata"]["name"]))
    return [name for _, name in sorted(found)]


def _resource(reference: dict) -> str:
    group = reference["apiVersion"].rpartition("/")[0]
    return f"{reference['kind'].lower()}s" + (f".{group}" if group else "")
