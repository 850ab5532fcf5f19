# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations settings.*"""

from .._noun import Noun


class Settings(Noun):
    def get(self):
        """Show the settings of the workspace."""
        return self._call("settings.get", {})

    def update(self, *, name=None, public_url=None, address=None, timezone=None,
               quiet_hours=None, frequency_caps=None, sms=None, webhooks=None):
        """Change settings; what is left out stays.

        name            Of the shop, for templates
        public_url      Where links of messages lead, e.g. "https://mail.shop.example"
        address         Postal address, for the foot of messages
        timezone        IANA zone of profiles and flows that name none, e.g. "Europe/Paris"
        quiet_hours     When no marketing leaves: it waits for their end. {} for none
        frequency_caps  How many marketing messages one profile may get. [] for none
        sms             Texts of SMS
        webhooks        Terms of the calls that flows make
        """
        return self._call("settings.update", {"name": name, "public_url": public_url,
                                              "address": address, "timezone": timezone,
                                              "quiet_hours": quiet_hours,
                                              "frequency_caps": frequency_caps, "sms": sms,
                                              "webhooks": webhooks})
