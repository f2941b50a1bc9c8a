"""agnhost as a webhook: what `webhook` says of admission reviews, and `crd-conversion-webhook` of conversions.

Source: https://github.com/kubernetes/kubernetes/tree/master/test/images/agnhost (README, and what each path does).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

from cluster.images.answers.visit import Visit, plain
from cluster.images.serving import agnhost
from cluster.images.wire import Answer

_MARK, _DISALLOWED, _NONDELETABLE = "webhook-e2e-test", "webhook-disallow", "webhook-nondeletable"
_SLOW = 5_000_000  # µs that /always-allow-delay-5s takes
_ALLOWED: dict = {"allowed": True}


def review(visit: Visit) -> Answer:
    """A POST of an AdmissionReview."""
    if visit.path == "/readyz":
        return plain("ok")
    decide = _PATHS.get(visit.path)
    if decide is None:
        return plain("404 page not found\n", 404)
    try:
        body = json.loads(visit.asked.body)
        request = body["request"]
        uid = request["uid"]
    except (ValueError, KeyError, TypeError):
        return plain("Request could not be decoded: couldn't get version/kind; json parse error\n", 400)
    response = decide(request, agnhost.subcommand(visit.argv)[1])
    if response is None:
        return Answer(0, error="hang")
    told = {"kind": "AdmissionReview", "apiVersion": body["apiVersion"], "response": {"uid": uid, **response}}
    answer = plain(json.dumps(told, separators=(",", ":"), ensure_ascii=False), kind="application/json")
    return answer._replace(took=_SLOW) if visit.path == "/always-allow-delay-5s" else answer


def _denied(**why: str) -> dict:
    return {"allowed": False, "status": {"metadata": {}, **why}}


def _patched(*operations: dict) -> dict:
    text = json.dumps(operations, separators=(",", ":"))
    return {**_ALLOWED, "patchType": "JSONPatch", "patch": base64.b64encode(text.encode()).decode()}


def _added(path: str, value: object, operation: str = "add") -> dict:
    return _patched({"op": operation, "path": path, "value": value})


def _label(request: dict, options: dict) -> dict:
    labels = request["object"]["metadata"].get("labels") or {}
    if not labels:
        return _added("/metadata/labels", {"added-label": "yes"})
    if labels.get("added-label") == "yes":
        return _ALLOWED
    return _added("/metadata/labels/added-label", "yes", "replace" if "added-label" in labels else "add")


def _pods(request: dict, options: dict) -> dict | None:
    """None: it never answers."""
    obj, told = request.get("object") or {}, ""
    mark = (obj.get("metadata", {}).get("labels") or {}).get(_MARK)
    if mark == "wait-forever":
        return None
    if mark == _DISALLOWED:
        told += "the pod contains unwanted label; "
    for container in (obj.get("spec") or {}).get("containers") or ():
        if _DISALLOWED in container["name"]:
            told += "the pod contains unwanted container name; "
    return _denied(message=told.strip()) if told else _ALLOWED


def _attaching(request: dict, options: dict) -> dict:
    given = request.get("object") or {}
    if request.get("name") == "to-be-attached-pod" and given.get("stdin") and given.get("container") == "container1":
        return _denied(message="attaching to pod 'to-be-attached-pod' is not allowed")
    return _ALLOWED


def _init_container(request: dict, options: dict) -> dict:
    obj, name = request["object"], "webhook-added-init-container"
    there = [each["name"] for each in obj["spec"].get("initContainers") or ()]
    if obj["metadata"].get("name") != "webhook-to-be-mutated" or name in there:
        return _ALLOWED
    return _added("/spec/initContainers", [{"image": "webhook-added-image", "name": name, "resources": {}}])


def _sidecar(request: dict, options: dict) -> dict:
    image, name = options.get("sidecar-image", ""), "webhook-added-sidecar"
    if not image:
        why = "No image specified by the sidecar-image parameter"
        return {"allowed": False, "status": {"status": "Failure", "message": why, "code": 500}}
    if name in [each["name"] for each in request["object"]["spec"]["containers"]]:
        return _ALLOWED
    return _added("/spec/containers/-", {"image": image, "name": name, "resources": {}})


def _unwanted(refused: str, kept: str) -> Callable[[dict, dict], dict]:
    """Refuses what its data marks: to be written, or to be deleted."""

    def decide(request: dict, options: dict) -> dict:
        deletes = request["operation"] == "DELETE"
        mark = ((request["oldObject" if deletes else "object"] or {}).get("data") or {}).get(_MARK)
        if mark == (_NONDELETABLE if deletes else _DISALLOWED):
            return _denied(reason=kept if deletes else refused)
        return _ALLOWED

    return decide


def _stages(request: dict, options: dict) -> dict:
    data = request["object"].get("data") or {}
    if data.get("mutation-stage-1") == "yes":
        return _added("/data/mutation-stage-2", "yes")
    return _added("/data/mutation-stage-1", "yes") if data.get("mutation-start") == "yes" else _ALLOWED


def _definition(request: dict, options: dict) -> dict:
    labels = ((request["object"] or {}).get("metadata") or {}).get("labels") or {}
    return _denied(message="the crd contains unwanted label") if labels.get(_MARK) == _DISALLOWED else _ALLOWED


_PATHS: dict[str, Callable[[dict, dict], dict | None]] = {
    "/always-allow-delay-5s": lambda request, options: {
        **_ALLOWED, "status": {"metadata": {}, "message": "this webhook allows all requests"},
    },
    "/always-deny": lambda request, options: _denied(message="this webhook denies all requests"),
    "/add-label": _label,
    "/pods": _pods,
    "/pods/attach": _attaching,
    "/mutating-pods": _init_container,
    "/mutating-pods-sidecar": _sidecar,
    "/configmaps": _unwanted(
        "the configmap contains unwanted key and value",
        "the configmap cannot be deleted because it contains unwanted key and value",
    ),
    "/mutating-configmaps": _stages,
    "/custom-resource": _unwanted(
        "the custom resource contains unwanted data",
        "the custom resource cannot be deleted because it contains unwanted key and value",
    ),
    "/mutating-custom-resource": _stages,
    "/crd": _definition,
}  # fmt: skip


# -- conversions -------------------------------------------------------------------------------------------------------


def convert(visit: Visit) -> Answer:
    """A POST of a ConversionReview: between `hostPort` of stable.example.com/v1 and `host`, `port` of v2."""
    if visit.path == "/readyz":
        return plain("ok")
    try:
        body = json.loads(visit.asked.body)
        request = body["request"]
        wanted, objects, uid = request["desiredAPIVersion"], request["objects"], request["uid"]
    except (ValueError, KeyError, TypeError):
        return plain("failed to deserialize body\n", 400)
    made, why = [], ""
    for obj in objects:
        one, why = _converted(obj, wanted)
        if why:
            break
        made.append({**one, "apiVersion": wanted})
    result = {"status": "Failure", "message": why} if why else {"status": "Success"}
    response = {"uid": uid, "convertedObjects": None if why else made, "result": {"metadata": {}, **result}}
    told = {"kind": "ConversionReview", "apiVersion": body["apiVersion"], "response": response}
    return plain(json.dumps(told, separators=(",", ":"), ensure_ascii=False), kind="application/json")


_V1, _V2 = "stable.example.com/v1", "stable.example.com/v2"


def _converted(obj: dict, wanted: str) -> tuple[dict, str]:
    """(the object in the other version, why that is not possible)."""
    given, rest = obj["apiVersion"], dict(obj)
    if given == wanted:
        return obj, f"conversion from a version to itself should not call the webhook: {wanted}"
    if (given, wanted) == (_V1, _V2):
        if "hostPort" in rest:
            parts = rest.pop("hostPort").split(":")
            if len(parts) != 2:
                return obj, f"invalid hostPort value `{obj['hostPort']}`"
            rest["host"], rest["port"] = parts
        return rest, ""
    if (given, wanted) == (_V2, _V1):
        if "host" in rest or "port" in rest:
            rest["hostPort"] = f"{rest.pop('host', '')}:{rest.pop('port', '')}"
        return rest, ""
    return obj, f'unexpected conversion version "{wanted if given in (_V1, _V2) else given}"'
