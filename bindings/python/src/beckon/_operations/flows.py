# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations flows.*"""

from .._noun import Noun


class Flows(Noun):
    def archive(self, *, key):
        """Start nobody any more; entries under way go on.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("flows.archive", {"key": key})

    def create(self, *, key, trigger, start, nodes, name=None, entry_key=None, filter=None,
               reentry=None, again=None, include_existing=None, exit_when=None):
        """Save a new flow as a draft.

        key               Unique key: letters, digits, "-", "_" and "."
        trigger           What starts an entry
        start             Key of the first node
        nodes             Nodes by key
        name              For people
        entry_key         "event.cart_id": entries by this property
        filter            Condition to start, as JSON or as text
        reentry           never, after_exit, {"after": duration} or concurrent_by_key
        again             Whether a key may enter again
        include_existing  Start those in the segment already
        exit_when         What ends an entry
        """
        return self._call("flows.create", {"key": key, "trigger": trigger, "start": start,
                                           "nodes": nodes, "name": name, "entry_key": entry_key,
                                           "filter": filter, "reentry": reentry, "again": again,
                                           "include_existing": include_existing,
                                           "exit_when": exit_when})

    def entries(self, *, key, state=None, profile=None, cursor=None, limit=None):
        """List a flow's entries, oldest first.

        key      Unique key: letters, digits, "-", "_" and "."
        state    Only active, completed or exited ones
        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        cursor   Where the page before ended
        limit    Items of a page
        """
        return self._call("flows.entries", {"key": key, "state": state, "profile": profile,
                                            "cursor": cursor, "limit": limit})

    def get(self, *, key, version=None):
        """Show a flow's definition.

        key      Unique key: letters, digits, "-", "_" and "."
        version  An earlier version; current when left out
        """
        return self._call("flows.get", {"key": key, "version": version})

    def list(self, *, cursor=None, limit=None):
        """List flows by key, drafts last.

        cursor  Where the page before ended
        limit   Items of a page
        """
        return self._call("flows.list", {"cursor": cursor, "limit": limit})

    def pause(self, *, key):
        """Start nobody and let every entry wait.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("flows.pause", {"key": key})

    def publish(self, *, key):
        """Make the draft the current version; entries keep theirs.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("flows.publish", {"key": key})

    def resume(self, *, key):
        """Go on; what fell due meanwhile goes out.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("flows.resume", {"key": key})

    def start(self, *, key, profile=None, where=None, properties=None):
        """Start a live flow for one profile, or for all who meet a condition.

        key         Unique key: letters, digits, "-", "_" and "."
        profile     The profile, by one identifier: user_id, anonymous_id, email, phone or id
        where       Everybody for whom this condition holds, as JSON or as text
        properties  What entry.x and event.x find in the entries that begin
        """
        return self._call("flows.start", {"key": key, "profile": profile, "where": where,
                                          "properties": properties})

    def stats(self, *, key):
        """Count a flow's entries and its nodes'.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("flows.stats", {"key": key})

    def update(self, *, key, trigger, start, nodes, name=None, entry_key=None, filter=None,
               reentry=None, again=None, include_existing=None, exit_when=None):
        """Save a draft over a flow.

        key               Unique key: letters, digits, "-", "_" and "."
        trigger           What starts an entry
        start             Key of the first node
        nodes             Nodes by key
        name              For people
        entry_key         "event.cart_id": entries by this property
        filter            Condition to start, as JSON or as text
        reentry           never, after_exit, {"after": duration} or concurrent_by_key
        again             Whether a key may enter again
        include_existing  Start those in the segment already
        exit_when         What ends an entry
        """
        return self._call("flows.update", {"key": key, "trigger": trigger, "start": start,
                                           "nodes": nodes, "name": name, "entry_key": entry_key,
                                           "filter": filter, "reentry": reentry, "again": again,
                                           "include_existing": include_existing,
                                           "exit_when": exit_when})
