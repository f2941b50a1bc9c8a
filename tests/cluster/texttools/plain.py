"""Text tools in a place that is nothing but a handful of files."""

import shlex

from cluster import texttools
from cluster.texttools.call import split_lines


class Call(texttools.Call):
    def __init__(self, line: str, files: dict[str, str], given: str = "", gnu: bool = True):
        self.name, *self.args = shlex.split(line)
        self.files, self.gnu, self._given = dict(files), gnu, given
        self.printed = self.told = ""
        self.now = 0

    def out(self, text):
        self.printed += text

    def err(self, text):
        self.told += text

    def given(self):
        text, self._given = self._given, ""
        return text

    def lines(self):
        return iter(split_lines(self.given()))

    def read(self, name):
        if name == "-":
            return self.given()
        if name not in self.files:
            raise texttools.FileError("Is a directory" if name == "." else "No such file or directory")
        return self.files[name]

    def write(self, name, text, append=False):
        self.files[name] = self.files.get(name, "") * append + text

    def inside(self, name):
        return sorted(self.files) if name == "." else None


def answer(line: str, files: dict[str, str], given: str = "", gnu: bool = True) -> tuple[int, str, str]:
    """(exit code, standard output, standard error)"""
    call = Call(line, files, given, gnu)
    code = texttools.run(call, texttools.TOOLS[call.name])
    return code, call.printed, call.told
