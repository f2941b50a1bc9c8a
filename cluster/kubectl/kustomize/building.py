"""One kustomization, and those below it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cluster.kubectl.errors import KubectlError
from cluster.kubectl.kustomize.changing import change, count_and_image
from cluster.kubectl.kustomize.generating import generate, hash_of
from cluster.kubectl.kustomize.layers import Folder, Item, missing
from cluster.kubectl.kustomize.patching import patch
from cluster.kubectl.kustomize.referring import follow, names_of, renamed_since
from cluster.objects import yaml

_FILES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_FIELDS = frozenset((
    "apiVersion", "kind", "metadata", "resources", "components", "bases", "crds", "namespace", "namePrefix",
    "nameSuffix", "commonLabels", "labels", "commonAnnotations", "patches", "patchesStrategicMerge",
    "patchesJson6902", "images",
    "replicas", "configMapGenerator", "secretGenerator", "generatorOptions", "sortOptions", "buildMetadata",
    "configurations", "generators", "helmCharts", "helmGlobals", "openapi", "replacements", "transformers",
    "validators", "vars", "imageTags", "helmChartInflationGenerator",
))  # fmt: skip
_LEFT_OUT = ("replacements", "vars", "helmCharts", "generators", "transformers", "validators", "configurations")
_OLD = {"commonLabels": "labels", "patchesStrategicMerge": "patches", "patchesJson6902": "patches",
        "bases": "resources", "imageTags": "images", "vars": "replacements"}  # fmt: skip
# kustomize's order of what is built; kinds that are not named stand before Deployments' end of the list: at 0.
_FIRST = (
    "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount", "PodSecurityPolicy",
    "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret", "Endpoints", "Service",
    "LimitRange", "PriorityClass", "PersistentVolume", "PersistentVolumeClaim", "Deployment", "StatefulSet", "CronJob",
    "PodDisruptionBudget",
)  # fmt: skip
_LAST = ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")
_PLACES = {kind: number - len(_FIRST) for number, kind in enumerate(_FIRST)}
_PLACES |= {kind: number for number, kind in enumerate(_LAST, 1)}


def build(files: Any, path: str, home: str, warn: Callable[[str], None]) -> list[dict]:
    """The objects that the kustomization in the folder `path` makes. `home`: the working directory, for messages;
    `warn` takes lines for standard error. KubectlError in kustomize's words."""
    folder = Folder(files, path, home)
    if not files.exists(path):
        shown = Folder(files, ".", home).shown(path) if not path.startswith("/") else path
        raise KubectlError(
            f"must build at directory: not a valid directory: evalsymlink failure on '{path}' : "
            f"lstat {shown}: no such file or directory"
        )
    if not files.is_dir(path):
        raise KubectlError(f"must build at directory: '{path}': file is not directory")
    items = _layer(folder, warn)
    before = names_of(items)
    for item in items:
        if item.hashed:
            item.rename(f"{item.name}-{hash_of(item.object)}")
    follow(items, renamed_since(before))
    return [item.object for item in sorted(items, key=_order)]


def _layer(folder: Folder, warn: Callable[[str], None]) -> list[Item]:
    kustomization = _read(folder, warn)
    items: list[Item] = []
    for name in [*(kustomization.get("resources") or ()), *(kustomization.get("bases") or ())]:
        _accumulate(folder, name, items, warn)
    generate(folder, kustomization, items)
    for name in kustomization.get("components") or ():
        _component(folder, name, items, warn)
    _transform(folder, kustomization, items)
    return items


def _component(folder: Folder, name: str, items: list[Item], warn: Callable[[str], None]) -> None:
    """A component works on what is there already."""
    inner = folder.below(name)
    kustomization = _read(inner, warn)
    for each in kustomization.get("resources") or ():
        _accumulate(inner, each, items, warn)
    generate(inner, kustomization, items)
    _transform(inner, kustomization, items)


def _transform(folder: Folder, kustomization: dict, items: list[Item]) -> None:
    before = names_of(items)
    patch(folder, kustomization, items)
    change(kustomization, items)
    count_and_image(kustomization, items)
    follow(items, renamed_since(before))


_GO = {bool: "bool", int: "number", float: "number", dict: "object", list: "array"}


def _check_texts(pairs: Any, field: str) -> None:
    for value in (pairs or {}).values() if isinstance(pairs, dict) else ():
        if value is not None and not isinstance(value, str):
            told = (
                f"json: cannot unmarshal {_GO[type(value)]} into Go struct field Kustomization.{field} of type string"
            )
            raise KubectlError(f"invalid Kustomization: {told}")


def _read(folder: Folder, warn: Callable[[str], None]) -> dict:
    found = [name for name in _FILES if folder.exists(name)]
    if not found:
        names = "'kustomization.yaml', 'kustomization.yml' or 'Kustomization'"
        raise KubectlError(f"unable to find one of {names} in directory '{folder.shown()}'")
    if len(found) > 1:
        raise KubectlError(f"Found multiple kustomization files under: {folder.shown()}")
    try:
        kustomization = yaml.load(folder.read(found[0]))
    except yaml.YAMLError as wrong:
        why = str(wrong).removeprefix("error converting YAML to JSON: ")
        raise KubectlError(f"invalid Kustomization: {why}") from None
    if not kustomization:
        raise KubectlError("kustomization.yaml is empty")
    if not isinstance(kustomization, dict):
        raise KubectlError("invalid Kustomization: json: cannot unmarshal into Go value of type types.Kustomization")
    for field in kustomization:
        if field not in _FIELDS:
            raise KubectlError(f'invalid Kustomization: json: unknown field "{field}"')
    for field in ("commonLabels", "commonAnnotations"):
        _check_texts(kustomization.get(field), field)
    for field in _LEFT_OUT:
        if kustomization.get(field):
            raise KubectlError(f"kustomize: {field} is not simulated")
    for field, better in _OLD.items():
        if kustomization.get(field):
            warn(
                f"# Warning: '{field}' is deprecated. Please use '{better}' instead. "
                "Run 'kustomize edit fix' to update your Kustomization automatically.\n"
            )
    return kustomization


def _accumulate(folder: Folder, name: str, items: list[Item], warn: Callable[[str], None]) -> None:
    if folder.is_dir(name):
        inner = folder.below(name)
        try:
            below = _layer(inner, warn)
        except KubectlError as wrong:
            raise KubectlError(
                f"accumulating resources: accumulation err='accumulating resources from '{name}': "
                f"'{inner.shown()}' must resolve to a file': {_of_base(inner, wrong)}"
            ) from None
        for item in below:
            if _known(item, items):
                raise KubectlError(
                    f"accumulating resources: accumulation err='accumulating resources from '{name}': "
                    f"'{inner.shown()}' must resolve to a file': recursed merging from path '{inner.shown()}': "
                    f"may not add resource with an already registered id: {item.id}"
                )
            items.append(item)
        return
    if not folder.exists(name):
        why = missing(folder, name)
        raise KubectlError(
            f"accumulating resources: accumulation err='accumulating resources from '{name}': {why}': "
            f"must build at directory: not a valid directory: {why}"
        )
    for item in map(Item, _objects(folder, name)):
        if _known(item, items):
            why = f"merging resources from '{name}': may not add resource with an already registered id: {item.id}"
            raise KubectlError(_of_file(folder, name, why))
        items.append(item)


def _of_base(inner: Folder, wrong: KubectlError) -> str:
    if wrong.text.startswith(("invalid Kustomization", "unable to find", "kustomization.yaml is empty")):
        return f"couldn't make target for path '{inner.shown()}': {wrong.text}"
    return f"recursed accumulation of path '{inner.shown()}': {wrong.text}"


def _objects(folder: Folder, name: str) -> list[dict]:
    try:
        documents = [document.value for document in yaml.load_all(folder.read(name))]
    except yaml.YAMLError as wrong:
        why = f"accumulating resources from '{name}': MalformedYAMLError: {wrong} in File: {name}"
        raise KubectlError(_of_file(folder, name, why)) from None
    except KubectlError as wrong:
        raise KubectlError(_of_file(folder, name, f"accumulating resources from '{name}': {wrong.text}")) from None
    found: list[dict] = []
    for value in documents:
        if isinstance(value, dict) and str(value.get("kind", "")).endswith("List") and "items" in value:
            found += value["items"] or []
        elif isinstance(value, dict) and value:
            found.append(value)
    return found


def _of_file(folder: Folder, name: str, why: str) -> str:
    return (
        f"accumulating resources: accumulation err='{why}': "
        f"must build at directory: '{folder.shown(name)}': file is not directory"
    )


def _known(item: Item, items: list[Item]) -> bool:
    same = (item.kind, item.group, item.name, item.namespace)
    return any((other.kind, other.group, other.name, other.namespace) == same for other in items)


def _order(item: Item) -> tuple:
    kind, group = item.kind, item.group or "~G"
    place = _PLACES.get(kind, 0)
    return place, f"{group}_{item.version or '~V'}_{kind or '~K'}", item.namespace or "~X", item.name
