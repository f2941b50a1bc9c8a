"""A definition as the server holds it inside: what all versions share stands once, at the top, and errors name it there
(`spec.validation.openAPIV3Schema`, `spec.additionalPrinterColumns`).

Source: https://pkg.go.dev/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions (the internal types)
"""

from __future__ import annotations

from typing import Any, NamedTuple

from cluster.kinds.rules.errors import Struct

_SHARED = ("subresources", "schema", "additionalPrinterColumns", "selectableFields")
# The fields of the internal JSONSchemaProps in order: its JSON name, its name inside, what stands there when unset.
_SCHEMA_FIELDS: tuple[tuple[str, str, Any], ...] = (
    ("id", "ID", ""), ("$schema", "Schema", ""), ("$ref", "Ref", None), ("description", "Description", ""),
    ("type", "Type", ""), ("nullable", "Nullable", False), ("format", "Format", ""), ("title", "Title", ""),
    ("default", "Default", None), ("maximum", "Maximum", None), ("exclusiveMaximum", "ExclusiveMaximum", False),
    ("minimum", "Minimum", None), ("exclusiveMinimum", "ExclusiveMinimum", False), ("maxLength", "MaxLength", None),
    ("minLength", "MinLength", None), ("pattern", "Pattern", ""), ("maxItems", "MaxItems", None),
    ("minItems", "MinItems", None), ("uniqueItems", "UniqueItems", False), ("multipleOf", "MultipleOf", None),
    ("enum", "Enum", None), ("maxProperties", "MaxProperties", None), ("minProperties", "MinProperties", None),
    ("required", "Required", None), ("items", "Items", None), ("allOf", "AllOf", None), ("oneOf", "OneOf", None),
    ("anyOf", "AnyOf", None), ("not", "Not", None), ("properties", "Properties", None),
    ("additionalProperties", "AdditionalProperties", None), ("patternProperties", "PatternProperties", None),
    ("dependencies", "Dependencies", None), ("additionalItems", "AdditionalItems", None),
    ("definitions", "Definitions", None), ("externalDocs", "ExternalDocs", None), ("example", "Example", None),
    ("x-kubernetes-preserve-unknown-fields", "XPreserveUnknownFields", None),
    ("x-kubernetes-embedded-resource", "XEmbeddedResource", False),
    ("x-kubernetes-int-or-string", "XIntOrString", False), ("x-kubernetes-list-map-keys", "XListMapKeys", None),
    ("x-kubernetes-list-type", "XListType", None), ("x-kubernetes-map-type", "XMapType", None),
    ("x-kubernetes-validations", "XValidations", None),
)  # fmt: skip
FIELD_NAMES = {name: inside for name, inside, _ in _SCHEMA_FIELDS}


class Internal(NamedTuple):
    """`top`: what all versions share, by its name in a version; `versions` have the rest."""

    versions: list[dict]
    top: dict[str, Any]


def internal(spec: dict) -> Internal:
    versions = [version for version in spec.get("versions") or () if isinstance(version, dict)]
    if not versions:
        return Internal([], {})
    shared = [name for name in _SHARED if all(version.get(name) == versions[0].get(name) for version in versions)]
    top = {name: versions[0][name] for name in shared if versions[0].get(name) is not None}
    return Internal([{k: v for k, v in version.items() if k not in shared} for version in versions], top)


def schema_of(found: Internal, version: dict) -> dict | None:
    """The schema of a version, wherever it stands."""
    schema = (version.get("schema") or found.top.get("schema") or {}).get("openAPIV3Schema")
    return schema if isinstance(schema, dict) else None


def shown_versions(versions: list[dict]) -> list[Struct]:
    """spec.versions as an error prints them."""
    return [
        Struct(
            Name=version.get("name", ""),
            Served=bool(version.get("served")),
            Storage=bool(version.get("storage")),
            Deprecated=bool(version.get("deprecated")),
            DeprecationWarning=version.get("deprecationWarning"),
            Schema=_shown_validation(version.get("schema")),
            Subresources=_shown_subresources(version.get("subresources")),
            AdditionalPrinterColumns=[_shown_column(each) for each in version.get("additionalPrinterColumns") or ()]
            or None,
            SelectableFields=[
                Struct(JSONPath=each.get("jsonPath", "")) for each in version.get("selectableFields") or ()
            ]
            or None,
        )
        for version in versions
    ]


def shown_schema(raw: Any) -> Any:
    """A schema as an error prints it: all fields of the internal type."""
    if not isinstance(raw, dict):
        return raw
    return Struct({inside: _shown(name, raw.get(name), unset) for name, inside, unset in _SCHEMA_FIELDS})


def _shown(name: str, value: Any, unset: Any) -> Any:
    if value is None:
        return unset
    if name in ("allOf", "oneOf", "anyOf"):
        return [shown_schema(each) for each in value]
    if name == "not":
        return shown_schema(value)
    if name in ("properties", "patternProperties", "definitions"):
        return {key: shown_schema(each) for key, each in value.items()}
    if name == "items":
        several = [shown_schema(each) for each in value] if isinstance(value, list) else None
        return Struct(Schema=shown_schema(value) if isinstance(value, dict) else None, JSONSchemas=several)
    if name in ("additionalProperties", "additionalItems"):
        return Struct(Allows=value is not False, Schema=shown_schema(value) if isinstance(value, dict) else None)
    if name == "x-kubernetes-validations":
        return [shown_rule(rule) for rule in value]
    return value


def shown_rule(rule: dict) -> Struct:
    return Struct(
        Rule=rule.get("rule", ""),
        Message=rule.get("message", ""),
        MessageExpression=rule.get("messageExpression", ""),
        Reason=rule.get("reason"),
        FieldPath=rule.get("fieldPath", ""),
        OptionalOldSelf=rule.get("optionalOldSelf"),
    )


def _shown_validation(schema: dict | None) -> Struct | None:
    return None if schema is None else Struct(OpenAPIV3Schema=shown_schema(schema.get("openAPIV3Schema")))


def _shown_subresources(found: dict | None) -> Struct | None:
    if found is None:
        return None
    scale = found.get("scale")
    return Struct(
        Status={} if "status" in found else None,
        Scale=None
        if scale is None
        else Struct(
            SpecReplicasPath=scale.get("specReplicasPath", ""),
            StatusReplicasPath=scale.get("statusReplicasPath", ""),
            LabelSelectorPath=scale.get("labelSelectorPath"),
        ),
    )


def _shown_column(column: dict) -> Struct:
    return Struct(
        Name=column.get("name", ""),
        Type=column.get("type", ""),
        Format=column.get("format", ""),
        Description=column.get("description", ""),
        Priority=column.get("priority", 0),
        JSONPath=column.get("jsonPath", ""),
    )
