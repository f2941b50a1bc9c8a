"""What programs that listen say, each as the real one does. A module of this folder adds its own with `@answers`."""

from cluster.images.answers.visit import HANDLERS, Visit

from cluster.images.answers import agnhost, demos, web  # isort: skip  # they register themselves

__all__ = ["HANDLERS", "Visit", "agnhost", "demos", "web"]
