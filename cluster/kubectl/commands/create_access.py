"""kubectl create role, clusterrole, rolebinding, clusterrolebinding.

Source: `kubectl create ... --dry-run=client -o yaml` and the errors of 1.35.2.
"""

from __future__ import annotations

from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import KubectlError, Said
from cluster.kubectl.generating import labels_from, made, name_of, submit

GROUP = "rbac.authorization.k8s.io"
VERSION = f"{GROUP}/v1"
STANDARD_VERBS = (
    "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "use", "bind", "escalate",
    "impersonate", "*", "approve", "sign", "attest",
)  # fmt: skip
URL_VERBS = ("get", "post", "put", "delete", "patch", "head", "options", "*")
# Verbs that only some kinds know: verb → (group, resource) of those.
SPECIAL_VERBS = {
    "use": {("policy", "podsecuritypolicies"), ("extensions", "podsecuritypolicies")},
    "bind": {(GROUP, "roles"), (GROUP, "clusterroles")},
    "escalate": {(GROUP, "roles"), (GROUP, "clusterroles")},
    "impersonate": {("", "users"), ("", "serviceaccounts"), ("", "groups"), ("authentication.k8s.io", "userextras")},
}


class CreateRole(Command):
    path = "create role"

    def run(self, call: Call) -> int:
        name = name_of(call)
        rules = resource_rules(call, verbs_of(call))
        submit(call, made("Role", VERSION, name, rules=rules), "roles")
        return 0


class CreateClusterRole(Command):
    path = "create clusterrole"

    def run(self, call: Call) -> int:
        name, flags = name_of(call), call.flags
        if flags["aggregation-rule"]:
            if any(flags[name] for name in ("non-resource-url", "verb", "resource", "resource-name")):
                raise KubectlError(
                    "aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames"
                )
            selector = {"matchLabels": labels_from(flags["aggregation-rule"])}
            obj = made("ClusterRole", VERSION, name, rules=None, aggregationRule={"clusterRoleSelectors": [selector]})
            submit(call, obj, "clusterroles", namespaced=False)
            return 0
        verbs, urls = verbs_of(call), list(dict.fromkeys(flags["non-resource-url"]))
        if not urls and not flags["resource"]:
            raise KubectlError("one of resource or nonResourceURL must be specified")
        for verb in verbs if urls and not flags["resource"] else ():
            if verb not in URL_VERBS:
                raise KubectlError(f"invalid verb: '{verb}' for nonResourceURL")
        rules = resource_rules(call, verbs) if flags["resource"] else []
        if urls:
            _check_urls(urls)
            rules.append({"verbs": verbs, "nonResourceURLs": urls})
        submit(call, made("ClusterRole", VERSION, name, rules=rules), "clusterroles", namespaced=False)
        return 0


def _check_urls(urls: list[str]) -> None:
    for url in urls:
        if url != "*" and not url.startswith("/"):
            raise KubectlError("nonResourceURL should start with /")
        if "*" in url[:-1]:
            raise KubectlError("nonResourceURL only supports wildcard matches when '*' is at the end")


class CreateRoleBinding(Command):
    path = "create rolebinding"

    def run(self, call: Call) -> int:
        name, flags = name_of(call), call.flags
        if bool(flags["role"]) == bool(flags["clusterrole"]):
            raise KubectlError("exactly one of clusterrole or role must be specified")
        kind = "Role" if flags["role"] else "ClusterRole"
        obj = binding("RoleBinding", name, kind, flags["role"] or flags["clusterrole"], subjects_of(call))
        submit(call, obj, "rolebindings", "failed to create rolebinding:")
        return 0


class CreateClusterRoleBinding(Command):
    path = "create clusterrolebinding"
    required = ("clusterrole",)

    def run(self, call: Call) -> int:
        obj = binding("ClusterRoleBinding", name_of(call), "ClusterRole", call.flags["clusterrole"], subjects_of(call))
        submit(call, obj, "clusterrolebindings", "failed to create clusterrolebinding:", namespaced=False)
        return 0


def binding(kind: str, name: str, role_kind: str, role: str, subjects: list[dict]) -> dict:
    fields: dict = {"roleRef": {"apiGroup": GROUP, "kind": role_kind, "name": role}}
    return made(kind, VERSION, name, **({"subjects": subjects} if subjects else {}), **fields)


def subjects_of(call: Call) -> list[dict]:
    """Users, then groups, then service accounts (`namespace:name`)."""
    flags = call.flags
    found = [{"kind": "User", "apiGroup": GROUP, "name": name} for name in flags["user"]]
    found += [{"kind": "Group", "apiGroup": GROUP, "name": name} for name in flags["group"]]
    for text in flags["serviceaccount"]:
        parts = text.split(":")
        if len(parts) != 2 or not parts[1]:
            raise KubectlError("serviceaccount must be <namespace>:<name>")
        found.append({"kind": "ServiceAccount", "name": parts[1], "namespace": parts[0]})
    return found


def verbs_of(call: Call) -> list[str]:
    """Each once; `*` alone when it is among them."""
    verbs = list(dict.fromkeys(call.flags["verb"]))
    if not verbs:
        raise KubectlError("at least one verb must be specified")
    return ["*"] if "*" in verbs else verbs


def resource_rules(call: Call, verbs: list[str]) -> list[dict]:
    """One rule for each API group, in the order in which they were named."""
    named = list(dict.fromkeys(call.flags["resource"]))
    if not named:
        raise KubectlError("at least one resource must be specified")
    names = list(dict.fromkeys(call.flags["resource-name"]))
    groups: dict[str, list[str]] = {}
    for word in ["*"] if "*" in named else named:
        group, resource = _resolved(call, word)
        for verb in verbs:
            _check_verb(call, verb, group, resource)
        groups.setdefault(group, []).append(resource)
    return [
        {"verbs": verbs, "apiGroups": [group], "resources": resources, **({"resourceNames": names} if names else {})}
        for group, resources in groups.items()
    ]


def _resolved(call: Call, word: str) -> tuple[str, str]:
    """`deploy.apps/scale` → ("apps", "deployments/scale")."""
    if word == "*":
        return "", "*"
    head, slash, subresource = word.partition("/")
    if head.startswith("*."):
        return head[2:], "*" + slash + subresource
    try:
        found = call.discovery.find(head)
    except KubectlError as wrong:
        raise Said(wrong.text) from None
    return found.group, found.plural + slash + subresource


def _check_verb(call: Call, verb: str, group: str, resource: str) -> None:
    if verb not in STANDARD_VERBS:
        call.err(f"Warning: '{verb}' is not a standard resource verb\n")
    elif verb in SPECIAL_VERBS and (group, resource) not in SPECIAL_VERBS[verb]:
        raise KubectlError(f"can not perform '{verb}' on '{resource}' in group '{group}'")
