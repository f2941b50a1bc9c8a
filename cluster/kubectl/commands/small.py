"""kubectl auth can-i, auth whoami, top, completion."""

from __future__ import annotations

from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import Exit, KubectlError
from cluster.kubectl.printers import govalues
from cluster.kubectl.printers.tabwriter import TabWriter


class CanI(Command):
    path = "auth can-i"

    def run(self, call: Call) -> int:
        flags = call.flags
        if flags["list"]:
            return self._list(call)
        if len(call.args) not in (2, 3):
            raise KubectlError(
                "you must specify two arguments: verb resource or verb resource/resourceName.\nSee "
                "'kubectl auth can-i -h' for help and examples."
            )
        verb, word = call.args[0], call.args[1]
        if word.startswith("/"):
            attributes = {"nonResourceAttributes": {"verb": verb, "path": word}}
        else:
            attributes = {"resourceAttributes": self._resource(call, verb, word)}
        body = {"kind": "SelfSubjectAccessReview", "apiVersion": "authorization.k8s.io/v1", "spec": attributes}
        answer = call.api.send("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {}, body).body
        status = answer.get("status") or {}
        if not flags["quiet"]:
            reason = f" - {status['reason']}" if status.get("reason") and not status.get("allowed") else ""
            call.out("yes\n" if status.get("allowed") else f"no{reason}\n")
        if not status.get("allowed"):
            raise Exit(1)
        return 0

    def _resource(self, call: Call, verb: str, word: str) -> dict:
        kind, _, name = word.partition("/")
        name = call.args[2] if len(call.args) == 3 else name
        found = {
            "namespace": "" if call.flags["all-namespaces"] else call.namespace,
            "verb": verb,
            "group": "",
            "resource": kind,
        }
        try:
            resource = call.discovery.find(kind)
            found.update(group=resource.group, resource=resource.plural)
            if not resource.namespaced:
                call.api.warn(
                    f"resource '{resource.plural}' is not namespace scoped"
                    + (f" in group '{resource.group}'" if resource.group else "")
                )
        except KubectlError:
            if kind != "*":
                call.api.warn(f"the server doesn't have a resource type '{kind}'")
        found.update(subresource=call.flags["subresource"], name=name)
        return {key: value for key, value in found.items() if value}

    def _list(self, call: Call) -> int:
        body = {
            "kind": "SelfSubjectRulesReview",
            "apiVersion": "authorization.k8s.io/v1",
            "spec": {"namespace": call.namespace},
        }
        answer = call.api.send("POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", {}, body).body
        status = answer.get("status") or {}
        writer = TabWriter(minimum=6, padding=3)
        writer.write("Resources\tNon-Resource URLs\tResource Names\tVerbs\n")
        for rule in (*(status.get("resourceRules") or ()), *(status.get("nonResourceRules") or ())):
            resources = ",".join(_combined(rule))
            cells = (govalues.plain(rule.get(field) or []) for field in ("nonResourceURLs", "resourceNames", "verbs"))
            writer.write("\t".join([resources, *cells]) + "\n")
        call.out(writer.flush())
        return 0


def _combined(rule: dict) -> list[str]:
    groups = rule.get("apiGroups") or [""]
    return [
        f"{resource}.{group}" if group else resource for resource in rule.get("resources") or () for group in groups
    ]


class WhoAmI(Command):
    path = "auth whoami"

    def run(self, call: Call) -> int:
        body = {"kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1"}
        answer = call.api.send("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {}, body).body
        user = (answer.get("status") or {}).get("userInfo") or {}
        writer = TabWriter(minimum=6, padding=3)
        writer.write("ATTRIBUTE\tVALUE\n")
        writer.write(f"Username\t{user.get('username', '')}\n")
        if user.get("groups"):
            writer.write(f"Groups\t{govalues.plain(user['groups'])}\n")
        call.out(writer.flush())
        return 0


class TopNode(Command):
    """`top` needs the metrics API (metrics.k8s.io), which this cluster does not serve; the words are kubectl's for
    that."""

    path = "top node"

    def run(self, call: Call) -> int:
        call.discovery.groups()
        raise KubectlError("Metrics API not available")


class TopPod(TopNode):
    path = "top pod"
