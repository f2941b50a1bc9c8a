"""Plugins: executable files named `kubectl-...` in the folders of $PATH.

Source: https://kubernetes.io/docs/tasks/extend-kubectl/kubectl-plugins/ and the behaviour of kubectl 1.35.2.
"""

from __future__ import annotations

from cluster.kubectl import helptext
from cluster.kubectl.host import Host

PREFIX = "kubectl-"
_EXTENDED = ("create",)  # commands of kubectl's own that take subcommands from plugins


def named(words: list[str], host: Host) -> list[str] | None:
    """The plugin that a line means, with its arguments; None where it means none. The longest name wins."""
    first = next((index for index, word in enumerate(words) if word.startswith("-")), len(words))
    plain = words[:first]
    if not plain or plain[0] in ("help", "__complete", "__completeNoDesc"):
        return None
    least = 1
    if _is_own("", plain[0]):
        below = helptext.subcommands(plain[0])
        if plain[0] not in _EXTENDED or len(plain) < 2 or plain[1] in below:
            return None
        least = 2
    for count in range(len(plain), least - 1, -1):
        found = host.located(PREFIX + "-".join(word.replace("-", "_") for word in plain[:count]))
        if found is not None:
            return [found, *words[count:]]
    return None


def _is_own(above: str, word: str) -> bool:
    names = helptext.subcommands(above)
    return (
        word in names or any(word in helptext.aliases(f"{above} {name}".strip()) for name in names) or word == "options"
    )


def overwritten(file: str) -> str:
    """The command of kubectl's own that a plugin's file name repeats, as `kubectl get`; "" for none."""
    name = ""
    for word in file.split("-")[1:]:
        if not _is_own(name, word):
            break
        name = f"{name} {word}".strip()
    return f"kubectl {name}" if name else ""


def described(host: Host) -> str:
    """The lines of kubectl's help that name the plugins' commands."""
    words: dict[str, None] = {}
    for path in files(host):
        own = path.rpartition("/")[2].removeprefix(PREFIX).split("-")[0]
        if host.files.stat(path).mode & 0o111 and not _is_own("", own):
            words[own.replace("_", "-")] = None
    return "".join(f"  {word:<13} The command {word} is a plugin installed by the user\n" for word in sorted(words))


def files(host: Host) -> list[str]:
    """Paths of everything in the folders of $PATH that is named like a plugin."""
    found = []
    for folder in dict.fromkeys(host.environment.get("PATH", "").split(":")):
        if folder.strip() and host.files.is_dir(folder):
            names = [name for name in host.files.listdir(folder) if name.startswith(PREFIX)]
            paths = (f"{folder.rstrip('/').removeprefix('./')}/{n}" if folder not in (".", "./") else n for n in names)
            found += [path for path in paths if not host.files.is_dir(path)]
    return found
