"""Where the API of 1.35 answers otherwise than that of 1.20."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from cluster.objects.go.json import syntax_error
from tests.golden.cases import Case
from tests.golden.causes import in_errors
from tests.golden.rewriting import Rule, each_object, exchanges, in_text

FIELD_VALIDATION = "https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation (1.27)"
SELECTORS = "https://pkg.go.dev/k8s.io/apimachinery/pkg/labels (since 1.22: operators listed, values named by path)"
PATCHES = "https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation (patches are decoded strictly)"
TABLES = (
    "https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.35/ (columns are described by the fields' docs)"
)
DISCOVERY = (
    "https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api (singularName is set since 1.27)"
)
DUAL_STACK = "https://kubernetes.io/docs/concepts/services-networking/dual-stack/ (stable in 1.23)"
QUOTA = "https://kubernetes.io/docs/concepts/policy/resource-quotas/ (containers are named since 1.22)"
TERMINATING = "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/ (terminatingReplicas, KEP-3973)"
DRY_RUN = "https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run (values are generated)"
POD_GENERATION = "https://kubernetes.io/docs/concepts/workloads/pods/#pod-generation (KEP-5067)"
ENDPOINTS = "https://kubernetes.io/docs/reference/labels-annotations-taints/ (endpoints.kubernetes.io/managed-by, 1.33)"
DELETE_SERVICES = (
    "https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/#http-request (1.23)"
)
OWNERS = "https://pkg.go.dev/k8s.io/apimachinery/pkg/api/validation (since 1.31: `must not be empty`)"

_EMPTY_OWNER = r"(?<=: )(?:kind|name|uid) must not be empty"
_NEW_LIST = r"found '\1', expected: in, notin, =, ==, !=, gt, lt"
_OLD_LIST = r"found '(.*?)', expected: '=', '!=', '==', 'in', notin'"


def _strict(expect: Any, case: Case) -> Any:
    """A request with fieldValidation=Strict and a field that the kind has not is refused, and nothing is stored."""
    if "exchanges" not in expect:
        return expect
    return {**expect, "exchanges": [_strict_exchange(exchange) for exchange in expect["exchanges"]]}


def _strict_exchange(exchange: dict) -> dict:
    request, response = exchange.get("request") or {}, exchange.get("response") or {}
    if "fieldValidation=Strict" not in request.get("path", "") or response.get("code") != 201:
        return exchange
    unknown = _unknown(request["body"], response["body"], "")
    if not unknown:
        return exchange
    kind, version = request["body"]["kind"], request["body"]["apiVersion"].split("/")[-1]
    told = ", ".join(f'unknown field "{path}"' for path in unknown)
    message = f'{kind} in version "{version}" cannot be handled as a {kind}: strict decoding error: {told}'
    body = {
        "apiVersion": "v1",
        "code": 400,
        "kind": "Status",
        "metadata": {},
        "reason": "BadRequest",
        "status": "Failure",
    }
    return {**exchange, "response": {**response, "code": 400, "body": {**body, "message": message}}}


def _unknown(sent: Any, stored: Any, path: str) -> list[str]:
    """Fields of what was sent that were dropped silently."""
    if isinstance(sent, dict) and isinstance(stored, dict):
        found = []
        for name, value in sent.items():
            place = f"{path}.{name}" if path else name
            found += [place] if name not in stored else _unknown(value, stored[name], place)
        return found
    return []


def _generations(expect: Any, case: Case) -> Any:
    """Pods count the changes of their spec, and their deletion; followed here from answer to answer."""
    seen: dict[str, tuple[int, Any, bool]] = {}

    def walk(value: Any) -> Any:
        if isinstance(value, list):
            return [walk(item) for item in value]
        if not isinstance(value, dict):
            return value
        if value.get("kind") == "Pod" and value.get("apiVersion") == "v1" and "uid" in value.get("metadata", {}):
            return counted(value)
        if "response" in value and "/pods/" in value["request"]["path"]:
            body, name = (
                value["response"]["body"],
                value["request"]["path"].split("/pods/")[1].split("/")[0].split("?")[0],
            )
            if isinstance(body, dict) and body.get("only") == "metadata" and name in seen:
                metadata = {**body["metadata"], "generation": seen[name][0]}
                return {**value, "response": {**value["response"], "body": {**body, "metadata": metadata}}}
        return {key: item if key == "request" else walk(item) for key, item in value.items()}

    def counted(pod: dict) -> dict:
        metadata, spec = pod["metadata"], pod.get("spec")
        generation, before, was_deleting = seen.get(metadata["name"], (0, None, False))
        deleting = "deletionTimestamp" in metadata
        if not generation:
            generation = 1
        elif _spec(spec) != before:
            generation += 1
        generation += deleting and not was_deleting
        seen[metadata["name"]] = (generation, _spec(spec), deleting)
        return {**pod, "metadata": {**metadata, "generation": generation}}

    return walk(expect)


def _malformed_patch(request: dict, response: dict) -> dict:
    """A patch that is no JSON was a server error; it is the client's."""
    body = request.get("body")
    if request["method"] != "PATCH" or not isinstance(body, str) or response["code"] != 500 or not syntax_error(body):
        return response
    why = f"error decoding patch: {syntax_error(body)}"
    return {**response, "code": 400, "body": {**response["body"], "code": 400, "reason": "BadRequest", "message": why}}


def _wrong_number(request: dict, response: dict) -> dict:
    """`app>x` is answered with the value's place and the value."""
    found = re.search(r"[<>]([^,&]*)", unquote(request["path"]))
    if found is None or response["code"] != 400:
        return response
    before, after = "requirement: for 'Gt'", f"requirement: values[0]: Invalid value: \"{found[1]}\": for 'Gt'"
    return {**response, "body": {**response["body"], "message": response["body"]["message"].replace(before, after)}}


def _containers_without(request: dict, response: dict) -> dict:
    """`must specify requests.cpu` names the containers that do not."""
    body = response["body"]
    message = body.get("message", "") if isinstance(body, dict) else ""
    found = re.search(r"(.*failed quota: \S+: must specify )(\S+)$", message)
    if found is None:
        return response
    told = []
    for resource in found[2].split(","):
        section, _, name = resource.rpartition(".")
        containers = request["body"]["spec"]["containers"]
        lacking = sorted(
            each["name"] for each in containers if name not in each.get("resources", {}).get(section or "requests", {})
        )
        told.append(f"{resource} for: {','.join(lacking)}")
    return {**response, "body": {**body, "message": found[1] + "; ".join(told)}}


def _dry_run_service(request: dict, response: dict) -> dict:
    """A dry run allocates addresses too; it only does not keep them."""
    body = response["body"]
    if "dryRun=All" not in request["path"] or not isinstance(body, dict) or body.get("kind") != "Service":
        return response
    return {**response, "body": {**body, "spec": {"clusterIP": "<ip>", "clusterIPs": ["<ip>"], **body["spec"]}}}


def _became_external(request: dict, response: dict) -> dict:
    """A policy that was set stays when a service becomes a mere name."""
    body = response["body"]
    if request["method"] != "PATCH" or not isinstance(body, dict) or body.get("kind") != "Service":
        return response
    if body["spec"].get("type") != "ExternalName":
        return response
    return {**response, "body": {**body, "spec": {"internalTrafficPolicy": "Cluster", **body["spec"]}}}


def _managed(endpoints: dict) -> dict:
    """Endpoints tell who made them, and that they are on their way out."""
    if endpoints.get("kind") != "Endpoints" or "metadata" not in endpoints:
        return endpoints
    labels = {"endpoints.kubernetes.io/managed-by": "endpoint-controller", **endpoints["metadata"].get("labels", {})}
    return {**endpoints, "metadata": {**endpoints["metadata"], "labels": labels}}


def _delete_services(request: dict, response: dict) -> dict:
    """Services can be deleted as a collection."""
    if request["method"] != "DELETE" or not request["path"].endswith("/services") or response["code"] != 405:
        return response
    body = {"apiVersion": "v1", "items": [], "kind": "ServiceList", "metadata": {"resourceVersion": "<rv>"}}
    return {**response, "code": 200, "body": body}


def _policy(request: dict, response: dict) -> dict:
    """Budgets are served in policy/v1."""
    if request["path"] != "/apis/policy/v1" or response["code"] != 404:
        return response
    budgets = {"kind": "PodDisruptionBudget", "name": "poddisruptionbudgets", "namespaced": True}
    verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
    singular = {"singularName": "poddisruptionbudget"}
    status = {"singularName": "", "verbs": ["get", "patch", "update"]}
    resources = [
        {**budgets, **singular, "shortNames": ["pdb"], "storageVersionHash": "<id>", "verbs": verbs},
        {**budgets, **status, "name": "poddisruptionbudgets/status"},
    ]
    body = {"apiVersion": "v1", "groupVersion": "policy/v1", "kind": "APIResourceList", "resources": resources}
    return {**response, "code": 200, "body": body}


def _terminating(owner: dict) -> dict:
    status = owner.get("status")
    if owner.get("kind") not in ("Deployment", "ReplicaSet") or "observedGeneration" not in (status or {}):
        return owner
    return {**owner, "status": {"terminatingReplicas": 0, **status}}


def _version(body: dict) -> dict:
    if not {"gitVersion", "buildDate", "platform"} <= set(body):
        return body
    told = {
        "minor": "35", "emulationMajor": "1", "emulationMinor": "35", "minCompatibilityMajor": "1",
        "minCompatibilityMinor": "34", "gitVersion": "v1.35.0", "gitTreeState": "clean",
    }  # fmt: skip
    return {**body, **told, "gitCommit": "<commit>", "goVersion": "<go>"}


def _partial(expect: Any, case: Case) -> Any:
    """Metadata without the rest: of pods with their generation, of namespaces with their label."""
    pods, namespaces = "/pods" in str(case.given), "/namespaces'" in str(case.given)

    def completed(value: dict) -> dict:
        metadata = value.get("metadata") or {}
        if value.get("kind") != "PartialObjectMetadata":
            return value
        if pods:
            metadata = {"generation": 1, **metadata}
        elif namespaces:
            metadata = {
                **metadata,
                "labels": {**metadata.get("labels", {}), "kubernetes.io/metadata.name": metadata["name"]},
            }
        return {**value, "metadata": metadata}

    return each_object(completed)(expect, case)


def _conditions(pod: dict) -> dict:
    """A pod's conditions tell for which generation they speak."""
    if pod.get("kind") != "Pod" or not (pod.get("status") or {}).get("conditions"):
        return pod
    told = [
        {"observedGeneration": pod["metadata"].get("generation", 1), **each} if each["type"] == "PodScheduled" else each
        for each in pod["status"]["conditions"]
    ]
    return {**pod, "status": {**pod["status"], "conditions": told}}


def _spec(spec: Any) -> Any:
    """Binding a pod to a node is no change of what was asked for."""
    return {name: value for name, value in spec.items() if name != "nodeName"} if isinstance(spec, dict) else spec


def _singular(resource: dict) -> dict:
    if resource.get("singularName") != "" or "/" in resource.get("name", ""):
        return resource
    return {**resource, "singularName": resource["kind"].lower()}


def _dual_stack(service: dict) -> dict:
    spec = service.get("spec")
    if service.get("kind") != "Service" or not isinstance(spec, dict) or spec.get("type") == "ExternalName":
        return service
    added: dict = {"internalTrafficPolicy": "Cluster", "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack"}
    if spec.get("clusterIP") == "None" and not spec.get("selector"):
        added |= {"ipFamilies": ["IPv4", "IPv6"], "ipFamilyPolicy": "RequireDualStack"}
    if spec.get("type") == "LoadBalancer":
        added["allocateLoadBalancerNodePorts"] = True
    return {**service, "spec": {**added, **spec}}


RULES = [
    Rule("unknown fields are refused when asked", FIELD_VALIDATION, _strict, ("api",)),
    Rule("selectors list the operators that they know", SELECTORS, in_text(_OLD_LIST, _NEW_LIST)),
    Rule("selectors name the value that is wrong", SELECTORS, exchanges(_wrong_number), ("api",)),
    Rule("pods count their generations", POD_GENERATION,
         _generations, ("api",)),
    Rule("resources have a singular name", DISCOVERY, each_object(_singular), ("api",)),
    Rule("services know address families", DUAL_STACK, each_object(_dual_stack), ("api", "defaults")),
    Rule("quota names the containers", QUOTA, exchanges(_containers_without), ("api",)),
    Rule("a malformed patch is the client's mistake", PATCHES, exchanges(_malformed_patch), ("api",)),
    Rule("a list of operations is told by its own type", PATCHES,
         in_text(r"json: cannot unmarshal (\w+) into Go value of type jsonpatch\.Patch",
                 r"error decoding patch: json: cannot unmarshal \1 into Go value of type []handlers.jsonPatchOp")),
    Rule("a dry run allocates addresses", DRY_RUN, exchanges(_dry_run_service), ("api",)),
    Rule("budgets are served in policy/v1", "https://kubernetes.io/docs/reference/using-api/deprecation-guide/ (1.21)",
         exchanges(_policy), ("api",)),
    Rule("a policy outlives the type", DUAL_STACK, exchanges(_became_external), ("api",)),
    Rule("endpoints are labelled with their maker", ENDPOINTS, each_object(_managed), ("api",)),
    Rule("services are deleted as a collection", DELETE_SERVICES, exchanges(_delete_services), ("api",)),
    Rule("owners count terminating replicas", TERMINATING, each_object(_terminating), ("api", "tour")),
    Rule("the version is 1.35", "https://kubernetes.io/releases/1.35/", each_object(_version), ("api",)),
    Rule("partial objects are completed too", TABLES, _partial, ("api",)),
    Rule("conditions tell their generation", POD_GENERATION, each_object(_conditions), ("api",)),
    Rule("services are told which address was taken", DUAL_STACK,
         in_text(r"failed to allocated ip:(\S+) with error:", r"failed to allocate IP \1: "), ("api",)),
    Rule("owners must not be empty", OWNERS, in_errors(_EMPTY_OWNER, "must not be empty"), ("api", "validation")),
]  # fmt: skip
