"""LimitRanger: containers get a namespace's default requests and limits, and nothing may ask for less or more than its
LimitRanges allow.

Source: https://kubernetes.io/docs/concepts/policy/limit-range/ and, for the words,
https://github.com/kubernetes/kubernetes/blob/v1.35.0/plugin/pkg/admission/limitranger/admission.go
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cluster.api.admission.base import Plugin
from cluster.api.admission.quota_usage import Usage, pod_total
from cluster.api.errors import forbidden
from cluster.objects.quantities import Quantity, parse

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

RESOURCE = "limitranges"
ANNOTATION = "kubernetes.io/limit-ranger"
_CLAIMS = "persistentvolumeclaims"
_SECTIONS = (("requests", "request", "defaultRequest"), ("limits", "limit", "default"))
_LISTS = (("containers", "container"), ("initContainers", "init container"))


class LimitRanger(Plugin):
    name = "LimitRanger"

    def concerns(self, kind: Kind) -> bool:
        return kind.resource in ("pods", _CLAIMS)

    def mutate(self, server: ApiServer, kind: Kind, obj: dict) -> dict:
        if kind.resource != "pods":
            return obj
        for limit_range in server.store.list(RESOURCE, obj["metadata"].get("namespace", "")):
            obj = _with_defaults(obj, limit_range)
        return obj

    def validate(self, server: ApiServer, kind: Kind, obj: dict, dry_run: bool) -> None:
        for limit_range in server.store.list(RESOURCE, obj["metadata"].get("namespace", "")):
            found = list(dict.fromkeys(_problems(kind, obj, limit_range)))
            if found:
                told = found[0] if len(found) == 1 else f"[{', '.join(found)}]"
                raise forbidden(kind, obj["metadata"]["name"], told)

    def validate_update(self, server: ApiServer, kind: Kind, new: dict, old: dict, dry_run: bool) -> None:
        """A claim may grow, within its limits."""
        if kind.resource == _CLAIMS and new.get("spec") != old.get("spec"):
            self.validate(server, kind, new, dry_run)


def _with_defaults(pod: dict, limit_range: dict) -> dict:
    defaults: dict[str, dict] = {"requests": {}, "limits": {}}
    for limit in _limits(limit_range, "Container"):
        for section, _, field in _SECTIONS:
            defaults[section] |= limit.get(field) or {}
    spec, notes = dict(pod["spec"]), []
    for field, what in _LISTS:
        if not spec.get(field):
            continue
        completed = []
        for container in spec[field]:
            resources = container.get("resources") or {}
            changed = dict(resources)
            for section, word, _ in _SECTIONS:
                own = resources.get(section) or {}
                added = {name: value for name, value in sorted(defaults[section].items()) if name not in own}
                if added:
                    changed[section] = {**own, **added}
                    notes.append(f"{', '.join(added)} {word} for {what} {container.get('name', '')}")
            completed.append({**container, "resources": changed} if changed != resources else container)
        spec[field] = completed
    if not notes:
        return pod
    metadata = pod["metadata"]
    told = {ANNOTATION: f"LimitRanger plugin set: {'; '.join(notes)}"}
    annotations = {**(metadata.get("annotations") or {}), **told}
    return {**pod, "metadata": {**metadata, "annotations": annotations}, "spec": spec}


def _problems(kind: Kind, obj: dict, limit_range: dict) -> Iterator[str]:
    if kind.resource == _CLAIMS:
        for limit in _limits(limit_range, "PersistentVolumeClaim"):
            asked = _amounts((obj["spec"].get("resources") or {}).get("requests"))
            yield from _claim(limit, asked)
        return
    spec = obj["spec"]
    for limit in limit_range["spec"].get("limits") or ():
        if limit["type"] == "Container":
            for container in (*(spec.get("containers") or ()), *(spec.get("initContainers") or ())):
                resources = container.get("resources") or {}
                requests, limits = _amounts(resources.get("requests")), _amounts(resources.get("limits"))
                yield from _bounds(limit, requests, limits)
        elif limit["type"] == "Pod":
            yield from _bounds(limit, pod_total(spec, "requests"), pod_total(spec, "limits"))


def _bounds(limit: dict, requests: Usage, limits: Usage) -> Iterator[str]:
    kind = limit["type"]
    for name, least in sorted(_amounts(limit.get("min")).items()):
        text = f"minimum {name} usage per {kind} is {least}"
        asked, most = requests.get(name), limits.get(name)
        if asked is None:
            yield f"{text}.  No request is specified"
        elif asked.nano < least.nano:
            yield f"{text}, but request is {asked}"
        elif most is not None and most.nano < least.nano:
            yield f"{text}, but limit is {most}"
    for name, greatest in sorted(_amounts(limit.get("max")).items()):
        text = f"maximum {name} usage per {kind} is {greatest}"
        asked, most = requests.get(name), limits.get(name)
        if most is None:
            yield f"{text}.  No limit is specified"
        elif most.nano > greatest.nano:
            yield f"{text}, but limit is {most}"
        elif asked is not None and asked.nano > greatest.nano:
            yield f"{text}, but request is {asked}"
    for name, ratio in sorted(_amounts(limit.get("maxLimitRequestRatio")).items()):
        text = f"{name} max limit to request ratio per {kind} is {ratio}"
        asked, most = requests.get(name), limits.get(name)
        if asked is None or not asked.nano:
            yield f"{text}, but no request is specified or request is 0"
        elif most is None or not most.nano:
            yield f"{text}, but no limit is specified or limit is 0"
        elif most.nano * 1_000_000_000 > ratio.nano * asked.nano:
            yield f"{text}, but provided ratio is {most.nano / asked.nano:f}"


def _claim(limit: dict, requests: Usage) -> Iterator[str]:
    for name, least in sorted(_amounts(limit.get("min")).items()):
        text, asked = f"minimum {name} usage per PersistentVolumeClaim is {least}", requests.get(name)
        if asked is None:
            yield f"{text}.  No request is specified"
        elif asked.nano < least.nano:
            yield f"{text}, but request is {asked}"
    for name, greatest in sorted(_amounts(limit.get("max")).items()):
        text, asked = f"maximum {name} usage per PersistentVolumeClaim is {greatest}", requests.get(name)
        if asked is None:
            yield f"{text}.  No request is specified"
        elif asked.nano > greatest.nano:
            yield f"{text}, but request is {asked}"


def _limits(limit_range: dict, kind: str) -> list[dict]:
    return [limit for limit in limit_range["spec"].get("limits") or () if limit["type"] == kind]


def _amounts(amounts: dict | None) -> dict[str, Quantity]:
    return {name: parse(str(text)) for name, text in (amounts or {}).items()}
