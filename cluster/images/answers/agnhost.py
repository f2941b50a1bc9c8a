"""What agnhost's servers say: netexec, serve-hostname, liveness, porter, http-listener, test-webserver, guestbook.

Source: https://github.com/kubernetes/kubernetes/tree/master/test/images/agnhost (README).
"""

from __future__ import annotations

import json

from cluster.images import agnhost
from cluster.images.answers.visit import Visit, answers, plain
from cluster.images.files import FileError
from cluster.images.wire import Answer, HttpRequest


@answers("agnhost")
def answer(visit: Visit) -> Answer:
    name, options, _ = agnhost.subcommand(visit.argv)
    if name == "netexec":
        return _netexec(visit, options)
    if name == "serve-hostname":
        return plain(visit.place.hostname)
    if name == "liveness":
        return _liveness(visit)
    if name in ("test-webserver", "guestbook"):
        return _files(visit)
    if name == "porter":
        return _porter(visit, "json-response" in options)
    if name == "nettest":
        return plain("pass" if visit.path == "/status" else "")
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
    try:
        return plain(visit.place.files.read(visit.path if visit.path != "/" else "/index.html"))
    except FileError:
        return plain("404 page not found\n", 404)


def _netexec(visit: Visit, options: dict[str, str]) -> Answer:
    query, path, place = visit.query, visit.path.rstrip("/") or "/", visit.place
    if path in ("/hostname", "/hostName"):
        return plain(place.hostname)
    if path == "/clientip":
        return plain(f"{visit.asked.client}:41234")
    if path == "/echo":
        return plain(query.get("msg", ""), int(query["code"]) if query.get("code", "").isdigit() else 200)
    if path == "/header":
        return plain(visit.asked.headers.get(query.get("key", "").lower(), ""))
    if path in ("/healthz", "/"):
        seconds = (visit.asked.at - place.started) / 1e6
        return plain(
            "" if path == "/healthz" else f"NOW: {visit.when('%Y-%m-%d %H:%M:%S')}.000000000 +0000 UTC m=+{seconds:.9f}"
        )
    if path == "/redirect":
        code = int(query.get("code", "302")) if query.get("code", "302").isdigit() else 302
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


def _dial(visit: Visit, query: dict[str, str]) -> Answer:
    """It asks others, and tells what they said."""
    said, errors = [], []
    tries = min(int(query.get("tries", "1")) if query.get("tries", "1").isdigit() else 1, 20)
    for _ in range(tries):
        if visit.ask is None:
            errors.append("no network")
            continue
        url = f"http://{query.get('host', '')}:{query.get('port', '80')}/{query.get('request', '')}"
        reply = visit.ask(HttpRequest("GET", url, {}, "", 5_000_000))
        if reply.code is None:
            errors.append(f'Get "{url}": {reply.error}')
        else:
            said.append(reply.body)
    return plain(json.dumps({"responses": said} if said else {"errors": errors}))
