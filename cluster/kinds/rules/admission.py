"""Rules of what intercepts requests: webhook configurations and admission policies.

Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/ and, for texts and
order, https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/admissionregistration/validation/validation.go
"""

from __future__ import annotations

from urllib.parse import urlsplit

from cluster.kinds.base import FieldError, Kind
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import duplicate, each_invalid, invalid, required, unsupported
from cluster.kinds.rules.metadata import validate_metadata, validate_metadata_update
from cluster.kinds.rules.reading import number, optional, struct, structs, text, texts
from cluster.kinds.rules.selecting import validate_label_selector

GROUP = "admissionregistration.k8s.io"
OPERATIONS = ("*", "CONNECT", "CREATE", "DELETE", "UPDATE")
SCOPES = ("*", "Cluster", "Namespaced")
FAILURE, MATCHING = ("Fail", "Ignore"), ("Equivalent", "Exact")
_VERSIONS = ("v1", "v1beta1")
_EFFECTS = ("None", "NoneOnDryRun")


def default_rule(rule: dict) -> dict:
    return {**rule, "scope": text(rule, "scope") or "*"}


def default_matching(matching: dict) -> dict:
    """Of matchResources: everything is selected unless said otherwise."""
    found = {
        **matching,
        "matchPolicy": text(matching, "matchPolicy") or "Equivalent",
        "namespaceSelector": struct(matching, "namespaceSelector"),
        "objectSelector": struct(matching, "objectSelector"),
    }
    for field in ("resourceRules", "excludeResourceRules"):
        if isinstance(matching.get(field), list):
            found[field] = [default_rule(rule) for rule in structs(matching, field)]
    return found


def rule_errors(rule: dict, path: str) -> list[FieldError]:
    operations = texts(rule, "operations")
    errors = [] if operations else [required(f"{path}.operations")]
    if len(operations) > 1 and "*" in operations:
        detail = "if '*' is present, must not specify other operations"
        errors.append(invalid(f"{path}.operations", operations, detail))
    for index, operation in enumerate(operations):
        if operation not in OPERATIONS:
            errors.append(unsupported(f"{path}.operations[{index}]", operation, OPERATIONS))
    for field, what in (("apiGroups", "API groups"), ("apiVersions", "API versions")):
        values = texts(rule, field)
        if not values:
            errors.append(required(f"{path}.{field}"))
        if len(values) > 1 and "*" in values:
            errors.append(invalid(f"{path}.{field}", values, f"if '*' is present, must not specify other {what}"))
        if field == "apiVersions":
            errors += [required(f"{path}.{field}[{index}]") for index, value in enumerate(values) if not value]
    errors += _resources(texts(rule, "resources"), f"{path}.resources")
    scope = text(rule, "scope")
    return errors + ([unsupported(f"{path}.scope", scope, SCOPES)] if scope and scope not in SCOPES else [])


def matching_errors(matching: dict, path: str, rules_needed: bool) -> list[FieldError]:
    """Of matchResources."""
    errors = []
    for field in ("namespaceSelector", "objectSelector"):
        errors += validate_label_selector(struct(matching, field), f"{path}.{field}")
    rules = structs(matching, "resourceRules")
    if rules_needed and not rules:
        errors.append(required(f"{path}.resourceRules"))
    for field in ("resourceRules", "excludeResourceRules"):
        for index, rule in enumerate(structs(matching, field)):
            at = f"{path}.{field}[{index}]"
            errors += rule_errors(rule, at)
            seen: list[str] = []
            for place, name in enumerate(texts(rule, "resourceNames")):
                errors += each_invalid(f"{at}.resourceNames[{place}]", name, names.path_segment(name))
                if name in seen:
                    errors.append(duplicate(f"{at}.resourceNames[{place}]", name))
                seen.append(name)
    policy = text(matching, "matchPolicy")
    return errors + ([unsupported(f"{path}.matchPolicy", policy, MATCHING)] if policy not in MATCHING else [])


def _resources(values: list[str], path: str) -> list[FieldError]:
    errors = [] if values else [required(path)]
    errors += [required(f"{path}[{index}]") for index, value in enumerate(values) if not value]
    if len(values) > 1 and "*/*" in values:
        detail = "if '*/*' is present, must not specify other resources"
        errors.append(invalid(path, values, detail))
    if "*" in values and any("/" not in value and value != "*" for value in values):
        detail = "if '*' is present, must not specify other resources without subresources"
        errors.append(invalid(path, values, detail))
    return errors


class WebhookConfiguration(Kind):
    """MutatingWebhookConfiguration and ValidatingWebhookConfiguration."""

    group, namespaced, categories = GROUP, False, ("api-extensions",)
    mutating = False

    def changed(self, new: dict, old: dict) -> bool:
        return new.get("webhooks") != old.get("webhooks")

    def defaults(self, obj: dict) -> dict:
        if not isinstance(obj.get("webhooks"), list):
            return obj
        return {**obj, "webhooks": [self._completed(each) for each in structs(obj, "webhooks")]}

    def _completed(self, hook: dict) -> dict:
        config, timeout = struct(hook, "clientConfig"), hook.get("timeoutSeconds")
        service = optional(config, "service")
        if service is not None:
            config = {**config, "service": {**service, "port": service.get("port") or 443}}
        found = {
            **hook,
            "clientConfig": config,
            "failurePolicy": text(hook, "failurePolicy") or "Fail",
            "matchPolicy": text(hook, "matchPolicy") or "Equivalent",
            "namespaceSelector": struct(hook, "namespaceSelector"),
            "objectSelector": struct(hook, "objectSelector"),
            "timeoutSeconds": 10 if timeout is None else timeout,
        }
        if isinstance(hook.get("rules"), list):
            found["rules"] = [default_rule(rule) for rule in structs(hook, "rules")]
        return {**found, "reinvocationPolicy": text(hook, "reinvocationPolicy") or "Never"} if self.mutating else found

    def validate(self, obj: dict) -> list[FieldError]:
        errors = validate_metadata(obj, False, names.dns_subdomain)
        seen: list[str] = []
        for index, hook in enumerate(structs(obj, "webhooks")):
            path, name = f"webhooks[{index}]", text(hook, "name")
            errors += webhook_errors(hook, path)
            if name in seen:
                errors.append(duplicate(f"{path}.name", name))
            seen.append(name)
            policy = text(hook, "reinvocationPolicy")
            if self.mutating and policy not in ("IfNeeded", "Never"):
                errors.append(unsupported(f"{path}.reinvocationPolicy", policy, ("IfNeeded", "Never")))
        return errors

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        return validate_metadata_update(obj, old) + self.validate(obj)


def webhook_errors(hook: dict, path: str) -> list[FieldError]:
    errors = qualified_name(text(hook, "name"), f"{path}.name")
    for index, rule in enumerate(structs(hook, "rules")):
        errors += rule_errors(rule, f"{path}.rules[{index}]")
    for field, allowed in (("failurePolicy", FAILURE), ("matchPolicy", MATCHING)):
        if text(hook, field) not in allowed:
            errors.append(unsupported(f"{path}.{field}", text(hook, field), allowed))
    effects = text(hook, "sideEffects")
    if not effects:
        errors.append(required(f"{path}.sideEffects", f"must specify one of {', '.join(_EFFECTS)}"))
    elif effects not in _EFFECTS:
        errors.append(unsupported(f"{path}.sideEffects", effects, _EFFECTS))
    errors += _review_versions(texts(hook, "admissionReviewVersions"), f"{path}.admissionReviewVersions")
    seconds = number(hook, "timeoutSeconds")
    if seconds is not None and not 1 <= seconds <= 30:
        detail = "the timeout value must be between 1 and 30 seconds"
        errors.append(invalid(f"{path}.timeoutSeconds", seconds, detail))
    for field in ("namespaceSelector", "objectSelector"):
        errors += validate_label_selector(struct(hook, field), f"{path}.{field}")
    return errors + _client_config(struct(hook, "clientConfig"), f"{path}.clientConfig")


def qualified_name(name: str, path: str) -> list[FieldError]:
    if not name:
        return [required(path)]
    errors = each_invalid(path, name, names.dns_subdomain(name))
    if not errors and name.count(".") < 2:
        errors.append(invalid(path, name, "should be a domain with at least three segments separated by dots"))
    return errors


def _review_versions(versions: list[str], path: str) -> list[FieldError]:
    if not versions:
        return [required(path, f"must specify one of {', '.join(_VERSIONS)}")]
    errors = []
    for index, version in enumerate(versions):
        if version in versions[:index]:
            errors.append(invalid(f"{path}[{index}]", version, "duplicate version"))
        errors += each_invalid(f"{path}[{index}]", version, names.dns_1035_label(version))
    if not any(version in _VERSIONS for version in versions):
        errors.append(invalid(path, versions, f"must include at least one of {', '.join(_VERSIONS)}"))
    return errors


def _client_config(config: dict, path: str) -> list[FieldError]:
    url, service = config.get("url"), optional(config, "service")
    if (url is None) == (service is None):
        return [required(path, "exactly one of url or service is required")]
    if service is None:
        return _url(str(url), f"{path}.url")
    # The real server hands the two names over in the other's place; its errors name them so.
    errors = [] if text(service, "namespace") else [required(f"{path}.service.name")]
    if not text(service, "name"):
        errors.append(required(f"{path}.service.namespace"))
    errors += each_invalid(f"{path}.service.port", number(service, "port"), _port(number(service, "port") or 0))
    place = text(service, "path")
    if place and not place.startswith("/"):
        errors.append(invalid(f"{path}.service.path", place, "must start with a '/'"))
    return errors


def _port(port: int) -> list[str]:
    return [f"port is not valid: {message}" for message in names.port_number(port)]


def _url(url: str, path: str) -> list[FieldError]:
    form = "; desired format: https://host[/path]"
    found = urlsplit(url)
    errors = []
    if found.scheme != "https":
        errors.append(invalid(path, found.scheme, f"'https' is the only allowed URL scheme{form}"))
    if not found.netloc:
        errors.append(invalid(path, found.netloc, f"host must be specified{form}"))
    if found.username:
        errors.append(invalid(path, found.username, "user information is not permitted in the URL"))
    if found.fragment:
        errors.append(invalid(path, found.fragment, "fragments are not permitted in the URL"))
    if found.query:
        errors.append(invalid(path, found.query, "query parameters are not permitted in the URL"))
    return errors
