"""`python -m cluster run SCRIPT|-`, `shell`, `serve`: see cluster/shell/command_line.py."""

import sys

from cluster.collecting import collect_seldom
from cluster.shell.command_line import main

if __name__ == "__main__":
    collect_seldom()
    sys.exit(main(sys.argv[1:]))
