# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations workspaces.*"""

from .._noun import Noun


class Workspaces(Noun):
    def stat(self):
        """Count what the workspace holds."""
        return self._call("workspaces.stat", {})
