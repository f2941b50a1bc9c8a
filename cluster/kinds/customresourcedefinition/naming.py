"""What a definition says beside its schema: names, columns, subresources, conversion, approval.

Source: https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/; words:
https://pkg.go.dev/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation
"""

from __future__ import annotations

from urllib.parse import urlsplit

from cluster.kinds.base import FieldError
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import duplicate, forbidden, invalid, quoted, required, too_many, unsupported
from cluster.kinds.rules.fieldpaths import BadFieldPath, resolve

TYPES = ("boolean", "date", "integer", "number", "string")
FORMATS = ("byte", "date", "date-time", "double", "float", "int32", "int64", "password")
SCOPES = ("Cluster", "Namespaced")
APPROVAL = "api-approved.kubernetes.io"
MOST_SELECTABLE = 8
_REVIEWS = ("v1", "v1beta1")
_PROPOSAL = "see https://github.com/kubernetes/enhancements/pull/1111"
_URL_FORM = "; desired format: https://host[/path]"


def name_list(found: dict, path: str) -> list[FieldError]:
    """spec.names or status.acceptedNames."""
    errors = []
    for field in ("plural", "singular"):
        if (text := found.get(field, "")) and (wrong := names.dns_1035_label(text)):
            errors.append(invalid(f"{path}.{field}", text, ",".join(wrong)))
    for field in ("kind", "listKind"):
        if (text := found.get(field, "")) and (wrong := names.dns_1035_label(text.lower())):
            detail = f"may have mixed case, but should otherwise match: {','.join(wrong)}"
            errors.append(invalid(f"{path}.{field}", text, detail))
    errors += _labels(found.get("shortNames") or (), f"{path}.shortNames")
    if found.get("kind") and found["kind"] == found.get("listKind"):
        errors.append(invalid(f"{path}.listKind", found["listKind"], "kind and listKind may not be the same"))
    return errors + _labels(found.get("categories") or (), f"{path}.categories")


def _labels(words, path: str) -> list[FieldError]:
    return [
        invalid(f"{path}[{index}]", word, ",".join(wrong))
        for index, word in enumerate(words)
        if (wrong := names.dns_1035_label(word))
    ]


def required_names(found: dict, path: str) -> list[FieldError]:
    return [required(f"{path}.{field}") for field in ("plural", "singular", "kind", "listKind") if not found.get(field)]


def scope(text: str, path: str) -> list[FieldError]:
    if not text:
        return [required(path)]
    return [] if text in SCOPES else [unsupported(path, text, SCOPES)]


def group(text: str, path: str) -> list[FieldError]:
    if not text:
        return [required(path)]
    if wrong := names.dns_subdomain(text):
        return [invalid(path, text, ",".join(wrong))]
    return [] if "." in text else [invalid(path, text, "should be a domain with at least one dot")]


def columns(found: list[dict], path: str) -> list[FieldError]:
    errors = []
    for index, column in enumerate(found):
        place = f"{path}[{index}]"
        if not column.get("name"):
            errors.append(required(f"{place}.name"))
        errors += _one_of(column.get("type", ""), TYPES, f"{place}.type", needed=True)
        errors += _one_of(column.get("format", ""), FORMATS, f"{place}.format")
        errors += _path(column.get("jsonPath", ""), f"{place}.JSONPath")
    return errors


def _one_of(text: str, allowed: tuple[str, ...], path: str, needed: bool = False) -> list[FieldError]:
    detail = f"must be one of {','.join(allowed)}"
    if not text:
        return [required(path, detail)] if needed else []
    return [] if text in allowed else [invalid(path, text, detail)]


def _path(text: str, path: str, under: tuple[str, ...] = ()) -> list[FieldError]:
    """A simple JSON path, where it must be `under` one of the given."""
    if not text:
        return [required(path)]
    if not text.startswith("."):
        return [invalid(path, text, "must be a simple json path starting with .")]
    if under and not text.startswith(under):
        where = under[0].strip(".") if len(under) == 1 else ""
        detail = (
            f"should be a json path under .{where}" if where else "should be a json path under either .spec or .status"
        )
        return [invalid(path, text, detail)]
    return []


def subresources(found: dict | None, path: str) -> list[FieldError]:
    scale = (found or {}).get("scale")
    if scale is None:
        return []
    errors = _path(scale.get("specReplicasPath", ""), f"{path}.scale.specReplicasPath", (".spec.",))
    errors += _path(scale.get("statusReplicasPath", ""), f"{path}.scale.statusReplicasPath", (".status.",))
    if selector := scale.get("labelSelectorPath"):
        errors += _path(selector, f"{path}.scale.labelSelectorPath", (".spec.", ".status."))
    return errors


def selectable(found: list[dict], schema: dict | None, path: str) -> list[FieldError]:
    """The fields by which custom resources can be selected."""
    errors: list[FieldError] = []
    known: list[str] = []
    for index, each in enumerate(found):
        place, text = f"{path}[{index}].jsonPath", each.get("jsonPath", "")
        if not text:
            errors.append(required(place))
            continue
        try:
            steps, field = resolve(text, schema or {}, arrays=False)
        except BadFieldPath as wrong:
            errors.append(invalid(place, text, f"is an invalid path: {wrong}"))
            continue
        if steps[0] == "metadata":
            errors.append(invalid(place, text, "must not point to fields in metadata"))
        if field.get("type") not in ("string", "boolean", "integer"):
            detail = (
                "must point to a field of type string, boolean or integer. "
                "Enum string fields and strings with formats are allowed."
            )
            errors.append(invalid(place, text, detail))
        if ".".join(steps) in known:
            errors.append(duplicate(place, text))
        known.append(".".join(steps))
    if len(set(known)) > MOST_SELECTABLE:
        errors.append(too_many(path, len(set(known)), MOST_SELECTABLE))
    return errors


def deprecation(version: dict, path: str) -> list[FieldError]:
    text = version.get("deprecationWarning")
    if text is None:
        return []
    wrong = []
    if not version.get("deprecated"):
        wrong = ["can only be set for deprecated versions"]
    else:
        if len(text.encode()) > 256:
            wrong.append("must be <= 256 characters long")
        if not text:
            wrong.append("must not be an empty string")
        unseen = next((index for index, character in enumerate(text) if not character.isprintable()), None)
        if unseen is not None:
            wrong.append(
                f"must only contain printable UTF-8 characters; non-printable character found at index {unseen}"
            )
    return [invalid(f"{path}.deprecationWarning", text, detail) for detail in wrong]


def conversion(found: dict | None, path: str) -> list[FieldError]:
    if found is None:
        return []
    strategy, webhook = found.get("strategy", ""), found.get("webhook")
    errors = []
    if not strategy:
        errors.append(required(f"{path}.strategy"))
    elif strategy not in ("None", "Webhook"):
        errors.append(unsupported(f"{path}.strategy", strategy, ("None", "Webhook")))
    client = (webhook or {}).get("clientConfig")
    reviews = (webhook or {}).get("conversionReviewVersions") or []
    if strategy == "Webhook":
        return errors + _client(client, f"{path}.webhookClientConfig") + _reviews(reviews, path)
    if client is not None:
        detail = "should not be set when strategy is not set to Webhook"
        errors.append(forbidden(f"{path}.webhookClientConfig", detail))
    if reviews:
        detail = "should not be set when strategy is not set to Webhook"
        errors.append(forbidden(f"{path}.conversionReviewVersions", detail))
    return errors


def _client(client: dict | None, path: str) -> list[FieldError]:
    if client is None:
        return [required(path, "required when strategy is set to Webhook")]
    url, service = client.get("url"), client.get("service")
    if (url is None) == (service is None):
        return [required(path, "exactly one of url or service is required")]
    return _url(url, f"{path}.url") if url is not None else _service(service or {}, f"{path}.service")


def _url(text: str, path: str) -> list[FieldError]:
    try:
        parts = urlsplit(text)
    except ValueError as wrong:
        return [required(path, f"url must be a valid URL: {wrong}{_URL_FORM}")]
    errors = []
    if parts.scheme != "https":
        errors.append(invalid(path, parts.scheme, f"'https' is the only allowed URL scheme{_URL_FORM}"))
    if not parts.netloc:
        errors.append(invalid(path, "", f"host must be specified{_URL_FORM}"))
    if "@" in parts.netloc:
        errors.append(invalid(path, parts.netloc.split("@")[0], "user information is not permitted in the URL"))
    if parts.fragment:
        errors.append(invalid(path, parts.fragment, "fragments are not permitted in the URL"))
    if parts.query:
        errors.append(invalid(path, parts.query, "query parameters are not permitted in the URL"))
    return errors


def _service(service: dict, path: str) -> list[FieldError]:
    # The real server hands the two names over in the other's place; its errors name them so.
    errors = [] if service.get("namespace") else [required(f"{path}.name")]
    if not service.get("name"):
        errors.append(required(f"{path}.namespace"))
    port = service.get("port", 443)
    if wrong := names.port_number(port):
        errors.append(invalid(f"{path}.port", port, f"port is not valid: {', '.join(wrong)}"))
    target = service.get("path") or ""
    if target not in ("", "/") and not target.startswith("/"):
        errors.append(invalid(f"{path}.path", target, "must start with a '/'"))
    return errors


def _reviews(versions: list[str], path: str) -> list[FieldError]:
    place = f"{path}.conversionReviewVersions"
    if not versions:
        return [required(place)]
    errors = []
    for index, version in enumerate(versions):
        if version in versions[:index]:
            errors.append(invalid(f"{place}[{index}]", version, "duplicate version"))
        else:
            errors += [invalid(f"{place}[{index}]", version, wrong) for wrong in names.dns_1035_label(version)]
    if not set(versions) & set(_REVIEWS):
        errors.append(invalid(place, versions, f"must include at least one of {', '.join(_REVIEWS)}"))
    return errors


def approval(obj: dict, old: dict | None) -> list[FieldError]:
    """Groups of the community need a word of approval."""
    name = (obj.get("spec") or {}).get("group", "")
    if not any(name == domain or name.endswith(f".{domain}") for domain in ("k8s.io", "kubernetes.io")):
        return []
    text = _annotation(obj)
    if old is not None and _approved(_annotation(old)) == _approved(text):
        return []
    place = f"metadata.annotations[{APPROVAL}]"
    told = f"protected groups must have approval annotation {quoted(APPROVAL)}"
    if not text:
        return [required(place, f"{told}, {_PROPOSAL}")]
    if _approved(text):
        return []
    detail = f'{told} with either a URL or a reason starting with "unapproved", {_PROPOSAL}'
    return [invalid(place, text, detail)]


def _annotation(obj: dict) -> str:
    return (obj["metadata"].get("annotations") or {}).get(APPROVAL, "")


def _approved(text: str) -> str:
    """ "" invalid or missing; else how it was approved."""
    if text.startswith("unapproved"):
        return "bypassed"
    parts = urlsplit(text)
    return "approved" if parts.scheme and parts.netloc else ""
