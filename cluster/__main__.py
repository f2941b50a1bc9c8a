"""python -m cluster run SCRIPT|- [--nodes N] [--seed N] [--profile P] [--digest], and python -m cluster shell."""

import sys

from cluster.shell.command_line import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
