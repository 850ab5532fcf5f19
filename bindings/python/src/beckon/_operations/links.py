# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations links.*"""

from .._noun import Noun


class Links(Noun):
    def handle(self, *, token, action=None):
        """Act on the signed token of a link.

        token   Of the link
        action  view changes nothing; unsubscribe stops marketing at once
        """
        return self._call("links.handle", {"token": token, "action": action})
