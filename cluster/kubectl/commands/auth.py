"""kubectl auth can-i, auth whoami, create token.

Source: words of kubectl 1.35.2.
"""

from __future__ import annotations

from cluster.kubectl.command import Call, Command
from cluster.kubectl.describe.access import compacted, resource_text
from cluster.kubectl.errors import Exit, KubectlError, ServerError
from cluster.kubectl.generating import name_of
from cluster.kubectl.output import printer
from cluster.kubectl.printers import govalues
from cluster.kubectl.printers.govalues import quote
from cluster.kubectl.printers.tabwriter import TabWriter

_ACCESS = "/apis/authorization.k8s.io/v1"
_VERBS = (
    "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "use", "bind", "impersonate",
    "*", "approve", "sign", "escalate", "attest",
)  # fmt: skip
_URL_VERBS = ("get", "put", "post", "head", "options", "delete", "patch", "*")
_USAGE = (
    "you must specify two arguments: verb resource or verb resource/resourceName.\n"
    "See 'kubectl auth can-i -h' for help and examples."
)


class CanI(Command):
    path = "auth can-i"

    def run(self, call: Call) -> int:
        flags = call.flags
        if flags["list"]:
            return self._list(call)
        if len(call.args) != 2:
            raise KubectlError(_USAGE)
        if flags["no-headers"]:
            raise KubectlError("--no-headers cannot be set without --list specified")
        verb, word = call.args
        if word.startswith("/"):
            attributes = {"nonResourceAttributes": self._url(call, verb, word)}
        else:
            attributes = {"resourceAttributes": self._resource(call, verb, word)}
        status = _review(call, "SelfSubjectAccessReview", attributes)
        if not flags["quiet"]:
            told = [status[field] for field in ("reason", "evaluationError") if status.get(field)]
            call.out("yes\n" if status.get("allowed") else " - ".join(["no", *told]) + "\n")
        if not status.get("allowed"):
            raise Exit(1)
        return 0

    def _url(self, call: Call, verb: str, path: str) -> dict:
        if call.flags["subresource"]:
            raise KubectlError("--subresource can not be used with NonResourceURL")
        if verb not in _URL_VERBS:
            call.api.warn(f"verb '{verb}' is not a known verb\n")
        return {"verb": verb, "path": path}

    def _resource(self, call: Call, verb: str, word: str) -> dict:
        kind, _, name = word.partition("/")
        everywhere = call.flags["all-namespaces"]
        found = {"verb": verb, "namespace": "" if everywhere else call.namespace, "resource": kind}
        try:
            resource = call.discovery.find(kind) if kind != "*" else None
        except KubectlError:
            where = f" in group '{kind.partition('.')[2]}'" if "." in kind else ""
            call.api.warn(f"the server doesn't have a resource type '{kind.partition('.')[0]}'{where}\n")
            resource = None
            found["resource"], _, found["group"] = kind.partition(".")
        if resource is not None:
            found.update(group=resource.group, resource=resource.plural)
            if not resource.namespaced and not everywhere:
                where = f" in group '{resource.group}'" if resource.group else ""
                call.api.warn(f"resource '{resource.plural}' is not namespace scoped{where}\n")
        if verb not in _VERBS:
            call.api.warn(f"verb '{verb}' is not a known verb\n")
        found.update(subresource=call.flags["subresource"], name=name)
        return {key: value for key, value in found.items() if value}

    def _list(self, call: Call) -> int:
        flags = call.flags
        if call.args:
            raise KubectlError("list option must be specified with no arguments")
        if flags["quiet"] or flags["all-namespaces"] or flags["subresource"]:
            raise KubectlError(
                "list option can't be specified with neither quiet, all-namespaces nor subresource options"
            )
        status = _review(call, "SelfSubjectRulesReview", {"namespace": call.namespace})
        if status.get("incomplete"):
            call.err(f"warning: the list may be incomplete: {status.get('evaluationError', '')}\n")
        writer = TabWriter(minimum=6, padding=3)
        if not flags["no-headers"]:
            writer.write("Resources\tNon-Resource URLs\tResource Names\tVerbs\n")
        rules = [*(status.get("resourceRules") or ()), *(status.get("nonResourceRules") or ())]
        for rule in compacted(rules):
            cells = (govalues.plain(rule.get(field) or []) for field in ("nonResourceURLs", "resourceNames", "verbs"))
            writer.write("\t".join([resource_text(rule), *cells]) + "\n")
        call.out(writer.flush())
        return 0


class WhoAmI(Command):
    path = "auth whoami"

    def run(self, call: Call) -> int:
        body = {"kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1"}
        answer = call.api.send("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {}, body).body
        if call.flags["output"]:
            user = (answer.get("status") or {}).get("userInfo") or {}
            ordered = {name: user[name] for name in ("username", "uid", "groups", "extra") if name in user}
            shown = {**body, "metadata": answer.get("metadata") or {}, "status": {"userInfo": ordered}}
            printer(call, "", in_order=True)(shown, "")
            return 0
        user = (answer.get("status") or {}).get("userInfo") or {}
        writer = TabWriter(minimum=6, padding=3)
        writer.write("ATTRIBUTE\tVALUE\n")
        for title, field in (("Username", "username"), ("UID", "uid")):
            if user.get(field):
                writer.write(f"{title}\t{user[field]}\n")
        if user.get("groups"):
            writer.write(f"Groups\t{govalues.plain(user['groups'])}\n")
        for key, values in sorted((user.get("extra") or {}).items()):
            writer.write(f"Extra: {key}\t{govalues.plain(values)}\n")
        call.out(writer.flush())
        return 0


class CreateToken(Command):
    path = "create token"

    def run(self, call: Call) -> int:
        name, flags = name_of(call), call.flags
        kind, bound, uid = (flags[f"bound-object-{part}"] for part in ("kind", "name", "uid"))
        seconds = flags["duration"] // 1_000_000
        if seconds < 0:
            raise KubectlError("--duration must be greater than or equal to 0")
        spec: dict = {"audiences": list(flags["audience"])} if flags["audience"] else {}
        if seconds:
            spec["expirationSeconds"] = seconds
        if not kind and (bound or uid):
            raise KubectlError(f"--bound-object-kind is required if --bound-object-{'name' if bound else 'uid'} is set")
        if kind:
            if kind not in ("Node", "Pod", "Secret"):
                raise KubectlError("supported --bound-object-kind values are Node, Pod, Secret")
            if not bound:
                raise KubectlError("--bound-object-name is required if --bound-object-kind is provided")
            reference = {"kind": kind, "apiVersion": "v1", "name": bound, "uid": uid}
            spec["boundObjectRef"] = {key: value for key, value in reference.items() if value}
        body = {"kind": "TokenRequest", "apiVersion": "authentication.k8s.io/v1", "metadata": {}, "spec": spec}
        if "/" in name:
            raise KubectlError(f"failed to create token: invalid resource name {quote(name)}: [may not contain '/']")
        path = f"/api/v1/namespaces/{call.namespace}/serviceaccounts/{name}/token"
        try:
            answer = call.api.send("POST", path, {}, body).body
        except ServerError as wrong:
            raise KubectlError(f"failed to create token: {wrong.message}") from None
        token = (answer.get("status") or {}).get("token", "")
        if not token:
            raise KubectlError("failed to create token: no token in server response")
        if flags["output"]:
            printer(call, "")(answer, f"tokenrequest.authentication.k8s.io/{name}")
        else:
            call.out(f"{token}\n")
        return 0


def _review(call: Call, kind: str, spec: dict) -> dict:
    body = {"kind": kind, "apiVersion": "authorization.k8s.io/v1", "spec": spec}
    return call.api.send("POST", f"{_ACCESS}/{kind.lower()}s", {}, body).body.get("status") or {}
