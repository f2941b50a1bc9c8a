"""A node that already has the pod's images is a little better.

Source: https://kubernetes.io/docs/reference/scheduling/config/#scheduling-plugins (ImageLocality: from 23 MB to 1000
MB a
container, scaled by how many nodes have the image).
"""

from __future__ import annotations

from cluster.images.catalogue.names import canonical
from cluster.scheduler.plugins.base import MOST, Score

_MB = 1024 * 1024
_LEAST, _ENOUGH = 23 * _MB, 1000 * _MB


class ImageLocality(Score):
    name = "ImageLocality"
    weight = 1

    def concerns(self, pod, cluster):
        return any(node.images for node in cluster.table.nodes.values())

    def prepare(self, pod, nodes, cluster):
        """Image → share of all nodes that have it."""
        everywhere = [node for node in cluster.table.nodes.values() if node.obj is not None]
        wanted = {image: canonical(image) for image in pod.images}
        return [
            (name, sum(name in node.images for node in everywhere) / len(everywhere))
            for name in wanted.values()
            if name
        ]

    def score(self, pod, node, prepared):
        there = sum(int(node.images[name] * share) for name, share in prepared if name in node.images)
        enough = _ENOUGH * max(1, len(pod.images))
        return int(MOST * (min(max(there, _LEAST), enough) - _LEAST) // (enough - _LEAST))
