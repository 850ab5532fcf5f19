# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations segments.*"""

from .._noun import Noun


class Segments(Noun):
    def count(self, *, key, at=None, progress=None):
        """Count the profiles that are in a segment, or were.

        key       Unique key: letters, digits, "-", "_" and "."
        at        A past instant: as it stood then, by what is known now; the present when left
                  out
        progress  Called with (done, of) as the work goes on; returning False ends it
        """
        return self._call("segments.count", {"key": key, "at": at}, progress)

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

    def dependents(self, *, key):
        """Tell what uses a segment, and what it uses.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("segments.dependents", {"key": key})

    def difference(self, *, key, without, cursor=None, limit=None):
        """List the profiles in one segment that are not in another.

        key      Key of a segment
        without  The segment whose profiles are left out
        cursor   Where the page before ended
        limit    Items of a page
        """
        return self._call("segments.difference", {"key": key, "without": without,
                                                  "cursor": cursor, "limit": limit})

    def estimate(self, *, where, sample=None, at=None, progress=None):
        """Count the profiles for which a condition holds that nobody has published.

        where     A condition, as JSON or as text
        sample    How many of the profiles to show
        at        A past instant: as it stood then, by what is known now; the present when left
                  out
        progress  Called with (done, of) as the work goes on; returning False ends it
        """
        return self._call("segments.estimate", {"where": where, "sample": sample,
                                                "at": at}, progress)

    def exclude(self, *, key, profile, source=None):
        """Keep a profile out of a segment by hand, whatever its condition says.

        key      Key of a segment
        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        source   Who decided, or where; shown by explain
        """
        return self._call("segments.exclude", {"key": key, "profile": profile,
                                               "source": source})

    def explain(self, *, profile, key=None, where=None, at=None):
        """Prove why a profile is, or is not, in a segment.

        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        key      A segment; or give where
        where    A condition, as JSON or as text; or give key
        at       A past instant: as it stood then, by what is known now; the present when left
                 out
        """
        return self._call("segments.explain", {"profile": profile, "key": key, "where": where,
                                               "at": at})

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

    def growth(self, *, key, from_, to):
        """Count by day who entered and left a segment, and who was in it.

        key    Key of a segment
        from_  In the first day (UTC)
        to     In the last day (UTC)
        """
        return self._call("segments.growth", {"key": key, "from": from_, "to": to})

    def has(self, *, key, profile, at=None):
        """Tell whether a profile is in a segment, or was.

        key      Unique key: letters, digits, "-", "_" and "."
        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        at       A past instant: as it stood then, by what is known now; the present when left
                 out
        """
        return self._call("segments.has", {"key": key, "profile": profile, "at": at})

    def history(self, *, profile, key=None, cursor=None, limit=None):
        """List when a profile entered and left segments, the newest first.

        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        key      Only of this segment
        cursor   Where the page before ended
        limit    Items of a page
        """
        return self._call("segments.history", {"profile": profile, "key": key, "cursor": cursor,
                                               "limit": limit})

    def include(self, *, key, profile, source=None):
        """Put a profile into a segment by hand, whatever its condition says.

        key      Key of a segment
        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        source   Who decided, or where; shown by explain
        """
        return self._call("segments.include", {"key": key, "profile": profile,
                                               "source": source})

    def list(self, *, cursor=None, limit=None):
        """List segments by key.

        cursor  Where the page before ended
        limit   Items of a page
        """
        return self._call("segments.list", {"cursor": cursor, "limit": limit})

    def members(self, *, key, sort=None, order=None, cursor=None, limit=None):
        """List the profiles in a segment, with the time they joined.

        key     Key of a segment
        sort    By id, which is the order in which profiles came to be known, or by the time
                they joined the segment
        order   asc or desc; by id asc, and by joined_at desc, when left out
        cursor  Where the page before ended
        limit   Items of a page
        """
        return self._call("segments.members", {"key": key, "sort": sort, "order": order,
                                               "cursor": cursor, "limit": limit})

    def overlap(self, *, keys, progress=None):
        """Count the profiles that segments have in common.

        keys      Two to ten segments
        progress  Called with (done, of) as the work goes on; returning False ends it
        """
        return self._call("segments.overlap", {"keys": keys}, progress)

    def reset(self, *, key, profile, source=None):
        """Leave it to a segment's condition again whether a profile is in it.

        key      Key of a segment
        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        source   Who decided, or where; shown by explain
        """
        return self._call("segments.reset", {"key": key, "profile": profile, "source": source})

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
