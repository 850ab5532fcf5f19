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

    def create(self, *, user_id=None, anonymous_id=None, email=None, phone=None,
               identifiers=None, traits=None):
        """Make a profile that nobody has yet.

        user_id       At least one identifier is needed
        anonymous_id  Of a visitor
        email         An address
        phone         An international number
        identifiers   Of the workspace's own kinds, by kind
        traits        What is known of it
        """
        return self._call("profiles.create", {"user_id": user_id, "anonymous_id": anonymous_id,
                                              "email": email, "phone": phone,
                                              "identifiers": identifiers, "traits": traits})

    def delete(self, *, profile):
        """Delete a profile; the same as profiles.erase.

        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        """
        return self._call("profiles.delete", {"profile": profile})

    def erase(self, *, profile):
        """Forget a person, in the journal too.

        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        """
        return self._call("profiles.erase", {"profile": profile})

    def explain(self, *, profile):
        """Show how a profile came to be who it is.

        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        """
        return self._call("profiles.explain", {"profile": profile})

    def export(self, *, profile, cursor=None):
        """Show all that is known of one person.

        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        cursor   For older events: of the answer before
        """
        return self._call("profiles.export", {"profile": profile, "cursor": cursor})

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

    def patch(self, *, profile, traits):
        """Change some of a profile's traits.

        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        traits   Members of objects are set one by one; null removes; what is not named stays
        """
        return self._call("profiles.patch", {"profile": profile, "traits": traits})

    def remove_push_token(self, *, profile, token):
        """Take a device off: it gets no push message from now on.

        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        token    As the device's push service has given it
        """
        return self._call("profiles.remove_push_token", {"profile": profile, "token": token})

    def search(self, *, prefix=None, where=None, sort=None, cursor=None, limit=None,
               progress=None):
        """Find profiles by a beginning of an identifier and by a condition.

        prefix    Only who has such an identifier
        where     A condition, as JSON or as text
        sort      Left out: by the identifier when there is a prefix, else as they were made
        cursor    Where the page before ended
        limit     Items of a page
        progress  Called with (done, of) as the work goes on; returning False ends it
        """
        return self._call("profiles.search", {"prefix": prefix, "where": where, "sort": sort,
                                              "cursor": cursor, "limit": limit}, progress)

    def timeline(self, *, profile, event=None, from_=None, to=None, cursor=None, limit=None):
        """List a profile's events, the one recorded last first.

        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        event    Only events of this name
        from_    Only events of this time or later
        to       Only events of this time or earlier
        cursor   Where the page before ended
        limit    Items of a page
        """
        return self._call("profiles.timeline", {"profile": profile, "event": event,
                                                "from": from_, "to": to, "cursor": cursor,
                                                "limit": limit})
