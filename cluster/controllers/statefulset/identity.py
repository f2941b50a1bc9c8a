"""Who a pod of a StatefulSet is: its ordinal, its name, its claims, and the pod itself. Pure functions.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#pod-identity
"""

from __future__ import annotations

import re

from cluster.controllers import podtemplate
from cluster.objects.selectors import from_label_selector

REVISION = "controller-revision-hash"  # on pods of a StatefulSet the whole name of the revision
POD_NAME, POD_INDEX = "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"
_NAME = re.compile(r"(.*)-([0-9]+)", re.DOTALL)


def ordinal(stateful_set: dict, pod: dict) -> int | None:
    """`web-2` of `web` is 2; None for a pod with a name that is none of this set's."""
    found = _NAME.fullmatch(pod["metadata"]["name"])
    return int(found[2]) if found and found[1] == stateful_set["metadata"]["name"] and len(found[2]) < 10 else None


def ordinals(stateful_set: dict) -> range:
    """Those that the set wants pods for."""
    start = (stateful_set["spec"].get("ordinals") or {}).get("start", 0)
    return range(start, start + stateful_set["spec"].get("replicas", 1))


def is_member(stateful_set: dict, pod: dict) -> bool:
    selector = from_label_selector(stateful_set["spec"]["selector"])
    return ordinal(stateful_set, pod) is not None and selector.matches(pod["metadata"].get("labels"))


def revision_of(pod: dict) -> str:
    return (pod["metadata"].get("labels") or {}).get(REVISION, "")


def pod_for(stateful_set: dict, number: int, template: dict, revision: str) -> dict:
    """The pod of that ordinal, to be created. `template` is that of `revision`."""
    name, spec = f"{stateful_set['metadata']['name']}-{number}", stateful_set["spec"]
    made = podtemplate.pod_from({**stateful_set, "spec": {**spec, "template": template}})
    metadata = {**made["metadata"], "name": name}
    metadata["labels"] = {**(metadata.get("labels") or {}), **own_labels(name, number), REVISION: revision}
    claims = {claim["metadata"]["name"]: f"{claim['metadata']['name']}-{name}" for claim in _templates(stateful_set)}
    volumes = [{"name": each, "persistentVolumeClaim": {"claimName": claim}} for each, claim in claims.items()]
    volumes += [volume for volume in template["spec"].get("volumes") or () if volume["name"] not in claims]
    pod = {**template["spec"], "hostname": name, **({"volumes": volumes} if volumes else {})}
    if spec.get("serviceName"):
        pod["subdomain"] = spec["serviceName"]
    return {**made, "metadata": metadata, "spec": pod}


def own_labels(name: str, number: int) -> dict[str, str]:
    return {POD_NAME: name, POD_INDEX: str(number)}


def with_identity(pod: dict, number: int) -> dict | None:
    """The pod with its own labels put right; None where they are."""
    metadata = pod["metadata"]
    labels, wanted = metadata.get("labels") or {}, own_labels(metadata["name"], number)
    if all(labels.get(key) == value for key, value in wanted.items()):
        return None
    return {**pod, "metadata": {**metadata, "labels": {**labels, **wanted}}}


def claims_for(stateful_set: dict, number: int) -> list[dict]:
    """The claims of that pod, to be created. They are labelled so that the set's selector finds them."""
    metadata, made = stateful_set["metadata"], []
    selected = stateful_set["spec"]["selector"].get("matchLabels") or {}
    for template in _templates(stateful_set):
        given = template["metadata"]
        labels = {**(given.get("labels") or {}), **selected}
        head = {"name": f"{given['name']}-{metadata['name']}-{number}", "namespace": metadata["namespace"]}
        kept = {part: given[part] for part in ("annotations",) if given.get(part)}
        made.append(
            {
                "apiVersion": "v1",
                "kind": "PersistentVolumeClaim",
                "metadata": {**head, **kept, **({"labels": labels} if labels else {})},
                "spec": template["spec"],
            }
        )
    return made


def _templates(stateful_set: dict) -> list[dict]:
    return stateful_set["spec"].get("volumeClaimTemplates") or []
