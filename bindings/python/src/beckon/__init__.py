"""Beckon: embeddable marketing automation in one directory on disk.

    with beckon.open("shop.beckon") as b:
        b.identify(user_id="u1", email="ann@shop.example", traits={"plan": "pro"})
        b.segments.create(key="pro", where={"trait": "plan", "eq": "pro"})
        b.is_member("pro", user_id="u1")
"""

from . import _native
from ._errors import (
    BeckonError,
    Busy,
    Cancelled,
    Closed,
    Conflict,
    Corrupt,
    DiskFull,
    Forked,
    Internal,
    InvalidDefinition,
    InvalidRequest,
    IoError,
    Issue,
    LimitExceeded,
    NotFound,
    OutOfMemory,
    PermissionDenied,
    Poisoned,
    UnknownOperation,
    Unsupported,
    VersionMismatch,
)
from ._hooks import Request, Response
from ._types import Caused, FlowMove, Imported, Ingested, Reject, Verified
from ._workspace import Workspace, compact, open, openapi, operations

__version__ = _native.version()

__all__ = [
    "BeckonError",
    "Busy",
    "Cancelled",
    "Caused",
    "Closed",
    "Conflict",
    "Corrupt",
    "DiskFull",
    "FlowMove",
    "Forked",
    "Imported",
    "Ingested",
    "Internal",
    "InvalidDefinition",
    "InvalidRequest",
    "IoError",
    "Issue",
    "LimitExceeded",
    "NotFound",
    "OutOfMemory",
    "PermissionDenied",
    "Poisoned",
    "Reject",
    "Request",
    "Response",
    "UnknownOperation",
    "Unsupported",
    "Verified",
    "VersionMismatch",
    "Workspace",
    "__version__",
    "compact",
    "open",
    "openapi",
    "operations",
]
