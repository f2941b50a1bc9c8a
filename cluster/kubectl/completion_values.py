"""What the arguments and flags of kubectl's commands may become: `kubectl __complete` asks for it.

Source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_completion/ and the answers of kubectl 1.35.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from cluster.kubectl import helptext
from cluster.kubectl.command import Call
from cluster.kubectl.errors import KubectlError

DEFAULT, NO_SPACE, NO_FILES, FILE_ENDINGS = 0, 2, 4, 8
_OF_PODS = (
    "daemonsets", "deployments", "pods", "jobs", "replicasets", "replicationcontrollers", "services", "statefulsets",
)  # fmt: skip
_ROLLED = ("deployment", "daemonset", "statefulset")
_SCALED = ("deployment", "replicaset", "replicationcontroller", "statefulset")
_FORMATS = (
    "json", "yaml", "kyaml", "name", "go-template", "go-template-file", "template", "templatefile", "jsonpath",
    "jsonpath-as-json", "jsonpath-file", "custom-columns", "custom-columns-file", "wide",
)  # fmt: skip


class Found(NamedTuple):
    """Words, and what the shell is to do with them (the bits of cobra's ShellCompDirective)."""

    words: list[str]
    directive: int = NO_FILES


Complete = Callable[[Call, list[str], str], Found]  # (call, arguments so far, the word's beginning)


def _beginning(words: Iterable[str], start: str) -> list[str]:
    return [word for word in words if word.startswith(start)]


# -- what the cluster has ----------------------------------------------------------------------------------------------


def _names(call: Call, kinds: str, start: str, namespace: str = "") -> list[str]:
    """Names of objects; none where the kind is unknown or the server does not answer."""
    found: list[str] = []
    try:
        for kind in kinds.split(","):
            resource = call.discovery.find(kind)
            body = call.api.get(resource.path((namespace or call.namespace) if resource.namespaced else ""))
            found += [item["metadata"]["name"] for item in body.get("items") or ()]
    except KubectlError:
        return []
    return _beginning(found, start)


def _kinds(call: Call, start: str) -> list[str]:
    """Kinds that can be read, behind the last comma of `start`."""
    before, comma, last = start.rpartition(",")
    try:
        known = [found for found in call.discovery.all() if found.preferred and "get" in found.verbs]
    except KubectlError:
        return []
    ordered = sorted(known, key=lambda found: (found.group, found.plural))
    names = [f"{found.plural}.{found.group}" if found.group else found.plural for found in ordered]
    return [before + comma + name for name in _beginning(names, last)]


def _object(call: Call, kind: str, name: str) -> dict:
    try:
        resource = call.discovery.find(kind)
        return call.api.get(resource.path(call.namespace if resource.namespaced else "", name))
    except KubectlError:
        return {}


# -- arguments ---------------------------------------------------------------------------------------------------------


def _typed(*allowed: str, repeats: bool = True) -> Complete:
    """`KIND NAME…` or `KIND/NAME…`."""

    def complete(call: Call, args: list[str], start: str) -> Found:
        if args and "/" not in args[0]:
            names = _names(call, args[0], start) if repeats or len(args) == 1 else []
            return Found([name for name in names if name not in args[1:]])
        kind, slash, name = start.partition("/")
        if slash:
            found = [f"{kind}/{each}" for each in _names(call, kind, name)] if repeats or not args else []
            return Found([each for each in found if each not in args])
        kinds = _beginning(allowed, start) if allowed else _kinds(call, start)
        if not args:
            return Found(kinds)
        return Found([f"{each}/" for each in kinds], NO_FILES | NO_SPACE) if repeats else Found([])

    return complete


def _named(kind: str) -> Complete:
    return lambda call, args, start: Found([] if args else _names(call, kind, start))


def _pod(call: Call, args: list[str], start: str) -> Found:
    if args:
        return Found([])
    kind, slash, name = start.partition("/")
    if slash:
        return Found([f"{kind}/{each}" for each in _names(call, kind, name)])
    names = _names(call, "pods", start)
    kinds = [f"{each}/" for each in _beginning(_OF_PODS, start)]
    return Found(names + kinds, NO_FILES if names else NO_FILES | NO_SPACE)


def _containers(call: Call, args: list[str], start: str) -> Found:
    spec = _object(call, "pods", args[0].removeprefix("pod/").removeprefix("pods/")).get("spec") or {} if args else {}
    both = [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]
    return Found(_beginning((each["name"] for each in both), start))


def _pod_and_container(call: Call, args: list[str], start: str) -> Found:
    return _containers(call, args, start) if len(args) == 1 else _pod(call, args, start)


def _pod_and_port(call: Call, args: list[str], start: str) -> Found:
    if len(args) != 1:
        return _pod(call, args, start)
    kind, _, name = args[0].rpartition("/")
    local = start.partition(":")[0]
    if kind in ("service", "services", "svc"):
        ports = [port["port"] for port in (_object(call, "services", name).get("spec") or {}).get("ports") or ()]
    else:
        spec = _object(call, "pods", name).get("spec") or {}
        ports = [port["containerPort"] for each in spec.get("containers") or () for port in each.get("ports") or ()]
    return Found(_beginning((f"{local or port}:{port}" for port in ports), start))


def _copied(call: Call, args: list[str], start: str) -> Found:
    """`NAMESPACE/POD:` or `POD:`, and files."""
    if args or start[:1] in ("/", ".", "~") or ":" in start:
        return Found([], NO_SPACE)
    namespace, slash, name = start.partition("/")
    if slash:
        return Found([f"{namespace}/{each}:" for each in _names(call, "pods", name, namespace)], NO_SPACE)
    found = [f"{each}/" for each in _names(call, "namespaces", start)]
    found += [f"{each}:" for each in _names(call, "pods", start)]
    if not start:
        return Found([*found, "./", "/"], NO_SPACE)
    files = call.host.files
    local = _beginning(files.listdir("."), start) if found else []
    return Found(found + [f"{each}/" if files.is_dir(each) else each for each in local], NO_SPACE)


def _configured(key: str) -> Complete:
    def complete(call: Call, args: list[str], start: str) -> Found:
        names = sorted(entry["name"] for entry in call.config.content.get(key) or ())
        return Found([] if args else _beginning(names, start))

    return complete


def _helped(call: Call, args: list[str], start: str) -> Found:
    return Found(subcommands(" ".join(args), start))


_ANY = _typed()
ARGUMENTS: dict[str, Complete] = {
    **dict.fromkeys(("get", "describe", "delete", "edit", "patch", "label", "annotate", "debug"), _ANY),
    **dict.fromkeys(("apply edit-last-applied", "apply view-last-applied"), _ANY),
    **dict.fromkeys((f"rollout {name}" for name in ("history", "restart", "undo")), _typed(*_ROLLED)),
    **dict.fromkeys(("rollout pause", "rollout resume"), _typed("deployment")),
    "rollout status": _typed(*_ROLLED, repeats=False),
    **dict.fromkeys(("scale", "autoscale"), _typed(*_SCALED)),
    "expose": _typed("pod", "service", "replicationcontroller", "deployment", "replicaset"),
    "taint": _typed("node"),
    "set image": _typed(
        "daemonsets", "deployments", "pods", "cronjobs", "replicasets", "replicationcontrollers", "statefulsets",
        repeats=False,
    ),
    **dict.fromkeys(("cordon", "uncordon", "drain", "top node"), _named("nodes")),
    "top pod": _named("pods"),
    "create token": _named("serviceaccounts"),
    **dict.fromkeys(("exec", "attach"), _pod),
    "logs": _pod_and_container,
    "port-forward": _pod_and_port,
    "cp": _copied,
    **dict.fromkeys((f"config {name}-context" for name in ("use", "delete", "rename", "set")), _configured("contexts")),
    "config delete-cluster": _configured("clusters"),
    "config delete-user": _configured("users"),
    "help": _helped,
}  # fmt: skip
FIXED = {"completion": ("bash", "zsh", "fish", "powershell")}  # words for the first argument, and none after it

# -- flags -------------------------------------------------------------------------------------------------------------


def _always(*words: str) -> Complete:
    return lambda call, args, start: Found(list(words))


_FLAGS: dict[str, Complete] = {
    "namespace": lambda call, args, start: Found(_names(call, "namespaces", start)),
    "context": lambda call, args, start: _configured("contexts")(call, [], start),
    "cluster": lambda call, args, start: _configured("clusters")(call, [], start),
    "user": lambda call, args, start: _configured("users")(call, [], start),
    "subresource": _always("status", "scale", "resize"),
    "filename": lambda call, args, start: Found(["json", "yaml", "yml"], FILE_ENDINGS),
}
_OF_COMMANDS: dict[tuple[str, str], Complete] = {
    ("get", "output"): lambda call, args, start: Found(_beginning(_FORMATS, start)),
    ("exec", "container"): _containers,
    ("create clusterrolebinding", "clusterrole"): lambda call, args, start: Found(_names(call, "clusterroles", start)),
}


def of_flag(command: str, flag: str) -> Complete:
    nothing: Complete = lambda call, args, start: Found([], DEFAULT)  # noqa: E731
    if (command, flag) == ("config set-credentials", "user"):
        return nothing
    return _OF_COMMANDS.get((command, flag)) or _FLAGS.get(flag) or nothing


# -- commands ----------------------------------------------------------------------------------------------------------

_SHORT = {"help": "Help about any command", "options": "Print the list of flags inherited by all commands"}


def subcommands(command: str, start: str) -> list[str]:
    """`name\\twhat it is for`, in the order of the alphabet."""
    try:
        known = helptext.described_subcommands(command)
    except KeyError:
        return []
    known = {**known, **_SHORT} if not command else known
    return [f"{name}\t{known[name]}" for name in sorted(known) if name.startswith(start)]
