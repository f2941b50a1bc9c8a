"""Where batch and autoscaling of 1.35 answer otherwise than those of 1.20."""

from __future__ import annotations

import re

from tests.golden.rewriting import Rule, each_object

_VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
_CRON_JOBS = [
    {
        "categories": ["all"], "kind": "CronJob", "name": "cronjobs", "namespaced": True, "shortNames": ["cj"],
        "singularName": "cronjob", "storageVersionHash": "<id>", "verbs": _VERBS,
    },
    {
        "kind": "CronJob", "name": "cronjobs/status", "namespaced": True, "singularName": "",
        "verbs": ["get", "patch", "update"],
    },
]  # fmt: skip
_SHARE = re.compile(r"(?:<unknown>|\d+%)/\d+%")


def _served(value: dict) -> dict:
    if value.get("groupVersion") != "batch/v1" or value.get("kind") != "APIResourceList":
        return value
    return {**value, "resources": [*_CRON_JOBS, *value["resources"]]}


def _named_target(row: dict) -> dict:
    """`<unknown>/80%`: of autoscaling/v1, whose only metric is the CPU."""
    cells = row.get("cells")
    if not isinstance(cells, list) or len(cells) < 3 or not isinstance(cells[2], str) or not _SHARE.fullmatch(cells[2]):
        return row
    return {**row, "cells": [*cells[:2], f"cpu: {cells[2]}", *cells[3:]]}


RULES = [
    Rule(
        "CronJobs are in batch/v1",
        "https://kubernetes.io/docs/reference/using-api/deprecation-guide/#cronjob-v125 (batch/v1 since 1.21)",
        each_object(_served),
        ("api",),
    ),
    Rule(
        "targets of an autoscaler name their resource",
        "https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.30.md (get hpa names the metric)",
        each_object(_named_target),
        ("api", "tour"),
    ),
]
