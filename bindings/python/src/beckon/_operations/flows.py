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
               reentry=None, again=None, include_existing=None, exit_when=None, goal=None,
               message_filter=None, zone=None, max_entries=None, max_active=None,
               send_rate=None):
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
        goal              What an entry is for
        message_filter    Condition to be sent a message, as JSON or as text
        zone              Time zone where the profile has none
        max_entries       Entries ever
        max_active        Entries at one time
        send_rate         {"limit", "per"}: messages in any time
        """
        return self._call("flows.create", {"key": key, "trigger": trigger, "start": start,
                                           "nodes": nodes, "name": name, "entry_key": entry_key,
                                           "filter": filter, "reentry": reentry, "again": again,
                                           "include_existing": include_existing,
                                           "exit_when": exit_when, "goal": goal,
                                           "message_filter": message_filter, "zone": zone,
                                           "max_entries": max_entries, "max_active": max_active,
                                           "send_rate": send_rate})

    def diff(self, *, key, from_=None, to=None):
        """Compare two versions of a flow.

        key    Unique key: letters, digits, "-", "_" and "."
        from_  A version; the one before `to` when left out, of a draft the current one
        to     A version; when left out the draft, or the current one where there is none
        """
        return self._call("flows.diff", {"key": key, "from": from_, "to": to})

    def entries(self, *, key, state=None, node=None, version=None, profile=None, cursor=None,
                limit=None):
        """List a flow's entries, oldest first.

        key      Unique key: letters, digits, "-", "_" and "."
        state    Only active, completed or exited ones
        node     Only those that stand there, or stood last
        version  Only those on that version
        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        cursor   Where the page before ended
        limit    Items of a page
        """
        return self._call("flows.entries", {"key": key, "state": state, "node": node,
                                            "version": version, "profile": profile,
                                            "cursor": cursor, "limit": limit})

    def explain(self, *, entry):
        """Tell an entry's story: what started it, why it went each way, what became of it.

        entry  Id of the entry
        """
        return self._call("flows.explain", {"entry": entry})

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

    def publish(self, *, key, migrate=None, dry_run=None):
        """Make the draft the current version; say what becomes of entries, or try it out.

        key      Unique key: letters, digits, "-", "_" and "."
        migrate  By the key of an old node ("*": every other) what becomes of the entries that
                 wait at it: a node of the new version, {"exit": true} or {"stay": true}. Nodes
                 of which it says nothing go to the new version's node of that key. Without it,
                 entries stay on their versions
        dry_run  Only tell what would become of whom
        """
        return self._call("flows.publish", {"key": key, "migrate": migrate, "dry_run": dry_run})

    def resume(self, *, key):
        """Go on; what fell due meanwhile goes out.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("flows.resume", {"key": key})

    def rollback(self, *, key, version, migrate=None, dry_run=None):
        """Publish the document of an older version as the newest.

        key      Unique key: letters, digits, "-", "_" and "."
        version  Whose document it is
        migrate  By the key of an old node ("*": every other) what becomes of the entries that
                 wait at it: a node of the new version, {"exit": true} or {"stay": true}. Nodes
                 of which it says nothing go to the new version's node of that key. Without it,
                 entries stay on their versions
        dry_run  Only tell what would become of whom
        """
        return self._call("flows.rollback", {"key": key, "version": version, "migrate": migrate,
                                             "dry_run": dry_run})

    def simulate(self, *, key=None, definition=None, from_=None, to=None, compare=None,
                 limit=None, progress=None):
        """Try a flow on the workspace's own past; nothing is sent.

        key         A flow: its draft, or its live version when it has none; or give definition
        definition  A flow as flows.create takes it; nothing of it is saved
        from_       Since when it is live; the first record's time
        to          Where it ends; the present
        compare     "live": try the live version over the same span too, and tell the difference
        limit       Items of the first page of each listing
        progress    Called with (done, of) as the work goes on; returning False ends it
        """
        return self._call("flows.simulate", {"key": key, "definition": definition,
                                             "from": from_, "to": to, "compare": compare,
                                             "limit": limit}, progress)

    def simulated(self, *, id, list, cursor=None, limit=None):
        """Page through a listing of a simulation.

        id      Of flows.simulate's answer
        list    messages, entries, refusals or changes
        cursor  Where the page before ended
        limit   Items of a page
        """
        return self._call("flows.simulated", {"id": id, "list": list, "cursor": cursor,
                                              "limit": limit})

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
        """Count a flow's entries, at each node and in its experiments.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("flows.stats", {"key": key})

    def test(self, *, steps, key=None, definition=None, profile=None, at=None, seed=None,
             progress=None):
        """Walk one made-up profile through a flow, step by step.

        steps       What happens, in order
        key         A flow: its draft, or its live version when it has none; or give definition
        definition  A flow as flows.create takes it; nothing of it is saved
        profile     Who goes through it: user_id, anonymous_id, email, phone, traits, consents
                    (state by channel), lists
        at          When it begins; 2024-01-01T09:00:00Z, a Monday
        seed        Which arms random nodes take goes by it
        progress    Called with (done, of) as the work goes on; returning False ends it
        """
        return self._call("flows.test", {"steps": steps, "key": key, "definition": definition,
                                         "profile": profile, "at": at, "seed": seed}, progress)

    def update(self, *, key, trigger, start, nodes, name=None, entry_key=None, filter=None,
               reentry=None, again=None, include_existing=None, exit_when=None, goal=None,
               message_filter=None, zone=None, max_entries=None, max_active=None,
               send_rate=None):
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
        goal              What an entry is for
        message_filter    Condition to be sent a message, as JSON or as text
        zone              Time zone where the profile has none
        max_entries       Entries ever
        max_active        Entries at one time
        send_rate         {"limit", "per"}: messages in any time
        """
        return self._call("flows.update", {"key": key, "trigger": trigger, "start": start,
                                           "nodes": nodes, "name": name, "entry_key": entry_key,
                                           "filter": filter, "reentry": reentry, "again": again,
                                           "include_existing": include_existing,
                                           "exit_when": exit_when, "goal": goal,
                                           "message_filter": message_filter, "zone": zone,
                                           "max_entries": max_entries, "max_active": max_active,
                                           "send_rate": send_rate})
