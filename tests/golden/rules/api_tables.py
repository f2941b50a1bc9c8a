"""Where tables of 1.35 have other columns and cells than those of 1.20."""

from __future__ import annotations

from tests.golden.rewriting import Rule, each_object
from tests.golden.rules.columns import documented

TOKENS = "https://kubernetes.io/docs/concepts/security/service-accounts/ (no token secrets since 1.24)"
TABLES = (
    "https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.35/ (columns are described by the fields' docs)"
)


def _age_last(table: dict) -> dict:
    """The Age of quotas moved to the end."""
    names = [column["name"] for column in table.get("columnDefinitions") or ()]
    if table.get("kind") != "Table" or names != ["Name", "Age", "Request", "Limit"]:
        return table

    def moved(items: list) -> list:
        return [items[0], *items[2:], items[1]]

    rows = [{**row, "cells": moved(row["cells"])} for row in table["rows"]]
    return {**table, "columnDefinitions": moved(table["columnDefinitions"]), "rows": rows}


def _preemption_policy(table: dict) -> dict:
    """Classes show their policy at the end; none of the recorded ones has another than the default."""
    columns = table.get("columnDefinitions") or ()
    if table.get("kind") != "Table" or [column["name"] for column in columns][1:3] != ["Value", "Global-Default"]:
        return table
    text = documented("scheduling.v1.PriorityClass.preemptionPolicy")
    added = {"description": text, "format": "", "name": "PreemptionPolicy", "priority": 0, "type": "string"}
    rows = [{**row, "cells": [*row["cells"], "PreemptLowerPriority"]} for row in table["rows"]]
    return {**table, "columnDefinitions": [*columns, added], "rows": rows}


def _restarts(table: dict) -> dict:
    """RESTARTS is text, so that it can tell how long ago the last one was."""
    columns = table.get("columnDefinitions") or ()
    at = [index for index, column in enumerate(columns) if column["name"] == "Restarts"]
    if table.get("kind") != "Table" or not at:
        return table
    columns = [{**column, "type": "string"} if index in at else column for index, column in enumerate(columns)]
    rows = [
        {**row, "cells": [str(cell) if index in at else cell for index, cell in enumerate(row["cells"])]}
        for row in table["rows"]
    ]
    return {**table, "columnDefinitions": columns, "rows": rows}


def _no_token_secret(table: dict) -> dict:
    """A service account had one secret, its token; it has none since 1.24."""
    names = [column["name"] for column in table.get("columnDefinitions") or ()]
    if table.get("kind") != "Table" or names[:2] != ["Name", "Secrets"]:
        return table
    return {**table, "rows": [{**row, "cells": [row["cells"][0], 0, *row["cells"][2:]]} for row in table["rows"]]}


RULES = [
    Rule("quotas show their age last", TABLES, each_object(_age_last), ("api",)),
    Rule("priority classes show their policy", "https://github.com/kubernetes/kubernetes/pull/126529 (1.32)",
         each_object(_preemption_policy), ("api",)),
    Rule("restarts are text", "FORMAT.md, row RESTARTS column (1.22)", each_object(_restarts), ("api",)),
    Rule("no secret for a service account's token", TOKENS, each_object(_no_token_secret), ("api",)),
]  # fmt: skip
