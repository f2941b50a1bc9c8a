"""Which pod template a ReplicaSet runs, and the hash that names it.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label
"""

from __future__ import annotations

import json
from hashlib import blake2b

from cluster.objects.paths import without

HASH_LABEL = "pod-template-hash"
ALPHABET = "bcdfghjklmnpqrstvwxz2456789"  # no vowels: no words by chance


def template_hash(template: dict, collisions: int | None) -> str:
    """A short name for `template`, the same for equal templates; another one for each number of `collisions`."""
    text = json.dumps(template, sort_keys=True, separators=(",", ":"))
    salted = text if collisions is None else f"{text}\0{collisions}"
    number = int.from_bytes(blake2b(salted.encode(errors="surrogatepass"), digest_size=4).digest(), "big")
    return safe_encoded(str(number))


def safe_encoded(text: str) -> str:
    """Each character replaced by one of the safe alphabet, as Kubernetes does with its 32-bit hashes."""
    return "".join(ALPHABET[ord(character) % len(ALPHABET)] for character in text)


def without_hash(template: dict) -> dict:
    """`template` without the label that only ReplicaSets' copies carry."""
    metadata = template.get("metadata") or {}
    if HASH_LABEL not in (metadata.get("labels") or {}):
        return template
    labels = without(metadata["labels"], HASH_LABEL)
    return {**template, "metadata": {**metadata, "labels": labels}}


def same(one: dict, other: dict) -> bool:
    """Whether two pod templates say the same, the hash label aside."""
    return _plain(without_hash(one)) == _plain(without_hash(other))


def with_hash(template: dict, value: str) -> dict:
    metadata = template.get("metadata") or {}
    labels = {**(metadata.get("labels") or {}), HASH_LABEL: value}
    return {**template, "metadata": {**metadata, "labels": labels}}


def _plain(template: dict) -> dict:
    """Without what says nothing: empty labels, a null creationTimestamp."""
    metadata = {k: v for k, v in (template.get("metadata") or {}).items() if v}
    return {**template, "metadata": metadata}
