"""kubectl plugin list."""

from __future__ import annotations

from cluster.kubectl import plugins
from cluster.kubectl.command import Call, Command
from cluster.kubectl.errors import Said


class PluginList(Command):
    path = "plugin list"

    def run(self, call: Call) -> int:
        wrong = []
        for folder in dict.fromkeys(call.host.environment.get("PATH", "").split(":")):
            if folder.strip() and not call.host.files.is_dir(folder):
                told = f"open {folder}: no such file or directory. Skipping..."
                call.err(f'Unable to read directory "{folder}" from your PATH: {told}\n')
        found = plugins.files(call.host)
        if found:
            call.out("The following compatible plugins are available:\n\n")
        else:
            wrong.append("error: unable to find any kubectl plugins in your PATH")
        warnings = self._told(call, found)
        if warnings:
            many = f"{warnings} plugin warnings were found"
            wrong.append(f"error: {'one plugin warning was found' if warnings == 1 else many}")
        if wrong:
            raise Said("".join(f"{text}\n" for text in wrong))
        return 0

    def _told(self, call: Call, found: list[str]) -> int:
        """Name them, each with what is wrong with it. How many warnings there were."""
        seen: dict[str, str] = {}
        count = 0
        for path in found:
            name = path.rpartition("/")[2]
            call.out(f"{name if call.flags['name-only'] else path}\n")
            for warning in self._warnings(call, path, name, seen):
                call.err(f"  - warning: {warning}\n")
                count += 1
            seen.setdefault(name, path)
        return count

    def _warnings(self, call: Call, path: str, name: str, seen: dict[str, str]) -> list[str]:
        told = []
        if not call.host.files.stat(path).mode & 0o111:
            told.append(f"{path} identified as a kubectl plugin, but it is not executable")
        if name in seen:
            told.append(f"{path} is overshadowed by a similarly named plugin: {seen[name]}")
        own = plugins.overwritten(name)
        if own:
            told.append(f'{name} overwrites existing command: "{own}"')
        return told
