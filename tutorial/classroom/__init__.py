"""One instructor, many screens: others follow a live cluster, read-only."""
