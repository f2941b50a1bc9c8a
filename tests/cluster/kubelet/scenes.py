"""Pods on a node, for scenes about the lives of containers."""

from __future__ import annotations

from cluster.api.request import Request
from cluster.kinds import KINDS
from cluster.objects.times import SECOND
from tests.cluster.controllers.scene import Scene as Bare

PODS = KINDS.by_resource["pods"]
STRATEGIC = "application/strategic-merge-patch+json"


def container(image: str = "nginx", name: str = "c", **spec) -> dict:
    return {"name": name, "image": image, **spec}


def shell(script: str, image: str = "busybox:1.36", name: str = "c", **spec) -> dict:
    """A container that runs a script."""
    return container(image, name, command=["sh", "-c", script], **spec)


class Scene(Bare):
    def pod(self, name: str, *containers: dict, **spec) -> None:
        given = {"containers": list(containers) or [container()], **spec}
        self.create({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": given})

    def status(self, name: str) -> dict:
        return self.store.get("pods", "default", name)["status"]

    def shown(self, name: str) -> list:
        """READY, STATUS and RESTARTS as kubectl shows them."""
        found = self.store.get("pods", "default", name)
        return PODS.row(found, self.cluster.api.now)[1:4] if found else ["gone"]

    def history(self, name: str, seconds: float) -> list[str]:
        """The STATUS words that the pod goes through."""
        words: list[str] = []
        end = self.cluster.now + int(seconds * SECOND)
        while (due := self.cluster.next_due) is not None and due <= end:
            self.cluster.step()
            word = self.shown(name)[-2] if len(self.shown(name)) > 1 else "gone"
            if words[-1:] != [word]:
                words.append(word)
        self.cluster.run_until(end)
        return words

    def told(self, name: str) -> list[tuple[str, str]]:
        """(reason, message) of the kubelet's Events about the pod, in order."""
        events = [e for e in self.store.list("events", "default") if e["involvedObject"]["name"] == name]
        events = [e for e in events if e["source"].get("component") == "kubelet"]
        return [
            (e["reason"], e["message"]) for e in sorted(events, key=lambda e: int(e["metadata"]["resourceVersion"]))
        ]

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
