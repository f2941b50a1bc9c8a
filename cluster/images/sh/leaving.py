"""How a list of commands is left before its end."""


class Leave(Exception):
    """break, continue and return: `what`, and how many loops (or which code)."""

    def __init__(self, what: str, count: int):
        super().__init__(what)
        self.what, self.count = what, count

    def ends_loop(self) -> bool:
        """What the innermost loop makes of it: whether it is left, or goes on with its next round. Raises what is meant
        for those around it."""
        if self.what == "return":
            raise self
        if self.count > 1:
            raise Leave(self.what, self.count - 1) from None
        return self.what == "break"
