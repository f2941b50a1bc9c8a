"""kubectl proxy: a local port at which the API answers whoever asks, with the credentials of kubectl.

Source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_proxy/,
https://kubernetes.io/docs/tasks/extend-kubernetes/http-proxy-access-api/ and the words of kubectl 1.35.2.
"""

from __future__ import annotations

import posixpath
import re
from typing import Any

from cluster.cel import regexps
from cluster.images.wire import Answer, Asked, HttpRequest, Reply
from cluster.kubectl.command import Call, Command, Steps
from cluster.kubectl.errors import Exit, KubectlError
from cluster.kubectl.host import Listener
from cluster.kubectl.waiting import Wait
from cluster.network import apiserver
from cluster.network.exchange import place

_FIRST_FREE, _LAST = 40_000, 65_535
_TEXT = {"Content-Type": "text/plain; charset=utf-8"}
_FORBIDDEN = Answer(403, _TEXT, "Forbidden\n")
_MISSING = Answer(404, _TEXT, "404 page not found\n")


class Proxy(Command):
    path = "proxy"

    def run(self, call: Call) -> Steps:
        flags, listeners = call.flags, call.host.listeners
        if flags["port"] != 8001 and flags["unix-socket"]:
            raise KubectlError("cannot set --unix-socket and --port at the same time")
        if flags["www"] and not call.host.files.is_dir(flags["www"]):
            call.err(
                f"Failed to stat static file directory {flags['www']}: stat {flags['www']}: no such file or directory\n"
            )
        server = _Server(call)
        port = flags["port"] or next(port for port in range(_FIRST_FREE, _LAST) if port not in listeners)
        if flags["unix-socket"]:
            call.out(f"Starting to serve on {flags['unix-socket']}\n")
        elif port in listeners:
            raise KubectlError(f"listen tcp {flags['address']}:{port}: bind: address already in use")
        elif port > _LAST:
            raise KubectlError(f"listen tcp: address {port}: invalid port")
        else:
            listeners[port] = Listener((flags["address"],), server.answer)
            call.out(f"Starting to serve on {flags['address']}:{port}\n")
        try:
            while True:
                yield Wait(None, (_Nothing(),))
        finally:
            if listeners.get(port) and listeners[port].answer == server.answer:
                del listeners[port]


class _Nothing:
    """What a server waits for by itself."""

    def poll(self) -> list:
        return []


class _Server:
    """Answers as the flags allow. Raises KubectlError for expressions that cannot be read."""

    def __init__(self, call: Call):
        flags = call.flags
        self._call, self._open = call, flags["disable-filter"]
        names = ("accept-hosts", "accept-paths", "reject-paths", "reject-methods")
        self._hosts, self._paths, self._not_paths, self._not_methods = (_patterns(call, name) for name in names)
        self._prefix, self._www = _slashed(flags["api-prefix"]), _slashed(flags["www-prefix"])
        if self._open:
            told = "Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious"
            call.err(f"{call.logged('W', 'proxy.go:177')} {told}\n")

    def answer(self, request: HttpRequest) -> Reply:
        where = place(request.url)
        headers = {name.lower(): value for name, value in request.headers.items()}
        headers.setdefault("host", where.shown)
        asked = Asked(request.method, where.path, headers, request.body, headers["host"], "127.0.0.1", where.port, 0)
        found = self._answered(asked)
        return Reply(found.code, found.headers, found.body, took=found.took)

    def _answered(self, asked: Asked) -> Answer:
        path = asked.path.partition("?")[0]
        if self._call.flags["www"] and path.startswith(self._www) and self._www.startswith(self._prefix):
            return self._file(path[len(self._www) :])
        if not path.startswith(self._prefix):
            return _MISSING
        within = asked._replace(path="/" + asked.path[len(self._prefix) :])
        if not self._open and not self._is_accepted(within):
            return _FORBIDDEN
        request = apiserver.request_of(within, self._call.api.credentials)
        return apiserver.answered(self._call.host.send(request), request)

    def _is_accepted(self, asked: Asked) -> bool:
        path, host = asked.path.partition("?")[0], re.sub(r":\d+\Z", "", asked.host)
        if _fits(self._not_paths, path) or _fits(self._not_methods, asked.method):
            return False
        return _fits(self._paths, path) and _fits(self._hosts, host)

    def _file(self, name: str) -> Answer:
        files, path = self._call.host.files, posixpath.join(self._call.flags["www"], posixpath.normpath("/" + name)[1:])
        path = posixpath.join(path, "index.html") if files.is_dir(path) else path
        if not files.exists(path):
            return _MISSING
        kind = "text/html" if path.endswith(".html") else "text/plain"
        return Answer(200, {"Content-Type": f"{kind}; charset=utf-8"}, files.read(path))


def _patterns(call: Call, flag: str) -> list[Any]:
    """The expressions of a flag. Ends kubectl as the real one does for what cannot be read."""
    found = []
    for pattern in call.flags[flag].split(",") if call.flags[flag] else ():
        try:
            found.append(regexps.compiled(pattern))
        except regexps.BadPattern as wrong:
            told = f"Error compiling re: error parsing regexp: {wrong}"
            call.err(f"{call.logged('F', 'proxy_server.go:83')} {told}\n")
            raise Exit(255) from None
    return found


def _fits(patterns: list[Any], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def _slashed(prefix: str) -> str:
    return prefix if prefix.endswith("/") else prefix + "/"
