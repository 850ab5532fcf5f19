# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations consents.*"""

from .._noun import Noun


class Consents(Noun):
    def choose(self, *, profile, preferences, source=None, method=None, text_version=None,
               ip=None, user_agent=None, actor=None):
        """Record what a person chooses in a preference centre.

        profile       The profile, by one identifier: user_id, anonymous_id, email, phone or id
        preferences   What they choose
        source        Where, e.g. "footer"
        method        How, e.g. "form"
        text_version  Of the words that were agreed to
        ip            Of the person; kept as the settings say
        user_agent    Of the person's program
        actor         Who entered it, when the person did not
        """
        return self._call("consents.choose", {"profile": profile, "preferences": preferences,
                                              "source": source, "method": method,
                                              "text_version": text_version, "ip": ip,
                                              "user_agent": user_agent, "actor": actor})

    def confirm(self, *, token, source=None, method=None, text_version=None, ip=None,
                user_agent=None, actor=None):
        """Grant what a confirmation link stands for.

        token         The end of confirm_url
        source        Where, e.g. "footer"
        method        How, e.g. "form"
        text_version  Of the words that were agreed to
        ip            Of the person; kept as the settings say
        user_agent    Of the person's program
        actor         Who entered it, when the person did not
        """
        return self._call("consents.confirm", {"token": token, "source": source,
                                               "method": method, "text_version": text_version,
                                               "ip": ip, "user_agent": user_agent,
                                               "actor": actor})

    def get(self, *, profile):
        """Show a profile's consent by channel and topic.

        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        """
        return self._call("consents.get", {"profile": profile})

    def history(self, *, profile):
        """Show the ledger of a profile's consents and subscriptions.

        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        """
        return self._call("consents.history", {"profile": profile})

    def preferences(self, *, profile):
        """Show what a person can choose, and has chosen.

        profile  The profile, by one identifier: user_id, anonymous_id, email, phone or id
        """
        return self._call("consents.preferences", {"profile": profile})

    def request(self, *, profile, channel, topic=None, source=None, method=None,
                text_version=None, ip=None, user_agent=None, actor=None):
        """Ask for a consent that the person confirms by a link.

        profile       The profile, by one identifier: user_id, anonymous_id, email, phone or id
        channel       email, sms or push
        topic         The whole channel when left out
        source        Where, e.g. "footer"
        method        How, e.g. "form"
        text_version  Of the words that were agreed to
        ip            Of the person; kept as the settings say
        user_agent    Of the person's program
        actor         Who entered it, when the person did not
        """
        return self._call("consents.request", {"profile": profile, "channel": channel,
                                               "topic": topic, "source": source,
                                               "method": method, "text_version": text_version,
                                               "ip": ip, "user_agent": user_agent,
                                               "actor": actor})
