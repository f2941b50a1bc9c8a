"""What agnhost's servers say: netexec, serve-hostname, liveness, porter, test-webserver. Those that remember
something are in agnhost_guestbook and agnhost_nettest.

Source: https://github.com/kubernetes/kubernetes/tree/master/test/images/agnhost (README).
"""

from __future__ import annotations

import json
import posixpath

from cluster.images.answers import agnhost_guestbook, agnhost_nettest, agnhost_webhook, dialled
from cluster.images.answers.visit import Visit, answers, plain
from cluster.images.filesystem.files import FileError
from cluster.images.serving import agnhost
from cluster.images.wire import DATAGRAM, Answer, HttpRequest

_HTML = "text/html; charset=utf-8"


@answers("agnhost")
def answer(visit: Visit) -> Answer:
    name, options, _ = agnhost.subcommand(visit.argv)
    if name == "netexec":
        return _netexec(visit)
    if name == "webhook":
        return agnhost_webhook.review(visit)
    if name == "crd-conversion-webhook":
        return agnhost_webhook.convert(visit)
    if name == "serve-hostname":
        return plain(visit.place.hostname)
    if name == "liveness":
        return _liveness(visit)
    if name == "test-webserver":
        return _files(visit)
    if name == "guestbook":
        return agnhost_guestbook.answer(visit)
    if name == "porter":
        return _porter(visit, "json-response" in options)
    if name == "nettest":
        return agnhost_nettest.answer(visit)
    return plain("404 page not found\n", 404)


def _porter(visit: Visit, as_json: bool) -> Answer:
    text = agnhost.porter(visit.place.env)[visit.port][1]
    if as_json:
        told = json.dumps({"Method": visit.asked.method, "Body": text}, separators=(",", ":"))
        return plain(told, kind="application/json")
    return plain(text, kind=f"text/{'html' if text.startswith('<') else 'plain'}; charset=utf-8")


def _liveness(visit: Visit) -> Answer:
    """Well for ten seconds, then not any more."""
    seconds = (visit.asked.at - visit.place.started) / 1e6
    if seconds > agnhost.WELL_FOR / 1e6:
        return plain(f"error: {seconds}s", 500)
    return plain("ok") if visit.path == "/healthz" else plain("404 page not found\n", 404)


def _files(visit: Visit) -> Answer:
    """As Go's file server: an index.html, else what lies in the folder."""
    files, path = visit.place.files, visit.path
    try:
        if files.stat(path).kind != "dir":
            return plain(files.read(path))
        index = posixpath.join(path, "index.html")
        if files.exists(index):
            return plain(files.read(index), kind=_HTML)
        names = (name + "/" * (files.stat(posixpath.join(path, name)).kind == "dir") for name in files.list(path))
        return plain("<pre>\n" + "".join(f'<a href="{n}">{n}</a>\n' for n in sorted(names)) + "</pre>\n", kind=_HTML)
    except FileError:
        return plain("404 page not found\n", 404)


_SAYS_SO = ("/", "/echo", "/clientip", "/hostname", "/hostName", "/healthz", "/dial", "/shell", "/shutdown")
_ECHO = "echo "
_PATIENCE = 5_000_000  # µs for which it waits when it asks others


def _netexec(visit: Visit) -> Answer:
    if visit.asked.method == DATAGRAM:
        return _datagram(visit)
    answer, path = _netexec_answer(visit), visit.path
    if path not in _SAYS_SO:
        return answer
    shown = f"{path}?{_shown(path, visit.query)}" if path in _SHOWN else path
    return answer._replace(log=f"{visit.when('%Y/%m/%d %H:%M:%S')} GET {shown}\n")


_SHOWN = {
    "/echo": ("msg", "code"), "/dial": ("host", "protocol", "port", "request", "tries"), "/shell": ("cmd",),
}  # fmt: skip


def _shown(path: str, query: dict[str, str]) -> str:
    return "&".join(f"{name}={query.get(name, '')}" for name in _SHOWN[path])


def _datagram(visit: Visit) -> Answer:
    """Words that it understands by UDP: `hostname`, `echo TEXT`, `clientip`; nothing comes back of others."""
    text = visit.asked.body.strip().lower()
    client = f"{visit.asked.client}:41234"
    if text == "hostname":
        return Answer(0, body=visit.place.hostname)
    if text.startswith(_ECHO):
        return Answer(0, body=text.removeprefix(_ECHO))
    return Answer(0, body=client) if text == "clientip" else Answer(0, error="hang")


def _netexec_answer(visit: Visit) -> Answer:
    query, path, place = visit.query, visit.path.rstrip("/") or "/", visit.place
    if path in ("/hostname", "/hostName"):
        return plain(place.hostname)
    if path == "/clientip":
        return plain(f"{visit.asked.client}:41234")
    if path == "/echo":
        return plain(query.get("msg", ""), int(query["code"]) if query.get("code", "").isdecimal() else 200)
    if path == "/header":
        return plain(visit.asked.headers.get(query.get("key", "").lower(), ""))
    if path in ("/healthz", "/"):
        seconds = (visit.asked.at - place.started) / 1e6
        return plain(
            "" if path == "/healthz" else f"NOW: {visit.when('%Y-%m-%d %H:%M:%S')}.000000000 +0000 UTC m=+{seconds:.9f}"
        )
    if path == "/redirect":
        code = int(query.get("code", "302")) if query.get("code", "302").isdecimal() else 302
        return plain("", code, Location=query.get("location", "/"))
    if path == "/shell":
        return _shell(visit, query)
    if path == "/dial":
        return _dial(visit, query)
    return plain("404 page not found\n", 404)


def _shell(visit: Visit, query: dict[str, str]) -> Answer:
    from cluster.images.running import run

    ran = run(visit.place.beside(), ["/bin/sh", "-c", query.get("shellCommand", query.get("cmd", ""))])
    output = {"output": "".join(line.text for line in ran.lines)}
    return plain(json.dumps(output if not ran.code else {**output, "error": f"exit status {ran.code}"}))


def _dialled(query: dict[str, str]) -> tuple[HttpRequest, str]:
    """(what it sends, how it complains where nothing comes back)"""
    where, text = f"http://{query.get('host', '')}:{query.get('port', '80')}", query.get("request", "")
    if query.get("protocol", "").lower() == "udp":
        told = "reading from udp connection failed. err:'read udp: {why}'"
        return HttpRequest(DATAGRAM, where, {}, text, _PATIENCE), told
    url = f"{where}/{text}"
    return HttpRequest("GET", url, {}, "", _PATIENCE), f'Get "{url}": dial tcp {{peer}}: {{why}}'


def _dial(visit: Visit, query: dict[str, str]) -> Answer:
    """It asks others, and tells what they said."""
    said, errors = [], []
    tries = min(int(query.get("tries", "1")) if query.get("tries", "1").isdecimal() else 1, 20)
    for _ in range(tries):
        if visit.ask is None:
            errors.append("no network")
            continue
        asked, told = _dialled(query)
        reply = visit.ask(asked)
        if reply.code is None:
            errors.append(told.format(why=dialled.why(reply), peer=reply.peer))
        else:
            said.append(reply.body)
    return plain(json.dumps({"responses": said} if said else {"errors": errors}))
