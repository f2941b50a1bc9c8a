"""Which files `-f` names: files, folders, patterns, `-` for standard input.

Source: https://kubernetes.io/docs/reference/kubectl/conventions/ and the words of kubectl 1.35.2.
"""

from __future__ import annotations

import fnmatch
import posixpath

from cluster.kubectl.errors import ConnectionRefused, KubectlError
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
        return [flags["kustomize"]]
    found: list[str] = []
    for path in flags["filename"]:
        if path.startswith(("http://", "https://")):
            host, _, port = path.split("/")[2].partition(":")
            if host in ("localhost", "127.0.0.1"):
                raise ConnectionRefused(f"{host}:{port}" if port else host)
            raise KubectlError(f'Get "{path}": dial tcp: lookup {host}: no such host')
        found.extend(["-"] if path == "-" else _matching(path, files, bool(flags.get("recursive"))))
    return found


def _matching(path: str, files: Files, deep: bool) -> list[str]:
    if not files.exists(path):
        names = _globbed(path, files)
        if not names:
            raise KubectlError(f'the path "{path}" does not exist')
        return [one for name in names for one in _matching(name, files, deep)]
    if not files.is_dir(path):
        return [path]
    found = _walk(path.rstrip("/"), files, deep)
    if not found:
        raise KubectlError(f"error reading [{path}]: recognized file extensions are [{' '.join(_EXTENSIONS)}]")
    return found


def _globbed(path: str, files: Files) -> list[str]:
    """Paths that match a pattern, which may stand in any part of it."""
    folder, _, pattern = path.rpartition("/")
    folders = [folder] if not any(mark in folder for mark in "*?[") else _globbed(folder, files)
    found = []
    for each in folders:
        if any(mark in pattern for mark in "*?["):
            inside = files.listdir(each or ".") if files.is_dir(each or ".") else []
            names = [name for name in inside if fnmatch.fnmatchcase(name, pattern)]
        else:
            names = [pattern]
        found += [f"{each}/{name}" if each else name for name in names]
    return [one for one in found if files.exists(one)]


def _walk(folder: str, files: Files, deep: bool) -> list[str]:
    found = []
    for name in files.listdir(folder):
        path = posixpath.normpath(f"{folder}/{name}")
        if files.is_dir(path):
            found.extend(_walk(path, files, deep) if deep else [])
        elif name.endswith(_EXTENSIONS):
            found.append(path)
    return found
