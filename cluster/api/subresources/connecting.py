"""exec, attach, portforward: requests that become a stream to a container.

What the API server checks itself is here, before anything is opened; the node's part is `server.connect`, set by the
simulation. Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Operations and the
server's words for each refusal (k8s.io/kubernetes, pkg/registry/core/pod/strategy.go).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.admission.matching import CONNECT, Asked
from cluster.api.errors import StatusError, bad_request
from cluster.api.options import flag

if TYPE_CHECKING:
    from cluster.api.request import Request, Response
    from cluster.api.routes import Route
    from cluster.api.server import ApiServer
    from cluster.store import Origin

_FIELDS = ("initContainers", "containers", "ephemeralContainers")


def exec_(server: ApiServer, route: Route, request: Request, response: Response, origin: Origin) -> None:
    """A new process in a container: `command` (Request.words), `container`, `stdin`, `stdout`, `stderr`, `tty`."""
    _connect(server, route, request, response, origin, "exec", container_of(_pod(server, route), request))


def attach(server: ApiServer, route: Route, request: Request, response: Response, origin: Origin) -> None:
    """The container's main process, from now on."""
    _connect(server, route, request, response, origin, "attach", container_of(_pod(server, route), request))


def portforward(server: ApiServer, route: Route, request: Request, response: Response, origin: Origin) -> None:
    """Connections to ports of a pod."""
    _connect(server, route, request, response, origin, "portforward", "")


def follow(
    server: ApiServer, pod: dict, container: str, request: Request, response: Response, origin: Origin, text: str
) -> None:
    """What a log's reader who asks for `follow` gets after what there is: `text`."""
    followed, previous = (flag(request.query.get(name)) for name in ("follow", "previous"))
    most = request.query.get("limitBytes", "")
    is_full = most.isdecimal() and len(text) >= int(most)
    if followed and not previous and not is_full and server.connect is not None:
        response.stream = server.connect("log", pod, container, request.query, origin)


def container_of(pod: dict, request: Request) -> str:
    """The container that is meant. Raises StatusError 400 where that is not clear."""
    container, name = request.query.get("container", ""), pod["metadata"]["name"]
    if container:
        if container not in [each["name"] for field in _FIELDS for each in pod["spec"].get(field) or ()]:
            raise bad_request(f"container {container} is not valid for pod {name}")
        return container
    own = [each["name"] for each in pod["spec"]["containers"]]
    if len(own) == 1:
        return own[0]
    init = [each["name"] for each in pod["spec"].get("initContainers") or ()]
    or_init = f" or one of the init containers: [{' '.join(init)}]" if init else ""
    raise bad_request(f"a container name must be specified for pod {name}, choose one of: [{' '.join(own)}]{or_init}")


_OPTIONS = {"exec": "PodExecOptions", "attach": "PodAttachOptions", "portforward": "PodPortForwardOptions"}


def _pod(server: ApiServer, route: Route) -> dict:
    return server.existing(route.kind, route.namespace or "", route.name)


def _connect(
    server: ApiServer, route: Route, request: Request, response: Response, origin: Origin, what: str, container: str
) -> None:
    pod = _pod(server, route)
    if not pod["spec"].get("nodeName"):
        raise bad_request(f"pod {route.name} does not have a host assigned")
    if not request.upgrade:
        raise bad_request("Upgrade request required")
    if server.connect is None:
        raise StatusError(501, "NotImplemented", f"{what} is not simulated without nodes")
    options = {name: flag(request.query.get(name)) for name in ("stdin", "stdout", "stderr", "tty")}
    if what != "portforward" and not (options["stdin"] or options["stdout"] or options["stderr"]):
        raise bad_request("you must specify at least 1 of stdin, stdout, stderr")
    if not server.quiet:
        given = {name: True for name, value in options.items() if value}
        about = {"metadata": pod["metadata"], **given, "container": container, "command": list(request.words)}
        server.admission.review(server, Asked(CONNECT, route.kind, about, None, what, form=("", "v1", _OPTIONS[what])))
    response.stream = server.connect(what, pod, container, {**options, "command": list(request.words)}, origin)
