# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations links.*"""

from .._noun import Noun


class Links(Noun):
    def handle(self, *, token, action=None, user_agent=None, prefetch=None, preferences=None,
               ip=None):
        """Act on the signed token of a link.

        token        Of the link
        action       view changes nothing; unsubscribe stops marketing at once; click and open
                     count what the link or the image of a message tells; confirm grants what a
                     confirmation asks for; choose sets the preferences of a preference centre
        user_agent   Of who follows the link: machines are kept apart from humans
        prefetch     Whether it was asked for by HEAD, or in advance: a machine's
        preferences  Of choose
        ip           Of the person, for the ledger
        """
        return self._call("links.handle", {"token": token, "action": action,
                                           "user_agent": user_agent, "prefetch": prefetch,
                                           "preferences": preferences, "ip": ip})
