"""Which files `-f` names: files, folders, patterns, `-` for standard input.

Source: https://kubernetes.io/docs/reference/kubectl/conventions/ and the words of kubectl 1.35.2.
"""

from __future__ import annotations

import fnmatch
import posixpath

from cluster.kubectl.errors import KubectlError
from cluster.kubectl.flags import Flags
from cluster.kubectl.host import Files

_EXTENSIONS = (".json", ".yaml", ".yml")


def named(flags: Flags, files: Files) -> list[str]:
    """The paths that --filename stands for, `-` among them. KubectlError where one names nothing."""
    if flags.get("filename") is None:
        return []
    if flags.get("kustomize"):
        if flags["filename"]:
            raise KubectlError("only one of -f or -k can be specified")
        raise KubectlError(
            f"must build at directory: not a valid directory: '{flags['kustomize']}' (kustomize is not simulated)"
        )
    found: list[str] = []
    for path in flags["filename"]:
        if path.startswith(("http://", "https://")):
            host = path.split("/")[2]
            raise KubectlError(f'Get "{path}": dial tcp: lookup {host}: no such host')
        found.extend(["-"] if path == "-" else _matching(path, files, bool(flags.get("recursive"))))
    return found


def _matching(path: str, files: Files, deep: bool) -> list[str]:
    if not files.exists(path):
        folder, _, pattern = path.rpartition("/")
        is_pattern = any(mark in pattern for mark in "*?[") and files.is_dir(folder or ".")
        inside = files.listdir(folder or ".") if is_pattern else []
        names = [name for name in inside if fnmatch.fnmatchcase(name, pattern)]
        if not names:
            raise KubectlError(f'the path "{path}" does not exist')
        return [one for name in names for one in _matching(f"{folder}/{name}" if folder else name, files, deep)]
    if not files.is_dir(path):
        return [path]
    found = _walk(path.rstrip("/"), files, deep)
    if not found:
        raise KubectlError(f"error reading [{path}]: recognized file extensions are [{' '.join(_EXTENSIONS)}]")
    return found


def _walk(folder: str, files: Files, deep: bool) -> list[str]:
    found = []
    for name in files.listdir(folder):
        path = posixpath.normpath(f"{folder}/{name}")
        if files.is_dir(path):
            found.extend(_walk(path, files, deep) if deep else [])
        elif name.endswith(_EXTENSIONS):
            found.append(path)
    return found
