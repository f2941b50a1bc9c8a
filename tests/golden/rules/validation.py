"""Where validation of 1.35 speaks otherwise than that of 1.20."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

from cluster.objects.paths import get_in
from tests.golden import golang
from tests.golden.cases import Case
from tests.golden.causes import in_errors
from tests.golden.reports import HEAD, turned
from tests.golden.rewriting import Rule, of_kind
from tests.golden.suites.validation import sent

_VALUE = re.compile(r"(?<=value: )(?=map\[|\[\]|[a-z]\w*\.[A-Z])")
_PATH = re.compile(r"\[(\d+)\]|\.?([^.\[\]]+)")
_MAY_CHANGE = ",".join((
    "`spec.containers[*].image`",
    "`spec.initContainers[*].image`",
    "`spec.activeDeadlineSeconds`",
    "`spec.tolerations` (only additions to existing tolerations)",
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
))  # fmt: skip


def _as_json(match: re.Match, case: Case) -> str:
    """All values in Go's syntax of one text."""
    text, at, parts = match[0], 0, []
    while found := _VALUE.search(text, at):
        parts.append(text[at : found.start()])
        try:
            shown, length = golang.as_json(text[found.start() :])
        except (golang.NotGo, IndexError):
            shown, length = text[found.start()], 1
        parts.append(shown)
        at = found.start() + length
    return "".join(parts) + text[at:]


def _at(case: Case, path: str) -> Any:
    """What the case's object has at a path of an error."""
    steps = [int(index) if index else name for index, name in _PATH.findall(path)]
    return get_in(sent(case), *steps)


def _host_port(match: re.Match, case: Case) -> str:
    port = (_at(case, match[1]) or {}).get("hostPort", 0)
    return f"{match[1]}.hostPort: Invalid value: {port}: must match `containerPort` when `hostNetwork` is true"


def _with_limit(match: re.Match, case: Case) -> str:
    limits = (_at(case, match[1]) or {}).get("limits") or {}
    return f"{match[0]} of {limits.get(match[2], '?')}"


def _wrong_range(match: re.Match, case: Case) -> str:
    """The first range that is none; the server names each, the recorded one named the list."""
    for index, block in enumerate(match[1].split()):
        try:
            ipaddress.ip_interface(block if "/" in block else "")
        except ValueError:
            wanted = "must be a valid CIDR value, (e.g. <ip>/24 or 2001:db8::/64)"
            return f'spec.LoadBalancerSourceRanges[{index}]: Invalid value: "{block}": {wanted}'
    return match[0]


def _pod_update(match: re.Match, case: Case) -> str:
    return f"{HEAD} {_MAY_CHANGE}\n{turned(match[1])}"


def _relaxed_names(expect: dict, case: Case) -> dict:
    """A name of printable ASCII without `=` was the only thing wrong: now the object is created. Its body is compared
    by other cases; here that it is accepted."""
    causes = get_in(expect, "http", "body", "details", "causes", default=[])
    wrong = [c for c in causes if c["message"].find("a valid environment variable name must consist of alphabetic") > 0]
    if not causes or len(wrong) < len(causes):
        return expect
    names = [re.search(r'value: "((?:[^"\\]|\\.)*)"', cause["message"])[1] for cause in wrong]  # type: ignore[index]
    if not all(re.fullmatch(r"[ -<>-~]+", name) for name in names):
        return expect
    printed = {"exit": 0, "stderr": "", "stdout": f"{_printed(sent(case))} created\n"}
    if "kubectl" not in expect:
        return {**expect, "http": {"code": 201}}
    kubectl = {version: dict.fromkeys(commands, printed) for version, commands in expect["kubectl"].items()}
    return {**expect, "http": {"code": 201}, "kubectl": kubectl}


def _printed(obj: dict) -> str:
    """`pod/web`, `deployment.apps/web`."""
    group = obj["apiVersion"].rpartition("/")[0]
    kind = obj["kind"].lower()
    return f"{kind}.{group}/{obj['metadata']['name']}" if group else f"{kind}/{obj['metadata']['name']}"


def _with_generation(pod: dict) -> dict:
    """The scheduler looked at a pod whose spec had not changed yet."""
    status = pod.get("status") or {}
    if not status.get("conditions"):
        return pod
    conditions = [{"observedGeneration": 1, **c} if c["type"] == "PodScheduled" else c for c in status["conditions"]]
    return {**pod, "status": {**status, "conditions": conditions}}


def _pod_generation(expect: dict, case: Case) -> dict:
    """1 when a pod is created; 2 when the case's request changes the spec of the pod that was set up."""
    part = expect.get("http", expect)
    pod = part.get("body")
    if not isinstance(pod, dict) or pod.get("kind") != "Pod" or "metadata" not in pod:
        return expect
    method = next(step["http"]["method"] for step in case.given if "http" in step)
    changed = {**pod, "metadata": {**pod["metadata"], "generation": 1 if method == "POST" else 2}}
    return {**expect, "http": {**part, "body": changed}} if "http" in expect else {**expect, "body": changed}


_POD_GENERATION = "https://kubernetes.io/docs/concepts/workloads/pods/#pod-generation (KEP-5067, on since 1.34)"
_SOURCE = "https://github.com/kubernetes/kubernetes/blob/v1.35.2/"
_LABEL_ERRORS = (
    r"((?:labels|annotations|nodeSelector|selector|matchLabels|finalizers|topologyKey|(?<!KeyRef)\.key|values\[\d+\])"
    r": Invalid value: "
)
_LABEL_TEXT = (
    r": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
    r"with an alphanumeric character \(e\.g\. 'my-name',  or '123-abc', regex used for validation is "
    r"'\[a-z0-9\]\(\[-a-z0-9\]\*\[a-z0-9\]\)\?'\)"
)

RULES = [
    Rule(
        "a whole pod template is shown as JSON: where it stands is compared, not the names of internal fields",
        _SOURCE + "staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go (ErrorBody; since 1.33)",
        in_errors(
            r"Invalid value: core\.PodTemplateSpec\{.*\}: field is immutable",
            "Invalid value: <template>: field is immutable",
        ),
        ("validation",),
    ),
    Rule(
        "values-in-errors-are-json",
        _SOURCE + "staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go (ErrorBody; since 1.33)",
        in_errors(r"^.*$", _as_json),
        ("validation", "api"),
    ),
    Rule(
        "what-is-too-long-counts-bytes",
        _SOURCE + "staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go (TooLong; since 1.32)",
        in_errors(
            r"Too long: must have at most (\d+) (?:bytes|characters)", r"Too long: may not be more than \1 bytes"
        ),
        ("validation", "api"),
    ),
    Rule(
        "init-containers-may-be-sidecars",
        "https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/ (1.28)",
        in_errors(
            r"(initContainers\[\d+\]\.\w+: )Invalid value: (?:(?!initContainers\[).)*?: "
            r"must not be set for init containers",
            r"\1Forbidden: may not be set for init containers without restartPolicy=Always",
        ),
        ("validation",),
    ),
    Rule(
        "pods-know-the-addresses-of-their-hosts",
        "https://kubernetes.io/docs/concepts/workloads/pods/downward-api/ (status.hostIPs, 1.28)",
        in_errors(r'("status\.hostIP", )(?="status\.podIP")', r'\1"status.hostIPs", '),
        ("validation",),
    ),
    Rule(
        "sysctls-may-have-slashes",
        "https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/ (1.23)",
        in_errors(r"(regex \^\(\[a-z0-9\]\(\[-_a-z0-9\]\*\[a-z0-9\]\)\?)\\\.\)\*", r"\1[\\./])*"),
        ("validation",),
    ),
    Rule(
        "ranges-are-named-one-by-one",
        _SOURCE + "pkg/apis/core/validation/validation.go (ValidateService)",
        in_errors(
            r"spec\.LoadBalancerSourceRanges: Invalid value: \"\[([^\]]*)\]\": must be a list of IP ranges\. "
            r"For example, (?:10\.240\.0\.0|<ip>)/24,(?:10\.250\.0\.0|<ip>)/24 ?",
            _wrong_range,
        ),
        ("validation",),
    ),
    Rule(
        "policies-of-external-traffic",
        _SOURCE + "pkg/apis/core/validation/validation.go (validateServiceExternalTrafficPolicy; since 1.25)",
        in_errors(
            r"ExternalTrafficPolicy can only be set on NodePort and LoadBalancer service",
            "may only be set for externally-accessible services",
        ),
        ("validation",),
    ),
    Rule(
        "policies-of-external-traffic-are-listed",
        _SOURCE + "pkg/apis/core/validation/validation.go (validateServiceExternalTrafficPolicy; since 1.25)",
        in_errors(
            r'Invalid value: ("[^"]*"): ExternalTrafficPolicy must be empty, Cluster or Local',
            r'Unsupported value: \1: supported values: "Cluster", "Local"',
        ),
        ("validation",),
    ),
    Rule(
        "ports-of-health-checks",
        _SOURCE + "pkg/apis/core/validation/validation.go (validateServiceExternalTrafficPolicy; since 1.25)",
        in_errors(
            r"HealthCheckNodePort can only be set on LoadBalancer service with ExternalTrafficPolicy=Local",
            "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
        ),
        ("validation",),
    ),
    Rule(
        "a-toleration-is-shown-by-its-value",
        _SOURCE + "pkg/apis/core/validation/validation.go (ValidateTolerations)",
        in_errors(r'\{"Key":"[^"]*","Operator":"Exists","Value":("[^"]*"),[^}]*\}(: value must be empty)', r"\1\2"),
        ("validation",),
    ),
    Rule(
        "lengths-of-labels-are-bytes",
        _SOURCE + "staging/src/k8s.io/apimachinery/pkg/api/validate/content/errors.go (MaxLenError; since 1.35)",
        in_errors(
            _LABEL_ERRORS + r'"[^"]*": (?:(?:name|prefix) part )?must be no more than \d+) characters', r"\1 bytes"
        ),
        ("validation", "api"),
    ),
    Rule(
        "a-label-that-is-a-subdomain-has-dots",
        _SOURCE + "staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go (IsDNS1123Label; since 1.34)",
        in_errors(
            r'(Invalid value: "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)+")' + _LABEL_TEXT,
            r"\1: must not contain dots",
        ),
        ("validation", "api"),
    ),
    Rule(
        "host-ports-must-match-container-ports",
        _SOURCE + "pkg/apis/core/validation/validation.go (validatePodHostNetworkDeps; since 1.27)",
        in_errors(
            r"([\w.\[\]]+)\.containerPort: Invalid value: \d+: must match `hostPort` when `hostNetwork` is true",
            _host_port,
        ),
        ("validation",),
    ),
    Rule(
        "a-request-over-its-limit-names-the-limit",
        _SOURCE + "pkg/apis/core/validation/validation.go (validateResourceRequirements; since 1.26)",
        in_errors(
            r'([\w.\[\]]+)\.requests: Invalid value: "[^"]*": must be (?:less than or )?equal to ([\w./-]+) limit'
            r"(?! of)",
            _with_limit,
        ),
        ("validation",),
    ),
    Rule(
        "an-address-that-cannot-be-had",
        _SOURCE + "pkg/registry/core/service/storage/alloc.go (since 1.22)",
        in_errors(r"failed to allocated ip:(\S+) with error:(the )?", r"failed to allocate IP \1: \2"),
        ("validation", "api"),
    ),
    Rule(
        "the-value-of-a-class-is-named-as-written",
        "https://github.com/kubernetes/kubernetes/pull/111398 (since 1.26)",
        in_errors(r"\bValue(: Forbidden: may not be changed in an update)", r"value\1"),
        ("validation",),
    ),
    Rule(
        "an-address-that-is-not-ours",
        _SOURCE + "pkg/registry/core/service/ipallocator/interfaces.go (ErrNotInRange names the address; since 1.22)",
        in_errors(
            r"(failed to allocate IP (\S+): )provided IP is not in the valid range",
            r"\1the provided IP (\2) is not in the valid range",
        ),
        ("validation", "api"),
    ),
    Rule(
        "the-range-of-addresses-is-minikube's",
        "https://minikube.sigs.k8s.io/docs/commands/start/ (--service-cluster-ip-range: 10.96.0.0/12); a setting",
        in_errors(r"(The range of valid IPs is )(<ip>|10[\d.]+)/\d+", r"\1<ip>/12"),
        ("validation", "api"),
    ),
    Rule(
        "pod-updates-name-what-may-change",
        _SOURCE + "pkg/apis/core/validation/validation.go (updatablePodSpecFields; the report compares old to new)",
        in_errors(HEAD + r" `spec\.containers\[\*\]\.image`, [^\n]*\n((?:[-+ \xa0][^\n]*\n?)*)", _pod_update),
        ("validation", "api"),
    ),
    Rule(
        "environment-variables-have-relaxed-names",
        "https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/"
        " (RelaxedEnvironmentVariableValidation: on by default since 1.32, always since 1.34)",
        _relaxed_names,
        ("validation",),
    ),
    Rule(
        "conditions-of-pods-carry-a-generation",
        _POD_GENERATION,
        of_kind("Pod", _with_generation),
        ("validation",),
    ),
    Rule("pods-have-a-generation", _POD_GENERATION, _pod_generation, ("defaults", "validation")),
    Rule(
        "the-scheme-is-named-by-its-module-path",
        "https://github.com/kubernetes/kubernetes/pull/123529 (Go workspaces, 1.30): the file's name in the binary",
        in_errors(r"k8s\.io/kubernetes/pkg/api/legacyscheme/", "pkg/api/legacyscheme/"),
        ("validation", "api"),
    ),
]
