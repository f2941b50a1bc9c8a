"""The CronJob controller (controller), what it reads from the schedule (timing), the Jobs it makes (jobs)."""

from cluster.controllers.cronjob.controller import CronJobController

__all__ = ["CronJobController"]
