"""What the processes of a container find around them: files, environment, identity, limits.

Source: https://kubernetes.io/docs/concepts/containers/container-environment/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cluster import disks
from cluster.images import commandline
from cluster.images.catalogue import find
from cluster.images.filesystem.files import ROOT, Clock, Files, Write
from cluster.images.filesystem.roots import tree
from cluster.images.filesystem.tree import Layer
from cluster.images.place import Place, Ran
from cluster.images.serving import servers
from cluster.images.wire import Source
from cluster.kubelet import restarting
from cluster.kubelet.node.machine import MACHINE, NODE_MEMORY
from cluster.kubelet.processes import identity, links
from cluster.kubelet.volumes import mounting
from cluster.objects import demand, resolver
from cluster.objects.quantities import units
from cluster.runtime import PODS, Runtime

_OF_EVERY_NODE = ("/sbin/init", "/usr/bin/containerd", "/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Held(NamedTuple):
    """A container as its node holds it: `key` of the pod in the runtime, its record; the container's spec, record."""

    node: str
    key: str
    pod: dict
    record: dict
    spec: dict
    container: dict


def held(runtime: Runtime, pod: dict, name: str) -> Held | None:
    """The container of that name, if the pod's node knows it and it was started at least once."""
    metadata, node = pod["metadata"], pod["spec"].get("nodeName") or ""
    key = f"pods/{metadata['namespace']}/{metadata['name']}"
    record = runtime.get(node, key) if node else None
    if record is None or record["uid"] != metadata["uid"]:
        return None
    container, spec = record["containers"].get(name), spec_of(pod, name)
    if container is None or spec is None or "id" not in container:
        return None
    return Held(node, key, pod, record, spec, container)


def specs(pod: dict) -> list[dict]:
    """All containers of the pod: of initialisation, its own, ephemeral ones."""
    spec = pod["spec"]
    return [container for field in restarting.FIELDS for container in spec.get(field) or ()]


def spec_of(pod: dict, name: str) -> dict | None:
    return next((spec for spec in specs(pod) if spec["name"] == name), None)


def is_alive(container: dict) -> bool:
    return container["state"] in ("hooked", "running", "stopping")


def place(runtime: Runtime, at: Held, run: dict, now: int, writes: list[Write], ran: Ran | None) -> Place:
    """`writes`: of main processes, as far as they are not kept; `ran` None: what the run itself does is worked out."""
    image, spec, pod = find(run["image"]), at.spec, at.pod
    env = environment(image, pod, run.get("env") or {})
    who = identity.of(pod, spec, image)
    mounts = mounting.mounts(runtime, at, run, writes, run.get("id", "") if ran is None else "", env)
    own = [*(run.get("changes") or ()), *(write.change for write in writes if write.key == ROOT)]
    layer = Layer(_root(runtime, at, image, run["started"]), own)
    security = spec.get("securityContext") or {}
    read_only = bool(security.get("readOnlyRootFilesystem"))
    files = Files(layer, mounts, Clock(now), who.user, who.groups, read_only)
    command = tuple(run.get("argv") or argv(image, spec, env))
    source = Source("pod", pod["metadata"]["namespace"], pod["metadata"]["name"], spec["name"])
    asker = runtime.network.asker(source, now) if runtime.network is not None else None
    return Place(
        image=image,
        files=files,
        env=env,
        hostname=resolver.kernel_name(pod),
        argv=command,
        started=runtime.epoch + run["started"],
        ip=at.record["ip"],
        epoch=runtime.epoch,
        user=who.user,
        group=who.group,
        groups=who.groups,
        cwd=spec.get("workingDir") or servers.program(image).cwd,
        asker=asker,
        limits=limits(spec),
        room=room(runtime, at.node, spec),
        processes=_processes(runtime, at, command),
        serving=ran.serving if ran else (),
        memory=run.get("memory") or {},
        node=at.node,
        tty=bool(spec.get("tty")),
        privileged=bool(security.get("privileged")),
        escalates=security.get("allowPrivilegeEscalation", True),
    )


def _processes(runtime: Runtime, at: Held, command: tuple[str, ...]) -> tuple[str, ...]:
    if target := at.spec.get("targetContainerName"):  # an ephemeral container sees the other's processes
        other = at.record["containers"].get(target)
        return (*((" ".join(other["argv"]),) if other is not None and is_alive(other) else ()), " ".join(command))
    if at.pod["spec"].get("hostPID"):
        return (*_OF_EVERY_NODE, *_on_node(runtime, at.node))
    if not at.pod["spec"].get("shareProcessNamespace"):
        return (" ".join(command),)
    return _of_pod(at.record, [spec["name"] for spec in specs(at.pod)])


def _of_pod(record: dict, names: Iterable[str]) -> tuple[str, ...]:
    found = [record["containers"].get(name) for name in names]
    return ("/pause", *(" ".join(each.get("argv") or ()) for each in found if each is not None and is_alive(each)))


def _on_node(runtime: Runtime, node: str) -> Iterator[str]:
    """The processes of all pods of the node."""
    for key, record in runtime.items(node):
        if key.startswith(PODS) and any(is_alive(each) for each in record["containers"].values()):
            yield from _of_pod(record, sorted(record["containers"]))


def environment(image, pod: dict, env: dict[str, str]) -> dict[str, str]:
    """With what the runtime and the image add."""
    base = {
        "PATH": PATH,
        "HOSTNAME": resolver.kernel_name(pod),
        **dict(servers.program(image).env),
        **links.SERVER,
        **env,
    }
    return {**base, "HOME": env.get("HOME", "/root")}


def argv(image, spec: dict, env: dict[str, str]) -> tuple[str, ...]:
    made = servers.program(image)
    return commandline.argv(commandline.Command(made.entrypoint, made.cmd), spec, env)


def limits(spec: dict) -> dict[str, int]:
    found = demand.amounts((spec.get("resources") or {}).get("limits"))
    return {name: found[name] for name in ("cpu", "memory") if name in found}


def room(runtime: Runtime, node: str, spec: dict) -> int | None:
    """Bytes that the container's processes may take: its limit, or what its node has beside its own programs."""
    limit = limits(spec).get("memory")
    size = (runtime.get(node, MACHINE) or {}).get("size")
    return limit if limit is not None or not size else units(size["memory"]) - NODE_MEMORY


def _root(runtime: Runtime, at: Held, image, started: int):
    """The image's tree with the files that the kubelet writes for the pod."""
    if at.pod["spec"].get("hostNetwork"):
        hosts = resolver.node_hosts_text(at.pod, disks.text(runtime, at.node, "/etc/hosts", started))
    else:
        hosts = resolver.hosts_text(at.pod, at.record["ip"])
    extra = {
        "/etc/hostname": resolver.kernel_name(at.pod) + "\n",
        "/etc/hosts": hosts,
        "/etc/resolv.conf": resolver.of(at.pod).text(),
    }
    base = dict(tree(image))
    for path, text in extra.items():
        mounting.put(base, path, text)
    message = at.spec.get("terminationMessagePath") or "/dev/termination-log"
    mounting.put(base, message, "")
    base[message] = base[message]._replace(mode=0o666)  # whoever the container runs as
    return base
