"""kubectl explain: from a server that publishes OpenAPI v3 the kind is printed before the field is looked for."""

from __future__ import annotations

import re
from typing import Any

from cluster.kinds import KINDS
from tests.golden.cases import Case
from tests.golden.rewriting import Rule

SOURCE = "https://github.com/kubernetes/enhancements/tree/master/keps/sig-cli/3515-kubectl-explain-openapiv3 (1.27)"
_MISSING = re.compile(r'error: field "[^"]*" does not exist\n')


def _headed(expect: Any, case: Case) -> Any:
    """Of the kubectls that know OpenAPI v3."""
    if not isinstance(expect.get("kubectl"), dict):
        return expect
    told = {
        version: {command: _with_head(command, answer) for command, answer in answers.items()}
        if version != "v1.20.2"
        else answers
        for version, answers in expect["kubectl"].items()
    }
    return {**expect, "kubectl": told}


def _with_head(command: str, answer: dict) -> dict:
    words = command.split()
    if words[:1] != ["explain"] or not _MISSING.fullmatch(answer["stderr"]) or answer["stdout"]:
        return answer
    name = words[1].split(".")[0]
    kind = next((kind for kind in KINDS.all if name in (kind.plural, kind.singular, *kind.short_names)), None)
    if kind is None:
        return answer
    group = f"GROUP:      {kind.group}\n" if kind.group else ""
    return {**answer, "stdout": f"{group}KIND:       {kind.kind}\nVERSION:    {kind.version}\n\n"}


RULES = [Rule("explain tells the kind first", SOURCE, _headed, ("validation",))]
