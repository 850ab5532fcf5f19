# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations bounces.*"""

from .._noun import Noun


class Bounces(Noun):
    def receive(self, *, body=None, body_base64=None):
        """Take in a mail about a mail: a bounce, a complaint.

        body         The whole mail as it came, when it is UTF-8
        body_base64  The whole mail as it came
        """
        return self._call("bounces.receive", {"body": body, "body_base64": body_base64})
