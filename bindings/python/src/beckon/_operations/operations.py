# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations operations.*"""

from .._noun import Noun


class Operations(Noun):
    def list(self, *, noun=None):
        """List the operations with their JSON Schemas.

        noun  Only those of this noun
        """
        return self._call("operations.list", {"noun": noun})

    def openapi(self, *, server_url=None):
        """Write the operations as an OpenAPI 3.1 document.

        server_url  Where the routes are served; "/" when left out
        """
        return self._call("operations.openapi", {"server_url": server_url})

    def reference(self):
        """Write the reference page of all operations."""
        return self._call("operations.reference", {})
