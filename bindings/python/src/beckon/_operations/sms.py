# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations sms.*"""

from .._noun import Noun


class Sms(Noun):
    def inbound(self, *, from_, body, to=None, meaning=None):
        """Take in an SMS that a person has sent.

        from_    The number that sent it, e.g. "+15552229999"
        body     Its text
        to       The number it was sent to
        meaning  As the provider understood it; then it has answered as well
        """
        return self._call("sms.inbound", {"from": from_, "body": body, "to": to,
                                          "meaning": meaning})
