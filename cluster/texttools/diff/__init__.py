"""diff: GNU's, or busybox's, which only knows the unified form. Exit codes: 0 alike, 1 different, 2 trouble."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from cluster.texttools.call import BadUsage, Call, FileError, Flags, Refused, split_lines, tool
from cluster.texttools.diff.edits import edits
from cluster.texttools.diff.hunks import context, normal, unified

__all__ = ["diff", "edits", "unified"]
_LONG = {
    "unified": "u", "context": "c", "brief": "q", "report-identical-files": "s", "recursive": "r", "new-file": "N",
    "ignore-case": "i", "ignore-all-space": "w", "ignore-space-change": "b", "ignore-blank-lines": "B", "text": "a",
    "label": "L", "color": "0", "normal": "n", "strip-trailing-cr": "R", "exclude": "x", "unidirectional-new-file": "N",
    "minimal": "d", "side-by-side": "y", "width": "W",
}  # fmt: skip


@tool("diff")
def diff(call: Call) -> int:
    kept = call.args
    call.args = [_spaced(word) for word in kept]
    flags, names = call.flags(
        "uqsrNiwbBadcnyt" if call.gnu else "uqsrNiwbBadtT", "ULCxSW" if call.gnu else "ULS", _LONG
    )
    call.args = kept
    if "y" in flags:
        raise Refused("two columns (-y) are not simulated")
    if len(names) != 2:
        told = f"missing operand after '{names[0] if names else call.name}'"
        raise BadUsage(told if len(names) < 2 else f"extra operand '{names[2]}'")
    return _Diff(call, flags).both(*names)


def _spaced(word: str) -> str:
    """`-u5` and `--unified=5` are `-U5`; so with the context."""
    found = re.fullmatch(r"-([uc])(\d+)|--(unified|context)=(\d+)", word)
    return f"-{(found[1] or found[3])[0].upper()}{found[2] or found[4]}" if found else word


class _Diff:
    def __init__(self, call: Call, flags: Flags):
        self._call, self._flags = call, flags
        self._around = 3
        for letter in "UC":
            if letter in flags:
                if not flags[letter].isdecimal():
                    raise BadUsage(f"invalid context length '{flags[letter]}'")
                self._around = int(flags[letter])

    def both(self, old: str, new: str) -> int:
        folders = [self._call.inside(name) is not None for name in (old, new)]
        if all(folders):
            return self._folders(old, new)
        if any(folders) and "-" not in (old, new):
            folder, file = (old, new) if folders[0] else (new, old)
            inner = f"{folder.rstrip('/')}/{file.rsplit('/', 1)[-1]}"
            old, new = (inner, new) if folders[0] else (old, inner)
        return self._files(old, new)

    def _folders(self, old: str, new: str) -> int:
        call, code = self._call, 0
        left, right = (call.inside(name) or [] for name in (old, new))
        skipped = self._flags.every("x")
        for name in sorted({*left, *right}):
            if name in skipped:
                continue
            here, there = (f"{folder.rstrip('/')}/{name}" for folder in (old, new))
            if (name in left) != (name in right) and "N" not in self._flags:
                call.out(f"Only in {old if name in left else new}: {name}\n")
                code = max(code, 1)
            elif call.inside(here) is not None and call.inside(there) is not None:
                if "r" in self._flags:
                    code = max(code, self._folders(here, there))
                else:
                    call.out(f"Common subdirectories: {here} and {there}\n")
            else:
                code = max(code, self._files(here, there, headed=True))
        return code

    def _files(self, old: str, new: str, headed: bool = False) -> int:
        call = self._call
        try:
            before, after = self._read(old, new)
        except FileError as error:
            name = error.name if isinstance(error, _Missing) else ""
            call.fail(f"{name}: {error.text}" if call.gnu else f"can't stat '{name}': {error.text}")
            return 2
        left, right = split_lines(before), split_lines(after)
        plain = call.gnu and not any(letter in self._flags for letter in "ucUC")
        around = 0 if plain else self._around
        found = edits([*map(self._key, left)], [*map(self._key, right)], around)
        if "B" in self._flags:
            found = [e for e in found if any(line.strip() for line in (*left[e.a : e.b], *right[e.c : e.d]))]
        if not found:
            call.out(f"Files {old} and {new} are identical\n" if "s" in self._flags else "")
            return 0
        if "q" in self._flags:
            call.out(f"Files {old} and {new} differ\n")
            return 1
        shape = "c" if "c" in self._flags or "C" in self._flags else "u"
        if headed and call.gnu:
            call.out(f"{self._line()} {old} {new}\n")
        if plain:
            call.out(normal(found, left, right))
        else:
            written = context if shape == "c" else unified
            call.out(self._head(old, new, shape) + written(found, left, right, around))
        return 1

    def _read(self, old: str, new: str) -> tuple[str, str]:
        texts: list[str] = []
        for name in (old, new):
            try:
                texts.append(self._call.read(name))
            except FileError as error:
                if "N" not in self._flags or not error.text.startswith("No such") or (texts == [""] and name == new):
                    raise _Missing(name, error.text) from None
                texts.append("")
        return texts[0], texts[1]

    def _key(self, line: str) -> str:
        flags = self._flags
        line = line.lower() if "i" in flags else line
        if "w" in flags:
            return "".join(line.split())
        return re.sub(r"\s+", " ", line.rstrip()) if "b" in flags else line

    def _line(self) -> str:
        """The call as it heads what is said of one file of a folder."""
        options = [word for word in self._call.args if word.startswith("-") and word != "-"]
        return " ".join(["diff", *options])

    def _head(self, old: str, new: str, shape: str) -> str:
        labels = self._flags.every("L")
        marks = ("***", "---") if shape == "c" else ("---", "+++")
        text = ""
        for at, (mark, name) in enumerate(zip(marks, (old, new), strict=True)):
            label = labels[at] if at < len(labels) else f"{name}{self._dated(name, shape)}"
            text += f"{mark} {label}\n"
        return text

    def _dated(self, name: str, shape: str) -> str:
        if not self._call.gnu:
            return ""
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=self._call.changed(name))
        return (
            f"\t{moment:%a %b} {moment.day:2d} {moment:%H:%M:%S %Y}"
            if shape == "c"
            else (f"\t{moment:%Y-%m-%d %H:%M:%S.%f}000 +0000")
        )


class _Missing(FileError):
    def __init__(self, name: str, text: str):
        super().__init__(text)
        self.name = name
