# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations event_schemas.*"""

from .._noun import Noun


class EventSchemas(Noun):
    def create(self, *, key, event, description=None, properties=None, additional=None,
               on_violation=None):
        """Say what the events of a name should look like.

        key           Unique key: letters, digits, "-", "_" and "."
        event         Name of the events it is about
        description   For people
        properties    What they should hold
        additional    Whether other properties are fine; true when left out
        on_violation  record keeps an event that strays and lists it; refuse does not take it
        """
        return self._call("event_schemas.create", {"key": key, "event": event,
                                                   "description": description,
                                                   "properties": properties,
                                                   "additional": additional,
                                                   "on_violation": on_violation})

    def delete(self, *, key):
        """Delete an event schema.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("event_schemas.delete", {"key": key})

    def get(self, *, key, version=None):
        """Show an event schema.

        key      Unique key: letters, digits, "-", "_" and "."
        version  An earlier version; current when left out
        """
        return self._call("event_schemas.get", {"key": key, "version": version})

    def list(self, *, cursor=None, limit=None):
        """List event schemas by key.

        cursor  Where the page before ended
        limit   Items of a page
        """
        return self._call("event_schemas.list", {"cursor": cursor, "limit": limit})

    def update(self, *, key, event, description=None, properties=None, additional=None,
               on_violation=None):
        """Publish a new version of a schema.

        key           Unique key: letters, digits, "-", "_" and "."
        event         Name of the events it is about
        description   For people
        properties    What they should hold
        additional    Whether other properties are fine; true when left out
        on_violation  record keeps an event that strays and lists it; refuse does not take it
        """
        return self._call("event_schemas.update", {"key": key, "event": event,
                                                   "description": description,
                                                   "properties": properties,
                                                   "additional": additional,
                                                   "on_violation": on_violation})

    def violations(self, *, key):
        """List events that strayed from their schema.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("event_schemas.violations", {"key": key})
