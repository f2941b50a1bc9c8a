"""minikube's addons: what each puts into the cluster.

An addon is a module with `manifests(node)`: the objects, in the order in which they are created; an addon is on while
its `mark` (resource, namespace, name) is there. Source: https://github.com/kubernetes/minikube/tree/master/deploy/addons
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cluster import metrics_server
from cluster.addons import ingress


class Addon(NamedTuple):
    """`manifests()` → objects; `images` as `minikube addons enable` tells them; `mark`: (resource, namespace, name)."""

    maintainer: str
    manifests: Callable[[], list[dict]]
    images: tuple[str, ...]
    mark: tuple[str, str, str]


ADDONS: dict[str, Addon] = {
    "ingress": Addon("Kubernetes", ingress.manifests, ingress.IMAGES, ingress.MARK),
    "metrics-server": Addon(
        "Kubernetes",
        metrics_server.manifests,
        (metrics_server.IMAGE,),
        ("deployments.apps", "kube-system", "metrics-server"),
    ),
}
# On from the beginning, and not to be switched off here.
ALWAYS = {"default-storageclass": "Kubernetes", "storage-provisioner": "minikube"}
