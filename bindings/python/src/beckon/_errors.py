"""One exception class for each status of the C contract."""

import errno
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Issue:
    """One mistake in a document: where it is, what it is and how to mend it."""

    pointer: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.pointer}: " if self.pointer else ""
        return f"{where}{self.message}" + (f" ({self.hint})" if self.hint else "")


class BeckonError(Exception):
    """What every failure is.

    `code` is the status' stable name, `pointer` a JSON pointer to the mistake in the request ("" is
    the whole), `hint` how to mend it, `issues` all mistakes of a definition, and `retryable`
    whether the same call may succeed later unchanged. A call that fails has changed nothing, unless
    its description says otherwise.
    """

    code: ClassVar[str] = "internal"

    def __init__(self, message: str, *, pointer: str = "", hint: str = "",
                 issues: Sequence[Issue] = (), retryable: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.pointer = pointer
        self.hint = hint
        self.issues = tuple(issues)
        self.retryable = retryable

    def __str__(self) -> str:
        if len(self.issues) > 1:
            return "\n  ".join([self.message, *map(str, self.issues)])
        return str(Issue(self.pointer, self.message, self.hint))

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions pickle their positional arguments alone; ours are mostly keywords.
        return _rebuild, (type(self), self.message, self.pointer, self.hint, self.issues,
                          self.retryable)


class InvalidRequest(BeckonError, ValueError):
    """Malformed or ill-typed input."""

    code = "invalid_request"


class InvalidDefinition(InvalidRequest):
    """A definition with mistakes, all of them in `issues`."""

    code = "invalid_definition"


class NotFound(BeckonError, LookupError):
    """There is no such thing."""

    code = "not_found"


class Conflict(BeckonError):
    """It exists already, or is not in the state that the call needs."""

    code = "conflict"


class LimitExceeded(BeckonError):
    """Larger or more than Beckon allows; the message names the limit."""

    code = "limit_exceeded"


class UnknownOperation(BeckonError, LookupError):
    """No operation has this name; the hint tells the nearest."""

    code = "unknown_operation"


class Closed(BeckonError):
    """The workspace has been closed."""

    code = "closed"


class Busy(BeckonError):
    """The workspace is open elsewhere."""

    code = "busy"


class VersionMismatch(BeckonError):
    """The workspace was written by a newer version."""

    code = "version_mismatch"


class PermissionDenied(BeckonError, PermissionError):
    """The file system refuses."""

    code = "permission_denied"


class DiskFull(BeckonError, OSError):
    """There is no room left on the device."""

    code = "disk_full"


class Corrupt(BeckonError):
    """Stored bytes fail their checksum or an invariant."""

    code = "corrupt"


class IoError(BeckonError, OSError):
    """Reading or writing failed."""

    code = "io_error"


class OutOfMemory(BeckonError, MemoryError):
    """There is not enough memory for this call."""

    code = "out_of_memory"


class Poisoned(BeckonError):
    """A commit failed earlier: close, open again, verify."""

    code = "poisoned"


class Forked(BeckonError, RuntimeError):
    """The workspace was opened before fork(); open it again in this process."""

    code = "forked"


class Unsupported(BeckonError):
    """This cannot be done here."""

    code = "unsupported"


class Cancelled(BeckonError):
    """The call was given up before it ended."""

    code = "cancelled"


class Internal(BeckonError, RuntimeError):
    """A defect of Beckon."""

    code = "internal"


CLASSES: dict[str, type[BeckonError]] = {
    found.code: found
    for found in (InvalidRequest, InvalidDefinition, NotFound, Conflict, LimitExceeded,
                  UnknownOperation, Closed, Busy, VersionMismatch, PermissionDenied, DiskFull,
                  Corrupt, IoError, OutOfMemory, Poisoned, Forked, Unsupported, Cancelled,
                  Internal)
}

_ERRNO = {PermissionDenied: errno.EACCES, DiskFull: errno.ENOSPC, IoError: errno.EIO}


def from_native(code: str, retryable: bool, message: str, pointer: str, hint: str,
                document: str) -> BeckonError:
    """The exception of a failed call; `document` is the error as JSON, or ""."""
    found = json.loads(document).get("issues", []) if document else []
    issues = [Issue(item["pointer"], item["message"], item.get("hint", "")) for item in found]
    return _rebuild(CLASSES.get(code, Internal), message or code, pointer, hint, issues, retryable)


def _rebuild(kind: type[BeckonError], message: str, pointer: str, hint: str,
             issues: Sequence[Issue], retryable: bool) -> BeckonError:
    error = kind(message, pointer=pointer, hint=hint, issues=issues, retryable=retryable)
    if isinstance(error, OSError):
        error.errno = _ERRNO[kind]
    return error


def to_document(error: BeckonError) -> dict[str, Any]:
    """The error in its JSON form, as the engine itself writes it."""
    return {
        "code": error.code, "message": error.message, "pointer": error.pointer,
        "hint": error.hint,
        "issues": [{"pointer": issue.pointer, "message": issue.message, "hint": issue.hint}
                   for issue in error.issues],
    }
