# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations suppressions.*"""

from .._noun import Noun


class Suppressions(Noun):
    def add(self, *, channel, address, reason=None):
        """Never write to an address again.

        channel  Of the address
        address  E-mail address or number
        reason   unsubscribe stops marketing; the others stop everything
        """
        return self._call("suppressions.add", {"channel": channel, "address": address,
                                               "reason": reason})

    def get(self, *, channel, address):
        """Tell whether an address is suppressed, and why.

        channel  Of the address
        address  E-mail address or number
        """
        return self._call("suppressions.get", {"channel": channel, "address": address})

    def list(self, *, cursor=None, limit=None):
        """List suppressions by channel and hash.

        cursor  Where the page before ended
        limit   Items of a page
        """
        return self._call("suppressions.list", {"cursor": cursor, "limit": limit})

    def remove(self, *, channel, address):
        """Lift a suppression.

        channel  Of the address
        address  E-mail address or number
        """
        return self._call("suppressions.remove", {"channel": channel, "address": address})
