"""One container's way: image, creation, running, end, restart after a back-off.

Its record (plain JSON, in the pod's record):
  {"state": waiting | pulling | creating | hooked (its postStart hook runs) | running | stopping | exited,
   "image": of the run, as in the spec,
  "restarts": n,
   "reason", "message": why it waits (None: for its turn); "until": when the present state may be left; "pull": see
   pulls;
   "id", "digest", "env", "argv", "started", "ends" (µs at which it ends by itself, or None), "code"; "changes": of its
   files by others than its main process (see inside); "known", "looked", "settled": see sharing; "heard",
   "since": see hearing; "signalled": when it was asked to stop; "finished",
   "exit_reason", "exit_message"; "last": the run before;
   "backoff", "pull_backoff": see backoff; "next_image", "next_digest": of the run to come; "changed": it is being
   restarted because its image was changed; "cause": the reason that an end from outside gives}
Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-states; event texts as 1.35 writes
them
(https://github.com/kubernetes/kubernetes/pull/134043, golden suite tour for their order).
"""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from cluster.images.catalogue import find
from cluster.kubelet import backoff, fetching, hooks, poststart, probes, restarting, stopping
from cluster.kubelet.measuring import load, throttling
from cluster.kubelet.node import pressure
from cluster.kubelet.processes import asking, environment, hearing, identity, inside, messages, settling
from cluster.kubelet.volumes import mounting
from cluster.objects.go.durations import whole_seconds
from cluster.reasons import reason

if TYPE_CHECKING:
    from cluster.kubelet.worker import Worker

START_ERROR = 128
_LOOK_AGAIN = 12_000_000  # µs; kubelet's workers come back after ten seconds, give or take


def drive(worker: Worker, spec: dict, container: dict) -> None:
    """Do all that is due now. Afterwards the container stays as it is until `container["until"]` (None: for good)."""
    while True:
        before = container["state"]
        _STATES[before](worker, spec, container)
        due = container["until"]
        if container["state"] == before and (due is None or due > worker.now):
            return


def new(spec: dict, now: int) -> dict:
    return {"state": "waiting", "image": spec["image"], "restarts": 0, "reason": None, "until": now}


def is_busy(container: dict) -> bool:
    """Whether the next container must wait: containers of a pod are brought up one after the other."""
    return container["state"] in ("pulling", "creating", "hooked")


# -- states ------------------------------------------------------------------------------------------------------------


def _waiting(worker: Worker, spec: dict, container: dict) -> None:
    if container["until"] is None or container["until"] > worker.now:
        return
    if container["reason"] == "ErrImagePull":
        fetching.back_off(worker, spec, container)
    elif container["reason"] == "CrashLoopBackOff":
        _restart(worker, spec, container)
    else:
        fetching.fetch(worker, spec, container)


def _creating(worker: Worker, spec: dict, container: dict) -> None:
    if container["until"] > worker.now:
        return
    image = container["next_image"]
    read = partial(mounting.read, worker.world.runtime, worker.held(spec, container), now=worker.now)
    try:
        env, skipped = environment.resolve(worker.pod, spec, worker.ip, worker.world.store, read)
        identity.check(worker.pod, spec, find(image))
        whole = inside.environment(find(image), worker.pod, env)
        mounting.check(spec, whole)
        mounting.check_links(worker.world.runtime, worker.held(spec, container), whole, worker.now)
    except (environment.MissingConfig, identity.MustNotRun, mounting.BadSubPath) as error:
        _misconfigured(worker, spec, container, str(error))
        return
    for told in skipped:
        worker.world.event(worker.pod, "Warning", "InvalidEnvironmentVariableNames", told, "", worker.node)
    worker.event("Normal", "Created", "Container created", spec)
    if "id" in container:
        container["last"] = {key: container[key] for key in _OF_ONE_RUN if key in container}
        container["restarts"] += 1
    _begin(worker, spec, container, env)
    ran = inside.main(worker.world.runtime, worker.held(spec, container), None)
    if ran.error:
        told = ran.error if ran.error.startswith("container init") else f"error during container init: {ran.error}"
        text = f"{_NOT_CREATED}{told}: unknown"
        worker.event("Warning", "Failed", f"Error: {text}", spec)
        end(worker, spec, container, START_ERROR, "StartError", text)
        return
    worker.event("Normal", "Started", "Container started", spec)
    hearing.keep(container, ran.heard)
    asking.note(worker, container)
    asking.stir(worker, *(serving.since - worker.now for serving in ran.serving))
    if load.is_source(worker.pod):
        throttling.load_moved(worker.world)
    container.update(state="running", ends=ran.ends, code=ran.code, until=ran.ends, known=ran.known, oom=ran.oom)
    worker.note(reason("kubelet.start", container=spec["name"]))
    if load.demand(spec).memory >= pressure.LARGE or ran.stored:
        pressure.soon(worker.world, worker.node)
    handler = hooks.of(spec, hooks.POST_START)
    if handler is not None:
        poststart.begin(worker, spec, container, handler)


# The words of containerd 2 around runc's
_NOT_CREATED = (
    "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: "
    "unable to start container process: "
)


def _begin(worker: Worker, spec: dict, container: dict, env: dict[str, str]) -> None:
    """A new run: with a tree of files of its own."""
    for name in _NOT_OF_THE_NEXT:
        container.pop(name, None)
    image = container["image"] = container.pop("next_image")
    container["digest"] = container.pop("next_digest")
    container["id"] = _container_id(worker, spec, container)
    container["started"] = worker.now
    container["env"] = env
    who = identity.of(worker.pod, spec, find(image))
    container["who"] = None if who == (0, 0, (0,)) else list(who)
    found = find(image)
    container["argv"] = list(inside.argv(found, spec, inside.environment(found, worker.pod, env)))
    for name in ("typed", "said", "looked", "heard", "since", "finished"):
        container.pop(name, None)
    if worker.record.get("volumes"):
        whole = inside.environment(found, worker.pod, env)
        mounting.prepare(worker.world.runtime, worker.held(spec, container), container, whole)
        settling.tell(worker)


def _misconfigured(worker: Worker, spec: dict, container: dict, why: str) -> None:
    """Something that the container refers to is missing: it is looked for again and again."""
    worker.event("Warning", "Failed", f"Error: {why}", spec)
    until = worker.now + _LOOK_AGAIN
    container.update(state="waiting", reason="CreateContainerConfigError", message=why, until=until)
    worker.note(reason("kubelet.waiting", container=spec["name"]))


def _running(worker: Worker, spec: dict, container: dict) -> None:
    if container["ends"] is not None and container["ends"] <= worker.now:
        cause = container.pop("cause", None) or ("OOMKilled" if container.get("oom") else None)
        end(worker, spec, container, container["code"], cause)
        if cause == "OOMKilled":
            _tell_of_memory(worker, spec)
    elif container["image"] != spec["image"]:  # the one field of a container that may be changed
        told = f"Container {spec['name']} definition changed, will be restarted"
        stopping.ask(worker, spec, container, worker.grace(), told)
        container["changed"] = True
    else:
        _watch(worker, spec, container)


def _tell_of_memory(worker: Worker, spec: dict) -> None:
    """Without a limit it was the node's memory that had no room: the kubelet reads that in the kernel's log."""
    worker.note(reason("kubelet.oom", container=spec["name"]))
    node = worker.world.store.get("nodes", "", worker.node)
    if node is not None and "memory" not in inside.limits(spec):
        process = (worker.record["containers"][spec["name"]].get("argv") or ["?"])[0].rpartition("/")[2]
        pid = 1000 + worker.world.draw("pid", worker.uid, spec["name"]) % 30_000
        text = f"System OOM encountered, victim process: {process}, pid: {pid}"
        worker.world.event(node, "Warning", "SystemOOM", text, "", worker.node)


def _watch(worker: Worker, spec: dict, container: dict) -> None:
    """It runs: what others changed may bring its end nearer, and its probes have their moments."""
    turn, known = worker.record.get("turn", 0), container.get("known")
    if known is not None and known <= worker.now:
        container["looked"] = worker.now
    if container.get("turn", 0) != turn or container.get("looked") == worker.now:
        changed = container.get("turn", 0) != turn
        hearing.look(container, worker.now, changed)
        ran = inside.main(worker.world.runtime, worker.held(spec, container), None)
        hearing.keep(container, ran.heard)
        asking.note(worker, container)
        if changed and worker.record.get("hears") != turn:
            asking.stir_by_files(worker, spec, container)
        container.update(turn=turn, ends=ran.ends, code=ran.code, known=ran.known, oom=ran.oom)
    if "doomed" in container and (container["ends"] is None or container["ends"] > container["doomed"][0]):
        container.update(ends=container["doomed"][0], code=stopping.KILLED, cause=container["doomed"][1])
    container["until"] = container["ends"] if container["ends"] is not None else container.get("known")
    if not probes.has_any(spec):
        return
    failed = probes.work(worker, spec, container)
    if failed is not None:
        _kill_unhealthy(worker, spec, container, failed)
        return
    moments = [moment for moment in (container["until"], probes.due(spec, container)) if moment is not None]
    container["until"] = min(moments, default=None)


def _kill_unhealthy(worker: Worker, spec: dict, container: dict, kind: str) -> None:
    again = restarting.again(worker.pod, spec, stopping.KILLED)
    text = f"Container {spec['name']} failed {kind} probe{', will be restarted' if again else ''}"
    seconds = spec[f"{kind}Probe"].get("terminationGracePeriodSeconds")
    stopping.ask(worker, spec, container, worker.grace() if seconds is None else seconds * 1_000_000, text)
    worker.note(reason("kubelet.unhealthy", container=spec["name"], probe=kind))


def _stopping(worker: Worker, spec: dict, container: dict) -> None:
    if container["until"] <= worker.now:
        end(worker, spec, container, container["code"])


def end(
    worker: Worker, spec: dict, container: dict, code: int, why: str | None = None, message: str | None = None
) -> None:
    """The process is gone; one that ends is noticed, and started again if so, a moment later."""
    told = why or ("Completed" if code == 0 else "Error")
    message = message or messages.message(worker.world.runtime, worker.held(spec, container), code, worker.now)
    noticed = worker.now if container.get("changed") else worker.now + worker.world.latency.resync
    container.update(
        state="exited", code=code, finished=worker.now, exit_reason=told, exit_message=message, until=noticed
    )
    settling.tell(worker)
    asking.stir(worker)
    if load.is_source(worker.pod):
        throttling.load_moved(worker.world)
    crashed = code != 0 and not container.get("changed")
    worker.note(
        reason("kubelet.crash", container=spec["name"], exit=code)
        if crashed
        else reason("kubelet.ended", container=spec["name"])
    )


def _exited(worker: Worker, spec: dict, container: dict) -> None:
    if not (container.get("changed") or restarting.again(worker.pod, spec, container["code"])):
        container["until"] = None
        return
    if container["until"] is not None and container["until"] > worker.now:
        return
    held: dict = {} if container.get("changed") else container.get("backoff") or {}
    due = backoff.until(held or None, container["finished"])
    if due <= worker.now:
        _restart(worker, spec, container)
        return
    pod = f"{worker.name}_{worker.namespace}({worker.uid})"
    text = f"back-off {whole_seconds(held['delay'])} restarting failed container={spec['name']} pod={pod}"
    container.update(state="waiting", reason="CrashLoopBackOff", message=text, until=due)
    worker.event("Warning", "BackOff", f"Back-off restarting failed container {spec['name']} in pod {pod}", spec)
    worker.note(reason("kubelet.backoff", container=spec["name"], seconds=held["delay"] // 1_000_000))


def _restart(worker: Worker, spec: dict, container: dict) -> None:
    if not container.pop("changed", False):
        container["backoff"] = backoff.next_after(container.get("backoff"), container["finished"], worker.now)
    fetching.fetch(worker, spec, container)


_NOT_OF_THE_NEXT = (
    "reason", "message", "pull", "changes", "argv", "signalled", "probes", "turn", "access", "memory", "doomed", "oom",
)  # fmt: skip
_OF_ONE_RUN = (
    "id", "image", "digest", "env", "argv", "changes", "settled", "signalled", "typed", "said", "access", "started",
    "finished", "code", "exit_reason", "exit_message", "looked", "heard",
)  # fmt: skip
_STATES = {
    "waiting": _waiting,
    "pulling": fetching.pulling,
    "creating": _creating,
    "running": _running,
    "hooked": poststart.look,
    "stopping": _stopping,
    "exited": _exited,
}


def _container_id(worker: Worker, spec: dict, container: dict) -> str:
    return sha256(f"{worker.world.seed}/{worker.uid}/{spec['name']}/{container['restarts']}".encode()).hexdigest()
