"""File tools in a place that is nothing but a tree of files."""

import posixpath
import shlex

from cluster import filetools, texttools
from cluster.filetools.finding import search
from cluster.images.filesystem.files import Clock, Files
from cluster.images.filesystem.tree import Layer, Node

NOW = 1_000_000_000  # µs after the files were made
OF_ALL = {"find": lambda call: _found(call), **texttools.TOOLS, **filetools.TOOLS}


class Call(filetools.Call):
    def __init__(self, words: list[str], files: Files, epoch: int, gnu: bool):
        self.name, *self.args = words
        self.files, self.epoch, self.gnu, self.now = files, epoch, gnu, epoch + NOW
        self.dialect = "bash" if gnu else "ash"
        self.printed, self.told_of = "", ""
        self.ran: list[list[str]] = []

    def path(self, name):
        return posixpath.join("/w", name)

    def out(self, text):
        self.printed += text

    def err(self, text):
        self.told_of += text

    def given(self):
        return ""

    def lines(self):
        return iter(())

    def read(self, name):
        return self.files.read(self.path(name))

    def write(self, name, text, append=False):
        self.files.write(self.path(name), text, append)

    def inside(self, name):
        path = self.path(name)
        return self.files.list(path) if self.files.is_dir(path) else None

    def owner(self, number, group=False):
        return "root" if number == 0 else str(number)

    def written(self, place):
        return filetools.call.EPOCH + filetools.call.timedelta(microseconds=self.epoch + place.time)


def _found(call):
    steps, code = search(call), None
    while True:
        try:
            words = steps.send(code)
        except StopIteration as stop:
            return stop.value
        inner = Call(words, call.files, call.epoch, call.gnu)
        code = texttools.run(inner, OF_ALL[words[0]])
        call.printed += inner.printed
        call.told_of += inner.told_of


def tree(files: dict[str, str]) -> Files:
    """`name`: text; `name/`: a folder; `name` with text beginning `-> `: a link. Made in this order, a second each."""
    base = {"/": Node("dir", "", 0o755), "/w": Node("dir", "", 0o755)}
    for at, (name, text) in enumerate(files.items()):
        path, time = f"/w/{name.rstrip('/')}", at * 1_000_000
        if name.endswith("/"):
            base[path] = Node("dir", "", 0o755, time=time)
        elif text.startswith("-> "):
            base[path] = Node("link", text[3:], 0o777, time=time)
        else:
            base[path] = Node("file", text, 0o644, time=time)
    return Files(Layer(base), [], Clock(NOW))


def answer(line: str, files: dict[str, str], epoch: int, gnu: bool = True) -> tuple[int, str, str]:
    """(exit code, standard output, standard error) of commands joined by `;`."""
    place, code, out, err = tree(files), 0, "", ""
    for words in _commands(line):
        call = Call(words, place, epoch, gnu)
        code = texttools.run(call, OF_ALL[call.name])
        out, err = out + call.printed, err + call.told_of
    return code, out, err


def _commands(line: str) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for word in shlex.split(line):
        if word == "&&":
            found.append([])
        else:
            found[-1].append(word)
    return found
