# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations syncs.*"""

from .._noun import Noun


class Syncs(Noun):
    def alerts(self):
        """What somebody should look at."""
        return self._call("syncs.alerts", {})

    def create(self, *, key, provider, paused=None, segment=None, traits=None,
               other_traits=None, events=None, lists=None, consents=None, existing=None):
        """Synchronise contacts and events to another platform.

        key           Unique key: letters, digits, "-", "_" and "."
        provider      Key of the account at the platform
        paused        Whether changes are gathered and not told
        segment       Key of the segment whose members are brought over
        traits        Trait → field there, e.g. {"plan.name": "plan"}
        other_traits  Whether traits that are not named go over by the platform's rules
        events        Names of events; one may end in "*"
        lists         List here → id of the list there
        consents      Channels whose consent is told: email, sms
        existing      Whether profiles that exist already are brought over when it is published
        """
        return self._call("syncs.create", {"key": key, "provider": provider, "paused": paused,
                                           "segment": segment, "traits": traits,
                                           "other_traits": other_traits, "events": events,
                                           "lists": lists, "consents": consents,
                                           "existing": existing})

    def delete(self, *, key):
        """Synchronise to a platform no more.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("syncs.delete", {"key": key})

    def failures(self, *, key, cursor=None, limit=None):
        """List what could not be told.

        key     Unique key: letters, digits, "-", "_" and "."
        cursor  Where the page before ended
        limit   Items of a page
        """
        return self._call("syncs.failures", {"key": key, "cursor": cursor, "limit": limit})

    def get(self, *, key, version=None):
        """Show what is synchronised.

        key      Unique key: letters, digits, "-", "_" and "."
        version  An earlier version; current when left out
        """
        return self._call("syncs.get", {"key": key, "version": version})

    def list(self, *, cursor=None, limit=None):
        """List synchronised platforms by key.

        cursor  Where the page before ended
        limit   Items of a page
        """
        return self._call("syncs.list", {"cursor": cursor, "limit": limit})

    def reconcile(self, *, key, repair=None, samples=None, progress=None):
        """Compare every contact of the platform with the profiles here.

        key       Unique key: letters, digits, "-", "_" and "."
        repair    Whether contacts that differ or are missing there are told again
        samples   Differences shown one by one
        progress  Called with (done, of) as the work goes on; returning False ends it
        """
        return self._call("syncs.reconcile", {"key": key, "repair": repair,
                                              "samples": samples}, progress)

    def remote(self, *, key, collection, refresh=None, progress=None):
        """Show campaigns, flows, templates or metrics of the platform.

        key         Unique key: letters, digits, "-", "_" and "."
        collection  campaigns, flows, templates, metrics, lists …: what the platform has
        refresh     Whether it is read now; else what was read last, if anything was
        progress    Called with (done, of) as the work goes on; returning False ends it
        """
        return self._call("syncs.remote", {"key": key, "collection": collection,
                                           "refresh": refresh}, progress)

    def retry(self, *, key, items=None):
        """Try again what could not be told.

        key    Unique key: letters, digits, "-", "_" and "."
        items  Ids that syncs.failures gave; all when left out
        """
        return self._call("syncs.retry", {"key": key, "items": items})

    def run(self, *, key, existing=None):
        """Tell now what is due.

        key       Unique key: letters, digits, "-", "_" and "."
        existing  Whether every profile is compared and told anew if need be
        """
        return self._call("syncs.run", {"key": key, "existing": existing})

    def status(self, *, key):
        """How a synchronisation goes.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("syncs.status", {"key": key})

    def update(self, *, key, provider, paused=None, segment=None, traits=None,
               other_traits=None, events=None, lists=None, consents=None, existing=None):
        """Change what is synchronised.

        key           Unique key: letters, digits, "-", "_" and "."
        provider      Key of the account at the platform
        paused        Whether changes are gathered and not told
        segment       Key of the segment whose members are brought over
        traits        Trait → field there, e.g. {"plan.name": "plan"}
        other_traits  Whether traits that are not named go over by the platform's rules
        events        Names of events; one may end in "*"
        lists         List here → id of the list there
        consents      Channels whose consent is told: email, sms
        existing      Whether profiles that exist already are brought over when it is published
        """
        return self._call("syncs.update", {"key": key, "provider": provider, "paused": paused,
                                           "segment": segment, "traits": traits,
                                           "other_traits": other_traits, "events": events,
                                           "lists": lists, "consents": consents,
                                           "existing": existing})
