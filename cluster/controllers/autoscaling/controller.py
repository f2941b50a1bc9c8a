"""The reconcile of a HorizontalPodAutoscaler: every 15 s while something may still change, else not at all.

A real one looks every 15 s for ever. Here a look whose outcome is certain is left out: nothing is due until a pod, the
target, a load or the autoscaler itself changes; then the next of its 15-second moments is awaited.
Source: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/ and
https://github.com/kubernetes/kubernetes/blob/v1.35.2/pkg/controller/podautoscaler/horizontal.go (texts)
"""

from __future__ import annotations

from cluster import reasons
from cluster.api.errors import StatusError
from cluster.component import CUSTOM, Component, World, split_key
from cluster.controllers.autoscaling import pace, replicas, scale, watching
from cluster.controllers.autoscaling.sources import Failed, Scene, advice
from cluster.kinds.horizontalpodautoscaler import targets
from cluster.objects import times
from cluster.reasons import Reason, reason

NAME, RESOURCE = "horizontal-pod-autoscaler", watching.RESOURCE
_NO_SELECTOR = "the HPA target's scale is missing a selector"

reasons.register(
    {
        "hpa.scale": ("have", "want", "metrics", "low", "high"),  # `metrics` as kubectl shows them: cpu: 80%/50%
        "hpa.status": ("have", "want"),
        "hpa.waiting": ("seconds",),
        "hpa.holding": ("have", "want"),
        "hpa.steady": ("have",),
        "hpa.no_target": ("message",),
        "hpa.no_metrics": ("message",),
        "hpa.disabled": (),
        "hpa.refused": ("message",),
    }
)


class HorizontalPodAutoscalerController(Component):
    name = NAME
    watches = {
        RESOURCE: watching.own_keys,
        "pods": watching.pod_keys,
        watching.SLICES: watching.slice_keys,
        CUSTOM: watching.target_keys,
        **dict.fromkeys(watching.TARGETS, watching.target_keys),
    }

    def reconcile(self, key: str, world: World) -> Reason | None:
        autoscaler = world.store.get(RESOURCE, *split_key(key))
        if autoscaler is None:
            world.remember(key, None)
            if not world.store.count(RESOURCE):
                world.metrics.forget()
            return None
        created = times.parse(autoscaler["metadata"]["creationTimestamp"])
        since = world.epoch + world.now - created
        left = pace.PERIOD - since % pace.PERIOD
        if left < pace.PERIOD or since == 0:
            world.remember(key, {**(world.recall(key) or {}), "woken": world.now})
            world.requeue(left)
            return reason("hpa.waiting", seconds=-(-left // times.SECOND))
        world.metrics.keep()
        return _Look(autoscaler, world).run()


class _Look:
    """One look of one autoscaler."""

    def __init__(self, autoscaler: dict, world: World):
        self.it, self.world = autoscaler, world
        self.spec, self.status = autoscaler["spec"], autoscaler.get("status") or {}
        self.conditions = list(self.status.get("conditions") or ())
        self.memory: pace.Memory = {"advice": [], "up": [], "down": []}
        self.woken = 0  # when something changed last (virtual µs)

    def run(self) -> Reason:
        namespace = self.it["metadata"]["namespace"]
        try:
            target = scale.find(self.spec["scaleTargetRef"], namespace, self.world)
        except scale.NoTarget as wrong:
            self._event("Warning", "FailedGetScale", str(wrong))
            message = f"the HPA controller was unable to get the target's current scale: {wrong}"
            self._condition("AbleToScale", "False", "FailedGetScale", message)
            self._put(self.status)
            return reason("hpa.no_target", message=str(wrong))
        message = "the HPA controller was able to get the target's current scale"
        self._condition("AbleToScale", "True", "SucceededGetScale", message)
        memory = self.world.recall(self.world.key) or {}
        self.memory = pace.started(memory, target.wanted, self.world.now)
        self.woken = memory.get("woken", 0)
        verdict = self._decide(target)
        self.world.remember(self.world.key, {**pace.trimmed(self.memory, self.world.now), "woken": self.woken})
        return verdict

    # -- what to do ------------------------------------------------------------------------------------------------

    def _decide(self, target: scale.Target) -> Reason:
        current, low, high = target.wanted, self.spec.get("minReplicas", 1), self.spec["maxReplicas"]
        if current == 0 and low != 0:
            message = "scaling is disabled since the replica count of the target is zero"
            self._condition("ScalingActive", "False", "ScalingDisabled", message)
            self._told(current, 0, None)
            return reason("hpa.disabled")
        if current > high:
            return self._resize(target, high, "Current number of replicas above Spec.MaxReplicas", None)
        if current < low:
            return self._resize(target, low, "Current number of replicas below Spec.MinReplicas", None)
        return self._by_metrics(target)

    def _by_metrics(self, target: scale.Target) -> Reason:
        current = target.wanted
        pods: list[dict] = []
        try:
            pods, desired, metric, statuses = self._asked(target)
        except _NoMetrics as wrong:
            self._told(current, self.status.get("desiredReplicas", 0), wrong.statuses)
            self._event("Warning", "FailedComputeMetricsReplicas", wrong.message)
            if wrong.may_change:
                self._again(wrong.pods)
            return reason("hpa.no_metrics", message=wrong.message)
        found = pace.normalized(self.spec, self.memory, current, desired, self.world.now)
        self.memory = pace.with_advice(self.memory, desired, self.world.now)
        self._condition("AbleToScale", "True", *found.able)
        self._condition("ScalingLimited", "True" if found.is_limited else "False", *found.limited)
        if found.replicas != current:
            why = f"{metric} above target" if desired > current else "All metrics below target"
            return self._resize(target, found.replicas, why, statuses)
        self._told(current, current, statuses)
        if found.holds:
            self.world.requeue(pace.PERIOD)
            return reason("hpa.holding", have=current, want=desired)
        self._again(pods)
        return reason("hpa.steady", have=current)

    def _asked(self, target: scale.Target) -> tuple[list[dict], int, str, list[dict]]:
        """(its pods, the replicas that the most demanding metric asks for, its name, the status of all). Raises
        _NoMetrics."""
        if not target.selector:
            self._event("Warning", "SelectorRequired", "selector is required")
            self._condition("ScalingActive", "False", "InvalidSelector", _NO_SELECTOR)
            raise _NoMetrics("selector is required", [], [], False)
        try:
            selector, pods = target.pods(self.world)
        except scale.SelectorError as wrong:
            message = f"couldn't convert selector into a corresponding internal selector object: {wrong}"
            self._event("Warning", "InvalidSelector", message)
            self._condition("ScalingActive", "False", "InvalidSelector", message)
            raise _NoMetrics(message, [], [], False) from None
        self._check_alone(target.selector, pods)
        scene = Scene(self.world, self.it, target.wanted, selector, pods)
        failures: list[Failed] = []
        statuses: list[dict] = []
        best, name = 0, ""
        for metric in self.spec["metrics"]:
            try:
                found = advice(metric, scene)
            except Failed as wrong:
                failures.append(wrong)
                statuses.append({"type": ""})
                self._event("Warning", wrong.reason, wrong.message)
                continue
            statuses.append(found.status)
            if not best or found.replicas > best:
                best, name = found.replicas, found.metric
        if failures and (len(failures) == len(statuses) or best < target.wanted):
            first = failures[0]
            message = f"the HPA was unable to compute the replica count: {first.message}"
            self._condition("ScalingActive", "False", first.reason, message)
            told = f"invalid metrics ({len(failures)} invalid out of {len(statuses)}), first error is: {first.told}"
            raise _NoMetrics(told, statuses, pods, True)
        message = f"the HPA was able to successfully calculate a replica count from {name}"
        self._condition("ScalingActive", "True", "ValidMetricFound", message)
        return pods, best, name, statuses

    def _check_alone(self, selector: str, pods: list[dict]) -> None:
        """Two autoscalers for the same pods would fight. Raises _NoMetrics."""
        namespace, names = self.it["metadata"]["namespace"], []
        for other in self.world.store.list(RESOURCE, namespace) if pods else ():
            try:
                target = scale.find(other["spec"]["scaleTargetRef"], namespace, self.world)
                chosen, _ = target.pods(self.world) if target.selector else (None, [])
            except (scale.NoTarget, scale.SelectorError):
                continue
            if chosen is not None and any(chosen.matches(pod["metadata"].get("labels")) for pod in pods):
                names.append(other["metadata"]["name"])
        if len(names) < 2:
            return
        listed = " ".join(f"{{{name} {namespace}}}" for name in names)
        message = f"pods by selector {selector} are controlled by multiple HPAs: [{listed}]"
        self._event("Warning", "AmbiguousSelector", message)
        self._condition("ScalingActive", "False", "AmbiguousSelector", message)
        raise _NoMetrics(message, [], pods, False)

    # -- doing it ----------------------------------------------------------------------------------------------------

    def _resize(self, target: scale.Target, wanted: int, why: str, statuses: list[dict] | None) -> Reason:
        current, now = target.wanted, self.world.now
        limits = {"low": self.spec.get("minReplicas", 1), "high": self.spec["maxReplicas"]}
        seen = targets(self.spec, {"currentMetrics": statuses}) if statuses else ""
        done = reason("hpa.scale", have=current, want=wanted, metrics=seen, **limits)
        try:
            target.resize(self.world, wanted, done)
        except StatusError as error:
            self._event("Warning", "FailedRescale", f"New size: {wanted}; reason: {why}; error: {error.message}")
            message = f"the HPA controller was unable to update the target scale: {error.message}"
            self._condition("AbleToScale", "False", "FailedUpdateScale", message)
            self._told(current, self.status.get("desiredReplicas", 0), statuses)
            self.world.requeue(pace.PERIOD)
            return reason("hpa.refused", message=error.message)
        message = f"the HPA controller was able to update the target scale to {wanted}"
        self._condition("AbleToScale", "True", "SucceededRescale", message)
        self._event("Normal", "SuccessfulRescale", f"New size: {wanted}; reason: {why}")
        if self.spec.get("behavior") is not None:
            self.memory = pace.with_change(self.memory, current, wanted, now)
        self._told(current, wanted, statuses, times.rfc3339(self.world.epoch + now))
        self.world.requeue(pace.PERIOD)
        return done

    def _again(self, pods: list[dict]) -> None:
        """Look again in 15 s if time alone may change something: fresh metrics, pods that are starting."""
        world = self.world
        starting = replicas.initializing_until(pods, world.metrics.resolution)
        unseen = world.metrics.last_look() <= self.woken
        if unseen or world.metrics.steady_from() > world.now or starting > world.epoch + world.now:
            world.requeue(pace.PERIOD)

    # -- what is written -------------------------------------------------------------------------------------------

    def _told(self, current: int, desired: int, statuses: list[dict] | None, scaled: str = "") -> None:
        status: dict = {"currentMetrics": statuses, "desiredReplicas": desired}
        if current:
            status["currentReplicas"] = current
        if scaled or self.status.get("lastScaleTime"):
            status["lastScaleTime"] = scaled or self.status["lastScaleTime"]
        self._put(status)

    def _put(self, status: dict) -> None:
        status = {**status, "conditions": self.conditions} if self.conditions else status
        if status != self.it.get("status"):
            have, want = status.get("currentReplicas", 0), status.get("desiredReplicas", 0)
            why = reason("hpa.status", have=have, want=want)
            self.it = self.world.client.update_status(RESOURCE, {**self.it, "status": status}, why)

    def _condition(self, kind: str, word: str, why: str, message: str) -> None:
        known = next((each for each in self.conditions if each["type"] == kind), None)
        now = times.rfc3339(self.world.epoch + self.world.now)
        since = known["lastTransitionTime"] if known is not None and known["status"] == word else now
        made = {"type": kind, "status": word, "lastTransitionTime": since, "reason": why, "message": message}
        if known is None:
            self.conditions.append(made)
        else:
            self.conditions[self.conditions.index(known)] = made

    def _event(self, kind: str, why: str, message: str) -> None:
        self.world.event(self.it, kind, why, message)


class _NoMetrics(Exception):
    def __init__(self, message: str, statuses: list[dict], pods: list[dict], may_change: bool):
        super().__init__(message)
        self.message, self.statuses, self.pods, self.may_change = message, statuses, pods, may_change
