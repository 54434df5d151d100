"""What can go wrong at the desk, each kind with its exit code. Caught in one place: the command line's entry."""

from __future__ import annotations


class DeskError(Exception):
    """A sentence for the person at the desk: what is wrong, and what to do next."""

    exit_code = 1
    code = "refused"

    def __init__(self, message: str, clause: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.clause = clause
        self.code = code or type(self).code


class Refused(DeskError):
    """A rule or the state of the office says no; nothing was changed. Exit 1."""


class NotFound(Refused):
    """An id, name or number that is not on record. Exit 1."""

    code = "not_found"


class Usage(DeskError):
    """The command was typed wrongly: an unreadable date, phone, amount, or a missing option. Exit 2."""

    exit_code = 2
    code = "usage"


class StoreError(DeskError):
    """The store is missing, locked beyond the wait, damaged, or of a newer version. Exit 3."""

    exit_code = 3
    code = "store"


class Uncertain(StoreError):
    """The disk failed in a commit: it is on record, or nobody knows. Exit 3."""


class Damaged(StoreError):
    """The file is no store that can be read: only a backup helps. Exit 3."""
