# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations webhooks.*"""

from .._noun import Noun


class Webhooks(Noun):
    def receive(self, *, provider, headers, url=None, body=None, body_base64=None):
        """Take in what a provider or a shop tells.

        provider     Key of the account that is meant
        headers      Name and value of each field
        url          The whole address as the provider called it; Twilio signs it
        body         The bytes as they came, when they are UTF-8
        body_base64  The bytes as they came
        """
        return self._call("webhooks.receive", {"provider": provider, "headers": headers,
                                               "url": url, "body": body,
                                               "body_base64": body_base64})
