"""A cluster whose pods' files are looked at."""

from cluster.kubelet.processes import execs, logs
from tests.cluster.kubelet.scenes import Scene, container

BUSYBOX, AGNHOST = "busybox:1.36", "registry.k8s.io/e2e-test-images/agnhost:2.56"


class Volumes(Scene):
    serial = 0

    def config(self, name: str, data: dict, **more) -> None:
        self.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data, **more})

    def secret(self, name: str, data: dict) -> None:
        self.create({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "stringData": data})

    def idle(self, name: str, volume: dict, mount: dict | None = None, **spec) -> None:
        """A pod that does nothing and has one volume at /v."""
        mounts = [{"name": "v", "mountPath": "/v", **(mount or {})}]
        only = container(BUSYBOX, command=["sleep", "100000"], volumeMounts=mounts)
        given = {"volumes": [{"name": "v", **volume}], "terminationGracePeriodSeconds": 0, **spec}
        self.pod(name, only, **given)

    def run(self, name: str, text: str, within: str = "c") -> str:
        """What a shell in the container says to the script; its errors too."""
        self.serial += 1
        pod = self.store.get("pods", "default", name)
        options = {"command": ["sh", "-c", text], "stdin": False, "tty": False}
        process = execs.start(self.cluster.runtime, pod, within, options, self.cluster.now, str(self.serial))
        assert process.ends is not None, "it does not end"
        return "".join(line[2] for line in process.lines)

    def log(self, name: str, within: str = "c", **query) -> str:
        pod, cluster = self.store.get("pods", "default", name), self.cluster
        return logs.answer(cluster.runtime, pod, within, query, cluster.now, cluster.epoch)

    def failures(self, name: str) -> list[tuple[str, int]]:
        """(message, count) of the pod's FailedMount Events."""
        found = [e for e in self.events("FailedMount") if e["involvedObject"]["name"] == name]
        return [(event["message"], event["count"]) for event in found]

    def mounttest(self, name: str, *options: str, volumes: list | None = None, mounts: list | None = None, **spec):
        """What upstream's end-to-end tests do: agnhost looks at files and ends. Gives what it said."""
        own = spec.pop("own", {})
        only = container(AGNHOST, args=["mounttest", *options], volumeMounts=mounts or [], **own)
        self.pod(name, only, volumes=volumes or [], restartPolicy="Never", **spec)
        self.wait(20)
        return self.log(name)


__all__ = ["AGNHOST", "BUSYBOX", "Volumes", "container"]
