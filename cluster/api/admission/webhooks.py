"""Admission webhooks: servers in the cluster (or elsewhere) that are asked before a change is made, and may refuse or
complete it.

Mutating ones are asked one after the other, and once more where the object was changed after their answer and they ask
for it; then, once the object is valid, the validating ones.

Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any

from cluster.api.admission import calling
from cluster.api.admission.base import Plugin
from cluster.api.admission.calling import CallFailed
from cluster.api.admission.matching import CONNECT, Asked, intercepts, matching_kind, selected
from cluster.api.admission.policies import conditions_hold
from cluster.api.errors import StatusError, bad_request
from cluster.api.patches.json import JSONPatchError, apply
from cluster.kinds.rules.errors import quoted
from cluster.randomness import uid

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

GROUP = "admissionregistration.k8s.io"
MUTATING, VALIDATING = f"mutatingwebhookconfigurations.{GROUP}", f"validatingwebhookconfigurations.{GROUP}"
CONFIGURATIONS = (MUTATING, VALIDATING)
_VERSIONS = ("v1", "v1beta1")
_HARMLESS = ("None", "NoneOnDryRun")


class _Invalid(ValueError):
    """What came back is no answer."""


class MutatingWebhooks(Plugin):
    name = "MutatingAdmissionWebhook"

    def alter(self, server: ApiServer, asked: Asked) -> Asked:
        hooks = _hooks(server, MUTATING, asked)
        seen: list[dict | None] = []  # what each one left behind
        for hook in hooks:
            asked = _altered(server, hook, asked)
            seen.append(asked.obj)
        for hook, left in zip(hooks, seen, strict=True):
            if hook.get("reinvocationPolicy") == "IfNeeded" and left != asked.obj:
                asked = _altered(server, hook, asked)
        return asked


class ValidatingWebhooks(Plugin):
    name = "ValidatingAdmissionWebhook"

    def review(self, server: ApiServer, asked: Asked) -> None:
        for hook in _hooks(server, VALIDATING, asked):
            _call(server, hook, asked)


def _hooks(server: ApiServer, resource: str, asked: Asked) -> list[dict]:
    """Those that are meant, in the order of their configurations' names."""
    if not intercepts(asked):
        return []
    hooks = (hook for configuration in server.store.list(resource) for hook in configuration.get("webhooks") or ())
    return [hook for hook in hooks if _kind(hook, asked) is not None and selected(server, asked, hook)]


def _kind(hook: dict, asked: Asked) -> Kind | None:
    """The version of the kind in which the hook wants to see it; None: it is not meant."""
    exact = hook.get("matchPolicy") == "Exact"
    kinds = (matching_kind(rule, asked, exact) for rule in hook.get("rules") or ())
    return next((kind for kind in kinds if kind is not None), None)


def _altered(server: ApiServer, hook: dict, asked: Asked) -> Asked:
    kind, response = _kind(hook, asked), _call(server, hook, asked)
    if asked.obj is None or kind is None or response is None or not response.get("patch"):
        return asked
    try:
        changed = apply(kind.from_stored(asked.obj), json.loads(base64.b64decode(response["patch"])))
    except (JSONPatchError, ValueError, binascii.Error) as error:
        raise StatusError(500, "InternalError", f"Internal error occurred: {error}") from None
    return asked._replace(obj=kind.to_stored(kind.defaults(changed)))


def _call(server: ApiServer, hook: dict, asked: Asked) -> dict | None:
    """The hook's response; None where it failed and that is ignored. Raises StatusError."""
    if not conditions_hold(server, hook.get("matchConditions"), asked):
        return None
    if asked.dry_run and hook.get("sideEffects") not in _HARMLESS:
        raise bad_request(f"admission webhook {quoted(hook['name'])} does not support dry run")
    version = next((each for each in hook.get("admissionReviewVersions") or () if each in _VERSIONS), _VERSIONS[0])
    kind = _kind(hook, asked)
    assert kind is not None
    number = server.counts["reviews"] = server.counts.get("reviews", 0) + 1
    review = uid(server.seed, "admission review", server.clock.now, number)
    body = {"kind": "AdmissionReview", "apiVersion": f"admission.k8s.io/{version}"}
    try:
        said = calling.post(
            server, hook["clientConfig"], {**body, "request": _request(server, kind, asked, review)},
            hook.get("timeoutSeconds", 10), asked.dry_run,
        )  # fmt: skip
        response = _read(said, body, review)
    except (CallFailed, _Invalid) as error:
        if hook.get("failurePolicy") == "Ignore":
            return None
        why = f"failed to call webhook: {error}" if isinstance(error, CallFailed) else str(error)
        told = f"failed calling webhook {quoted(hook['name'])}: {why}"
        raise StatusError(
            500, "InternalError", f"Internal error occurred: {told}", {"causes": [{"message": told}]}
        ) from None
    for warning in response.get("warnings") or ():
        server.warn(warning)
    if not response.get("allowed"):
        raise _denied(hook["name"], response.get("status") or {})
    return response


def _request(server: ApiServer, kind: Kind, asked: Asked, review: str) -> dict:
    """An AdmissionRequest."""
    now, meant = ({"group": k.group, "version": k.version, "kind": k.kind} for k in (asked.kind, kind))
    if asked.form:
        now = meant = dict(zip(("group", "version", "kind"), asked.form, strict=True))
    places = [{"group": k.group, "version": k.version, "resource": k.plural} for k in (asked.kind, kind)]
    sub = {"subResource": asked.subresource, "requestSubResource": asked.subresource} if asked.subresource else {}
    namespace = asked.name if kind.stored.resource == "namespaces" else asked.namespace
    return {
        "uid": review,
        "kind": meant,
        "resource": places[1],
        "requestKind": now,
        "requestResource": places[0],
        **sub,
        **({"name": asked.name} if asked.name else {}),
        **({"namespace": namespace} if namespace else {}),
        "operation": asked.operation,
        "userInfo": server.asking.info() if server.asking is not None else {"username": "system:apiserver"},
        "object": _shown(server, kind, asked, asked.obj),
        "oldObject": _shown(server, kind, asked, asked.old),
        "dryRun": asked.dry_run,
        "options": {"kind": f"{_OPTIONS[asked.operation]}Options", "apiVersion": "meta.k8s.io/v1"}
        if asked.operation in _OPTIONS
        else None,
    }


_OPTIONS = {"CREATE": "Create", "UPDATE": "Update", "DELETE": "Delete"}


def _shown(server: ApiServer, kind: Kind, asked: Asked, obj: dict | None) -> dict | None:
    if obj is None:
        return None
    if asked.form:
        group, version, form = asked.form
        kept = {k: v for k, v in obj.items() if k != "metadata" or asked.operation != CONNECT}
        return {**kept, "kind": form, "apiVersion": f"{group}/{version}" if group else version}
    return {**kind.from_stored(obj), "kind": kind.kind, "apiVersion": kind.api_version}


def _read(said: Any, sent: dict, review: str) -> dict:
    """The response of an AdmissionReview. Raises _Invalid."""
    wrong = "received invalid webhook response: "
    if not isinstance(said, dict) or not isinstance(said.get("response"), dict):
        raise _Invalid(f"{wrong}webhook response was absent")
    told = f"{said.get('apiVersion', '')}, Kind={said.get('kind', '')}"
    if (said.get("apiVersion"), said.get("kind")) != (sent["apiVersion"], sent["kind"]):
        wanted = f"{sent['apiVersion']}, Kind={sent['kind']}"
        raise _Invalid(f"{wrong}expected webhook response of {wanted}, got {told}")
    response = said["response"]
    if response.get("uid") != review:
        raise _Invalid(f"{wrong}expected response.uid={quoted(review)}, got {quoted(response.get('uid', ''))}")
    if response.get("patch") and response.get("patchType") != "JSONPatch":
        raise _Invalid(f"{wrong}unknown patch type {quoted(response.get('patchType', ''))}")
    return response


def _denied(name: str, status: dict) -> StatusError:
    by = f"admission webhook {quoted(name)} denied the request"
    why = status.get("message") or status.get("reason")
    code = status.get("code", 0)
    return StatusError(
        code if code >= 400 else 400, status.get("reason", ""), f"{by}: {why}" if why else f"{by} without explanation",
        status.get("details"),
    )  # fmt: skip
