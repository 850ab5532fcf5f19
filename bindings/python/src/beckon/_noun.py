"""What the generated operations stand on."""

from collections.abc import Mapping
from typing import Any, Protocol

from ._types import Watcher


class _Caller(Protocol):
    def call(self, operation: str, request: Mapping[str, Any], *,
             progress: Watcher | None = None) -> Any: ...


class Noun:
    """The operations of one noun of one workspace."""

    __slots__ = ("_workspace",)

    def __init__(self, workspace: _Caller) -> None:
        self._workspace = workspace

    def _call(self, operation: str, request: Mapping[str, Any],
              progress: Watcher | None = None) -> Any:
        """Sends the members that were given: an optional one that is None counts as absent."""
        given = {name: value for name, value in request.items() if value is not None}
        return self._workspace.call(operation, given, progress=progress)
