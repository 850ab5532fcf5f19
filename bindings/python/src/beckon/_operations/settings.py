# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations settings.*"""

from .._noun import Noun


class Settings(Noun):
    def get(self):
        """Show the settings of the workspace."""
        return self._call("settings.get", {})

    def update(self, *, name=None, public_url=None, address=None):
        """Change settings; what is left out stays.

        name        Of the shop, for templates
        public_url  Where links of messages lead, e.g. "https://mail.shop.example"
        address     Postal address, for the foot of messages
        """
        return self._call("settings.update", {"name": name, "public_url": public_url,
                                              "address": address})
