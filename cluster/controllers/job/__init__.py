"""The Job controller: controller (what wakes it), look (one look at one Job), tally (who ended), finish (whether it is
over), staffing (as many pods as wanted), removal (which go first), backoff, policy, pods; ttl: clean-up."""

from cluster.controllers.job.controller import JobController
from cluster.controllers.job.ttl import TtlAfterFinished

__all__ = ["JobController", "TtlAfterFinished"]
