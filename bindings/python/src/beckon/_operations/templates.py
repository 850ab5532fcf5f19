# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations templates.*"""

from .._noun import Noun


class Templates(Noun):
    def compile(self, *, language, text):
        """Compile MJML, or put style sheets into the elements of HTML.

        language  mjml; or html, whose style sheets go into the elements
        text      With Liquid, which stays as it is
        """
        return self._call("templates.compile", {"language": language, "text": text})

    def create(self, *, key, channel, kind, name=None, subject=None, from_=None, reply_to=None,
               html=None, text=None, source=None, locales=None, attachments=None, links=None):
        """Publish a template.

        key          Unique key: letters, digits, "-", "_" and "."
        channel      How it leaves
        kind         marketing needs consent; transactional does not
        name         For people
        subject      Liquid, one line
        from_        "Shop <hello@shop.example>"
        reply_to     Where answers go
        html         Liquid; values are escaped
        text         Liquid; made from html when left out
        source       What html is compiled from, when the template is published
        locales      The parts in other languages, by locale: "de", "en-GB"
        attachments  Files that go along
        links        How links are counted
        """
        return self._call("templates.create", {"key": key, "channel": channel, "kind": kind,
                                               "name": name, "subject": subject, "from": from_,
                                               "reply_to": reply_to, "html": html, "text": text,
                                               "source": source, "locales": locales,
                                               "attachments": attachments, "links": links})

    def get(self, *, key, version=None):
        """Show a template.

        key      Unique key: letters, digits, "-", "_" and "."
        version  An earlier version; current when left out
        """
        return self._call("templates.get", {"key": key, "version": version})

    def lint(self, *, key, definition=None, events=None):
        """Say what is wrong with a template, or could be better.

        key         Unique key: letters, digits, "-", "_" and "."
        definition  A draft, as templates.create takes it but for the key; what is published
                    when left out
        events      Which may be behind the message; those of the flows that send it when left
                    out
        """
        return self._call("templates.lint", {"key": key, "definition": definition,
                                             "events": events})

    def list(self, *, cursor=None, limit=None):
        """List templates by key.

        cursor  Where the page before ended
        limit   Items of a page
        """
        return self._call("templates.list", {"cursor": cursor, "limit": limit})

    def preview(self, *, key, profile, version=None, event=None, locale=None):
        """Show what a profile would get.

        key      Unique key: letters, digits, "-", "_" and "."
        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        version  An earlier version; current when left out
        event    Properties of the event behind it
        locale   Instead of the profile's
        """
        return self._call("templates.preview", {"key": key, "profile": profile,
                                                "version": version, "event": event,
                                                "locale": locale})

    def render(self, *, key, version=None, data=None, locale=None, strict=None):
        """Render a template with data of one's own.

        key      Unique key: letters, digits, "-", "_" and "."
        version  An earlier version; current when left out
        data     What its variables stand for: {"profile": {…}, "event": {…}}
        locale   Of the reader, e.g. "de-AT"
        strict   Fail when a variable has no value
        """
        return self._call("templates.render", {"key": key, "version": version, "data": data,
                                               "locale": locale, "strict": strict})

    def send_test(self, *, key, profile, to, version=None, event=None, locale=None,
                  account=None):
        """Send a template to an address of one's own, with a profile's data.

        key      Unique key: letters, digits, "-", "_" and "."
        profile  Whose message it is, by one identifier
        to       Who gets it: an address of the template's channel
        version  An earlier version; current when left out
        event    Properties of the event behind it
        locale   Instead of the profile's
        account  Through which; the one of lowest priority when left out
        """
        return self._call("templates.send_test", {"key": key, "profile": profile, "to": to,
                                                  "version": version, "event": event,
                                                  "locale": locale, "account": account})

    def update(self, *, key, channel, kind, name=None, subject=None, from_=None, reply_to=None,
               html=None, text=None, source=None, locales=None, attachments=None, links=None):
        """Publish a new version of a template.

        key          Unique key: letters, digits, "-", "_" and "."
        channel      How it leaves
        kind         marketing needs consent; transactional does not
        name         For people
        subject      Liquid, one line
        from_        "Shop <hello@shop.example>"
        reply_to     Where answers go
        html         Liquid; values are escaped
        text         Liquid; made from html when left out
        source       What html is compiled from, when the template is published
        locales      The parts in other languages, by locale: "de", "en-GB"
        attachments  Files that go along
        links        How links are counted
        """
        return self._call("templates.update", {"key": key, "channel": channel, "kind": kind,
                                               "name": name, "subject": subject, "from": from_,
                                               "reply_to": reply_to, "html": html, "text": text,
                                               "source": source, "locales": locales,
                                               "attachments": attachments, "links": links})
