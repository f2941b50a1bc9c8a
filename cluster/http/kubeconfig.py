"""The kubeconfig with which a real client finds a simulated cluster.

Source: https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
"""

import json


def kubeconfig(server: str, name: str = "orrery") -> str:
    """`server`: http address with the path before /api. JSON, which is YAML too."""
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": name,
        # Some clients look for certificates whatever the scheme; this tells them not to.
        "clusters": [{"name": name, "cluster": {"server": server, "insecure-skip-tls-verify": True}}],
        "users": [{"name": name, "user": {}}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name, "namespace": "default"}}],
    }
    return json.dumps(config, indent=2) + "\n"
