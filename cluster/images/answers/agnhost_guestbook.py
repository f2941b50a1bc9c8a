"""`agnhost guestbook`: a store of keys that a primary passes on to its replicas.

A replica subscribes to its primary when it is first asked for something; the real one tries that from its start on, and
ends when nobody answers for fifteen seconds.
Source: https://github.com/kubernetes/kubernetes/tree/master/test/images/agnhost#guestbook
"""

from __future__ import annotations

import json
from typing import Any

from cluster.images.answers import dialled
from cluster.images.answers.visit import Visit, plain
from cluster.images.serving import agnhost
from cluster.images.wire import Answer, HttpRequest, Reply

_PATIENCE = 5_000_000  # µs for which it waits when it asks others
_FAILED = 417  # Expectation Failed


def answer(visit: Visit) -> Answer:
    """What it remembers: {"store": {key: value}, "replicas": [address, ...], "registered": true}"""
    handler = _HANDLERS.get(visit.path)
    if handler is None:
        return plain("404 page not found\n", 404)
    memory, said = _subscribed(visit)
    found = handler(visit, memory)
    return found._replace(log=said + found.log, memory=found.memory or (memory if said else None))


def _subscribed(visit: Visit) -> tuple[dict[str, Any], str]:
    """(what it remembers, what it prints): of a replica that was not subscribed, after it has tried to be."""
    memory, primary = visit.memory, _options(visit).get("replicaof", "")
    if not primary or memory.get("registered"):
        return memory, ""
    words = f"register?host={visit.place.ip}"
    reply = _ask(visit, primary, words)
    if reply is None or reply.code is None:
        return memory, ""
    said = f"Registering to primary: {primary}:{_port(visit)}/{words}", f"Registered to node: {primary}"
    store = json.loads(reply.body)["data"] if reply.code == 200 else {}
    return {**memory, "store": store, "registered": True}, "".join(_line(visit, text) for text in said)


def _register(visit: Visit, memory: dict) -> Answer:
    """Who subscribes gets the whole store."""
    address = visit.query.get("host", "")
    log = _line(visit, f"GET /register?host={address}") + _line(visit, f"Node '{address}' registered.")
    known = {**memory, "replicas": [*memory.get("replicas", ()), address]}
    return _json({"data": memory.get("store", {})})._replace(log=log, memory=known)


def _get(visit: Visit, memory: dict) -> Answer:
    key, store = visit.query.get("key", ""), memory.get("store", {})
    log = _line(visit, f"GET /get?key={key}")
    return _json({"data": store.get(key, "") if key else store})._replace(log=log)


def _set(visit: Visit, memory: dict) -> Answer:
    """A replica that cannot be reached makes it fail, with the key set."""
    key, value = visit.query.get("key", ""), visit.query.get("value", "")
    words = f"set?key={key}&value={value}"
    log = _line(visit, f"GET /{words}")
    if not key:
        return plain("cannot set with empty key.\n", 400)._replace(log=log)
    after = {**memory, "store": {**memory.get("store", {}), key: value}}
    for address in memory.get("replicas", ()):
        reply = _ask(visit, address, words)
        if reply is None or reply.code is None:
            why = _complaint(visit, address, words, reply)
            text = f"encountered error while propagating to replica '{address}': {why}\n"
            return plain(text, _FAILED)._replace(log=log, memory=after)
    return _json({"message": "Updated"})._replace(log=log, memory=after)


def _frontend(visit: Visit, memory: dict) -> Answer:
    """`set` goes to the Service agnhost-primary, `get` to agnhost-replica."""
    command, key, value = (visit.query.get(name, "") for name in ("cmd", "key", "value"))
    command = command.lower()
    log = _line(visit, f"GET /guestbook?cmd={command}&key={key}&value={value}")
    if command not in ("get", "set"):
        return plain(f"unsupported cmd: '{command}'\n", 400)._replace(log=log)
    if command == "set" and not key:
        return plain("cannot set with empty key.\n", 400)._replace(log=log)
    host, words = "agnhost-primary" if command == "set" else "agnhost-replica", f"{command}?key={key}&value={value}"
    reply = _ask(visit, host, words)
    if reply is not None and reply.error == "resolve":
        why = f"lookup {host} on {agnhost.nameservers(visit.place).partition(',')[0]}:53: no such host"
        return plain(f"host and/or port param are invalid. {why}\n", 400)._replace(log=log)
    if reply is None or reply.code is None:
        text = f"encountered error: {_complaint(visit, host, words, reply)}\n"
        return plain(text, _FAILED)._replace(log=log)
    return plain(reply.body)._replace(log=log)


_HANDLERS = {"/register": _register, "/get": _get, "/set": _set, "/guestbook": _frontend}


def _options(visit: Visit) -> dict[str, str]:
    return agnhost.subcommand(visit.argv)[1]


def _port(visit: Visit) -> str:
    return _options(visit).get("backend-port", "6379")


def _url(visit: Visit, host: str, words: str) -> str:
    return f"http://{host}:{_port(visit)}/{words}"


def _ask(visit: Visit, host: str, words: str) -> Reply | None:
    """None where there is no network."""
    return visit.ask(HttpRequest("GET", _url(visit, host, words), {}, "", _PATIENCE)) if visit.ask else None


def _complaint(visit: Visit, host: str, words: str, reply: Reply | None) -> str:
    return dialled.complaint(_url(visit, host, words), reply or Reply(None, error="unreachable"))


def _line(visit: Visit, text: str) -> str:
    return f"{visit.when('%Y/%m/%d %H:%M:%S')} {text}\n"


def _json(value: dict) -> Answer:
    return plain(json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False))
