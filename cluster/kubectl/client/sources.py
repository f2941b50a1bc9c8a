"""What the files hold that a command was given: one thing to work on after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from cluster.kubectl.client import decoding
from cluster.kubectl.client.discovery import Resource
from cluster.kubectl.client.infos import Info, Query
from cluster.kubectl.errors import KubectlError
from cluster.kubectl.kustomize import build

if TYPE_CHECKING:
    from cluster.kubectl.command import Call


class Sources:
    """`namespace`: the command's; `enforced`: it was given, so files must not say another."""

    def __init__(self, call: Call, query: Query, namespace: str, enforced: bool):
        self._call, self._query, self._namespace, self._enforced = call, query, namespace, enforced

    def _built(self, path: str) -> Iterator[Info | KubectlError]:
        """What -k builds."""
        host = self._call.host
        home = host.environment.get("PWD") or "/home/learner"
        for obj in build(host.files, path, home, self._call.err):
            wrong = decoding.decode_error(obj)
            yield from self._document(obj, path) if wrong is None else [KubectlError(wrong)]

    def read(self, paths: list[str]) -> Iterator[Info | KubectlError]:
        if self._call.flags.get("kustomize"):
            yield from self._built(paths[0])
            return
        for path in paths:
            source = "STDIN" if path == "-" else path
            try:
                text = (self._call.host.stdin or "") if path == "-" else self._call.host.files.read(path)
            except OSError as wrong:
                yield KubectlError(f"open {path}: {wrong}")
                continue
            for document in decoding.documents(text, source, self._query.validate):
                if isinstance(document, KubectlError):
                    yield document
                else:
                    yield from self._document(document, source)

    def _document(self, document: dict, source: str) -> Iterator[Info | KubectlError]:
        if document["kind"].endswith("List") and isinstance(document.get("items"), list):
            for item in document["items"]:
                wrong = decoding.decode_error(item)
                if wrong is not None:
                    yield KubectlError(wrong)
                else:
                    yield from self._document(item, source)
            return
        yield self._typed(document, source)

    def _typed(self, document: dict, source: str) -> Info | KubectlError:
        metadata = document.get("metadata") or {}
        name, namespace = metadata.get("name") or "", metadata.get("namespace") or ""
        api_version, kind = document.get("apiVersion") or "", document["kind"]
        if self._query.local:
            group, _, version = api_version.rpartition("/")
            return Info(
                Resource(group, version, kind.lower() + "s", kind.lower(), kind, True),
                namespace,
                name,
                document,
                source,
            )
        try:
            resource = self._call.discovery.by_kind(api_version, kind)
        except KubectlError as wrong:
            return wrong
        if resource is None:
            return KubectlError(
                f'resource mapping not found for name: "{name}" namespace: "{namespace}" from '
                f'"{source}": no matches for kind '
                f'"{kind}" in version "{api_version}"\nensure CRDs are installed first'
            )
        return self._placed(Info(resource, namespace, name, document, source))

    def _placed(self, info: Info) -> Info | KubectlError:
        """With the namespace that the command was given."""
        if not info.resource.namespaced:
            return replace(info, namespace="", object=_with_namespace(info.object, ""))
        if not info.namespace:
            return replace(info, namespace=self._namespace, object=_with_namespace(info.object, self._namespace))
        if self._enforced and info.namespace != self._namespace:
            return KubectlError(
                f'the namespace from the provided object "{info.namespace}" does not match the '
                f'namespace "{self._namespace}". '
                f"You must pass '--namespace={info.namespace}' to perform this operation."
            )
        return info


def _with_namespace(obj: dict | None, namespace: str) -> dict:
    assert obj is not None
    metadata = dict(obj.get("metadata") or {})
    metadata.pop("namespace", None)
    if namespace:
        metadata["namespace"] = namespace
    return {**obj, "metadata": metadata}
