"""The recorded server gave no warnings; 1.35 warns of objects that it accepts and that are probably not meant so.

Each function finds one pattern in a pod (or the template of a workload) and gives the warnings of 1.35 about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.golden.cases import Case
from tests.golden.rewriting import Rule
from tests.golden.suites.validation import sent

_SOURCE = "https://github.com/kubernetes/kubernetes/blob/v1.35.2/pkg/api/pod/warnings.go (since 1.21 to 1.33)"
_WORKLOADS = ("Deployment", "ReplicaSet", "ReplicationController")
_GROUPS = ("initContainers", "containers")


def _name(obj: dict) -> Iterator[str]:
    used = "the Pod's hostname" if obj["kind"] == "Pod" else "Pod names and hostnames"
    name = obj["metadata"]["name"]
    wrong = ["must be no more than 63 characters"] if len(name) > 63 else []
    wrong += ["must not contain dots"] if "." in name else []
    advice = "which can result in surprising behavior; a DNS label is recommended"
    if wrong:
        yield f"metadata.name: this is used in {used}, {advice}: [{' '.join(wrong)}]"


def _variables(spec: dict, at: str) -> Iterator[str]:
    for container, path in _containers(spec, at):
        names = [variable["name"] for variable in container.get("env") or ()]
        for index, variable in enumerate(container.get("env") or ()):
            mention = f"$({variable['name']})"
            kept = "valueFrom" not in variable and mention in variable.get("value", "") != mention
            if variable["name"] in names[:index] and not kept:
                hides = f'hides previous definition of "{variable["name"]}"'
                yield f"{path}.env[{index}]: {hides}, which may be dropped when using apply"


def _ports(spec: dict, at: str) -> Iterator[str]:
    """Ports that differ in nothing but their names."""
    seen: list[tuple[Any, str]] = []
    for container, path in _containers(spec, at):
        for index, port in enumerate(container.get("ports") or ()):
            what = [port["containerPort"], port.get("protocol", "TCP"), port.get("hostPort", 0), port.get("hostIP", "")]
            for other, place in seen:
                if other == what:
                    yield f"{path}.ports[{index}]: duplicate port definition with {place}"
                elif other[:2] == what[:2] and 0 in (other[2], what[2]):
                    yield f"{path}.ports[{index}]: overlapping port definition with {place}"
            seen.append((what, f"{path}.ports[{index}]"))


def _port_names(spec: dict, at: str) -> Iterator[str]:
    first: dict[str, str] = {}
    for container, path in _containers(spec, at):
        for index, port in enumerate(container.get("ports") or ()):
            here = f"{path}.ports[{index}]"
            place = first.setdefault(port.get("name") or here, here)
            if place != here:
                chosen = f"services and probes that select ports by name will use {place}"
                yield f'{here}: duplicate port name "{port["name"]}" with {place}, {chosen}'


def _grace_period(spec: dict, at: str) -> Iterator[str]:
    if spec.get("terminationGracePeriodSeconds", 0) < 0:
        why = "must be >= 0; negative values are invalid and will be treated as 1"
        yield f"{at}.terminationGracePeriodSeconds: {why}"


def _old_labels(spec: dict, at: str) -> Iterator[str]:
    for name in ("arch", "os"):
        if f"beta.kubernetes.io/{name}" in (spec.get("nodeSelector") or {}):
            better = f'deprecated since v1.14; use "kubernetes.io/{name}" instead'
            yield f"{at}.nodeSelector[beta.kubernetes.io/{name}]: {better}"


def _pull_secrets(spec: dict, at: str) -> Iterator[str]:
    names = [secret.get("name", "") for secret in spec.get("imagePullSecrets") or ()]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield f'{at}.imagePullSecrets[{index}].name: duplicate name "{name}"'


def _null_selectors(spec: dict, at: str) -> Iterator[str]:
    for index, constraint in enumerate(spec.get("topologySpreadConstraints") or ()):
        if constraint.get("labelSelector") is None:
            path = f"{at}.topologySpreadConstraints[{index}].labelSelector"
            yield f"{path}: a null labelSelector results in matching no pod"
    for field in ("podAffinity", "podAntiAffinity"):
        terms = (spec.get("affinity") or {}).get(field) or {}
        for index, term in enumerate(terms.get("requiredDuringSchedulingIgnoredDuringExecution") or ()):
            if term.get("labelSelector") is None:
                path = f"{at}.affinity.{field}.requiredDuringSchedulingIgnoredDuringExecution[{index}].labelSelector"
                yield f"{path}: a null labelSelector results in matching no pod"


def _bytes(spec: dict, at: str) -> Iterator[str]:
    """Thousandths of a byte."""
    for container, path in _containers(spec, at):
        for field in ("limits", "requests"):
            amount = str(((container.get("resources") or {}).get(field) or {}).get("memory", ""))
            if amount.endswith("m") and int(amount[:-1]) % 1000:
                wrong = f'fractional byte value "{amount}" is invalid, must be an integer'
                yield f"{path}.resources.{field}[memory]: {wrong}"


_FOUND: tuple[Callable[[dict, str], Iterator[str]], ...] = (
    _old_labels, _null_selectors, _pull_secrets, _bytes, _variables, _ports, _port_names, _grace_period,
)  # fmt: skip


def _containers(spec: dict, at: str) -> Iterator[tuple[dict, str]]:
    for group in _GROUPS:
        for index, container in enumerate(spec.get(group) or ()):
            yield container, f"{at}.{group}[{index}]"


def _with_warnings(expect: dict, case: Case) -> dict:
    """Before what else kubectl says of a file that the server accepts."""
    if expect.get("http", {}).get("code") != 201 or "kubectl" not in expect:
        return expect
    obj = sent(case)
    if obj.get("kind") not in ("Pod", *_WORKLOADS):
        return expect
    spec = obj["spec"] if obj["kind"] == "Pod" else obj["spec"]["template"]["spec"]
    at = "spec" if obj["kind"] == "Pod" else "spec.template.spec"
    lines = [*_name(obj), *(line for find in _FOUND for line in find(spec, at))]
    text = "".join(f"Warning: {line}\n" for line in lines)
    kubectl = {
        version: {
            command: {**said, "stderr": text + said["stderr"]} if said["exit"] == 0 else said
            for command, said in commands.items()
        }
        for version, commands in expect["kubectl"].items()
    }
    return {**expect, "kubectl": kubectl}


RULES = [Rule("the-server-warns-of-what-is-probably-not-meant", _SOURCE, _with_warnings, ("validation",))]
