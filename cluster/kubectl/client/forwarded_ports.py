"""The ports of `kubectl port-forward`: `80`, `8080:80`, `:80`, names of ports, and what they are in a pod behind a
Service.

Source: words of kubectl 1.35.2.
"""

from __future__ import annotations

from cluster.images.wire import HttpRequest
from cluster.kubectl.errors import KubectlError
from cluster.network.exchange import place


def read(words: list[str], obj: dict, pod: dict) -> list[tuple[int, int]]:
    """(local port or 0, the pod's port) of each word; `obj` is what was named. Raises KubectlError."""
    if obj["kind"] == "Service":
        words = [_of_service(word, obj, pod) for word in words]
    else:
        words = [_of_pod(word, pod) for word in words]
    return [_numbers(word) for word in words]


def within(request: HttpRequest, port: int) -> HttpRequest:
    """The request as it arrives in the pod: at its own port, to the host that the client named."""
    where = place(request.url)
    url = f"{'https' if where.tls else 'http'}://127.0.0.1:{port}{where.path}"
    return request._replace(url=url, headers={"Host": where.shown, **request.headers})


def _sides(word: str) -> tuple[str, str]:
    parts = word.split(":")
    return (parts[0], parts[1]) if len(parts) == 2 else (parts[0], parts[0])


def _of_pod(word: str, pod: dict) -> str:
    local, remote = _sides(word)
    if not remote:
        raise KubectlError("remote port cannot be empty")
    if remote.lstrip("+-").isdecimal():
        return remote if local == remote else f"{local}:{remote}"
    number = _named(pod, remote)
    return f"{number if local == remote else local}:{number}"


def _of_service(word: str, service: dict, pod: dict) -> str:
    local, remote = _sides(word)
    port = _service_port(service, remote)
    target = _target(service, pod, port)
    local = str(port) if local == remote else local
    return word if str(target) == remote and local == remote else f"{local}:{target}"


def _service_port(service: dict, text: str) -> int:
    if text.isdecimal():
        return int(text)
    for port in service["spec"].get("ports") or ():
        if port.get("name") == text:
            return port["port"]
    raise KubectlError(f"Service '{service['metadata']['name']}' does not have a named port '{text}'")


def _target(service: dict, pod: dict, number: int) -> int:
    spec = service["spec"]
    for port in spec.get("ports") or ():
        if port["port"] == number:
            if spec.get("clusterIP") == "None":
                return number
            target = port.get("targetPort") or number
            return target if isinstance(target, int) else _named(pod, target)
    raise KubectlError(f"Service {service['metadata']['name']} does not have a service port {number}")


def _named(pod: dict, name: str) -> int:
    for container in [*pod["spec"]["containers"], *(pod["spec"].get("initContainers") or ())]:
        for port in container.get("ports") or ():
            if port.get("name") == name:
                return port["containerPort"]
    raise KubectlError(f"Pod '{pod['metadata']['name']}' does not have a named port '{name}'")


def _numbers(word: str) -> tuple[int, int]:
    local, remote = _sides(word)
    first = _number("local", local or ("0" if ":" in word else ""))
    second = _number("remote", remote)
    if not second:
        raise KubectlError("remote port must be > 0")
    return first, second


def _number(side: str, text: str) -> int:
    told = "invalid syntax" if not text.isdecimal() else "value out of range" if int(text) > 65_535 else ""
    if told:
        raise KubectlError(f"error parsing {side} port '{text}': strconv.ParseUint: parsing \"{text}\": {told}")
    return int(text)
