# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations receipts.*"""

from .._noun import Noun


class Receipts(Noun):
    def record(self, *, send, state, at=None, machine=None, hard=None, blocked=None):
        """Record what became of a message.

        send     Id of the send
        state    What the message came to
        at       When it did; now when left out
        machine  Opened or clicked by a scanner, not by a human: does not count
        hard     A bounce for good: the address is never written to again
        blocked  A bounce about the message or its sender: it does not count against the address
        """
        return self._call("receipts.record", {"send": send, "state": state, "at": at,
                                              "machine": machine, "hard": hard,
                                              "blocked": blocked})
