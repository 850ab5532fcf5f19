# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations reports.*"""

from .._noun import Noun


class Reports(Noun):
    def messages(self, *, channel=None, template=None, flow=None, node=None, by=None):
        """Count messages by what they came to, with their rates.

        channel   Only messages of this channel
        template  Only messages of this template
        flow      Only messages of this flow
        node      Only messages of this node
        by        Also one row for each of these
        """
        return self._call("reports.messages", {"channel": channel, "template": template,
                                               "flow": flow, "node": node, "by": by})
