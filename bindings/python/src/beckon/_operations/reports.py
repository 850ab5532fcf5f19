# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations reports.*"""

from .._noun import Noun


class Reports(Noun):
    def messages(self):
        """Count sends by state and reason."""
        return self._call("reports.messages", {})
