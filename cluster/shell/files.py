"""Files that commands see: a learner's, kept in memory, or the real ones of the working directory."""

from __future__ import annotations

import os
import posixpath
import stat as bits
from collections.abc import Callable

from cluster.images.filesystem.tree import Node

MOST_BYTES = 1_000_000
MOST_FILES = 64
HOME = "/home/learner"
USER = 1000
_SYSTEM = ("/usr/local/bin", "/usr/bin", "/tmp")  # folders that are there, whatever is in them


class _Pipes:
    """What is there while one command runs: behind the names that `<(...)` gives, and what a program hands another."""

    def __init__(self) -> None:
        self._pipes: dict[str, str] = {}
        self.epoch = 0  # µs since 1970 at virtual time 0
        self.now: Callable[[], int] = int  # virtual time

    def pipe(self, text: str, name: str = "") -> str:
        """A name under which `text` can be read."""
        name = name or f"/dev/fd/{63 - len(self._pipes)}"
        self._pipes[name] = text
        return name

    @property
    def open_pipes(self) -> int:
        return len(self._pipes)

    def piped(self, path: str) -> list[str]:
        """Names in a folder that is there for so long."""
        start = path.rstrip("/") + "/"
        names = {name[len(start) :].partition("/")[0] for name in self._pipes if name.startswith(start)}
        return sorted(names) if path.startswith("/") and path != "/" else []

    def close_pipes(self, left: int) -> None:
        """All but the `left` oldest."""
        for name in list(self._pipes)[left:]:
            del self._pipes[name]


class MemoryFiles(_Pipes):
    """Files by path in a plain dict, which a host may keep and save. Directories are what stands before a `/`."""

    most = MOST_BYTES  # characters that a file may have

    def __init__(self, content: dict[str, str] | None = None):
        super().__init__()
        self.content = {} if content is None else content
        self.folders: set[str] = set()
        self.modes: dict[str, int] = {}  # of files that are no plain ones
        self.times: dict[str, int] = {}  # virtual µs, of what was written in this session
        self.folder = ""  # the working directory, below the home folder

    def _clean(self, path: str) -> str:
        return _clean(path if path.startswith(("/", "~/")) else f"{self.folder}/{path}")

    def enter(self, folder: str) -> None:
        """Change the working directory: an absolute path."""
        self.folder = _clean(folder).removeprefix(".")

    @property
    def where(self) -> str:
        """The working directory."""
        return posixpath.join(HOME, self.folder) if self.folder else HOME

    def read(self, path: str) -> str:
        if path in self._pipes:
            return self._pipes[path]
        path = self._clean(path)
        if path not in self.content:
            raise FileNotFoundError(path)
        return self.content[path]

    def write(self, path: str, text: str) -> None:
        """OSError for a text above the limit or a path that is a directory."""
        path = self._clean(path)
        if self._is_dir(path):
            raise IsADirectoryError(path)
        if len(text) > MOST_BYTES:
            raise OSError(f"a file may have at most {MOST_BYTES} characters, {path} would have {len(text)}")
        if path not in self.content and len(self.content) >= MOST_FILES:
            raise OSError(f"there may be at most {MOST_FILES} files, {path} would be one more")
        self.content[path] = text
        self.times[path] = self.now()

    def absolute(self, path: str) -> str:
        if path in self._pipes or self.piped(path) or path.startswith(_SYSTEM):
            return path
        return posixpath.join(HOME, self._clean(path)) if path != "/" else path

    def stat(self, path: str, follow: bool = True) -> Node | None:
        """What lies there; there are no links."""
        clean = self._clean(path)
        time = self.times.get(clean, 0)
        if self.is_dir(path):
            return Node("dir", "", self.modes.get(clean, 0o755), USER, USER, time)
        if not self.exists(path):
            return None
        return Node("file", self.read(path), self.modes.get(clean, 0o644), USER, USER, time)

    def is_own(self, path: str) -> bool:
        """Whether it is the learner's, not the machine's."""
        return True

    def chmod(self, path: str, mode: int) -> None:
        self.modes[self._clean(path)] = mode

    def exists(self, path: str) -> bool:
        return path in self._pipes or self._clean(path) in self.content or self.is_dir(path)

    def is_dir(self, path: str) -> bool:
        return path in _SYSTEM or bool(self.piped(path)) or self._is_dir(self._clean(path))

    def _is_dir(self, name: str) -> bool:
        return name in ("", ".") or name in self.folders or any(other.startswith(name + "/") for other in self.content)

    def listdir(self, path: str) -> list[str]:
        """Names in a directory, sorted."""
        if found := self.piped(path):
            return found
        path = self._clean(path)
        prefix = "" if path in ("", ".") else path + "/"
        names = {
            name[len(prefix) :].split("/")[0] for name in (*self.content, *self.folders) if name.startswith(prefix)
        }
        return sorted(name for name in names if name)

    def remove(self, path: str) -> None:
        """The folder that it was in stays."""
        path = self._clean(path)
        if self.content.pop(path, None) is None:
            raise FileNotFoundError(path)
        self.modes.pop(path, None)
        self.times.pop(path, None)
        self.folders |= {posixpath.dirname(path)} - {""}

    def remove_tree(self, path: str) -> None:
        path = self._clean(path)
        for kept in (self.content, self.modes, self.times):
            for name in [name for name in kept if name == path or name.startswith(path + "/")]:
                del kept[name]
        self.folders = {name for name in self.folders if name != path and not name.startswith(path + "/")}

    def mkdir(self, path: str) -> None:
        if len(self.folders) >= MOST_FILES:
            raise OSError(f"there may be at most {MOST_FILES} directories, {path} would be one more")
        self.folders.add(self._clean(path))
        self.times[self._clean(path)] = self.now()

    def dump(self) -> dict:
        """All but the files themselves, as plain JSON."""
        return {
            "folder": self.where,
            "folders": sorted(self.folders),
            "modes": dict(self.modes),
            "times": dict(self.times),
        }

    def load(self, state: dict) -> None:
        """What `dump` gave; before 2026-11-23 empty folders and times were not kept."""
        self.enter(state.get("folder") or HOME)
        self.folders = set(state.get("folders") or ())
        self.modes, self.times = dict(state.get("modes") or {}), dict(state.get("times") or {})


def _at_home(path: str) -> str:
    """Files of the home folder are those of the working directory: commands run there."""
    for home in (f"{HOME}/", "~/"):
        if path.startswith(home):
            return path[len(home) :] or "."
    return "." if path == HOME else path


def _clean(path: str) -> str:
    parts: list[str] = []
    for part in _at_home(path).split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


class DiskFiles(_Pipes):
    """The real files below a directory (`python -m cluster run` works on those of the working directory)."""

    most = None

    def __init__(self, root: str = "."):
        super().__init__()
        self._home = self._root = root
        self.where = HOME  # the working directory

    def _path(self, path: str) -> str:
        """Files of the home folder are those of the directory in which the terminal was opened."""
        known = _at_home(path)
        return os.path.join(self._root if known == path else self._home, known)

    def enter(self, folder: str) -> None:
        """Change the working directory: an absolute path."""
        self._root, self.where = os.path.join(self._home, _at_home(folder)), folder

    def read(self, path: str) -> str:
        if path in self._pipes:
            return self._pipes[path]
        with open(self._path(path), encoding="utf-8", errors="replace") as file:
            return file.read()

    def write(self, path: str, text: str) -> None:
        with open(self._path(path), "w", encoding="utf-8") as file:
            file.write(text)

    def absolute(self, path: str) -> str:
        if path in self._pipes or self.piped(path):
            return path
        return os.path.abspath(self._path(path))

    def stat(self, path: str, follow: bool = True) -> Node | None:
        """What lies there."""
        if path in self._pipes:
            return Node("file", self._pipes[path])
        if self.piped(path):
            return Node("dir", "", 0o755)
        try:
            found = os.stat(self._path(path), follow_symlinks=follow)
        except OSError:
            return None
        mode, time = bits.S_IMODE(found.st_mode), found.st_mtime_ns // 1000 - self.epoch
        if bits.S_ISLNK(found.st_mode):
            return Node("link", os.readlink(self._path(path)), mode, USER, USER, time)
        if bits.S_ISDIR(found.st_mode):
            return Node("dir", "", mode, USER, USER, time)
        return Node("file", self.read(path), mode, USER, USER, time)

    def is_own(self, path: str) -> bool:
        """Whether it lies below the directory in which the terminal was opened."""
        return self.absolute(path).startswith(os.path.abspath(self._home) + os.sep)

    def chmod(self, path: str, mode: int) -> None:
        os.chmod(self._path(path), mode)

    def exists(self, path: str) -> bool:
        return path in self._pipes or bool(self.piped(path)) or os.path.exists(self._path(path))

    def is_dir(self, path: str) -> bool:
        return bool(self.piped(path)) or os.path.isdir(self._path(path))

    def listdir(self, path: str) -> list[str]:
        return self.piped(path) or sorted(os.listdir(self._path(path)))

    def remove(self, path: str) -> None:
        os.remove(self._path(path))

    def remove_tree(self, path: str) -> None:
        for name in self.listdir(path):
            inner = os.path.join(path, name)
            if self.is_dir(inner) and not os.path.islink(self._path(inner)):
                self.remove_tree(inner)
            else:
                self.remove(inner)
        os.rmdir(self._path(path))

    def mkdir(self, path: str) -> None:
        os.makedirs(self._path(path), exist_ok=True)

    def dump(self) -> dict:
        """The working directory; the disk keeps the rest."""
        return {"folder": self.where}

    def load(self, state: dict) -> None:
        """What `dump` gave."""
        self.enter(state.get("folder") or HOME)
