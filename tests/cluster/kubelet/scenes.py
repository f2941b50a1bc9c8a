"""Pods on a node, for scenes about the lives of containers."""

from __future__ import annotations

from cluster.api.request import Request
from tests.cluster.kubelet.test_pods import Scene as Pods
from tests.cluster.kubelet.test_pods import container

__all__ = ["Scene", "container", "shell"]

STRATEGIC = "application/strategic-merge-patch+json"


def shell(script: str, image: str = "busybox:1.36", name: str = "c", **spec) -> dict:
    """A container that runs a script."""
    return container(image, name, command=["sh", "-c", script], **spec)


class Scene(Pods):
    def get(self, name: str) -> dict:
        return self.store.get("pods", "default", name)

    def part(self, name: str, part: str, patch: dict, kind: str = STRATEGIC):
        """A patch of a subresource; gives the whole response."""
        path = f"/api/v1/namespaces/default/pods/{name}/{part}"
        return self.cluster.request(Request("PATCH", path, body=patch, content_type=kind))

    def container(self, name: str, which: int | str = 0) -> dict:
        """The status of a container, by its place or its name."""
        status = self.status(name)
        fields = ("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses")
        if isinstance(which, int):
            return status["containerStatuses"][which]
        return next(each for field in fields for each in status.get(field) or () if each["name"] == which)

    def state(self, name: str, which: int | str = 0) -> dict:
        return self.container(name, which)["state"]

    def log(self, name: str, container: str = "", **query: str) -> str:
        path = f"/api/v1/namespaces/default/pods/{name}/log"
        given = {"container": container, **query} if container else query
        return self.cluster.request(Request("GET", path, given)).body

    def exec(self, name: str, *words: str, container: str = "") -> str:
        """What a command in a running container prints within a second."""
        path = f"/api/v1/namespaces/default/pods/{name}/exec"
        query = {"stdout": "true", "stderr": "true", **({"container": container} if container else {})}
        response = self.cluster.request(Request("GET", path, query, words=words, upgrade=True))
        assert response.stream is not None, response.body
        self.wait(1)
        return b"".join(data for _, data in response.stream.poll()).decode()

    def condition(self, name: str, kind: str) -> dict:
        """A condition of the pod; {} when it has none of that type."""
        found = [each for each in self.status(name).get("conditions") or () if each["type"] == kind]
        return found[0] if found else {}
