"""What a kustomization works on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cluster.kinds import KINDS
from cluster.kubectl.errors import KubectlError


@dataclass
class Item:
    """One object on its way. `names`: those that it has had; `hashed`: its name is to end with a hash."""

    object: dict
    names: list[str] = field(default_factory=list)
    hashed: bool = False

    @property
    def kind(self) -> str:
        return self.object.get("kind", "")

    @property
    def name(self) -> str:
        return (self.object.get("metadata") or {}).get("name", "")

    @property
    def namespace(self) -> str:
        return (self.object.get("metadata") or {}).get("namespace", "")

    @property
    def group(self) -> str:
        return self.object.get("apiVersion", "").rpartition("/")[0]

    @property
    def version(self) -> str:
        return self.object.get("apiVersion", "").rpartition("/")[2]

    @property
    def called(self) -> set[str]:
        return {*self.names, self.name}

    @property
    def known(self) -> bool:
        """Whether it is one of Kubernetes' own kinds."""
        return (self.group, self.version, self.kind) in KINDS.by_kind

    @property
    def namespaced(self) -> bool:
        """Kinds that are not known here are taken for namespaced ones."""
        return not self.known or KINDS.by_kind[self.group, self.version, self.kind].namespaced

    @property
    def id(self) -> str:
        return resource_id(self.object)

    def rename(self, name: str) -> None:
        self.names.append(self.name)
        self.object = {**self.object, "metadata": {**self.object["metadata"], "name": name}}


def resource_id(obj: dict) -> str:
    """`Deployment.v1.apps/web.[noNs]`: how kustomize writes which object it means."""
    group, _, version = obj.get("apiVersion", "").rpartition("/")
    metadata = obj.get("metadata") or {}
    head = f"{obj.get('kind', '')}.{version}.{group or '[noGrp]'}"
    return f"{head}/{metadata.get('name') or '[noName]'}.{metadata.get('namespace') or '[noNs]'}"


class Folder:
    """A folder by its path from the working directory; `shown` is its absolute path, as errors write it."""

    def __init__(self, files: Any, path: str, home: str):
        self._files, self.path, self._home = files, path, home

    def shown(self, name: str = "") -> str:
        return _normal(f"{self._home}/{self.path}/{name}" if not self.path.startswith("/") else f"{self.path}/{name}")

    def inside(self, name: str) -> str:
        return _plain(f"{self.path}/{name}") if not name.startswith("/") else name

    def exists(self, name: str) -> bool:
        return self._files.exists(self.inside(name))

    def is_dir(self, name: str = ".") -> bool:
        return self._files.is_dir(self.inside(name))

    def read(self, name: str) -> str:
        """KubectlError where there is no such file, or it lies outside."""
        if self.inside(name).startswith("..") or not self.shown(name).startswith(self.shown() + "/"):
            raise KubectlError(f"security; file '{self.shown(name)}' is not in or below '{self.shown()}'")
        if not self.exists(name):
            raise KubectlError(missing(self, name))
        return self._files.read(self.inside(name))

    def below(self, name: str) -> Folder:
        return Folder(self._files, self.inside(name), self._home)


def missing(folder: Folder, name: str) -> str:
    return f"evalsymlink failure on '{folder.shown(name)}' : lstat {folder.shown(name)}: no such file or directory"


def _normal(path: str) -> str:
    return "/" + "/".join(_parts(path))


def _plain(path: str) -> str:
    if path.startswith("/"):
        return _normal(path)
    return "/".join(_parts(path, relative=True)) or "."


def _parts(path: str, relative: bool = False) -> list[str]:
    found: list[str] = []
    for part in path.split("/"):
        if part == ".." and found and found[-1] != "..":
            found.pop()
        elif part == ".." and relative or part not in ("", ".", ".."):
            found.append(part)
    return found
