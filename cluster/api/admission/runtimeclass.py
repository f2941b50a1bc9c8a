"""RuntimeClass: a pod gets its class's overhead, node selector and tolerations.

Source: https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#runtimeclass,
https://kubernetes.io/docs/concepts/scheduling-eviction/pod-overhead/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.api.admission.base import Plugin
from cluster.api.errors import forbidden

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

RESOURCE = "runtimeclasses.node.k8s.io"


class RuntimeClass(Plugin):
    name = "RuntimeClass"

    def concerns(self, kind: Kind) -> bool:
        return kind.resource == "pods"

    def mutate(self, server: ApiServer, kind: Kind, obj: dict) -> dict:
        name, spec = obj["metadata"].get("name", ""), obj["spec"]
        wanted = spec.get("runtimeClassName")
        if not wanted:
            if spec.get("overhead"):
                why = "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead"
                raise forbidden(kind, name, why)
            return obj
        found = server.store.get(RESOURCE, "", wanted)
        if found is None:
            raise forbidden(kind, name, f'pod rejected: RuntimeClass "{wanted}" not found')
        spec = {**spec, **self._overhead(kind, name, spec, found)}
        return {**obj, "spec": {**spec, **self._scheduling(kind, name, spec, found.get("scheduling") or {})}}

    @staticmethod
    def _overhead(kind: Kind, name: str, spec: dict, found: dict) -> dict:
        fixed, own = (found.get("overhead") or {}).get("podFixed"), spec.get("overhead")
        if not fixed:
            if own:
                why = "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead"
                raise forbidden(kind, name, why)
            return {}
        if own is not None and own != fixed:
            raise forbidden(kind, name, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")
        return {"overhead": fixed}

    @staticmethod
    def _scheduling(kind: Kind, name: str, spec: dict, wanted: dict) -> dict:
        own, theirs = spec.get("nodeSelector") or {}, wanted.get("nodeSelector") or {}
        for key in sorted(own.keys() & theirs.keys()):
            if own[key] != theirs[key]:
                told = f"runtimeClass.scheduling.nodeSelector[{key}] = {theirs[key]}; "
                told += f"pod.spec.nodeSelector[{key}] = {own[key]}"
                raise forbidden(kind, name, f"conflict: {told}")
        changed: dict = {"nodeSelector": {**theirs, **own}} if theirs else {}
        before = spec.get("tolerations") or []
        added = [each for each in wanted.get("tolerations") or () if each not in before]
        return {**changed, "tolerations": [*before, *added]} if added else changed
