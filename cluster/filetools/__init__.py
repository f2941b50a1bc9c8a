"""Programs that look at files and change them, as GNU and busybox have them: those of containers and of the page's
terminal. The tools for what stands in files are `cluster.texttools`; a call of one of these is a call of those that
also knows a tree of files."""

from cluster.filetools.call import TOOLS, Call, Place, Tree

from cluster.filetools import copying, dating, describing, listing, making, removing, saying  # isort: skip  # they register themselves

__all__ = [
    "TOOLS", "Call", "Place", "Tree", "copying", "dating", "describing", "listing", "making", "removing", "saying",
]  # fmt: skip
