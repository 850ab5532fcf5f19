# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations consents.*"""

from .._noun import Noun


class Consents(Noun):
    def get(self, *, profile):
        """Show a profile's consent by channel and topic.

        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        """
        return self._call("consents.get", {"profile": profile})

    def history(self, *, profile):
        """Show the ledger of a profile's consents and subscriptions.

        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        """
        return self._call("consents.history", {"profile": profile})
