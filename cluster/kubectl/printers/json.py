"""JSON as kubectl prints it: see cluster.objects.jsontext."""

from cluster.objects.jsontext import compact, pretty

__all__ = ["compact", "pretty"]
