"""What a command of kubectl is, and the call that it gets."""

from __future__ import annotations

import re
from collections.abc import Generator
from functools import cached_property
from typing import Any, ClassVar

from cluster.kubectl import helptext
from cluster.kubectl.client.api import Api
from cluster.kubectl.client.config import ClientConfig
from cluster.kubectl.client.credentials import credentials
from cluster.kubectl.client.discovery import Discovery
from cluster.kubectl.errors import KubectlError, UsageError
from cluster.kubectl.flags import Flags
from cluster.kubectl.host import Host
from cluster.objects import times

Steps = Generator[Any, Any, int | None]  # yields waiting.Wait or waiting.Edit, returns the exit code (None is 0)
Finding = Generator[Any, Any, dict]  # as Steps, and returns the object that was waited for
_PID = 4200  # the client's own, in its log


class Call:
    """One run of one command. args: words that are no flags; dash: how many stood before `--` (-1: there was none)."""

    def __init__(self, command: str, args: list[str], dash: int, flags: Flags, host: Host, words: list[str]):
        self.command, self.args, self.dash, self.flags, self.host, self.words = command, args, dash, flags, host, words
        self.out, self.err = host.out, host.err

    @cached_property
    def api(self) -> Api:
        self.config.check()
        found = credentials(self.flags, self.config.user)
        if "impersonate" in found and "user" not in found["impersonate"]:
            name = self.config.context.get("user", "")
            told = f"requesting uid, groups or user-extra for {name} without impersonating a user"
            raise KubectlError(told)
        return Api(self.host, found)

    @cached_property
    def config(self) -> ClientConfig:
        return ClientConfig(self.flags, self.host)

    @cached_property
    def discovery(self) -> Discovery:
        return Discovery(self.api)

    @property
    def path(self) -> str:
        """`kubectl set image`"""
        return f"kubectl {self.command}".rstrip()

    @property
    def namespace_given(self) -> bool:
        return bool(self.flags["namespace"])

    @property
    def namespace(self) -> str:
        return self.flags["namespace"] or self.config.context.get("namespace") or "default"

    def logged(self, level: str, place: str) -> str:
        """The head of a line of the client's log: `E1123 12:30:03.117436    4200 portforward.go:424]`."""
        _, month, day, clock = re.split("[-T]", times.rfc3339_micro(self.host.now()).rstrip("Z"))
        return f"{level}{month}{day} {clock} {_PID:7} {place}]"

    def usage(self, text: str) -> UsageError:
        return UsageError(text, self.path)

    @cached_property
    def dry_run(self) -> str:
        """`none`, `client` or `server`."""
        given = self.flags.get("dry-run", "none")
        if given in ("none", "client", "server"):
            return given
        if given == "unchanged":
            head = self.logged("W", "helpers.go:719")
            self.err(f"{head} --dry-run is deprecated and can be replaced with --dry-run=client.\n")
            return "client"
        if given.lower() in ("true", "false", "t", "f", "1", "0"):
            meant = "client" if given.lower() in ("true", "t", "1") else "none"
            told = f"--dry-run={given} is deprecated (boolean value) and can be replaced with --dry-run={meant}."
            self.err(f"{self.logged('W', 'helpers.go:733')} {told}\n")
            return meant
        raise KubectlError(f'Invalid dry-run value ({given}). Must be "none", "server", or "client".')

    @cached_property
    def validation(self) -> str:
        """What the server is to make of unknown fields: Strict, Warn or Ignore."""
        given = self.flags.get("validate", "strict")
        words = {"strict": "Strict", "true": "Strict", "warn": "Warn", "ignore": "Ignore", "false": "Ignore"}
        if given not in words:
            raise KubectlError(
                f'invalid - validate option "{given}"; must be one of: strict (or true), warn, ignore (or false)'
            )
        return words[given]

    def writing(self, validate: bool = True) -> dict[str, str]:
        """The query of a write."""
        query = {"fieldManager": self.flags.get("field-manager", "") or ""}
        if validate and self.flags.get("validate") is not None:
            query["fieldValidation"] = self.validation
        if self.dry_run == "server":
            query["dryRun"] = "All"
        return query

    @property
    def cause(self) -> str:
        """The command line as `--record` notes it."""
        shown = dict(self.flags.order)
        given = [f"--{name}={shown[name]}" for name in sorted(shown)]
        return " ".join([self.path, *self.args, *given])

    def recorded(self, obj: dict) -> dict:
        """`obj` with the note of `--record`, where it was given."""
        if not self.flags.get("record"):
            return obj
        metadata = obj.get("metadata") or {}
        annotations = {**(metadata.get("annotations") or {}), "kubernetes.io/change-cause": self.cause}
        return {**obj, "metadata": {**metadata, "annotations": annotations}}


class Command:
    """Subclasses set `path` (words below kubectl) and write `run`. Names, flags and help come from the help text."""

    path: ClassVar[str]
    required: ClassVar[tuple[str, ...]] = ()  # flags that must be given
    listed: ClassVar[dict[str, type[Command]]] = {}

    def __init_subclass__(cls) -> None:
        if "path" in cls.__dict__:
            Command.listed[cls.path] = cls

    def run(self, call: Call) -> Steps | int | None:
        """Do it. Returns the exit code; KubectlError ends it with an error."""
        raise NotImplementedError

    @property
    def help(self) -> str:
        return helptext.text(self.path)
