"""What a command works on: objects named by arguments (`pods a b`, `deploy/web`, `all -l app=web`) or found in files.

Source: https://kubernetes.io/docs/reference/kubectl/#syntax and the words of kubectl 1.35.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from cluster.api.selector_text import parse_labels
from cluster.kubectl.client import paths
from cluster.kubectl.client.discovery import Resource
from cluster.kubectl.client.infos import Info, Query
from cluster.kubectl.client.sources import Sources
from cluster.kubectl.errors import KubectlError, ServerError, Several

if TYPE_CHECKING:
    from cluster.kubectl.command import Call

MISSING = (
    "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n"
    "   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'"
)


class Result:
    """`visit()` gives Infos, and KubectlErrors where something is wrong; mistakes in the arguments are raised at
    once."""

    def __init__(self, call: Call, query: Query):
        self._call, self._query = call, query
        self.namespace, self._enforced = call.namespace, call.namespace_given
        if query.all_namespaces:
            self.namespace, self._enforced = "", False
        self.selecting = False
        self.single = False
        self.resources: list[Resource] = []
        self._tuples: list[tuple[Resource, str]] = []
        self._paths: list[str] = []
        self._prepare()

    # -- reading arguments -----------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        query, errors = self._query, []
        if query.all and (query.selector or query.field_selector):
            errors.append(KubectlError("setting 'all' parameter but found a non empty selector. "))
        try:
            self._paths = paths.named(self._call.flags, self._call.host.files) if self._query.files else []
        except KubectlError as wrong:
            errors.append(wrong)
        words, names = self._words(errors)
        if errors:
            raise errors[0] if len(errors) == 1 else Several(errors)
        selector = query.selector
        if query.all or (query.everything and words and not names and not self._pairs and selector is None):
            selector = selector or ""
        self.selector = selector
        if self._paths:
            self._check_paths(words, names)
        elif selector is not None or query.field_selector:
            self._check_selector(words, names)
        elif self._pairs:
            self._check_pairs(words)
        elif names:
            self._check_names(words, names)
        elif words:
            for word in words:
                self._call.discovery.find(word)
            raise KubectlError("resource(s) were provided, but no name was specified")
        else:
            raise KubectlError(MISSING)

    def _words(self, errors: list[KubectlError]) -> tuple[list[str], list[str]]:
        """Kinds and names; pairs of both are left in `_pairs`."""
        self._pairs: list[tuple[str, str]] = []
        args = _spread(self._query.args)
        slashes = sum("/" in arg for arg in args)
        if slashes and slashes != len(args):
            errors.append(
                KubectlError(
                    "there is no need to specify a resource type as a separate argument when passing arguments in "
                    "resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource "
                    "resource/<resource_name>'"
                )
            )
            return [], []
        if slashes:
            try:
                self._pairs = [_pair(arg) for arg in args]
            except KubectlError as wrong:
                errors.append(wrong)
            return [], []
        if not args:
            return [], []
        words = [name for word in _unique(args[0]) for name in self._expand(word)]
        return words, args[1:]

    def _expand(self, word: str) -> list[str]:
        return [resource.name for resource in self._call.discovery.category(word)] or [word]

    def _check_selector(self, words: list[str], names: list[str]) -> None:
        if names:
            raise KubectlError("name cannot be provided when a selector is specified")
        if self._pairs:
            raise KubectlError("selectors and the all flag cannot be used when passing resource/name arguments")
        if not words:
            raise KubectlError("at least one resource must be specified to use a selector")
        if self._query.subresource:
            raise KubectlError("subresource cannot be used when bulk resources are specified")
        if len(words) > 1 and self._query.single_kind:
            raise KubectlError("you may only specify a single resource type")
        self.selecting = True
        self.resources = list(dict.fromkeys(map(self._call.discovery.find, words)))

    def _check_pairs(self, words: list[str]) -> None:
        self._tuples = [(self._call.discovery.find(word), name) for word, name in self._pairs]
        if len({resource for resource, _ in self._tuples}) > 1 and self._query.single_kind:
            raise KubectlError("you may only specify a single resource type")
        self.single = len(self._tuples) == 1
        self._check_namespace()

    def _check_names(self, words: list[str], names: list[str]) -> None:
        if len(words) > 1:
            raise KubectlError("you must specify only one resource")
        resource = self._call.discovery.find(words[0])
        self._tuples = [(resource, name) for name in names]
        self.single = len(names) == 1
        self._check_namespace()

    def _check_namespace(self) -> None:
        if not self.namespace and any(resource.namespaced for resource, _ in self._tuples):
            raise KubectlError("a resource cannot be retrieved by name across all namespaces")

    def _check_paths(self, words: list[str], names: list[str]) -> None:
        if words:
            raise KubectlError(
                "when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well"
            )
        if self._pairs:
            raise KubectlError("resource/name arguments cannot be provided when a path is specified")
        is_dir = self._call.host.files.is_dir
        self.single = (
            len(self._paths) == 1
            and self._paths[0] != "-"
            and not self._call.flags.get("kustomize")
            and not any(map(is_dir, self._call.flags["filename"]))
        )

    # -- visiting --------------------------------------------------------------------------------------------------

    def visit(self) -> Iterator[Info | KubectlError]:
        """Things to work on, one after another, errors at their places. With `stop` nothing follows an error."""
        for item in self._items():
            found = item if isinstance(item, KubectlError) else self._ready(item)
            yield found
            if isinstance(found, KubectlError) and self._query.stop:
                return

    def infos(self) -> tuple[list[Info], list[KubectlError]]:
        """All at once: what was found, and what went wrong."""
        found = list(self.visit())
        return [item for item in found if isinstance(item, Info)], [
            item for item in found if isinstance(item, KubectlError)
        ]

    def _sources(self) -> Iterator[Info | KubectlError]:
        return Sources(self._call, self._query, self.namespace, self._enforced).read(self._paths)

    def _items(self) -> Iterator[Info | KubectlError]:
        if self._paths:
            fits = parse_labels(self.selector or "")
            for found in self._sources():
                labels = (found.object or {}).get("metadata", {}).get("labels") if isinstance(found, Info) else None
                if not isinstance(found, Info) or fits.matches(labels):
                    yield found
        elif self.selecting:
            for resource in self.resources:
                yield from self._list(resource)
        else:
            for resource, name in self._tuples:
                yield Info(resource, self.namespace if resource.namespaced else "", name)

    def _ready(self, info: Info) -> Info | KubectlError:
        reread = self._query.latest and bool(self._paths) and bool(info.name)
        if not reread and (info.object is not None or not self._query.fetch):
            return info
        try:
            return self.fetch(info)
        except KubectlError as wrong:
            return wrong

    def fetch(self, info: Info) -> Info:
        """The same with the server's object."""
        if not info.name:
            raise KubectlError("resource name may not be empty")
        path = info.resource.path(info.namespace, info.name, self._query.subresource)
        return replace(info, object=self._call.api.get(path, accept=self._query.accept))

    def _list(self, resource: Resource) -> Iterator[Info | KubectlError]:
        namespace = self.namespace if resource.namespaced else ""
        asked = {
            "labelSelector": self.selector or "",
            "fieldSelector": self._query.field_selector or "",
            "limit": str(self._query.chunk) if self._query.chunk else "",
            "includeObject": "Object" if self._query.whole else "",
        }
        while True:
            try:
                found = self._call.api.get(resource.path(namespace), asked, self._query.accept)
            except ServerError as wrong:
                yield _list_error(wrong, resource, asked)
                return
            except KubectlError as wrong:
                yield wrong
                return
            if self._query.flatten and found.get("kind") != "Table":
                yield from (self._item(resource, namespace, item, found) for item in found.get("items") or ())
            else:
                yield Info(resource, namespace, "", found)
            asked["continue"] = found.get("metadata", {}).get("continue", "")
            if not asked["continue"]:
                return

    def _item(self, resource: Resource, namespace: str, item: dict, found: dict) -> Info:
        metadata = item["metadata"]
        typed = item if "kind" in item else {"apiVersion": resource.api_version, "kind": resource.kind, **item}
        return Info(resource, metadata.get("namespace", ""), metadata["name"], typed)


def _list_error(wrong: ServerError, resource: Resource, asked: dict[str, str]) -> ServerError:
    if wrong.reason not in ("BadRequest", "NotFound"):
        return wrong
    if wrong.reason == "NotFound":
        return ServerError(wrong.status, f'Unable to list "{resource.go_name}": {wrong.message}')
    if asked["labelSelector"] or asked["fieldSelector"]:
        text = (
            f'Unable to find "{resource.go_name}" that match label selector "{asked["labelSelector"]}", field selector '
            f'"{asked["fieldSelector"]}": {wrong.message}'
        )
        return ServerError(wrong.status, text)
    return ServerError(wrong.status, f'Unable to list "{resource.go_name}": {wrong.message}')


def _unique(word: str) -> list[str]:
    return list(dict.fromkeys(word.split(",")))


def _spread(args: list[str]) -> list[str]:
    """`a,b c d` → `a/c a/d b/c b/d`."""
    if len(args) >= 2 and len(kinds := _unique(args[0])) > 1:
        return [f"{kind}/{name}" for kind in kinds for name in args[1:]]
    return list(args)


def _pair(arg: str) -> tuple[str, str]:
    parts = arg.split("/")
    if len(parts) != 2:
        raise KubectlError("arguments in resource/name form may not have more than one slash")
    if not parts[0] or not parts[1] or "," in parts[0]:
        raise KubectlError("arguments in resource/name form must have a single resource and name")
    return parts[0], parts[1]
