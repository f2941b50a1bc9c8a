"""The functions of the API server's CEL: those of the language, and Kubernetes' libraries.

Source: https://kubernetes.io/docs/reference/using-api/cel/#cel-options-language-features-and-libraries
"""

from cluster.cel.functions import authorization, kubernetes, lists, networks, operators, standard, strings
from cluster.cel.functions.declaring import FUNCTIONS, Cost, Overload, matching

__all__ = [
    "FUNCTIONS",
    "Cost",
    "Overload",
    "authorization",
    "kubernetes",
    "lists",
    "matching",
    "networks",
    "operators",
    "standard",
    "strings",
]
