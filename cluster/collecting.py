"""Python's garbage collector, set for a process that holds clusters.

A cluster is hundreds of thousands of long-lived containers without cycles: collecting as often as the default does
walks them again and again and makes growth worse than linear. The hosts call this once; importing changes nothing.
"""

import gc


def collect_seldom() -> None:
    """Look for cycles every 50,000 new containers instead of every 700. What has none is freed at once, as always."""
    gc.set_threshold(50_000, 20, 50)
