"""Which kinds the server has, and which one a word such as `deploy`, `pods` or `rs.apps` means.

Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api; order of preference as kubectl
1.35.2.
"""

from __future__ import annotations

from typing import NamedTuple

from cluster.kubectl.client.api import Api
from cluster.kubectl.errors import KubectlError, ServerError
from cluster.kubectl.printers.govalues import quote


class Resource(NamedTuple):
    """A kind under its plural name."""

    group: str
    version: str
    plural: str
    singular: str
    kind: str
    namespaced: bool
    short_names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    preferred: bool = True

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def name(self) -> str:
        """`pods`, `deployments.apps`"""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def label(self) -> str:
        """What stands before `/NAME` in messages: `pod`, `deployment.apps`."""
        return f"{self.kind.lower()}.{self.group}" if self.group else self.kind.lower()

    @property
    def go_name(self) -> str:
        """How errors of a list write it: `/v1, Resource=pods`."""
        return f"{self.group}/{self.version}, Resource={self.plural}"

    @property
    def go_kind(self) -> str:
        return f"{self.group}/{self.version}, Kind={self.kind}"

    def path(self, namespace: str = "", name: str = "", subresource: str = "") -> str:
        root = f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"
        middle = f"/namespaces/{namespace}" if self.namespaced and namespace else ""
        return (
            f"{root}{middle}/{self.plural}" + (f"/{name}" if name else "") + (f"/{subresource}" if subresource else "")
        )


class Discovery:
    """Reads the server's lists once for a command."""

    def __init__(self, api: Api):
        self._api = api
        self._all: list[Resource] | None = None
        self.subresources: dict[tuple[str, str, str], set[str]] = {}
        self.stale: list[str] = []  # versions of which nobody could tell the resources, once `all` was asked

    def groups(self) -> list[dict]:
        """APIGroups in the server's order, the core group first (its name is "")."""
        core = self._api.get("/api")["versions"]
        first = {
            "name": "",
            "versions": [{"groupVersion": version, "version": version} for version in core],
            "preferredVersion": {"groupVersion": core[0], "version": core[0]},
        }
        return [first, *self._api.get("/apis")["groups"]]

    def all(self) -> list[Resource]:
        """Every kind in every version, preferred versions before others of their group."""
        if self._all is None:
            self._all = [resource for group in self.groups() for resource in self._group(group)]
        return self._all

    def _group(self, group: dict) -> list[Resource]:
        found = []
        preferred = group["preferredVersion"]["groupVersion"]
        for version in sorted(group["versions"], key=lambda version: version["groupVersion"] != preferred):
            name = version["groupVersion"]
            try:
                document = self._api.get(f"/apis/{name}" if group["name"] else f"/api/{name}")
            except ServerError as error:
                if error.status.get("code") != 503:
                    raise
                self.stale.append(name)
                continue
            for entry in document["resources"]:
                plural, _, subresource = entry["name"].partition("/")
                if subresource:
                    self.subresources.setdefault((group["name"], version["version"], plural), set()).add(subresource)
                else:
                    found.append(_resource(entry, group["name"], version["version"], name == preferred))
        return found

    def find(self, word: str) -> Resource:
        """The kind that a typed word means. KubectlError in kubectl's words if there is none."""
        for by in (_by_resource, _by_kind):
            if found := by(self.all(), word):
                self._warn_of_others(found, word.lower())
                return found
        raise KubectlError(f"the server doesn't have a resource type {quote(word.partition('.')[0])}")

    def _warn_of_others(self, found: Resource, word: str) -> None:
        if word in found.short_names:
            others = {r.name for r in self.all() if word in r.short_names and r.preferred and r.name != found.name}
            for name in sorted(others):
                self._api.warn(f'short name "{word}" could also match lower priority resource {name}')

    def by_kind(self, api_version: str, kind: str) -> Resource | None:
        group, _, version = api_version.rpartition("/")
        for resource in self.all():
            if not api_version and (resource.group, resource.kind) == ("", kind):
                return resource._replace(version="")  # the kind is found, its address is not
            if (resource.group, resource.version, resource.kind) == (group, version, kind):
                return resource
        return None

    def category(self, word: str) -> list[Resource]:
        """Kinds of a category such as `all`; none where the word is no category."""
        return [resource for resource in self.all() if word in resource.categories and resource.preferred]


def _resource(entry: dict, group: str, version: str, preferred: bool) -> Resource:
    return Resource(
        entry.get("group") or group,
        entry.get("version") or version,
        entry["name"],
        entry.get("singularName") or entry["kind"].lower(),
        entry["kind"],
        entry["namespaced"],
        tuple(entry.get("shortNames") or ()),
        tuple(entry.get("categories") or ()),
        tuple(entry.get("verbs") or ()),
        preferred,
    )


def _by_resource(resources: list[Resource], word: str) -> Resource | None:
    """Only a short name must be written as it is."""
    name, _, rest = word.lower().partition(".")
    version, _, group = rest.partition(".")
    short = word.partition(".")[0]
    for matches in (
        lambda r: name in (r.plural, r.singular) and rest and (r.version, r.group) == (version, group),
        lambda r: name in (r.plural, r.singular) and (not rest or r.group == rest),
        lambda r: short in r.short_names and (not rest or r.group == rest),
        lambda r: short in r.short_names and group and r.group == group,  # a version is passed over here
        lambda r: (name in (r.plural, r.singular) or short in r.short_names) and rest and r.group.startswith(rest),
    ):
        for resource in resources:
            if matches(resource):
                return resource
    return None


def _by_kind(resources: list[Resource], word: str) -> Resource | None:
    kind, _, rest = word.partition(".")
    version, _, group = rest.partition(".")
    for resource in resources:
        if resource.kind == kind and (
            not rest or resource.group == rest or (resource.version, resource.group) == (version, group)
        ):
            return resource
    return None
