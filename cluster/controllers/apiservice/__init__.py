"""APIServices: made for what definitions add, and looked after as long as a Service answers for them.

Source: https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/
"""

from cluster.controllers.apiservice.availability import Availability
from cluster.controllers.apiservice.registration import Registration

__all__ = ["Availability", "Registration"]
