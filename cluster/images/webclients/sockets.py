"""nc and ping: whether somebody is there at all."""

from __future__ import annotations

from cluster.images.webclients.base import Call, Printed, header, phrase, seconds
from cluster.images.wire import DATAGRAM, HttpRequest, Reply

_VALUED = "wpsiqeX"
_ECHO_PORT = 7  # nobody listens there: a machine that refuses is alive
_SECOND = 1_000_000


def _read(args: list[str], valued: str) -> tuple[dict[str, str], list[str]]:
    given: dict[str, str] = {}
    words: list[str] = []
    queue = list(args)
    while queue:
        word = queue.pop(0)
        if not word.startswith("-") or word == "-":
            words.append(word)
            continue
        for position, letter in enumerate(word[1:], 1):
            if letter in valued:
                given[letter] = word[position + 1 :] or (queue.pop(0) if queue else "")
                break
            given[letter] = "yes"
    return given, words


def nc(call: Call) -> Printed:
    """`nc [-zvu] [-w SECONDS] HOST PORT`; what is piped in is sent as it stands, which HTTP servers understand."""
    given, words = _read(call.args, _VALUED)
    if len(words) < 2 or not words[1].partition("-")[0].isdecimal():
        return Printed("", "Usage: nc [-nvz] [-w SEC] HOST PORT\n", 1)
    name, port = words[0], int(words[1].partition("-")[0])
    wait = seconds(given["w"]) if "w" in given else None
    protocol = "UDP" if "u" in given else "TCP"
    if not call.stdin.strip() or "z" in given:
        reply = call.connect(name, port, protocol, wait)
        body = ""
    else:
        sent = _sent(call.stdin, name, port, wait)
        reply = call.request(sent._replace(method=DATAGRAM, body=call.stdin) if protocol == DATAGRAM else sent)
        body = _received(reply)
    told = _told(call, given, name, port, reply)
    failed = reply.error not in ("", "reset", "tls")
    return Printed(body, told, int(failed), reply.took)


def _sent(text: str, name: str, port: int, wait: int | None) -> HttpRequest:
    """What was typed, as the request that a server makes of it."""
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    first, *rest = head.split("\n")
    words = first.split()
    headers = dict(line.split(":", 1) for line in rest if ":" in line)
    is_http = len(words) == 3 and words[2].startswith("HTTP/")
    path = words[1] if is_http and words[1].startswith("/") else "/"
    method = words[0] if is_http else "RAW"
    shown = {key.strip(): value.strip() for key, value in headers.items()}
    return HttpRequest(method, f"http://{name}:{port}{path}", shown, body if is_http else text, wait)


def _received(reply: Reply) -> str:
    if reply.code is None:
        return ""
    if reply.code == 0:
        return reply.body
    lines = [f"HTTP/1.1 {reply.code} {phrase(reply.code)}", *(f"{k}: {v}" for k, v in reply.headers.items())]
    if not header(reply.headers, "connection"):
        lines.append("Connection: close")
    return "".join(f"{line}\r\n" for line in [*lines, ""]) + reply.body


def _told(call: Call, given: dict[str, str], name: str, port: int, reply: Reply) -> str:
    address = reply.peer.rpartition(":")[0] or name
    gnu = call.flavour != "busybox"
    if reply.error == "resolve":
        return (
            f'nc: getaddrinfo for host "{name}" port {port}: Name or service not known\n'
            if gnu
            else (f"nc: bad address '{name}'\n")
        )
    if reply.error in ("", "reset", "tls"):
        if "v" not in given:
            return ""
        kind = {80: "http", 443: "https", 53: "domain", 6379: "redis", 5432: "postgresql", 3306: "mysql"}.get(port, "*")
        return (
            f"Connection to {name} ({address}) {port} port [tcp/{kind}] succeeded!\n"
            if gnu
            else (f"{name} ({address}:{port}) open\n")
        )
    why = {"refused": "Connection refused", "unreachable": "No route to host"}.get(reply.error, "Connection timed out")
    if gnu:
        return f"nc: connect to {name} ({address}) port {port} (tcp) failed: {why}\n" if "v" in given else ""
    if reply.error == "timeout" and "w" in given:
        return "nc: timed out\n"
    return (
        f"nc: {name} ({address}:{port}): {why}\n"
        if "v" in given
        else (f"nc: can't connect to remote host ({address}): {why}\n")
    )


def ping(call: Call) -> Printed:
    """Each echo takes a second; without -c it is sent until somebody interrupts: here, four times."""
    given, words = _read(call.args, "cwWsit")
    if not words:
        return Printed("", "Usage: ping [OPTIONS] HOST\n", 1)
    name, text = words[-1], given.get("c", "4")
    count = min(int(text), 1000) if text.isdecimal() else 4
    found = call.resolve(name)
    if not found.addresses:
        bad = (
            f"ping: bad address '{name}'\n"
            if call.flavour == "busybox"
            else (f"ping: {name}: Name or service not known\n")
        )
        return Printed("", bad, 1 if call.flavour == "busybox" else 2, found.took)
    address = found.addresses[0]
    reply = call.connect(address, _ECHO_PORT, "TCP", _SECOND)
    alive = reply.error in ("", "refused")
    trip = max(reply.took, 1) / 1000
    lines = [f"PING {name} ({address}): 56 data bytes"]
    lines += [f"64 bytes from {address}: seq={n} ttl=64 time={trip:.3f} ms" for n in range(count if alive else 0)]
    got = count if alive else 0
    lines += ["", f"--- {name} ping statistics ---"]
    lines.append(f"{count} packets transmitted, {got} packets received, {0 if alive else 100}% packet loss")
    if alive:
        lines.append(f"round-trip min/avg/max = {trip:.3f}/{trip:.3f}/{trip:.3f} ms")
    took = (count - 1) * _SECOND + (reply.took if alive else 10 * _SECOND)
    return Printed("".join(f"{line}\n" for line in lines), "", int(not alive), found.took + took)
