# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations sends.*"""

from .._noun import Noun


class Sends(Noun):
    def get(self, *, id):
        """Show a send.

        id  Of the send
        """
        return self._call("sends.get", {"id": id})

    def list(self, *, profile=None, flow=None, node=None, channel=None, template=None,
             address=None, from_=None, to=None, state=None, reason=None, cursor=None,
             limit=None):
        """List sends, oldest first.

        profile   The profile, by one identifier: user_id, anonymous_id, email, phone or id
        flow      Only those of this flow
        node      Only those of this node
        channel   Only those of this channel
        template  Only of this template
        address   Only those to this address
        from_     Only those decided on since then
        to        Only those decided on before then
        state     Only those in this state
        reason    Only those with this reason
        cursor    Where the page before ended
        limit     Items of a page
        """
        return self._call("sends.list", {"profile": profile, "flow": flow, "node": node,
                                         "channel": channel, "template": template,
                                         "address": address, "from": from_, "to": to,
                                         "state": state, "reason": reason, "cursor": cursor,
                                         "limit": limit})

    def message(self, *, id):
        """Show the message of a send as it left.

        id  Of the send
        """
        return self._call("sends.message", {"id": id})
