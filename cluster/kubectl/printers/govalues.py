"""How Go writes values: see cluster.objects.go.values, which the server's tables need as well."""

from cluster.objects.go.values import decoded, number, plain, quote, syntax, type_name, unquote

__all__ = ["decoded", "number", "plain", "quote", "syntax", "type_name", "unquote"]
