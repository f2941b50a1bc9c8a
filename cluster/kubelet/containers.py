"""One container's way: image, creation, running, end, restart after a back-off.

Its record (plain JSON, in the pod's record):
  {"state": waiting | pulling | creating | running | stopping | exited, "image": of the run, as in the spec,
  "restarts": n,
   "reason", "message": why it waits (None: for its turn); "until": when the present state may be left; "pull": see
   pulls;
   "id", "digest", "env", "argv", "started", "ends" (µs at which it ends by itself, or None), "code"; "changes": of its
   files by others than its main process (see inside); "known", "looked", "settled": see sharing;
   "signalled": when it was asked to stop; "finished",
   "exit_reason", "exit_message"; "last": the run before;
   "backoff", "pull_backoff": see backoff; "next_image", "next_digest": of the run to come; "changed": it is being
   restarted because its image was changed; "cause": the reason that an end from outside gives}
Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-states; event texts as 1.35 writes
them
(https://github.com/kubernetes/kubernetes/pull/134043, golden suite tour for their order).
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from cluster.images.catalogue import find
from cluster.images.names import InvalidName, parse
from cluster.kubelet import backoff, environment, identity, inside, mounting, probes, pulls, settling
from cluster.kubelet.durations import truncated_to_ms, whole_seconds
from cluster.reasons import reason

if TYPE_CHECKING:
    from cluster.kubelet.worker import Worker

KILLED = 137  # 128 + SIGKILL
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
    return container["state"] in ("pulling", "creating")


# -- states ------------------------------------------------------------------------------------------------------------


def _waiting(worker: Worker, spec: dict, container: dict) -> None:
    if container["until"] is None or container["until"] > worker.now:
        return
    if container["reason"] == "ErrImagePull":
        _back_off_pulling(worker, spec, container)
    elif container["reason"] == "CrashLoopBackOff":
        _restart(worker, spec, container)
    else:
        _fetch(worker, spec, container)


def _fetch(worker: Worker, spec: dict, container: dict) -> None:
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
        _create(worker, container, have["digest"], worker.now)
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
    worker.note(reason("kubelet.pull_failed", image=spec["image"]))


def _pulling(worker: Worker, spec: dict, container: dict) -> None:
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
        worker.note(reason("kubelet.pull_failed", image=image))
        return
    alone, waited = (truncated_to_ms(pull["end"] - since) for since in (pull["start"], pull["asked"]))
    took = f"{alone} ({waited} including waiting)"
    text = f'Successfully pulled image "{image}" in {took}. Image size: {pull["size"]} bytes.'
    worker.event("Normal", "Pulled", text, spec)
    container.pop("pull_backoff", None)
    _create(worker, container, pull["digest"], pull["end"])


def _back_off_pulling(worker: Worker, spec: dict, container: dict) -> None:
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


def _create(worker: Worker, container: dict, digest: str, since: int) -> None:
    container.update(state="creating", next_digest=digest, until=since + worker.world.latency.container_start)


def _creating(worker: Worker, spec: dict, container: dict) -> None:
    if container["until"] > worker.now:
        return
    image = container["next_image"]
    try:
        env, skipped = environment.resolve(worker.pod, spec, worker.ip, worker.world.store)
        identity.check(worker.pod, spec, find(image))
        mounting.check(spec, inside.environment(find(image), worker.pod, env))
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
        text = _NOT_CREATED + ran.error + ": unknown"
        worker.event("Warning", "Failed", f"Error: {text}", spec)
        _end(worker, spec, container, START_ERROR, "StartError", text)
        return
    worker.event("Normal", "Started", "Container started", spec)
    container.update(state="running", ends=ran.ends, code=ran.code, until=ran.ends, known=ran.known)
    worker.note(reason("kubelet.start", container=spec["name"]))


# The words of containerd 2 around runc's
_NOT_CREATED = (
    "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: "
    "unable to start container process: error during container init: "
)


def _begin(worker: Worker, spec: dict, container: dict, env: dict[str, str]) -> None:
    """A new run: with a tree of files of its own."""
    for name in ("reason", "message", "pull", "changes", "argv", "signalled", "probes", "turn", "access"):
        container.pop(name, None)
    image = container["image"] = container.pop("next_image")
    container["digest"] = container.pop("next_digest")
    container["id"] = _container_id(worker, spec, container)
    container["started"] = worker.now
    container["env"] = env
    found = find(image)
    container["argv"] = list(inside.argv(found, spec, inside.environment(found, worker.pod, env)))
    for name in ("typed", "said", "looked", "finished"):
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
        _end(worker, spec, container, container["code"], container.pop("cause", None))
    elif container["image"] != spec["image"]:  # the one field of a container that may be changed
        worker.event("Normal", "Killing", f"Container {spec['name']} definition changed, will be restarted", spec)
        ask_to_stop(worker, spec, container, worker.grace())
        container["changed"] = True
    else:
        _watch(worker, spec, container)


def _watch(worker: Worker, spec: dict, container: dict) -> None:
    """It runs: what others changed may bring its end nearer, and its probes have their moments."""
    turn, known = worker.record.get("turn", 0), container.get("known")
    if known is not None and known <= worker.now:
        container["looked"] = worker.now
    if container.get("turn", 0) != turn or container.get("looked") == worker.now:
        ran = inside.main(worker.world.runtime, worker.held(spec, container), None)
        container.update(turn=turn, ends=ran.ends, code=ran.code, known=ran.known)
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
    again = worker.pod["spec"].get("restartPolicy", "Always") != "Never" or spec.get("restartPolicy") == "Always"
    text = f"Container {spec['name']} failed {kind} probe{', will be restarted' if again else ''}"
    worker.event("Normal", "Killing", text, spec)
    seconds = spec[f"{kind}Probe"].get("terminationGracePeriodSeconds")
    ask_to_stop(worker, spec, container, worker.grace() if seconds is None else seconds * 1_000_000)
    worker.note(reason("kubelet.unhealthy", container=spec["name"], probe=kind))


def ask_to_stop(worker: Worker, spec: dict, container: dict, grace: int, hook: int = 0) -> None:
    """Send the stop signal after `hook` µs of preStop; after `grace` µs (in all) it is killed. Even a well-behaved
    program needs `container_stop`."""
    signal, killed = worker.now + hook, worker.now + grace
    end, code = killed, KILLED
    if container["ends"] is not None and container["ends"] <= min(signal, killed):
        end, code = container["ends"], container["code"]
    elif signal < killed:
        container["signalled"] = signal
        ran = inside.main(worker.world.runtime, worker.held(spec, container), None, signal)
        if ran.ends is not None:
            least = 0 if container["ends"] == ran.ends else worker.world.latency.container_stop
            ends = max(ran.ends, signal + least)
            if ends <= killed:
                end, code = ends, ran.code
    container.update(state="stopping", until=end, code=code)
    settling.tell(worker)


def _stopping(worker: Worker, spec: dict, container: dict) -> None:
    if container["until"] <= worker.now:
        _end(worker, spec, container, container["code"])


def _end(
    worker: Worker, spec: dict, container: dict, code: int, why: str | None = None, message: str | None = None
) -> None:
    """The process is gone; one that ends is noticed, and started again if so, a moment later."""
    told = why or ("Completed" if code == 0 else "Error")
    noticed = worker.now if container.get("changed") else worker.now + worker.world.latency.resync
    container.update(
        state="exited", code=code, finished=worker.now, exit_reason=told, exit_message=message, until=noticed
    )
    settling.tell(worker)
    crashed = code != 0 and not container.get("changed")
    worker.note(
        reason("kubelet.crash", container=spec["name"], exit=code)
        if crashed
        else reason("kubelet.ended", container=spec["name"])
    )


def _exited(worker: Worker, spec: dict, container: dict) -> None:
    if not (container.get("changed") or worker.restarts(spec, container["code"])):
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
    _fetch(worker, spec, container)


_OF_ONE_RUN = (
    "id", "image", "digest", "env", "argv", "changes", "settled", "signalled", "typed", "said", "access", "started",
    "finished", "code", "exit_reason", "exit_message",
)  # fmt: skip
_STATES = {
    "waiting": _waiting,
    "pulling": _pulling,
    "creating": _creating,
    "running": _running,
    "stopping": _stopping,
    "exited": _exited,
}


def _container_id(worker: Worker, spec: dict, container: dict) -> str:
    return sha256(f"{worker.world.seed}/{worker.uid}/{spec['name']}/{container['restarts']}".encode()).hexdigest()
