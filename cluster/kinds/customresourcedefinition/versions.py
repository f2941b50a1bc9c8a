"""Which versions of a kind are, or were, stored."""

from __future__ import annotations

from cluster.kinds.base import FieldError
from cluster.kinds.rules.errors import NO_ITEMS, invalid


def stored_versions(stored: list[str], versions: list[dict]) -> list[FieldError]:
    path = "status.storedVersions"
    if not stored:
        return [invalid(path, NO_ITEMS, "must have at least one stored version")]
    errors = [
        invalid(path, stored, f"must have the storage version {version.get('name', '')}")
        for version in versions
        if version.get("storage") and version.get("name") not in stored
    ]
    told = [version.get("name") for version in versions]
    for index, name in enumerate(stored):
        if name not in told:
            detail = (
                f"missing from spec.versions; {name} was previously a storage version, and must remain in "
                f"spec.versions until a storage migration ensures no data remains persisted in {name} and removes "
                f"{name} from status.storedVersions"
            )
            errors.append(invalid(f"{path}[{index}]", name, detail))
    return errors
