"""kubectl cp: tar on both ends of an exec.

Source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_cp/ and kubectl 1.35.2's pkg/cmd/cp.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Generator
from typing import Any, NamedTuple

from cluster.images.filesystem.archive import Damaged, Entry, pack, unpack
from cluster.kubectl.client import streaming
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.printers.govalues import quote
from cluster.kubectl.waiting import Wait


class Place(NamedTuple):
    """`[[namespace/]pod:]file/path`; without a pod it is a file here."""

    namespace: str
    pod: str
    file: str


class Printed(NamedTuple):
    """What a command in a pod wrote, and what went wrong."""

    data: bytes
    wrong: KubectlError | None


Write = Callable[[str], None]
Running = Generator[Any, Any, Printed]


class Cp(Command):
    path = "cp"

    def run(self, call: Call) -> Steps:
        if len(call.args) != 2:
            raise KubectlError("source and destination are required")
        source, goal = _place(call.args[0]), _place(call.args[1])
        if source.pod and goal.pod:
            raise KubectlError("one of src or dest must be a local file specification")
        if not source.file or not goal.file:
            raise KubectlError("filepath can not be empty")
        if source.pod:
            yield from self._from_pod(call, source, goal)
        elif goal.pod:
            yield from self._to_pod(call, source, goal)
        else:
            raise KubectlError("one of src or dest must be a remote file specification")
        return 0

    def _to_pod(self, call: Call, source: Place, goal: Place) -> Steps:
        files = call.host.files
        if not files.exists(source.file):
            raise KubectlError(f"{source.file} doesn't exist in local filesystem")
        goal_file = goal.file
        if not (yield from _run(call, goal, ["test", "-d", goal.file], None)).wrong:
            goal_file = posixpath.join(goal.file, posixpath.basename(source.file))
        entries: list[Entry] = []
        _gather(files, source.file, posixpath.basename(posixpath.normpath(goal_file)), entries)
        command = ["tar", "-xmf", "-"]
        if call.flags["no-preserve"]:
            command = ["tar", "--no-same-permissions", "--no-same-owner", "-xmf", "-"]
        folder = posixpath.dirname(posixpath.normpath(goal_file)) or "."
        data = pack(entries).encode("utf-8", "surrogateescape")
        printed = yield from _run(call, goal, [*command, "-C", folder], data, call.err)
        call.out(printed.data.decode("utf-8", "replace"))
        if printed.wrong:
            raise printed.wrong
        return 0

    def _from_pod(self, call: Call, source: Place, goal: Place) -> Steps:
        printed = yield from _run(call, source, ["tar", "cf", "-", source.file], None, call.out)
        if printed.wrong and not printed.data:  # an archive that came whole is taken, whatever tar says in the end
            raise printed.wrong
        prefix = _without_shortcuts(posixpath.normpath(source.file.lstrip("/\\")))
        try:
            entries = unpack(printed.data.decode("utf-8", "surrogateescape"))
        except Damaged:
            raise KubectlError("unexpected EOF") from None
        for entry in entries:
            self._put(call, entry, prefix, goal.file, source)
        return 0

    def _put(self, call: Call, entry: Entry, prefix: str, goal: str, source: Place) -> None:
        if not entry.name.startswith(prefix):
            raise KubectlError("tar contents corrupted")
        path = posixpath.normpath(posixpath.join(goal, entry.name[len(prefix) :].lstrip("/")))
        if (
            path != posixpath.normpath(goal)
            and not path.startswith(posixpath.normpath(goal) + "/")
            and goal not in (".", "./")
        ):
            call.err(f"warning: file {quote(path)} is outside target destination, skipping\n")
        elif entry.kind == "link":
            where = f"-n {quote(source.namespace)} {quote(source.pod)}"
            how = f"kubectl exec {where} -- tar cf - {quote(source.file)} | tar xf -"
            call.err(f"warning: skipping symlink: {quote(path)} -> {quote(entry.data)} (consider using {quote(how)})\n")
        elif entry.kind == "dir":
            if not call.host.files.is_dir(path):
                call.host.files.mkdir(path)
        else:
            folder = posixpath.dirname(path)
            if folder and not call.host.files.is_dir(folder):
                call.host.files.mkdir(folder)
            data = entry.data.encode("utf-8", "surrogateescape")
            call.host.files.write(path, data.decode("utf-8", "replace"))


def _place(word: str) -> Place:
    told = "filespec must match the canonical format: [[namespace/]pod:]file/path"
    if ":" not in word:
        return Place("", "", _trimmed(word))
    pod, _, file = word.partition(":")
    pieces = pod.split("/")
    if not pod or len(pieces) > 2:
        raise KubectlError(told)
    return Place(pieces[0] if len(pieces) == 2 else "", pieces[-1], _trimmed(file.replace("\\", "/")))


def _trimmed(path: str) -> str:
    return path[:-1] if path.endswith("/") and path != "/" else path


def _without_shortcuts(path: str) -> str:
    while path.startswith("../"):
        path = path[3:]
    return "" if path in (".", "..") else path.removeprefix("/")


def _gather(files, path: str, name: str, entries: list[Entry]) -> None:
    """A file, or all below a folder; only empty folders have entries of their own."""
    if not files.is_dir(path):
        entries.append(Entry(name, "file", files.read(path)))
        return
    below = files.listdir(path)
    if not below:
        entries.append(Entry(name, "dir", "", 0o755))
    for each in below:
        _gather(files, posixpath.join(path, each), posixpath.join(name, each), entries)


def _run(call: Call, place: Place, command: list[str], stdin: bytes | None, err: Write | None = None) -> Running:
    """Run a command in the pod to its end; `err` takes its standard error (without it nothing is said)."""
    try:
        stream = _opened(call, place, command, stdin is not None, quiet=err is None)
    except KubectlError as wrong:
        return Printed(b"", wrong)
    data = b""
    try:
        if stdin is not None:
            stream.write(stdin)
            stream.close_stdin()
        while True:
            for channel, piece in stream.poll():
                if channel == "stdout":
                    data += piece
                elif err is not None:
                    err(piece.decode("utf-8", "replace"))
            if stream.done:
                return Printed(data, streaming.failure(stream.status))
            yield Wait(stream.due, (stream,))
    finally:
        stream.close()


def _opened(call: Call, place: Place, command: list[str], stdin: bool, quiet: bool) -> Any:
    pod = call.api.get(f"/api/v1/namespaces/{place.namespace or call.namespace}/pods/{place.pod}")
    streaming.refuse_completed(pod)
    name = call.flags["container"] or streaming.container_named(call, pod, "", quiet)["name"]
    query = {"container": name, "stdin": stdin, "stdout": True, "stderr": True}
    return streaming.opened(call, pod, "exec", query, command)
