# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations imports.*"""

from .._noun import Noun


class Imports(Noun):
    def delete(self, *, key):
        """Forget how far an import has come; what it stored stays.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("imports.delete", {"key": key})

    def get(self, *, key):
        """Show how far an import has come.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("imports.get", {"key": key})

    def list(self, *, cursor=None, limit=None):
        """List the imports whose progress is kept, by key.

        cursor  Where the page before ended
        limit   Items of a page
        """
        return self._call("imports.list", {"cursor": cursor, "limit": limit})

    def preview(self, *, sample, definition=None):
        """Show what an import would make of a table's first rows.

        sample      The first lines of the table, header included
        definition  How columns become records; found by the header when left out
        """
        return self._call("imports.preview", {"sample": sample, "definition": definition})
