"""The kubeconfig with which a real client finds a simulated cluster.

Source: https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
"""

import json


def kubeconfig(
    server: str, name: str = "orrery", authority: dict[str, str] | None = None, user: dict[str, str] | None = None
) -> str:
    """`server`: address with the path before /api; `authority` and `user`: what goes with https (certificates.py).
    JSON, which is YAML too."""
    # Some clients look for certificates whatever the scheme; without any, this tells them not to.
    trust: dict[str, str | bool] = {**authority} if authority else {"insecure-skip-tls-verify": True}
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": name,
        "clusters": [{"name": name, "cluster": {"server": server, **trust}}],
        "users": [{"name": name, "user": user or {}}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name, "namespace": "default"}}],
    }
    return json.dumps(config, indent=2) + "\n"
