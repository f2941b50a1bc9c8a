"""What `kubectl debug` was asked for, and whether that can be.

Source: the words of kubectl 1.35.2.
"""

from __future__ import annotations

import re

from cluster.kubectl.client.debug_profiles import PROFILES
from cluster.kubectl.command import Call
from cluster.kubectl.errors import FlagError, KubectlError
from cluster.kubectl.printers.govalues import quote
from cluster.objects import yaml

_IMAGE = re.compile(r"[a-zA-Z0-9][\w.-]*(:\d+)?(/[\w.-]+)*(:[\w][\w.-]{0,127})?(@[A-Za-z][\w.+:-]*)?\Z", re.ASCII)
_LEGACY = (
    "--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a "
    'profile, for example "--profile=general".\n'
)
_FIXED = ("name", "command", "image", "lifecycle", "volumeDevices")
_POLICIES = ("Always", "IfNotPresent", "Never", "")
_BAD = "invalid reference format"


class Wish:
    """The line as it was read: names of objects, the command behind `--`, images by container, a custom profile.

    Raises KubectlError for files and pairs that cannot be read."""

    def __init__(self, call: Call):
        self.call, self.flags = call, call.flags
        dash = call.dash
        self.names, self.command = (call.args[:dash], call.args[dash:]) if dash >= 0 else (call.args, [])
        self.images = dict(_pair(each, call.path) for each in call.flags["set-image"])
        self.custom = self._custom()

    def say(self, text: str) -> None:
        if not self.flags["quiet"]:
            self.call.out(text + "\n")

    def check(self) -> None:
        """Raises KubectlError for what cannot be done together."""
        flags = self.flags
        if flags["profile"] not in PROFILES:
            raise KubectlError(f"unknown profile: {flags['profile']}")
        if flags.given("attach") and flags["attach"] and not flags["image"] and not flags["container"]:
            raise KubectlError(
                "you must specify --container or create a new container using --image in order to attach."
            )
        self._check_copy(flags["image"], flags["container"])
        if flags["image"] and not _IMAGE.match(flags["image"]):
            raise KubectlError(f"invalid image name {quote(flags['image'])}: {_BAD}")
        if not self.names and not flags["filename"]:
            raise KubectlError("NAME or filename is required for debug")
        if flags["image-pull-policy"] not in _POLICIES:
            raise KubectlError(f"invalid image pull policy: {flags['image-pull-policy']}")
        for name, image in self.images.items():
            if not _IMAGE.match(image):
                raise KubectlError(f"invalid image name {quote(image)} for container {quote(name)}: {_BAD}")
        self._check_target()
        if flags["tty"] and not flags["stdin"]:
            raise KubectlError("-i/--stdin is required for containers with -t/--tty=true")
        if any(self.custom.get(name) for name in _FIXED):
            told = "name, command, image, lifecycle and volume devices"
            raise KubectlError(f"{told} are not modifiable via custom profile")
        if flags["profile"] == "legacy":
            self.call.err(_LEGACY)

    def _check_copy(self, image: str, container: str) -> None:
        flags = self.flags
        if flags["copy-to"]:
            if not image and not self.images and not self.command:
                raise KubectlError("you must specify --image, --set-image or command arguments.")
            if self.command and not container and not image:
                raise KubectlError("you must specify an existing container or a new image when specifying args.")
            return
        for name in ("replace", "same-node", "set-image"):
            if flags[name]:
                raise KubectlError(f"--{name} may only be used with --copy-to.")
        if not image:
            raise KubectlError("you must specify --image when not using --copy-to.")

    def _check_target(self) -> None:
        target = self.flags["target"]
        if not target:
            return
        if self.flags["copy-to"]:
            raise KubectlError("--target is incompatible with --copy-to. Use --share-processes instead.")
        self.say(
            f"Targeting container {quote(target)}. If you don't see processes from this container it may "
            "be because the container runtime doesn't support this feature."
        )

    def _custom(self) -> dict:
        name = self.flags["custom"]
        if not name:
            return {}
        try:
            text = self.call.host.files.read(name)
        except FileNotFoundError:
            told = f"open {name}: no such file or directory"
            raise KubectlError(f"must pass a container spec json file for custom profile: {told}") from None
        found = yaml.load(text)
        if not isinstance(found, dict):
            raise KubectlError(f"{name} does not contain a valid container spec: yaml: unmarshal errors")
        return found


def _pair(text: str, command: str) -> tuple[str, str]:
    name, equals, image = text.partition("=")
    if not equals:
        told = f'invalid argument "{text}" for "--set-image" flag: {text} must be formatted as key=value'
        raise FlagError(told, command)
    return name, image
