"""The learner's files as the programs for files, patterns and conditions see them (cluster.filetools.Tree)."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from cluster.texttools import FileError

if TYPE_CHECKING:
    from cluster.images.filesystem.tree import Node
    from cluster.shell.files import DiskFiles, MemoryFiles

_ABSENT = "No such file or directory"


class Tree:
    """Raises FileError with the words of strerror(3)."""

    def __init__(self, files: MemoryFiles | DiskFiles):
        self._files = files

    def find(self, path: str, follow: bool = True) -> tuple[str, Node | None]:
        """(the path, what is there)"""
        return self._files.absolute(path), self._files.stat(path, follow)

    def stat(self, path: str, follow: bool = True) -> Node:
        found = self._files.stat(path, follow)
        if found is None:
            above = self._files.stat(posixpath.dirname(path)) if "/" in path else None
            raise FileError("Not a directory" if above is not None and above.kind == "file" else _ABSENT)
        return found

    def exists(self, path: str) -> bool:
        return self._files.exists(path)

    def is_dir(self, path: str) -> bool:
        return self._files.is_dir(path)

    def list(self, path: str) -> list[str]:
        if not self._files.is_dir(path or "."):
            raise FileError("Not a directory" if self._files.exists(path) else _ABSENT)
        return self._files.listdir(path or ".")

    def read(self, path: str) -> str:
        if self.stat(path).kind == "dir":
            raise FileError("Is a directory")
        return self._files.read(path)

    def write(self, path: str, text: str, append: bool = False, mode: int = 0o644) -> None:
        if self._files.is_dir(path):
            raise FileError("Is a directory")
        before = self._files.read(path) if append and self._files.exists(path) else ""
        new = not self._files.exists(path)
        self._place_of(path)
        try:
            self._files.write(path, before + text)
        except OSError as wrong:
            raise FileError(str(wrong)) from None
        if new and mode != 0o644:
            self._files.chmod(path, mode)

    def touch(self, path: str) -> None:
        if not self._files.is_dir(path):
            self.write(path, "", append=True)

    def mkdir(self, path: str, parents: bool = False, mode: int = 0o755) -> None:
        if self._files.exists(path):
            if parents and self._files.is_dir(path):
                return
            raise FileError("File exists")
        if parents and not self._files.exists(posixpath.dirname(path)):
            self.mkdir(posixpath.dirname(path), True)
        self._place_of(path)
        try:
            self._files.mkdir(path)
        except OSError as wrong:
            raise FileError(str(wrong)) from None
        if mode != 0o755:
            self._files.chmod(path, mode)

    def link(self, target: str, path: str) -> None:
        raise FileError("File exists" if self._files.exists(path) else "Operation not permitted")

    def remove(self, path: str) -> None:
        """A file, or a folder with all below."""
        if self.stat(path, follow=False).kind == "dir":
            self._files.remove_tree(path)
        else:
            self._files.remove(path)

    def chmod(self, path: str, mode: int) -> None:
        self.stat(path)
        self._files.chmod(path, mode)

    def _place_of(self, path: str) -> None:
        """The folder that a new name would be in must be there."""
        folder = posixpath.dirname(path)
        if folder and not self._files.is_dir(folder):
            raise FileError("Not a directory" if self._files.exists(folder) else _ABSENT)

    def _may(self, node: Node, bit: int) -> bool:
        return node.kind == "dir" or bool(node.mode >> 6 & bit)
