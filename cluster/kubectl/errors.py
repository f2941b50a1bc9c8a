"""What can go wrong in a command, and the words that kubectl ends with.

Source: `kubectl` 1.35.2's own words for each (tests/cluster/kubectl/test_errors.py; golden suites validation and tour).
"""

from __future__ import annotations

from collections.abc import Sequence


class KubectlError(Exception):
    """Ends a command with exit code `code`; `error: ` goes before `text` unless it is there already."""

    def __init__(self, text: str = "", code: int = 1):
        super().__init__(text)
        self.text, self.code = text, code

    def in_list(self) -> str:
        """The words when it is one of several errors."""
        return self.text

    def final(self) -> str:
        """All that is written to standard error, without the last newline."""
        if not self.text or self.text.startswith("error: "):
            return self.text
        return f"error: {self.text}"

    def about(self, verb: str, source: str) -> KubectlError:
        """The same error with what was being done (`creating`) to which file."""
        return KubectlError(f'error when {verb} "{source}": {self.text}', self.code)


class Exit(KubectlError):
    """Ends with `code` and no more words."""

    def __init__(self, code: int = 1):
        super().__init__("", code)


class Said(KubectlError):
    """Words that are final as they stand."""

    def final(self) -> str:
        return self.text


class UsageError(KubectlError):
    """A mistake in the arguments; points to the command's help. `command` is like `kubectl scale`."""

    def __init__(self, text: str, command: str):
        super().__init__(f"{text}\nSee '{command} -h' for help and examples")


class FlagError(KubectlError):
    """A flag that cannot be read."""

    def __init__(self, text: str, command: str):
        if command == "kubectl diff":  # 1 would mean that there are differences
            super().__init__(f"{text}\nSee '{command} -h' for help and examples", 2)
        else:
            super().__init__(f"{text}\nSee '{command} --help' for usage.")


class ConnectionRefused(KubectlError):
    """Nothing answers at the server's address (before `minikube start`, after `minikube stop`)."""

    def __init__(self, host: str):
        super().__init__(f"The connection to the server {host} was refused - did you specify the right host or port?")

    def final(self) -> str:
        return self.text

    in_list = final


class ServerError(KubectlError):
    """A Status that the API answered. `message` may have been given a prefix since."""

    def __init__(self, status: dict, message: str | None = None):
        self.status = status
        self.reason: str = status.get("reason") or ""
        self.message: str = status.get("message", "") if message is None else message
        super().__init__(self.message)

    @property
    def http_code(self) -> int:
        return self.status.get("code", 0)

    def in_list(self) -> str:
        if self.reason == "Unauthorized":
            return f"error: You must be logged in to the server ({self.message})"
        return f"Error from server{f' ({self.reason})' if self.reason else ''}: {self.message}"

    def final(self) -> str:
        return self._invalid() if self.reason == "Invalid" else self.in_list()

    def about(self, verb: str, source: str) -> ServerError:
        return ServerError(self.status, f'error when {verb} "{source}": {self.message}')

    def _invalid(self) -> str:
        details = self.status.get("details")
        if details is None:
            return "The request is invalid" + (f": {self.message}" if self.message else "")
        causes = list(
            dict.fromkeys(f"{c.get('field', '')}: {c.get('message', '')}" for c in details.get("causes") or ())
        )
        if details.get("kind") or details.get("name"):
            head = f"The {details.get('kind', '')} {_go_quote(details.get('name', ''))} is invalid"
        else:
            head = "The request is invalid" + (f": {self.message}" if self.message and not causes else "")
        if not causes:
            return head
        if len(causes) == 1:
            return f"{head}: {causes[0]}\n"
        return f"{head}: \n" + "".join(f"* {cause}\n" for cause in causes)


class Several(KubectlError):
    """Several errors, each with its own line."""

    def __init__(self, errors: list[KubectlError]):
        super().__init__("\n".join(error.in_list() for error in errors))
        self.errors = errors

    def final(self) -> str:
        return self.errors[0].final() if len(self.errors) == 1 else self.text


def raise_all(errors: Sequence[KubectlError], once: bool = False) -> None:
    """Raise what `together` gives, if anything."""
    found = together(errors, once)
    if found is not None:
        raise found


def together(errors: Sequence[KubectlError], once: bool = False) -> KubectlError | None:
    """One error out of a list: None, the only one, or all of them; `once`: without repetition."""
    flat = [inner for error in errors for inner in (error.errors if isinstance(error, Several) else [error])]
    told = list({error.in_list(): error for error in flat}.values()) if once else flat
    if not told:
        return None
    return told[0] if len(told) == 1 else Several(told)


def _go_quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in escaped) + '"'
