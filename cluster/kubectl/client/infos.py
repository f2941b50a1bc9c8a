"""What a command is asked to work on, and what it works on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cluster.kubectl.client.discovery import Resource

if TYPE_CHECKING:
    pass


@dataclass(frozen=True)
class Info:
    """One thing to work on. object: from the file or the server; a list or table where a selector asked for one."""

    resource: Resource
    namespace: str
    name: str
    object: dict | None = None
    source: str = ""

    @property
    def path(self) -> str:
        return self.resource.path(self.namespace, self.name)

    @property
    def label(self) -> str:
        return f"{self.resource.label}/{self.name}"

    def having(self, obj: dict) -> Info:
        metadata = obj.get("metadata") or {}
        return replace(self, object=obj, name=metadata.get("name") or self.name)


@dataclass
class Query:
    """How a command finds what it works on; the names are those of its flags."""

    args: list[str]
    selector: str | None = None
    field_selector: str | None = None
    all: bool = False
    all_namespaces: bool = False
    everything: bool = False  # a kind alone means all of it
    latest: bool = False  # read again what a file named
    fetch: bool = True  # read what was named by arguments
    flatten: bool = True
    single_kind: bool = False
    stop: bool = False  # the first error ends it
    validate: bool = False
    accept: str = "application/json"
    subresource: str = ""
    chunk: int = 0
    whole: bool = False  # rows of tables hold whole objects
    files: bool = True
    local: bool = False
