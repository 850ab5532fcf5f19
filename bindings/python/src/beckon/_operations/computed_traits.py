# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations computed_traits.*"""

from .._noun import Noun


class ComputedTraits(Noun):
    def create(self, *, key, event, function, description=None, where=None, property=None,
               within=None, after=None, before=None, between=None):
        """Name what is derived of a profile's events.

        key          Unique key: letters, digits, "-", "_" and "."
        event        Of which events; the name may end in "*"
        function     count, sum, min, max, average, first, last, most_frequent or unique
        description  For people
        where        Tests on their properties, as in a condition
        property     Of whose values; of all functions but count
        within       Only of the last so long, e.g. "30d"
        after        Or only after an instant
        before       Or only before one
        between      Or only between two, both included
        """
        return self._call("computed_traits.create", {"key": key, "event": event,
                                                     "function": function,
                                                     "description": description, "where": where,
                                                     "property": property, "within": within,
                                                     "after": after, "before": before,
                                                     "between": between})

    def delete(self, *, key):
        """Delete a computed trait that nothing uses.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("computed_traits.delete", {"key": key})

    def get(self, *, key, version=None):
        """Show a computed trait.

        key      Unique key: letters, digits, "-", "_" and "."
        version  An earlier version; current when left out
        """
        return self._call("computed_traits.get", {"key": key, "version": version})

    def list(self, *, cursor=None, limit=None):
        """List computed traits by key.

        cursor  Where the page before ended
        limit   Items of a page
        """
        return self._call("computed_traits.list", {"cursor": cursor, "limit": limit})

    def update(self, *, key, event, function, description=None, where=None, property=None,
               within=None, after=None, before=None, between=None):
        """Change a computed trait that no segment or flow asks.

        key          Unique key: letters, digits, "-", "_" and "."
        event        Of which events; the name may end in "*"
        function     count, sum, min, max, average, first, last, most_frequent or unique
        description  For people
        where        Tests on their properties, as in a condition
        property     Of whose values; of all functions but count
        within       Only of the last so long, e.g. "30d"
        after        Or only after an instant
        before       Or only before one
        between      Or only between two, both included
        """
        return self._call("computed_traits.update", {"key": key, "event": event,
                                                     "function": function,
                                                     "description": description, "where": where,
                                                     "property": property, "within": within,
                                                     "after": after, "before": before,
                                                     "between": between})

    def value(self, *, key, profile):
        """Show a computed trait of one profile.

        key      Unique key: letters, digits, "-", "_" and "."
        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        """
        return self._call("computed_traits.value", {"key": key, "profile": profile})
