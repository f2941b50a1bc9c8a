"""Reading the recorded cases."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Case:
    """One recorded case; `unstable` are JSON pointers under `expect` that two recordings disagreed on."""

    suite: str
    name: str
    given: list
    expect: dict
    unstable: tuple[str, ...] = ()

    def expecting(self, expect: Any) -> "Case":
        return replace(self, expect=expect)


def load(folder: Path = DATA) -> dict[str, list[Case]]:
    """Suite name -> its cases, for every `*.json` of the folder that has the format."""
    suites: dict[str, list[Case]] = {}
    for file in sorted(Path(folder).glob("*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(content, dict) or "cases" not in content:
            raise ValueError(f"{file}: not a golden file: want an object with suite and cases")
        suite = content.get("suite", file.stem)
        suites.setdefault(suite, []).extend(
            Case(suite, case["name"], case.get("given", []), case["expect"], tuple(case.get("unstable", ())))
            for case in content["cases"]
        )
    return suites
