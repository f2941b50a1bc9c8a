"""Which kubeconfig a command uses, and what of it: `--kubeconfig`, the variable KUBECONFIG, or ~/.kube/config.

Source: https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/ and the words of kubectl
1.35.2.
"""

from __future__ import annotations

import re

from cluster.kubectl.errors import ConnectionRefused, KubectlError, Said
from cluster.kubectl.flags import Flags
from cluster.kubectl.host import Host
from cluster.objects import yaml

HOME_FILE = "/home/learner/.kube/config"
_TIMEOUT = re.compile(r"(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)")


class ClientConfig:
    """`content` is the whole kubeconfig and may be set; `context` the one in use."""

    def __init__(self, flags: Flags, host: Host):
        self._flags, self._host = flags, host
        named = host.environment.get("KUBECONFIG", "").split(":")
        self._file = flags.get("kubeconfig") or next((path for path in named if path), "")

    @property
    def file(self) -> str:
        """Where it is kept, as messages name it."""
        return self._file or HOME_FILE

    @property
    def content(self) -> dict:
        """KubectlError where the file holds no kubeconfig; one that is not there is empty."""
        if not self._file:
            return self._host.kubeconfig
        try:
            found = yaml.load(self._host.files.read(self._file))
        except FileNotFoundError:
            return {}
        except ValueError as wrong:
            raise KubectlError(f'error loading config file "{self._file}": {wrong}') from None
        return found if isinstance(found, dict) else {}

    @content.setter
    def content(self, config: dict) -> None:
        if self._file:
            self._host.files.write(self._file, yaml.dump(_whole(config)))
        else:
            self._host.kubeconfig = config

    @property
    def context(self) -> dict:
        """The context in use; {} where there is none."""
        name = self._flags["context"] or self.content.get("current-context") or ""
        entry = self.named("contexts", name)
        if entry is None and self._flags["context"]:
            raise Said(f"Error in configuration: context was not found for specified context: {name}")
        return (entry or {}).get("context") or {}

    def named(self, key: str, name: str) -> dict | None:
        return next((entry for entry in self.content.get(key) or () if entry["name"] == name), None)

    @property
    def server(self) -> str:
        """The address of the API server."""
        if self._flags.get("server"):
            return self._flags["server"]
        name = self._flags.get("cluster") or self.context.get("cluster") or ""
        return ((self.named("clusters", name) or {}).get("cluster") or {}).get("server", "http://localhost:8080")

    @property
    def user(self) -> dict:
        """Who asks: the kubeconfig's entry for the user of the context, or for --user."""
        given = self._flags.get("user")
        name = (given if isinstance(given, str) else "") or self.context.get("user", "")
        return (self.named("users", name) or {}).get("user") or {}

    def check(self) -> None:
        """Raises what keeps a command from asking the server at all."""
        if self._flags.get("kubeconfig") and not self._host.files.exists(self._file):
            raise KubectlError(f"stat {self._file}: no such file or directory")
        self._check_timeout(self._flags.get("request-timeout", "0"))
        context = self.context
        cluster, user = self._flags.get("cluster"), self._flags.get("user")
        user = user if isinstance(user, str) else ""  # `create rolebinding --user` is another flag
        if cluster and self.named("clusters", cluster) is None:
            raise KubectlError(f'no server found for cluster "{cluster}"')
        if user and self.named("users", user) is None:
            raise KubectlError(f'auth info "{user}" does not exist')
        if self._flags.get("server") or self._file:
            self._reachable(self.server if context or self._flags.get("server") else "http://localhost:8080")

    def _reachable(self, server: str) -> None:
        """Only the simulated cluster answers: it has the address that ~/.kube/config knows."""
        known = [entry["cluster"].get("server") for entry in self._host.kubeconfig.get("clusters") or ()]
        if server.rstrip("/") not in known:
            raise ConnectionRefused(server.partition("://")[2].split("/")[0] or server)

    def _check_timeout(self, text: str) -> None:
        if text and not text.isdecimal() and not _TIMEOUT.fullmatch(text):
            raise KubectlError(
                "Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a "
                "corresponding time unit (e.g. 1s | 2m | 3h)"
            )

    @property
    def timeout(self) -> int:
        """µs that a request may take; 0: as long as it likes."""
        text = self._flags.get("request-timeout", "0") or "0"
        found = _TIMEOUT.fullmatch(text)
        if not found:
            return int(text) * 1_000_000
        units = {"ns": 0.001, "us": 1, "µs": 1, "ms": 1000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000}
        return int(float(found[1]) * units[found[3]])


def _whole(config: dict) -> dict:
    """As kubectl writes it: every list is there, and both names of a context."""
    contexts = [
        {**entry, "context": {"cluster": "", "user": "", **(entry.get("context") or {})}}
        for entry in config.get("contexts") or ()
    ]
    lists = {key: config.get(key) or None for key in ("clusters", "users")}
    head = {"apiVersion": "v1", "kind": "Config", "current-context": config.get("current-context", "")}
    return {**config, **head, **lists, "contexts": contexts or None}
