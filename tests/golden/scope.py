"""The one visible table of what 1.35 serves no longer; a case that needs some of it is out of scope.

`tests/golden/test_scope.py` fails when a kind of the table is served, so the table can only shrink.
"""

import re
from collections.abc import Iterator
from typing import Any

from tests.golden.cases import Case

# kind -> (plural, short names and singular used on kubectl's command line, when it comes)
KINDS = {
    "PodSecurityPolicy": ("podsecuritypolicies", ("podsecuritypolicy", "psp"), "removed in 1.25"),
}

# API versions that 1.35 no longer serves (https://kubernetes.io/docs/reference/using-api/deprecation-guide/)
REMOVED_VERSIONS = {
    "batch/v1beta1": "removed in 1.25",
    "policy/v1beta1": "removed in 1.25",
    "autoscaling/v2beta1": "removed in 1.25",
    "autoscaling/v2beta2": "removed in 1.26",
    "extensions/v1beta1": "removed in 1.22",
    "networking.k8s.io/v1beta1": "removed in 1.22",
    "coordination.k8s.io/v1beta1": "removed in 1.22",
    "discovery.k8s.io/v1beta1": "removed in 1.25",
    "events.k8s.io/v1beta1": "removed in 1.25",
    "node.k8s.io/v1beta1": "removed in 1.25",
    "rbac.authorization.k8s.io/v1beta1": "removed in 1.22",
    "scheduling.k8s.io/v1beta1": "removed in 1.22",
    "storage.k8s.io/v1beta1": "removed in 1.22",
    "apiextensions.k8s.io/v1beta1": "removed in 1.22",
}

# Bodies of subresources: their group has no resource of its own yet
SUBRESOURCES = ("Eviction", "Scale", "DeleteOptions", "Binding")

VERSION_IN_PATH = re.compile(r"/apis/([^/?]+/[^/?]+)")
KIND_IN_TEXT = re.compile(r"^kind: *[\"']?(\w+)", re.MULTILINE)
VERSION_IN_TEXT = re.compile(r"^apiVersion: *[\"']?([\w./-]+)", re.MULTILINE)


def out_of_scope(case: Case) -> str | None:
    """Why the case cannot be played (the kind, version or verb that is missing), or None."""
    words = {word: kind for kind, (plural, others, _) in KINDS.items() for word in (plural, *others)}
    for need, name in _needs(case):
        if need == "kind" and name in KINDS:
            return f"kind {name}: {KINDS[name][2]}"
        if need == "version" and name in REMOVED_VERSIONS:
            return f"{name}: {REMOVED_VERSIONS[name]}"
        if need == "word" and name in words:
            return f"kind {words[name]}: {KINDS[words[name]][2]}"
    return None


def _needs(case: Case) -> Iterator[tuple[str, str]]:
    """("kind" | "version" | "word", name) for all that the case's input mentions."""
    yield from _documents(case.expect)
    for value in _values(case.given):
        if isinstance(value, dict):
            yield from _needs_of_object(value)
        elif isinstance(value, str) and "\n" in value:
            yield from (("kind", kind) for kind in KIND_IN_TEXT.findall(value))
            yield from (("version", version) for version in VERSION_IN_TEXT.findall(value))


def _documents(expect: dict) -> Iterator[tuple[str, str]]:
    """What discovery documents list."""
    for exchange in expect.get("exchanges", ()):
        body = (exchange.get("response") or {}).get("body")
        if isinstance(body, dict):
            yield from (("kind", each.get("kind", "")) for each in body.get("resources") or ())
            if body.get("kind") == "APIGroup":
                yield from (("version", each["groupVersion"]) for each in body.get("versions") or ())


def _needs_of_object(value: dict) -> Iterator[tuple[str, str]]:
    if isinstance(value.get("kind"), str) and "apiVersion" in value:
        yield "kind", value["kind"]
        version = str(value["apiVersion"])
        if value["kind"] not in SUBRESOURCES or version in REMOVED_VERSIONS:
            yield "version", version
    path = value.get("path", value.get("watch"))
    if isinstance(path, str) and value.get("from", value.get("method")):
        yield from (("version", version) for version in VERSION_IN_PATH.findall(path))
        yield from (("word", part) for part in re.split(r"[/?]", path))
    arguments = value.get("kubectl")
    if isinstance(arguments, list):
        yield from kubectl_needs([str(argument) for argument in arguments])


def kubectl_needs(arguments: list[str]) -> Iterator[tuple[str, str]]:
    """What a kubectl command line mentions: resource words (`job/x`, `pods,pvc`)."""
    plain = [argument for argument in arguments if not argument.startswith("-")]
    if plain[:1] == ["create"]:  # `create job NAME`: the kind is the generator's name, what follows are names
        yield from (("word", word) for word in plain[1:2])
    elif plain:
        for argument in plain[1:]:
            yield from (("word", part.split("/")[0].split(".")[0]) for part in argument.split(","))


def _values(value: Any) -> Iterator[Any]:
    yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _values(item)
