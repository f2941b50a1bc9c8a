"""The Job controller (controller), its counting, pods and failure policy; ttl: clean-up."""

from cluster.controllers.job.controller import JobController
from cluster.controllers.job.ttl import TtlAfterFinished

__all__ = ["JobController", "TtlAfterFinished"]
