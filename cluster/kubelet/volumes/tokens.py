"""Tokens in volumes: issued by the API server for the pod, and anew before they expire; written when somebody looks.

Source: https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken (a token is replaced once it
is older than 80 % of its time, or than 24 hours), https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
"""

from __future__ import annotations

from typing import Any

from cluster.api.access import keys, tokens
from cluster.component import World
from cluster.kubelet.volumes.config import Files, Missing

_S = 1_000_000
_USUAL, _DAY = 3600, 24 * 3600
_AUTOMATIC = "kube-api-access-"
_ROOT = "kube-root-ca.crt"
_OLD = 80  # per cent of its time, after which a token is replaced


def held_by(pod: dict, now: int, world: World) -> dict[str, Any]:
    """What a volume keeps of its tokens: since when it has them (virtual µs), the account's uid and the node's.

    Raises Missing."""
    namespace, name = pod["metadata"]["namespace"], pod["spec"].get("serviceAccountName") or "default"
    account = world.store.get("serviceaccounts", namespace, name)
    if account is None:
        raise Missing(f'failed to fetch token: serviceaccounts "{name}" not found')
    node = world.store.get("nodes", "", pod["spec"]["nodeName"]) or {"metadata": {}}
    return {"token": now, "account": account["metadata"]["uid"], "machine": node["metadata"].get("uid", "")}


def sources(volume: dict) -> list[dict]:
    every = (volume.get("projected") or {}).get("sources") or ()
    return [source["serviceAccountToken"] for source in every if "serviceAccountToken" in source]


def is_automatic(volume: dict) -> bool:
    """The volume that every pod is given, unless it says that it wants none."""
    return volume["name"].startswith(_AUTOMATIC) and len((volume.get("projected") or {}).get("sources") or ()) == 3


def usual(pod: dict, world: World) -> bool:
    """Whether the namespace's certificate is there and is the cluster's. Raises Missing."""
    found = world.store.get("configmaps", pod["metadata"]["namespace"], _ROOT)
    if found is None:
        raise Missing(f'configmap "{_ROOT}" not found')
    return (found.get("data") or {}) == {"ca.crt": keys.authority()}


def usual_files(volume: dict, pod: dict) -> Files:
    """What the automatic volume holds beside the token."""
    mode = volume["projected"].get("defaultMode", 0o644)
    return {"ca.crt": [keys.authority(), mode], "namespace": [pod["metadata"]["namespace"], mode]}


def renewed(source: dict, held: dict, now: int) -> int:
    """The moment (virtual µs) at which the token that holds at `now` was issued."""
    life = min(source.get("expirationSeconds", _USUAL) * _OLD // 100, _DAY) * _S
    return held["token"] + max(0, now - held["token"]) // life * life


def files(volume: dict, pod: dict, held: dict, now: int, epoch: int, seed: int) -> Files:
    """The token files as they are at `now` (virtual µs)."""
    return {
        source["path"]: [_text(source, pod, held, epoch + renewed(source, held, now), seed), _mode(volume, pod)]
        for source in sources(volume)
    }


def _text(source: dict, pod: dict, held: dict, at: int, seed: int) -> str:
    metadata, spec = pod["metadata"], pod["spec"]
    account = {"metadata": {
        "namespace": metadata["namespace"], "name": spec.get("serviceAccountName") or "default", "uid": held["account"],
    }}  # fmt: skip
    bound = {"kind": "Pod", "metadata": metadata}
    node = {"kind": "Node", "metadata": {"name": spec["nodeName"], "uid": held["machine"]}}
    audiences = [source["audience"]] if source.get("audience") else None
    seconds = source.get("expirationSeconds", _USUAL)
    return tokens.issued(seed, at, account, seconds, audiences, bound, node)


def _mode(volume: dict, pod: dict) -> int:
    """Only its user may read a token, where the pod says who that is.
    Source: https://kubernetes.io/docs/concepts/storage/projected-volumes/#securitycontext-interactions"""
    if owner(pod) is not None or "fsGroup" in (pod["spec"].get("securityContext") or {}):
        return 0o600
    return volume["projected"].get("defaultMode", 0o644)


def owner(pod: dict) -> int | None:
    """As whom all of the pod's containers run, when they say so and agree."""
    spec = pod["spec"]
    usual_user = (spec.get("securityContext") or {}).get("runAsUser")
    users = [
        (container.get("securityContext") or {}).get("runAsUser", usual_user)
        for container in [*(spec.get("initContainers") or ()), *spec["containers"]]
    ]
    return users[0] if users and all(user == users[0] for user in users) else None
