"""CustomResourceDefinitions: their names are accepted, their resources come to be served, their instances go with them.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
"""

from cluster.controllers.customresources.establishing import Establishing
from cluster.controllers.customresources.finalizing import Finalizing
from cluster.controllers.customresources.naming import Naming

__all__ = ["Establishing", "Finalizing", "Naming"]
