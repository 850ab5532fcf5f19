# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations segments.*"""

from .._noun import Noun


class Segments(Noun):
    def count(self, *, key):
        """Count the profiles in a segment.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("segments.count", {"key": key})

    def create(self, *, key, where, name=None, description=None):
        """Publish a segment and find its members.

        key          Unique key: letters, digits, "-", "_" and "."
        where        A condition, as JSON or as text
        name         For people
        description  For people
        """
        return self._call("segments.create", {"key": key, "where": where, "name": name,
                                              "description": description})

    def delete(self, *, key):
        """Delete a segment that nothing uses.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("segments.delete", {"key": key})

    def explain(self, *, profile, key=None, where=None):
        """Prove why a profile is, or is not, in a segment.

        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        key      A segment; or give where
        where    A condition, as JSON or as text; or give key
        """
        return self._call("segments.explain", {"profile": profile, "key": key, "where": where})

    def format(self, *, where):
        """Show a condition as JSON and as text, whichever it is given as.

        where  A condition, as JSON or as text
        """
        return self._call("segments.format", {"where": where})

    def get(self, *, key, version=None):
        """Show a segment's definition.

        key      Unique key: letters, digits, "-", "_" and "."
        version  An earlier version; current when left out
        """
        return self._call("segments.get", {"key": key, "version": version})

    def has(self, *, key, profile):
        """Tell whether a profile is in a segment.

        key      Unique key: letters, digits, "-", "_" and "."
        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        """
        return self._call("segments.has", {"key": key, "profile": profile})

    def list(self, *, cursor=None, limit=None):
        """List segments by key.

        cursor  Where the page before ended
        limit   Items of a page
        """
        return self._call("segments.list", {"cursor": cursor, "limit": limit})

    def members(self, *, key, cursor=None, limit=None):
        """List the profiles in a segment.

        key     Unique key: letters, digits, "-", "_" and "."
        cursor  Where the page before ended
        limit   Items of a page
        """
        return self._call("segments.members", {"key": key, "cursor": cursor, "limit": limit})

    def update(self, *, key, where, name=None, description=None, start_flows=None):
        """Publish a new version of a segment; members are found anew.

        key          Unique key: letters, digits, "-", "_" and "."
        where        A condition, as JSON or as text
        name         For people
        description  For people
        start_flows  Whether those who enter by this edit start the flows on the segment
        """
        return self._call("segments.update", {"key": key, "where": where, "name": name,
                                              "description": description,
                                              "start_flows": start_flows})
