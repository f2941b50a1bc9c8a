"""What may stand in the query of a container's log, and what the server says of the rest.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#get-read-log-of-the-specified-pod
and k8s.io/kubernetes/pkg/apis/core/validation (ValidatePodLogOptions).
"""

from __future__ import annotations

from collections.abc import Iterator

from cluster.api.decoding.scalar_text import ScalarTextError, time
from cluster.api.errors import bad_request, invalid_object
from cluster.api.options import integer
from cluster.kinds.base import FieldError
from cluster.kinds.rules.errors import forbidden, invalid


def check(query: dict[str, str], pod: str) -> None:
    """Raises StatusError: 400 for what cannot be read, 422 for what is not allowed."""
    numbers = {name: integer(query.get(name)) for name in ("limitBytes", "sinceSeconds", "tailLines")}
    if query.get("sinceTime") not in (None, "", "null"):
        try:
            time(query["sinceTime"], micro=False)
        except ScalarTextError as error:
            raise bad_request(str(error)) from None
    wrong = list(_wrong(query, numbers))
    if wrong:
        raise invalid_object("", "PodLogOptions", pod, wrong)


def _wrong(query: dict[str, str], numbers: dict[str, int | None]) -> Iterator[FieldError]:
    tail, limit, seconds = numbers["tailLines"], numbers["limitBytes"], numbers["sinceSeconds"]
    if tail is not None and tail < 0:
        yield invalid("tailLines", tail, "must be greater than or equal to 0")
    if limit is not None and limit < 1:
        yield invalid("limitBytes", limit, "must be greater than 0")
    if seconds is not None and "sinceTime" in query:
        yield forbidden("", "at most one of `sinceTime` or `sinceSeconds` may be specified")
    elif seconds is not None and seconds < 1:
        yield invalid("sinceSeconds", seconds, "must be greater than 0")
