"""kubectl's JSONPath templates: see cluster.objects.jsonpath, which the server's columns need as well."""

from cluster.objects.jsonpath import JsonPathError, Template, parse, render, results, text_of

__all__ = ["JsonPathError", "Template", "parse", "render", "results", "text_of"]
