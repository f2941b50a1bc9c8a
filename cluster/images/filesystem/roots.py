"""The files that images come with: what learners look at, of each family and of some programs."""

from __future__ import annotations

import posixpath
from functools import lru_cache

from cluster.images.catalogue import Image
from cluster.images.catalogue.families import ALPINE, BUSYBOX, DISTROLESS, UBUNTU, has
from cluster.images.filesystem import pages
from cluster.images.filesystem.tree import Node, folder
from cluster.images.serving import servers

_FOLDERS = [
    "bin",
    "boot",
    "dev",
    "dev/pts",
    "dev/shm",
    "etc",
    "home",
    "media",
    "mnt",
    "opt",
    "proc",
    "root",
    "run",
    "sbin",
    "srv",
    "sys",
    "sys/fs",
    "sys/fs/cgroup",
    "tmp",
    "usr",
    "usr/bin",
    "usr/lib",
    "usr/local",
    "usr/local/bin",
    "usr/sbin",
    "usr/share",
    "var",
    "var/cache",
    "var/lib",
    "var/log",
    "var/run",
    "var/spool",
    "var/tmp",
]
_BUSYBOX_FOLDERS = [
    "bin",
    "dev",
    "dev/pts",
    "dev/shm",
    "etc",
    "home",
    "lib",
    "proc",
    "root",
    "sys",
    "sys/fs",
    "sys/fs/cgroup",
    "tmp",
    "usr",
    "usr/bin",
    "var",
    "var/spool",
    "var/www",
]

_RELEASES = {
    "debian": 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n'
    'NAME="Debian GNU/Linux"\nVERSION_ID="13"\nVERSION="13 (trixie)"\n'
    'VERSION_CODENAME=trixie\nID=debian\nHOME_URL="https://www.debian.org/"\n',
    "ubuntu": 'PRETTY_NAME="Ubuntu 24.04.3 LTS"\nNAME="Ubuntu"\nVERSION_ID="24.04"\n'
    'VERSION="24.04.3 LTS (Noble Numbat)"\n'
    "VERSION_CODENAME=noble\nID=ubuntu\nID_LIKE=debian\n",
    "alpine": 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22.1\nPRETTY_NAME="Alpine Linux v3.22"\nHOME_URL="https://alpinelinux.org/"\n',
}
_BUSYBOX_USERS = (
    "root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nbin:x:2:2:bin:/bin:/bin/false\n"
    "sys:x:3:3:sys:/dev:/bin/false\nsync:x:4:100:sync:/bin:/bin/sync\nmail:x:8:8:mail:/var/spool/mail:/bin/false\n"
    "www-data:x:33:33:www-data:/var/www:/bin/false\noperator:x:37:37:Operator:/var:/bin/false\n"
    "nobody:x:65534:65534:nobody:/home:/bin/false\n"
)
_BUSYBOX_GROUPS = (
    "root:x:0:\ndaemon:x:1:\nbin:x:2:\nsys:x:3:\nadm:x:4:\ntty:x:5:\ndisk:x:6:\nlp:x:7:\nmail:x:8:\nkmem:x:9:\nwheel:x:10:root\n"
    "cdrom:x:11:\ndialout:x:18:\nfloppy:x:19:\nvideo:x:28:\naudio:x:29:\ntape:x:32:\nwww-data:x:33:\noperator:x:37:\nutmp:x:43:\n"
    "plugdev:x:46:\nstaff:x:50:\nusers:x:100:\nnogroup:x:65534:\n"
)
_USERS = (
    "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nbin:x:2:2:bin:/bin:/usr/sbin/nologin\n"
    "sys:x:3:3:sys:/dev:/usr/sbin/nologin\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\n"
    "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
)
_GROUPS = (
    "root:x:0:\ndaemon:x:1:\nbin:x:2:\nsys:x:3:\nadm:x:4:\ntty:x:5:\nwww-data:x:33:\nusers:x:100:\nnogroup:x:65534:\n"
)
_ACCOUNTS = {
    "nginx": (101, "nginx"),
    "redis": (999, "redis"),
    "postgres": (999, "postgres"),
    "mysql": (999, "mysql"),
    "memcached": (11211, "memcache"),
}


@lru_cache(maxsize=256)
def tree(image: Image) -> dict[str, Node]:
    """Path → what is there, before anything was changed. The same object for the same image: not to be changed."""
    made: dict[str, Node] = {"/": folder()}
    family = image.family
    if family == DISTROLESS:
        _add_folders(made, ["dev", "etc", "proc", "sys", "tmp", "sys/fs", "sys/fs/cgroup"])
    else:
        _add_folders(
            made,
            _BUSYBOX_FOLDERS
            if family == BUSYBOX
            else [*_FOLDERS, "lib", "lib64"]
            if family != ALPINE
            else [*_FOLDERS, "lib"],
        )
        _add_system(made, image)
        _add_programs(made, image)
    for name in ("tmp", "var/tmp"):
        if f"/{name}" in made:
            made[f"/{name}"] = folder(0o1777)
    made["/dev/null"] = made["/dev/zero"] = made["/dev/random"] = made["/dev/urandom"] = Node("file", "", 0o666)
    for path, text in pages.of(image).items():
        _add(made, path, text)
    cwd = servers.program(image).cwd
    if cwd not in made:
        _parents(made, cwd + "/x")
    return made


def _add_folders(made: dict[str, Node], names: list[str]) -> None:
    for name in names:
        made[f"/{name}"] = folder(0o700 if name == "root" else 0o755)


def _parents(made: dict[str, Node], path: str) -> None:
    above = posixpath.dirname(path)
    if above not in made:
        _parents(made, above)
        made[above] = folder()


def _add(made: dict[str, Node], path: str, text: str, mode: int = 0o644) -> None:
    _parents(made, path)
    made[path] = Node("file", text, mode)


def _add_system(made: dict[str, Node], image: Image) -> None:
    family = image.family
    small = family in (BUSYBOX, ALPINE)
    users, groups = (_BUSYBOX_USERS, _BUSYBOX_GROUPS) if small else (_USERS, _GROUPS)
    account = _ACCOUNTS.get(image.program)
    if account:
        number, name = account
        users += f"{name}:x:{number}:{number}:{name} user:/nonexistent:/bin/false\n"
        groups += f"{name}:x:{number}:\n"
    _add(made, "/etc/passwd", users)
    _add(made, "/etc/group", groups)
    _add(made, "/etc/shadow", "root:*:20362:0:99999:7:::\n", 0o640)
    if family in _RELEASES:
        _add(made, "/etc/os-release", _RELEASES[family])
        if family == ALPINE:
            _add(made, "/etc/alpine-release", "3.22.1\n")
        elif family != UBUNTU:
            _add(made, "/etc/debian_version", "13.1\n")
    _add(made, "/etc/localtime", "TZif2\n") if family == BUSYBOX else _add(made, "/etc/timezone", "Etc/UTC\n")


def _add_programs(made: dict[str, Node], image: Image) -> None:
    """The executables, so that `ls /bin` shows them; what they hold is not looked at."""
    from cluster.images.commands.base import COMMANDS

    family = image.family
    place = "/bin" if family in (BUSYBOX, ALPINE) else "/usr/bin"
    _parents(made, f"{place}/x")
    for name in (*COMMANDS, "sh", "bash", "ash", "dash"):
        if has(name, image.name, image.program, family):
            made[f"{place}/{name}"] = Node("file", "\x7fELF", 0o755)
    if place != "/bin":
        made["/bin"] = Node("link", "usr/bin", 0o777)
        made["/sbin"] = Node("link", "usr/sbin", 0o777)
    for entry in servers.program(image).entrypoint[:1]:
        path = entry if entry.startswith("/") else f"/usr/local/bin/{entry}"
        _add(made, path, '#!/bin/sh\nset -e\nexec "$@"\n', 0o755)
