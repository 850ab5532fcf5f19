# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations profiles.*"""

from .._noun import Noun


class Profiles(Noun):
    def add_push_token(self, *, profile, token, platform):
        """Register a device for push messages.

        profile   The profile, by one identifier: user_id, anonymous_id, email, phone or id
        token     As the device's push service has given it
        platform  Of the device
        """
        return self._call("profiles.add_push_token", {"profile": profile, "token": token,
                                                      "platform": platform})

    def erase(self, *, profile):
        """Forget a person, in the journal too.

        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        """
        return self._call("profiles.erase", {"profile": profile})

    def get(self, *, profile):
        """Show a profile with its segments and lists.

        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        """
        return self._call("profiles.get", {"profile": profile})

    def list(self, *, cursor=None, limit=None):
        """List profiles, oldest first.

        cursor  Where the page before ended
        limit   Items of a page
        """
        return self._call("profiles.list", {"cursor": cursor, "limit": limit})

    def merge(self, *, from_, into):
        """Make one profile part of another.

        from_  The profile that is no more afterwards, by one identifier
        into   The profile that it becomes part of, by one identifier
        """
        return self._call("profiles.merge", {"from": from_, "into": into})

    def remove_push_token(self, *, profile, token):
        """Take a device off: it gets no push message from now on.

        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        token    As the device's push service has given it
        """
        return self._call("profiles.remove_push_token", {"profile": profile, "token": token})

    def timeline(self, *, profile, event=None, limit=None):
        """List a profile's events, the one recorded last first.

        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        event    Only events of this name
        limit    Items of a page
        """
        return self._call("profiles.timeline", {"profile": profile, "event": event,
                                                "limit": limit})
