"""What a browser may say on its socket. A new message: a function in one of these modules."""

from tutorial.live.messages import branches, clock, terminal, watching  # noqa: F401 - they register their messages
from tutorial.live.messages.registry import HANDLERS, Handler, answer
from tutorial.live.messages.watching import whole_object

__all__ = ["HANDLERS", "Handler", "answer", "whole_object"]
