"""Runs every measurement, each in a process of its own so that none warms or burdens the next."""

import json
import subprocess
import sys

# Registry of measurements: module in tests.bench → what it gives. A new one is a module with `measure() -> dict`.
MEASUREMENTS = (
    "converge",
    "roll",
    "idle",
    "create",
    "memory",
    "api",
    "watching",
    "fanout",
    "neighbour",
    "past",
    "frames",
    "scrub",
)


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; there are {', '.join(MEASUREMENTS)}", file=sys.stderr)
        return 2
    figures: dict = {}
    for name in names or MEASUREMENTS:
        print(f"{name} ...", file=sys.stderr, flush=True)
        code = f"import json, tests.bench.{name} as m; print(json.dumps(m.measure()))"
        done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            return done.returncode
        figures |= json.loads(done.stdout.strip().splitlines()[-1])
    print(json.dumps(figures, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
