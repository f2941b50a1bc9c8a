"""How a list of commands is left before its end."""


class Leave(Exception):
    """break, continue and return: `what`, and how many loops (or which code)."""

    def __init__(self, what: str, count: int):
        super().__init__(what)
        self.what, self.count = what, count
