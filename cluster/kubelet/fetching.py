"""A container's image: had already, brought to the node, or waited for.

Sources: https://kubernetes.io/docs/concepts/containers/images/; event texts as 1.35 writes them
(https://github.com/kubernetes/kubernetes/pull/134043, golden suite tour for their order).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.images.catalogue.names import InvalidName, parse
from cluster.kubelet import backoff
from cluster.kubelet.node import pulls
from cluster.objects.go.durations import truncated_to_ms
from cluster.reasons import reason

if TYPE_CHECKING:
    from cluster.kubelet.worker import Worker


def fetch(worker: Worker, spec: dict, container: dict) -> None:
    """Have the image, or see to it."""
    image, policy = spec["image"], spec.get("imagePullPolicy", "IfNotPresent")
    container["next_image"] = image
    try:
        parse(image)
    except InvalidName as error:
        text = f'Failed to apply default image tag "{image}": couldn\'t parse image name "{image}": {error}'
        _refuse(worker, spec, container, "InvalidImageName", "InspectFailed", text)
        return
    have = None if policy == "Always" else pulls.present(worker.world, worker.node, image)
    if have is not None:
        text = f'Container image "{image}" already present on machine and can be accessed by the pod'
        worker.event("Normal", "Pulled", text, spec)
        create(worker, container, have["digest"], worker.now)
    elif policy == "Never":
        text = f'Container image "{image}" is not present with pull policy of Never'
        _refuse(worker, spec, container, "ErrImageNeverPull", "ErrImageNeverPull", text)
    else:
        worker.event("Normal", "Pulling", f'Pulling image "{image}"', spec)
        pull = pulls.begin(worker.world, worker.node, image)
        extra = 0 if "error" in pull else worker.world.latency.container_start
        container.update(state="pulling", pull=pull, until=pull["end"] + extra)
        worker.note(reason("kubelet.pull", image=image))


def _refuse(worker: Worker, spec: dict, container: dict, why: str, event: str, text: str) -> None:
    container.update(state="waiting", reason=why, message=text, until=None)
    worker.event("Warning", event, text, spec)
    worker.event("Warning", "Failed", f"Error: {why}", spec)
    worker.note(reason("kubelet.pull_failed", image=spec["image"], message=text))


def pulling(worker: Worker, spec: dict, container: dict) -> None:
    if container["until"] > worker.now:
        return
    pull, image = container["pull"], container["next_image"]
    if "error" in pull:
        container["pull_backoff"] = backoff.next_after(container.get("pull_backoff"), pull["end"], pull["end"])
        text = f'Failed to pull image "{image}": {pull["error"]}'
        container.update(state="waiting", reason="ErrImagePull", message=pull["error"],
                         until=pull["end"] + worker.world.latency.resync)  # fmt: skip
        worker.event("Warning", "Failed", text, spec)
        worker.event("Warning", "Failed", "Error: ErrImagePull", spec)
        worker.note(reason("kubelet.pull_failed", image=image, message=pull["error"]))
        return
    alone, waited = (truncated_to_ms(pull["end"] - since) for since in (pull["start"], pull["asked"]))
    took = f"{alone} ({waited} including waiting)"
    text = f'Successfully pulled image "{image}" in {took}. Image size: {pull["size"]} bytes.'
    worker.event("Normal", "Pulled", text, spec)
    container.pop("pull_backoff", None)
    create(worker, container, pull["digest"], pull["end"])


def back_off(worker: Worker, spec: dict, container: dict) -> None:
    image, held = container["next_image"], container["pull_backoff"]
    text = f'Back-off pulling image "{image}"'
    container.update(
        reason="ImagePullBackOff",
        message=f"{text}: ErrImagePull: {container['message']}",
        until=held["at"] + held["delay"],
    )
    worker.event("Normal", "BackOff", text, spec)
    worker.event("Warning", "Failed", "Error: ImagePullBackOff", spec)
    worker.note(reason("kubelet.pull_backoff", image=image, seconds=held["delay"] // 1_000_000))


def create(worker: Worker, container: dict, digest: str, since: int) -> None:
    """The image is there: the container is made from it."""
    container.update(state="creating", next_digest=digest, until=since + worker.world.latency.container_start)
