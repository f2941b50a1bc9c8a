"""Which engine this is: replay gives the same cluster only with the same one."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import cluster


@lru_cache(maxsize=1)
def source_digest() -> str:
    """Twelve hexadecimal digits of the SHA-256 of all that the engine consists of."""
    root = Path(cluster.__file__).parent
    found = sha256()
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".json", ".yaml") and path.is_file():
            found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:12]
