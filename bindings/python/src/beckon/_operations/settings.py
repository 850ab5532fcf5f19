# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations settings.*"""

from .._noun import Noun


class Settings(Noun):
    def get(self):
        """Show the settings of the workspace."""
        return self._call("settings.get", {})

    def update(self, *, name=None, public_url=None, address=None, timezone=None,
               quiet_hours=None, frequency_caps=None, sms=None, webhooks=None, links=None,
               messages=None, soft_bounces=None, identifiers=None, ip_addresses=None,
               double_opt_in=None, topics=None, retention=None):
        """Change settings; what is left out stays.

        name            Of the shop, for templates
        public_url      Where links of messages lead, e.g. "https://mail.shop.example"
        address         Postal address, for the foot of messages
        timezone        IANA zone of profiles and flows that name none, e.g. "Europe/Paris"
        quiet_hours     When no marketing leaves: it waits for their end. {} for none
        frequency_caps  How many marketing messages one profile may get. [] for none
        sms             Texts of SMS
        webhooks        Terms of the calls that flows make
        links           How links of e-mails are counted; public_url is needed
        messages        Whether copies of messages are kept. {} for none
        soft_bounces    When an address that refuses for a time is given up
        identifiers     Kinds of identifiers beside, or other rules for, those that are known.
                        [] for none
        ip_addresses    Of consents and of the context of records: truncated to a network of 256
                        (IPv4) or 2^80 (IPv6) addresses when left out, else kept or dropped
        double_opt_in   Channels whose consent is confirmed by a link, and how. [] for none
        topics          What the preference centre offers. [] for none
        retention       How long events are kept; older ones count nowhere and are removed. {}
                        for ever; what is gone by then does not come back
        """
        return self._call("settings.update", {"name": name, "public_url": public_url,
                                              "address": address, "timezone": timezone,
                                              "quiet_hours": quiet_hours,
                                              "frequency_caps": frequency_caps, "sms": sms,
                                              "webhooks": webhooks, "links": links,
                                              "messages": messages,
                                              "soft_bounces": soft_bounces,
                                              "identifiers": identifiers,
                                              "ip_addresses": ip_addresses,
                                              "double_opt_in": double_opt_in, "topics": topics,
                                              "retention": retention})
