"""What `kubectl kustomize` and `-k` build: resources, generators, patches, and the changes that go through all of them.

Callers above callees:

    building      one kustomization and those below it
    patching      patches by strategic merge or by operations
    generating    ConfigMaps and Secrets from literals, files and env files, and the hash of their content
    changing      namespace, prefix, suffix, labels, annotations, replicas, images
    referring     names in other objects follow
    layers        what all of them work on

Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ and what kubectl 1.35.2 (kustomize 5.7)
prints (tests/differential/scenes/kustomizing.sh).
"""

from cluster.kubectl.kustomize.building import build

__all__ = ["build"]
