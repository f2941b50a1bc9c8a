"""A webhook's server is called: by a Service of the cluster, or by a URL.

Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#contacting-the-webhook
and the API server's words for what does not work.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cluster.images.wire import HttpRequest, Reply

if TYPE_CHECKING:
    from cluster.api.server import ApiServer

_SECOND = 1_000_000  # µs
_WHY = {
    "refused": "dial tcp {peer}: connect: connection refused",
    "timeout": "context deadline exceeded",
    "unreachable": "dial tcp {peer}: connect: no route to host",
    "reset": "EOF",
    "tls": "http: server gave HTTP response to HTTPS client",
    "resolve": "dial tcp: lookup {host} on 192.168.49.1:53: no such host",
}
_UNTRUSTED = "tls: failed to verify certificate: x509: certificate signed by unknown authority"


class CallFailed(Exception):
    """There is no answer that counts; the message says why."""


def post(server: ApiServer, config: dict, body: dict, seconds: int, dry_run: bool = False) -> Any:
    """What the server of a WebhookClientConfig says to a POST of `body`, as JSON. Raises CallFailed.

    Its certificate is taken for one of `caBundle` if there is such a bundle; without one nobody vouches for it."""
    shown, url = _address(server, config, seconds)
    ask = server.peek if dry_run else server.fetch
    if ask is None:
        raise _failed(shown, "the API server has no network here")
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "User-Agent": "kube-apiserver-admission",
    }
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    reply: Reply = ask(HttpRequest("POST", url, headers, text, seconds * _SECOND))
    if reply.error:
        host = urlsplit(url).hostname
        raise _failed(shown, _WHY.get(reply.error, reply.error).format(peer=reply.peer, host=host))
    if not config.get("caBundle"):
        raise _failed(shown, _UNTRUSTED)
    if not 200 <= (reply.code or 0) < 300:
        raise CallFailed(_STATUSES.get(reply.code or 0, _OTHER).format(reply.body.strip()))
    try:
        return json.loads(reply.body)
    except ValueError:
        raise CallFailed("couldn't get version/kind; json parse error: invalid character") from None


_STATUSES = {404: "the server could not find the requested resource"}
_OTHER = 'an error on the server ("{}") has prevented the request from succeeding'


def _failed(url: str, why: str) -> CallFailed:
    return CallFailed(f'Post "{url}": {why}')


def _address(server: ApiServer, config: dict, seconds: int) -> tuple[str, str]:
    """(the URL as it is told, the URL that is called). Raises CallFailed."""
    if config.get("url"):
        return (f"{config['url']}?timeout={seconds}s",) * 2
    service = config["service"]
    name, namespace, port = service["name"], service["namespace"], service.get("port", 443)
    path = f"/{service.get('path', '').lstrip('/')}?timeout={seconds}s"
    shown = f"https://{name}.{namespace}.svc:{port}{path}"
    found = server.store.get("services", namespace, name)
    if found is None:
        raise _failed(shown, f'service "{name}" not found')
    if not _endpoints(server, namespace, name):
        raise _failed(shown, f'no endpoints available for service "{name}"')
    return shown, f"https://{found['spec'].get('clusterIP', '')}:{port}{path}"


def _endpoints(server: ApiServer, namespace: str, service: str) -> bool:
    found = server.store.get("endpoints", namespace, service)
    return any(subset.get("addresses") for subset in (found or {}).get("subsets") or ())
