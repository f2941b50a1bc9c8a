"""What kubectl printed in the tour (FORMAT.md: transcripts): objects, and the words of a server that is 1.35 as
kubectl is.

The recorded kubectl is 1.35.2, its server was 1.20. This module comes first, so that the other rules see objects, not
text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from cluster.objects.schema import kind_schema
from tests.golden.cases import Case
from tests.golden.rewriting import Change, Rule, each_object
from tests.golden.rules.versions import SERVED
from tests.golden.scope import KINDS
from tests.golden.transcripts import parsed

SIZES = re.compile(r"(Scaled (?:up|down) replica set \S+) to (\d+)")
DEPRECATED = "Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\n"
ENDPOINTS = re.compile(r"\b(?:endpoints|ep)\b")
TOKEN = re.compile(
    (
        r"^KIND: +(?P<kind>\w+)\nVERSION: +(?:(?P<group>[\w.]+)/)?(?P<version>\w+)\n\nFIELD: "
        r"+(?P<field>[^\n]+)\n\nDESCRIPTION:\n.*"
    ),
    re.DOTALL,
)


def _steps(change: Callable[[dict], dict]) -> Change:
    """A change of every command's answer: `change({command, exit, stdout, stderr, raw?})`."""

    def changed(expect: Any, case: Case) -> Any:
        return {
            version: [change(step) if "command" in step else step for step in steps]
            if isinstance(steps, list)
            else steps
            for version, steps in expect.items()
        }

    return changed


def _texts(pattern: str, replacement: str, command: str = "") -> Change:
    """A change of what is printed, in both layouts, by the commands in which `command` occurs."""
    texts = re.compile(pattern, re.MULTILINE)

    def changed(step: dict) -> dict:
        if not re.search(command, step["command"]):
            return step
        places = [place for place in ("stdout", "raw") if isinstance(step.get(place), str)]
        return {**step, **{place: texts.sub(replacement, step[place]) for place in places}}

    return _steps(changed)


def _objects(step: dict) -> dict:
    found = parsed(step["stdout"], step["command"])
    return step if found is None else {**step, "stdout": found}


def _healthy(step: dict) -> dict:
    """Etcd's message, which the layout of the column depends on."""
    if not re.search("componentstatus|cs", step["command"]):
        return step
    return {**step, "raw": "", "stdout": step["stdout"].replace('{"health":"true"}', "ok")}


def _generations(pod: dict) -> dict:
    if pod.get("kind") != "Pod" or "uid" not in pod.get("metadata", {}):
        return pod
    return {**pod, "metadata": {"generation": 1, **pod["metadata"]}}


def _slices(expect: Any, case: Case) -> Any:
    """kubectl reads EndpointSlices in v1, which that server did not have: it saw no endpoints where `get endpoints`
    did."""
    for version, steps in expect.items():
        if version != "v1.35.2":
            continue
        rows = [
            row.split()
            for step in steps
            if re.search("get (ep|endpoints)", step.get("command", ""))
            for row in step["stdout"].split("\n")
        ]
        known = {row[0]: row[1] for row in rows if len(row) == 3}
        told = [
            _with_endpoints(step, known) if step.get("command", "").startswith("kubectl describe") else step
            for step in steps
        ]
        expect = {**expect, version: told}
    return expect


def _with_endpoints(step: dict, known: dict[str, str]) -> dict:
    found = known.get(step["command"].split()[-1])
    return {**step, "stdout": step["stdout"].replace("Endpoints:   <none>", f"Endpoints:   {found}")} if found else step


def _warned(step: dict) -> dict:
    if not ENDPOINTS.search(step["command"]) or "describe" in step["command"]:
        return step
    return {**step, "stderr": DEPRECATED + step.get("stderr", "")}


def _served(step: dict) -> dict:
    """Lists of versions and of kinds: those that are served."""
    if "api-versions" in step["command"]:
        return {**step, "stdout": "\n".join([*SERVED, ""])}
    if "api-resources" in step["command"]:
        plurals = [plural for plural, *_ in KINDS.values()]
        kept = [line for line in step["stdout"].splitlines() if line.split()[0] not in plurals]
        return {**step, "stdout": "\n".join([*kept, ""]), "raw": ""}
    return step


def _explained(step: dict) -> dict:
    """From a server that publishes OpenAPI v3, kubectl prints the group too, and other margins."""
    found = TOKEN.match(step["stdout"]) if isinstance(step["stdout"], str) else None
    if "explain" not in step["command"] or not found:
        return step
    head = f"GROUP:   {found['group']}\n" if found["group"] else ""
    text = (
        f"{head}KIND:   {found['kind']}\nVERSION:   {found['version']}\n\nFIELD: "
        f"{found['field']}\n\n\nDESCRIPTION:\n{_description(step['command'], found)}"
    )
    return {**step, "stdout": text}


def _description(command: str, found: re.Match) -> str:
    """Of the field that `kubectl explain kind.field.field` names, in the schema of 1.35."""
    schema = kind_schema(found["group"] or "", found["version"], found["kind"])
    for name in command.split()[2].split(".")[1:]:
        assert schema is not None, command
        schema = (schema.items if schema.type == "array" else schema).properties[name]
    return schema.description if schema else ""


def _described_service(step: dict) -> dict:
    """One family for each Service, and how it is reached from inside; the column is as wide as the longest name."""
    if not re.search(r"describe (?:svc|service)", step["command"]):
        return step
    text = step["stdout"].replace("IP Families:   <none>", "IP Family Policy:   SingleStack\nIP Families:   IPv4")
    text = re.sub(r"^(Session Affinity: .*)$", r"\1\nInternal Traffic Policy:   Cluster", text, flags=re.MULTILINE)
    text = re.sub(r"^ {15,}", " " * 26, text, flags=re.MULTILINE)
    return {**step, "stdout": text}


RULES = [
    Rule(
        "printed objects are compared as objects",
        "FORMAT.md, Normalisation (the same in every file)",
        _steps(_objects),
        ("tour",),
    ),
    Rule(
        "printed scaling events say from which size",
        "https://github.com/kubernetes/kubernetes/pull/125118 (1.31): ScalingReplicaSet events carry the old size",
        _texts(SIZES.pattern, r"\1 from <rv> to \2"),
        ("tour",),
    ),
    Rule(
        "which event is combined last is drawn",
        "client-go, tools/record/events_cache.go (EventAggregate: of ten known messages any one is forgotten, PopAny)",
        _texts(
            r"(\(combined from similar events\): Scaled) (?:up|down) (replica set \S+) from <rv> to \d+",
            r"\1 <id> \2 from <rv> to <rv>",
        ),
        ("tour",),
    ),
    Rule(
        "etcd is healthy in a word",
        (
            "https://github.com/kubernetes/kubernetes/pull/110072 (1.25): componentstatuses ask etcd as "
            "/healthz does, and it says ok"
        ),
        _steps(_healthy),
        ("tour",),
    ),
    Rule(
        "described services know address families",
        "https://kubernetes.io/docs/concepts/services-networking/dual-stack/ (1.23), service-traffic-policy/ (1.26)",
        _steps(_described_service),
        ("tour",),
    ),
    Rule(
        "described services show the addresses of slices",
        "https://github.com/kubernetes/kubernetes/pull/124598 (kubectl 1.31 describes services by discovery.k8s.io/v1)",
        _slices,
        ("tour",),
    ),
    Rule(
        "printed pods count their generations",
        "https://kubernetes.io/docs/concepts/workloads/pods/#pod-generation (KEP-5067, on since 1.34)",
        each_object(_generations),
        ("tour",),
    ),
    Rule(
        "endpoints are deprecated",
        "https://kubernetes.io/blog/2025/04/24/endpoints-deprecation/ (1.33): the API server warns",
        _steps(_warned),
        ("tour",),
    ),
    Rule(
        "versions and kinds that are served",
        "https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.35/ (API groups), and tests/golden/scope.py",
        _steps(_served),
        ("tour",),
    ),
    Rule(
        "explained from OpenAPI v3",
        "https://github.com/kubernetes/enhancements/tree/master/keps/sig-cli/3515-kubectl-explain-openapiv3 (1.27)",
        _steps(_explained),
        ("tour",),
    ),
]
