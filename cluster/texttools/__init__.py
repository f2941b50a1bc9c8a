"""Programs that read text and write text, as GNU and busybox have them: those of containers and of the page's terminal.

They see their surroundings only through a `Call`: where they read from, where they write to, whose words they use.
Patterns are matched in time that grows with the text, whatever they are.
"""

from cluster.texttools.call import TOOLS, BadUsage, Call, FileError, Flags, run, tool

from cluster.texttools import awk, columns, diff, grep, jq, ordering, sed, showing  # isort: skip  # they register themselves

__all__ = [
    "TOOLS", "BadUsage", "Call", "FileError", "Flags", "awk", "columns", "diff", "grep", "jq", "ordering", "run", "sed",
    "showing", "tool",
]  # fmt: skip
