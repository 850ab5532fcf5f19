# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations templates.*"""

from .._noun import Noun


class Templates(Noun):
    def create(self, *, key, channel, kind, name=None, subject=None, from_=None, reply_to=None,
               html=None, text=None):
        """Publish a template.

        key       Unique key: letters, digits, "-", "_" and "."
        channel   How it leaves
        kind      marketing needs consent; transactional does not
        name      For people
        subject   Liquid, one line
        from_     "Shop <hello@shop.example>"
        reply_to  Where answers go
        html      Liquid; values are escaped
        text      Liquid; made from html when left out
        """
        return self._call("templates.create", {"key": key, "channel": channel, "kind": kind,
                                               "name": name, "subject": subject, "from": from_,
                                               "reply_to": reply_to, "html": html,
                                               "text": text})

    def get(self, *, key, version=None):
        """Show a template.

        key      Unique key: letters, digits, "-", "_" and "."
        version  An earlier version; current when left out
        """
        return self._call("templates.get", {"key": key, "version": version})

    def list(self, *, cursor=None, limit=None):
        """List templates by key.

        cursor  Where the page before ended
        limit   Items of a page
        """
        return self._call("templates.list", {"cursor": cursor, "limit": limit})

    def preview(self, *, key, profile, event=None):
        """Render a template for a profile.

        key      Unique key: letters, digits, "-", "_" and "."
        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        event    Properties of the event behind it
        """
        return self._call("templates.preview", {"key": key, "profile": profile, "event": event})

    def update(self, *, key, channel, kind, name=None, subject=None, from_=None, reply_to=None,
               html=None, text=None):
        """Publish a new version of a template.

        key       Unique key: letters, digits, "-", "_" and "."
        channel   How it leaves
        kind      marketing needs consent; transactional does not
        name      For people
        subject   Liquid, one line
        from_     "Shop <hello@shop.example>"
        reply_to  Where answers go
        html      Liquid; values are escaped
        text      Liquid; made from html when left out
        """
        return self._call("templates.update", {"key": key, "channel": channel, "kind": kind,
                                               "name": name, "subject": subject, "from": from_,
                                               "reply_to": reply_to, "html": html,
                                               "text": text})
