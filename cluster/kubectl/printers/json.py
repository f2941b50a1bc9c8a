"""JSON as kubectl prints it: see cluster.objects.go.jsontext."""

from cluster.objects.go.jsontext import compact, pretty

__all__ = ["compact", "pretty"]
