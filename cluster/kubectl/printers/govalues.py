"""How Go writes values: see cluster.objects.govalues, which the server's tables need as well."""

from cluster.objects.govalues import decoded, number, plain, quote, syntax, type_name, unquote

__all__ = ["decoded", "number", "plain", "quote", "syntax", "type_name", "unquote"]
