"""What a probe finds out at a moment, and at which moment it may find out something else.

Nothing is polled: an answer depends on the files that the command looked at, on who listens, and on moments that the
program itself knows; between two changes of these it stays the same, and is worked out only once.

Source: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/; words as
the kubelet's prober writes them (k8s.io/kubernetes, pkg/probe).
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.images import running
from cluster.images.place import Place
from cluster.images.serving import programs
from cluster.images.wire import Answer, Asked, HttpRequest, Source
from cluster.kubelet.processes import inside
from cluster.kubelet.processes.inside import Held
from cluster.runtime import Runtime

_S = 1_000_000
_AHEAD = 600 * _S  # how far the main process is computed when it goes on
_MOST_TRIES = 40  # changes that are looked at in one go
_MOST_TEXT = 10 * 1024
_AGENT = "kube-probe/1.35"


class Found(NamedTuple):
    """`ok` None: the probe itself went wrong (its result does not count). `looked`: the files (key:path) on which it
    depends; `again`: it depends on more than can be known, and must be asked anew each time."""

    ok: bool | None
    text: str = ""
    looked: tuple[str, ...] = ()
    again: bool = False


def ask(runtime: Runtime, at: Held, probe: dict, moment: int, late: int = 0) -> Found:
    """What the probe finds at that moment. `late`: µs for which a CPU limit holds it back."""
    timeout = probe.get("timeoutSeconds", 1) * _S - late
    if "exec" in probe:
        return _exec(runtime, at, probe["exec"].get("command") or [], timeout, moment)
    if "httpGet" in probe:
        return _http(runtime, at, probe["httpGet"], timeout, moment)
    if "grpc" in probe:
        return _grpc(runtime, at, probe["grpc"], moment)
    return _tcp(runtime, at, probe.get("tcpSocket") or {}, moment)


def next_news(runtime: Runtime, at: Held, found: Found, moment: int) -> tuple[int | None, bool]:
    """(when something changes after `moment` that the answer may depend on, whether only because no more is known)."""
    place = inside.place(runtime, at, moment, _AHEAD)
    looked = set(found.looked)
    moments = [when for when, path in place.files.coming() if when > moment and _touches(path, looked)]
    moments += [when for serving in place.serving for when in (serving.since, serving.until) if when and when > moment]
    moments += [when for when in programs.turns(place.image, place) if when > moment]
    if moments:
        return min(moments), False
    return inside.known_until(runtime, at, moment, _AHEAD), True


def _touches(path: str, looked: set[str]) -> bool:
    """Whether a change of this file may matter to who looked at those."""
    return path in looked or path.rpartition("/")[0] in looked or any(other.startswith(path + "/") for other in looked)


def next_turn(runtime: Runtime, at: Held, probe: dict, found: Found, moment: int, grid: tuple[int, int]) -> int | None:
    """The next moment of the probe (`grid`: (one of its moments, its period)) at which the answer is another than
    `found`; None when it is known never to change."""
    for _ in range(_MOST_TRIES):
        news, unknown = next_news(runtime, at, found, moment)
        if news is None:
            return None
        moment = on_grid(grid, news)
        if unknown:
            return moment
        other = ask(runtime, at, probe, moment)
        if other.ok != found.ok or other.again:
            return moment
        found = other
    return moment


def on_grid(grid: tuple[int, int], moment: int) -> int:
    """The first of the probe's moments that is not before `moment`."""
    anchor, period = grid
    return anchor + -(-(moment - anchor) // period) * period


# -- the four kinds ----------------------------------------------------------------------------------------------------


def _exec(runtime: Runtime, at: Held, command: list[str], timeout: int, moment: int) -> Found:
    place = inside.place(runtime, at, moment, _AHEAD)
    place.files.looked.clear()
    ran = running.run(place, command)
    looked = tuple(place.files.looked)
    if ran.error:
        text = (
            "rpc error: code = Unknown desc = failed to exec in container: failed to start exec "
            f'"{at.container["id"]}": OCI runtime exec failed: exec failed: unable to start container process: '
            f"{ran.error}: unknown"
        )
        return Found(None, text, looked)
    if ran.ends is None or ran.ends - moment > timeout:
        words = " ".join(command).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return Found(False, f'command "{words}" timed out', looked, ran.asked)
    output = "".join(line.text for line in ran.lines)[:_MOST_TEXT]
    return Found(ran.code == 0, output, looked, ran.asked)


def _http(runtime: Runtime, at: Held, wanted: dict, timeout: int, moment: int) -> Found:
    port = port_of(wanted.get("port"), at.spec)
    if port is None:
        return Found(None, f'strconv.Atoi: parsing "{wanted.get("port")}": invalid syntax')
    if (wanted.get("host") or at.record["ip"]) != at.record["ip"]:
        return _elsewhere(runtime, at, _url(at, wanted, port), _headers(wanted), timeout, moment)
    answer, looked = _answer(runtime, at, wanted, port, moment)
    return _judged(answer, looked, _url(at, wanted, port), f"{at.record['ip']}:{port}", timeout)


def look(runtime: Runtime, at: Held, probe: dict, moment: int) -> tuple[Found, str]:
    """What an HTTP probe of the pod itself finds, and what the server prints about it."""
    wanted = probe["httpGet"]
    answer, looked = _answer(runtime, at, wanted, port_of(wanted.get("port"), at.spec) or 0, moment)
    return Found(None, "", looked), "" if answer is None else answer.log


def _answer(runtime: Runtime, at: Held, wanted: dict, port: int, moment: int) -> tuple[Answer | None, tuple[str, ...]]:
    tls = (wanted.get("scheme") or "HTTP") == "HTTPS"
    return served(runtime, at, port, asked(runtime, at, _path(wanted), _headers(wanted), port, moment, tls), moment)


def _url(at: Held, wanted: dict, port: int) -> str:
    scheme = (wanted.get("scheme") or "HTTP").lower()
    return f"{scheme}://{wanted.get('host') or at.record['ip']}:{port}{_path(wanted)}"


def _path(wanted: dict) -> str:
    return "/" + (wanted.get("path") or "/").removeprefix("/")


def _headers(wanted: dict) -> dict[str, str]:
    given = {header["name"].lower(): header.get("value", "") for header in wanted.get("httpHeaders") or ()}
    return {"user-agent": _AGENT, "accept": "*/*", **given}


def asked(
    runtime: Runtime, at: Held, path: str, headers: dict[str, str], port: int, moment: int, tls: bool = False
) -> Asked:
    """The kubelet's request to the pod as the program that listens sees it."""
    there, when = f"{at.record['ip']}:{port}", runtime.epoch + moment
    return Asked("GET", path, headers, "", there, _node_ip(at), port, when, tls)


def _judged(answer: Answer | None, looked: tuple[str, ...], url: str, peer: str, timeout: int) -> Found:
    if answer is None:
        return Found(False, f'Get "{url}": dial tcp {peer}: connect: connection refused', looked)
    if answer.error == "hang" or answer.took > timeout:
        why = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
        return Found(False, f'Get "{url}": {why}', looked)
    if answer.error == "reset":
        return Found(False, f'Get "{url}": EOF', looked)
    if answer.code == 0:
        return Found(
            False, f'Get "{url}": net/http: HTTP/1.x transport connection broken: malformed HTTP response', looked
        )
    if 200 <= answer.code < 400:
        return Found(True, "", looked)
    return Found(False, f"HTTP probe failed with statuscode: {answer.code}", looked)


def _elsewhere(runtime: Runtime, at: Held, url: str, headers: dict, timeout: int, moment: int) -> Found:
    """A probe that names another host: asked each time, since others may change at any time."""
    if runtime.network is None:
        return Found(False, f'Get "{url}": dial tcp: lookup: no such host', again=True)
    asker = runtime.network.asker(Source("node", "", at.node), moment)
    reply = asker.request(HttpRequest("GET", url, headers, "", timeout))
    if reply.code is not None:
        good = 200 <= reply.code < 400
        return Found(good, "" if good else f"HTTP probe failed with statuscode: {reply.code}", again=True)
    return Found(False, f'Get "{url}": dial tcp {reply.peer}: connect: connection {reply.error}', again=True)


def _tcp(runtime: Runtime, at: Held, wanted: dict, moment: int) -> Found:
    port = port_of(wanted.get("port"), at.spec)
    if port is None:
        return Found(None, f'strconv.Atoi: parsing "{wanted.get("port")}": invalid syntax')
    if any(port == own and protocol == "TCP" for place in places(runtime, at, moment) for own, protocol in
           programs.ports(place.image, place)):  # fmt: skip
        return Found(True)
    return Found(False, f"dial tcp {wanted.get('host') or at.record['ip']}:{port}: connect: connection refused")


def _grpc(runtime: Runtime, at: Held, wanted: dict, moment: int) -> Found:
    port = wanted.get("port", 0)
    peer = f"{at.record['ip']}:{port}"
    for place in places(runtime, at, moment):
        if any(port == own for own, _ in programs.ports(place.image, place)):
            status = programs.health(place.image, place, port, wanted.get("service") or "")
            if status == "SERVING":
                return Found(True)
            if status is None:
                text = "error: this server does not implement the grpc health protocol (grpc.health.v1.Health)"
                return Found(False, f"{text}: unknown service grpc.health.v1.Health")
            return Found(False, f'service unhealthy (responded with "{status}")')
    return Found(False, f'timeout: failed to connect service "{peer}" within 1s: context deadline exceeded')


def served(runtime: Runtime, at: Held, port: int, asked: Asked, moment: int) -> tuple[Answer | None, tuple[str, ...]]:
    """The answer of whoever listens on the port in the pod, and the files that it looked at."""
    looked: tuple[str, ...] = ()
    for place in places(runtime, at, moment):
        place.files.looked.clear()
        answer = programs.serve(place.image, place, port, asked)
        looked = (*looked, *place.files.looked)
        if answer is not None:
            return answer, looked
    return None, looked


def places(runtime: Runtime, at: Held, moment: int) -> list[Place]:
    """The containers of the pod that run, this one first: they share one address."""
    found = [inside.place(runtime, at, moment, _AHEAD)]
    for spec in inside.specs(at.pod):
        other = at.record["containers"].get(spec["name"])
        if spec["name"] != at.spec["name"] and other is not None and inside.is_alive(other):
            found.append(inside.place(runtime, at._replace(spec=spec, container=other), moment, _AHEAD))
    return found


def port_of(wanted: int | str | None, spec: dict) -> int | None:
    """A number, or the name of one of the container's ports."""
    if isinstance(wanted, int):
        return wanted
    for port in spec.get("ports") or ():
        if port.get("name") == wanted:
            return port["containerPort"]
    return int(wanted) if wanted and wanted.isdecimal() else None


def _node_ip(at: Held) -> str:
    """The kubelet speaks from the first address of the node's range."""
    return at.record["ip"].rpartition(".")[0] + ".1"
