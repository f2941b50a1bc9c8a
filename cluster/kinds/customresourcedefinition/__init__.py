"""CustomResourceDefinition: a kind that a user adds.

Source: https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/
"""

from __future__ import annotations

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import NAME
from cluster.kinds.customresourcedefinition import defaultvalues, naming, schemas, structure, validations
from cluster.kinds.customresourcedefinition.conditions import TERMINATING, with_condition
from cluster.kinds.customresourcedefinition.formats import unrecognized
from cluster.kinds.customresourcedefinition.internal import (
    FIELD_NAMES,
    Internal,
    internal,
    schema_of,
    shown_schema,
    shown_versions,
)
from cluster.kinds.customresourcedefinition.versions import stored_versions
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import NO_ITEMS, forbidden, invalid, required
from cluster.kinds.rules.metadata import validate_metadata, validate_metadata_update
from cluster.kinds.rules.reading import struct, structs
from cluster.kinds.standard import Standard
from cluster.objects.times import rfc3339

CLEANUP = "customresourcecleanup.apiextensions.k8s.io"
_AT_ROOT = (
    "Description", "Type", "Format", "Title", "Maximum", "ExclusiveMaximum", "Minimum", "ExclusiveMinimum",
    "MaxLength", "MinLength", "Pattern", "MaxItems", "MinItems", "UniqueItems", "MultipleOf", "Required", "Items",
    "Properties", "ExternalDocs", "Example", "XPreserveUnknownFields", "XValidations",
)  # fmt: skip
_PRESERVE = "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"


class CustomResourceDefinition(Standard):
    group, kind, plural = "apiextensions.k8s.io", "CustomResourceDefinition", "customresourcedefinitions"
    short_names, categories = ("crd", "crds"), ("api-extensions",)
    namespaced = False
    subresources = ("status",)
    columns = (
        NAME,
        Column(
            "Created At",
            "date",
            description="CreationTimestamp is a timestamp representing the server time when this object was created. "
            "It is not guaranteed to be set in happens-before order across separate operations. Clients may not set "
            "this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null "
            "for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
        ),
    )

    def defaults(self, obj: dict) -> dict:
        spec = struct(obj, "spec")
        found = dict(struct(spec, "names"))
        if not found.get("singular") and found.get("kind"):
            found["singular"] = found["kind"].lower()
        if not found.get("listKind") and found.get("kind"):
            found["listKind"] = f"{found['kind']}List"
        conversion = spec.get("conversion") or {"strategy": "None"}
        service = ((conversion.get("webhook") or {}).get("clientConfig") or {}).get("service")
        if service is not None and service.get("port") is None:
            client = {**conversion["webhook"]["clientConfig"], "service": {**service, "port": 443}}
            conversion = {**conversion, "webhook": {**conversion["webhook"], "clientConfig": client}}
        spec = {**spec, "names": {"plural": "", "kind": "", **found}, "conversion": conversion}
        return {**obj, "spec": spec, "status": _whole(struct(obj, "status"))}

    def prepare_create(self, obj: dict) -> dict:
        return _with_stored_version({**obj, "status": _whole({})})

    def prepare_update(self, obj: dict, old: dict) -> dict:
        return _with_stored_version(super().prepare_update(obj, old))

    def rules(self, obj: dict) -> list[FieldError]:
        spec, status = struct(obj, "spec"), struct(obj, "status")
        errors = _spec(spec)
        errors += naming.name_list(struct(status, "acceptedNames"), "status.acceptedNames")
        return errors + stored_versions(status.get("storedVersions") or [], structs(spec, "versions"))

    def validate(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        wanted = f"{struct(spec, 'names').get('plural', '')}.{spec.get('group', '')}"

        def name_check(name: str) -> list[str]:
            wrong = [] if name == wanted else ['must be spec.names.plural+"."+spec.group']
            return names.dns_subdomain(name) + wrong

        errors = (
            validate_metadata(obj, False, name_check, standard=False) + self.rules(obj) + naming.approval(obj, None)
        )
        if spec.get("preserveUnknownFields"):
            errors.append(invalid("spec.preserveUnknownFields", True, _PRESERVE))
        return errors

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        spec, before = struct(obj, "spec"), struct(old, "spec")
        errors = validate_metadata_update(obj, old, standard=False)
        same = {name: spec.get(name) for name in spec} == before
        errors += [] if same else _spec(spec, [each.get("schema") for each in structs(before, "versions")])
        errors += _immutable(spec, before, is_established(old))
        errors += stored_versions(struct(obj, "status").get("storedVersions") or [], structs(spec, "versions"))
        errors += naming.approval(obj, old)
        if spec.get("preserveUnknownFields") and not before.get("preserveUnknownFields"):
            errors.append(invalid("spec.preserveUnknownFields", True, _PRESERVE))
        return errors

    def validate_status_update(self, obj: dict, old: dict) -> list[FieldError]:
        errors = validate_metadata_update(obj, old, standard=False)
        return errors + naming.name_list(struct(struct(obj, "status"), "acceptedNames"), "status.acceptedNames")

    def warnings(self, obj: dict, old: dict | None) -> list[str]:
        before = unrecognized(old) if old is not None else []
        return [f'unrecognized format "{name}"' for name in unrecognized(obj) if name not in before]

    def being_deleted(self, obj: dict, now: int) -> dict:
        """The first request to delete it: its instances go before it does."""
        metadata = {name: value for name, value in obj["metadata"].items() if name != "deletionGracePeriodSeconds"}
        finalizers = metadata.get("finalizers") or []
        if CLEANUP not in finalizers:
            finalizers = [*finalizers, CLEANUP]
        message = "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon"
        status = with_condition(struct(obj, "status"), TERMINATING, "True", "InstanceDeletionPending", message, now)
        return {**obj, "metadata": {**metadata, "finalizers": finalizers}, "status": status}

    def row(self, obj: dict, now: int) -> list:
        return [obj["metadata"]["name"], obj["metadata"].get("creationTimestamp", rfc3339(now))]


def _whole(status: dict) -> dict:
    """With what a structure always has."""
    told = status.get("conditions")
    empty = {"type": "", "status": "", "lastTransitionTime": None}
    conditions = told and [{**empty, **each} if isinstance(each, dict) else each for each in told]
    names = {"plural": "", "kind": "", **struct(status, "acceptedNames")}
    found = {"conditions": conditions, "acceptedNames": names, "storedVersions": status.get("storedVersions")}
    return {**status, **found}


def is_established(obj: dict) -> bool:
    return _is_true(obj, "Established")


def is_accepted(obj: dict) -> bool:
    return _is_true(obj, "NamesAccepted")


def is_terminating(obj: dict) -> bool:
    return _is_true(obj, TERMINATING)


def _is_true(obj: dict, name: str) -> bool:
    conditions = (obj.get("status") or {}).get("conditions") or ()
    return any(each.get("type") == name and each.get("status") == "True" for each in conditions)


def _with_stored_version(obj: dict) -> dict:
    status = obj["status"]
    stored = status.get("storedVersions") or []
    storage = next((v.get("name") for v in structs(struct(obj, "spec"), "versions") if v.get("storage")), None)
    if storage is None or storage in stored:
        return obj
    return {**obj, "status": {**status, "storedVersions": [*stored, storage]}}


def _spec(spec: dict, known: list | None = None) -> list[FieldError]:
    """`known`: schemas that were accepted before; they are not read again."""
    found = internal(spec)
    errors = naming.group(spec.get("group", ""), "spec.group") + naming.scope(spec.get("scope", ""), "spec.scope")
    if "schema" not in found.top or schema_of(found, {}) is None:
        for index, version in enumerate(found.versions):
            if schema_of(found, version) is None:
                errors.append(required(f"spec.versions[{index}].schema.openAPIV3Schema"))
    for index, version in enumerate(found.versions):
        errors += _version(version, found, f"spec.versions[{index}]", known)
    errors += _together(found)
    errors += naming.required_names(struct(spec, "names"), "spec.names")
    errors += naming.name_list(struct(spec, "names"), "spec.names")
    errors += _shared(found, known)
    return errors + naming.conversion(spec.get("conversion"), "spec.conversion")


def _version(version: dict, found: Internal, path: str, known: list | None) -> list[FieldError]:
    errors = []
    if wrong := names.dns_1035_label(version.get("name", "")):
        errors.append(invalid(f"{path}.name", version.get("name", ""), ",".join(wrong)))
    errors += naming.deprecation(version, path)
    has_status = _has_status(version.get("subresources") or found.top.get("subresources"))
    errors += _validation(version.get("schema"), has_status, f"{path}.schema", known)
    errors += naming.subresources(version.get("subresources"), f"{path}.subresources")
    errors += naming.columns(structs(version, "additionalPrinterColumns"), f"{path}.additionalPrinterColumns")
    if fields := structs(version, "selectableFields"):
        place = f"{path}.selectableFields"
        schema = schema_of(Internal([], {}), version)
        if schema is None:
            detail = "may only be set when `version.schema.openAPIV3Schema` is not included"
            errors.append(invalid(place, "", detail))
        else:
            errors += naming.selectable(fields, schema, place)
    return errors


def _together(found: Internal) -> list[FieldError]:
    errors, versions = [], found.versions
    told = [version.get("name") for version in versions]
    if len(set(told)) < len(told):
        errors.append(invalid("spec.versions", shown_versions(versions), "must contain unique version names"))
    if sum(bool(version.get("storage")) for version in versions) != 1:
        detail = "must have exactly one version marked as storage version"
        errors.append(invalid("spec.versions", shown_versions(versions) or NO_ITEMS, detail))
    if told and (wrong := names.dns_1035_label(told[0] or "")):
        errors.append(invalid("spec.version", told[0], ",".join(wrong)))
    return errors


def _shared(found: Internal, known: list | None) -> list[FieldError]:
    """What all versions have in common stands at the top."""
    top = found.top
    has_status = any(_has_status(each.get("subresources")) for each in (*found.versions, top))
    errors = _validation(top.get("schema"), has_status, "spec.validation", known)
    errors += naming.subresources(top.get("subresources"), "spec.subresources")
    errors += naming.columns(structs(top, "additionalPrinterColumns"), "spec.additionalPrinterColumns")
    if fields := structs(top, "selectableFields"):
        if top.get("schema") is None:
            detail = "may only be set when validations.schema is included"
            errors.append(invalid("spec.selectableFields", "", detail))
        else:
            errors += naming.selectable(fields, schema_of(found, {}), "spec.selectableFields")
    return errors


def _validation(schema: dict | None, has_status: bool, path: str, known: list | None) -> list[FieldError]:
    root = (schema or {}).get("openAPIV3Schema")
    if root is None or (known is not None and schema in known):
        return []
    place = f"{path}.openAPIV3Schema"
    errors = _root(root, place) if has_status else []
    if root.get("nullable"):
        errors.append(forbidden(f"{place}.nullable", "nullable cannot be true at the root"))
    unreadable, sound = structure.unsupported(root), False
    if not unreadable:
        wrong = structure.check(root, place) or defaultvalues.check(root, place)
        errors += wrong
        sound = not wrong
    rules = validations.Checker(root) if sound else None
    errors += schemas.check(root, place, rules.check if rules else None)
    if not errors and unreadable:
        errors.append(invalid(place, "", unreadable))
    return errors + (rules.total(place) if rules else [])


def _root(schema: dict, path: str) -> list[FieldError]:
    """With a status subresource the status is checked by its own part of the schema: nothing may be said beside it."""
    for name, inside in FIELD_NAMES.items():
        if schema.get(name) in (None, "", False, [], {}):
            continue
        if name == "type":
            if schema["type"] != "object":
                detail = 'only "object" is allowed as the type at the root of the schema if the status subresource is '
                detail += "enabled"
                return [invalid(f"{path}.type", schema["type"], detail)]
        elif inside not in _AT_ROOT:
            allowed = f"[{' '.join(_AT_ROOT)}]"
            detail = f"only {allowed} fields are allowed at the root of the schema if the status subresource is enabled"
            return [invalid(path, shown_schema(schema), detail)]
    return []


def _has_status(subresources: dict | None) -> bool:
    return (subresources or {}).get("status") is not None


def _immutable(spec: dict, old: dict, established: bool) -> list[FieldError]:
    checked = [("group", spec.get("group"), old.get("group"))]
    checked.append(("names.plural", struct(spec, "names").get("plural"), struct(old, "names").get("plural")))
    if established:
        kinds = ("names.kind", struct(spec, "names").get("kind"), struct(old, "names").get("kind"))
        checked = [("scope", spec.get("scope"), old.get("scope")), kinds, *checked]
    return [invalid(f"spec.{name}", new or "", "field is immutable") for name, new, before in checked if new != before]


KIND = CustomResourceDefinition()
