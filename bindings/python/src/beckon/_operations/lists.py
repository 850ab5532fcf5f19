# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations lists.*"""

from .._noun import Noun


class Lists(Noun):
    def add(self, *, key, profile, source=None):
        """Put a profile on a list.

        key      Unique key: letters, digits, "-", "_" and "."
        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        source   Where it comes from, for the ledger
        """
        return self._call("lists.add", {"key": key, "profile": profile, "source": source})

    def create(self, *, key, name=None, description=None):
        """Make a list.

        key          Unique key: letters, digits, "-", "_" and "."
        name         For people
        description  For people
        """
        return self._call("lists.create", {"key": key, "name": name,
                                           "description": description})

    def delete(self, *, key):
        """Delete a list that nothing uses.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("lists.delete", {"key": key})

    def get(self, *, key, version=None):
        """Show a list.

        key      Unique key: letters, digits, "-", "_" and "."
        version  An earlier version; current when left out
        """
        return self._call("lists.get", {"key": key, "version": version})

    def list(self, *, cursor=None, limit=None):
        """List lists by key.

        cursor  Where the page before ended
        limit   Items of a page
        """
        return self._call("lists.list", {"cursor": cursor, "limit": limit})

    def members(self, *, key, cursor=None, limit=None):
        """List the profiles on a list.

        key     Unique key: letters, digits, "-", "_" and "."
        cursor  Where the page before ended
        limit   Items of a page
        """
        return self._call("lists.members", {"key": key, "cursor": cursor, "limit": limit})

    def remove(self, *, key, profile, source=None):
        """Take a profile off a list.

        key      Unique key: letters, digits, "-", "_" and "."
        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        source   Where it comes from, for the ledger
        """
        return self._call("lists.remove", {"key": key, "profile": profile, "source": source})
