"""Go templates, as `-o go-template=` takes them: parse.py reads them, run.py fills them, functions.py is what they
can call.

Source: https://pkg.go.dev/text/template; words of errors from kubectl 1.35.2
(tests/cluster/kubectl/test_gotemplate.py).
"""

from cluster.kubectl.printers.gotemplate.parse import Template, TemplateError, parse
from cluster.kubectl.printers.gotemplate.run import render

__all__ = ["Template", "TemplateError", "parse", "render"]
