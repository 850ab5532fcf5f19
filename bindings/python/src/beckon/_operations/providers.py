# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations providers.*"""

from .._noun import Noun


class Providers(Noun):
    def create(self, *, key, kind, channel, priority=None, weight=None, rate=None,
               daily_quota=None, warm_up=None, domains=None, base_url=None, timeout=None,
               retry=None, breaker=None, allow_private=None, directory=None, host=None,
               port=None, username=None, password=None, security=None, ehlo=None, ca_file=None,
               region=None, access_key_id=None, secret_access_key=None, session_token=None,
               configuration_set=None, api_key=None, on_behalf_of=None, ip_pool=None,
               server_token=None, message_stream=None, account_sid=None, auth_token=None,
               api_secret=None, from_=None, messaging_service_sid=None, status_callback=None,
               url=None, secret=None, topic_arn=None, webhook_key=None, webhook_user=None,
               webhook_password=None):
        """Add an account at a provider.

        key                    Unique key: letters, digits, "-", "_" and "."
        kind                   sandbox, smtp, ses, sendgrid, postmark, twilio or webhook
        channel                What it carries, e.g. email
        priority               Lower is asked first
        weight                 Share among accounts of one priority, from 1
        rate                   Its pace, e.g. {"limit": 14, "per": "1s", "burst": 5}
        daily_quota            Accepted messages of a day (UTC)
        warm_up                E.g. {"since": "2024-03-01", "start": 50, "growth": 2, "days":
                               30}
        domains                Pace by the recipient's domain, e.g. {"gmail.com": {"limit": 20,
                               "per": "1m"}}
        base_url               Instead of the provider's own
        timeout                Duration of one request, e.g. "30s"
        retry                  Terms of repetition
        breaker                When it is left alone, e.g. {"failures": 5, "pause": "30s"}
        allow_private          Whether it may be at a private address
        directory              Where a sandbox writes messages
        host                   Of the SMTP server
        port                   Of the SMTP server
        username               For AUTH
        password               For AUTH; never read back
        security               starttls, tls or none
        ehlo                   The name this side gives
        ca_file                PEM bundle instead of the system's
        region                 SES: "eu-west-1"
        access_key_id          SES: of the access key
        secret_access_key      SES: of the access key; never read back
        session_token          SES: of a temporary access key; never read back
        configuration_set      SES: whose events are published
        api_key                SendGrid, never read back; Twilio: SK and 32 digits
        on_behalf_of           SendGrid: a subuser
        ip_pool                SendGrid: the pool to send from
        server_token           Postmark; never read back
        message_stream         Postmark: else "outbound"
        account_sid            Twilio: AC and 32 digits
        auth_token             Twilio; never read back
        api_secret             Twilio: of the API key; never read back
        from_                  Twilio: the sending number
        messaging_service_sid  Twilio: instead of a number
        status_callback        Twilio: where it tells what became of a message
        url                    Webhook: where messages are posted
        secret                 Webhook: whsec_ and base64, what requests are signed with; never
                               read back
        topic_arn              SES: the SNS topic that tells of events
        webhook_key            SendGrid: the public key of its signed event webhook
        webhook_user           Postmark: the user in its webhook's address
        webhook_password       Postmark: the password in its webhook's address; never read back
        """
        return self._call("providers.create", {"key": key, "kind": kind, "channel": channel,
                                               "priority": priority, "weight": weight,
                                               "rate": rate, "daily_quota": daily_quota,
                                               "warm_up": warm_up, "domains": domains,
                                               "base_url": base_url, "timeout": timeout,
                                               "retry": retry, "breaker": breaker,
                                               "allow_private": allow_private,
                                               "directory": directory, "host": host,
                                               "port": port, "username": username,
                                               "password": password, "security": security,
                                               "ehlo": ehlo, "ca_file": ca_file,
                                               "region": region, "access_key_id": access_key_id,
                                               "secret_access_key": secret_access_key,
                                               "session_token": session_token,
                                               "configuration_set": configuration_set,
                                               "api_key": api_key, "on_behalf_of": on_behalf_of,
                                               "ip_pool": ip_pool, "server_token": server_token,
                                               "message_stream": message_stream,
                                               "account_sid": account_sid,
                                               "auth_token": auth_token,
                                               "api_secret": api_secret, "from": from_,
                                               "messaging_service_sid": messaging_service_sid,
                                               "status_callback": status_callback, "url": url,
                                               "secret": secret, "topic_arn": topic_arn,
                                               "webhook_key": webhook_key,
                                               "webhook_user": webhook_user,
                                               "webhook_password": webhook_password})

    def delete(self, *, key):
        """Remove an account.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("providers.delete", {"key": key})

    def get(self, *, key):
        """Show an account.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("providers.get", {"key": key})

    def list(self):
        """List accounts by key."""
        return self._call("providers.list", {})

    def update(self, *, key, kind, channel, priority=None, weight=None, rate=None,
               daily_quota=None, warm_up=None, domains=None, base_url=None, timeout=None,
               retry=None, breaker=None, allow_private=None, directory=None, host=None,
               port=None, username=None, password=None, security=None, ehlo=None, ca_file=None,
               region=None, access_key_id=None, secret_access_key=None, session_token=None,
               configuration_set=None, api_key=None, on_behalf_of=None, ip_pool=None,
               server_token=None, message_stream=None, account_sid=None, auth_token=None,
               api_secret=None, from_=None, messaging_service_sid=None, status_callback=None,
               url=None, secret=None, topic_arn=None, webhook_key=None, webhook_user=None,
               webhook_password=None):
        """Change an account.

        key                    Unique key: letters, digits, "-", "_" and "."
        kind                   sandbox, smtp, ses, sendgrid, postmark, twilio or webhook
        channel                What it carries, e.g. email
        priority               Lower is asked first
        weight                 Share among accounts of one priority, from 1
        rate                   Its pace, e.g. {"limit": 14, "per": "1s", "burst": 5}
        daily_quota            Accepted messages of a day (UTC)
        warm_up                E.g. {"since": "2024-03-01", "start": 50, "growth": 2, "days":
                               30}
        domains                Pace by the recipient's domain, e.g. {"gmail.com": {"limit": 20,
                               "per": "1m"}}
        base_url               Instead of the provider's own
        timeout                Duration of one request, e.g. "30s"
        retry                  Terms of repetition
        breaker                When it is left alone, e.g. {"failures": 5, "pause": "30s"}
        allow_private          Whether it may be at a private address
        directory              Where a sandbox writes messages
        host                   Of the SMTP server
        port                   Of the SMTP server
        username               For AUTH
        password               For AUTH; never read back
        security               starttls, tls or none
        ehlo                   The name this side gives
        ca_file                PEM bundle instead of the system's
        region                 SES: "eu-west-1"
        access_key_id          SES: of the access key
        secret_access_key      SES: of the access key; never read back
        session_token          SES: of a temporary access key; never read back
        configuration_set      SES: whose events are published
        api_key                SendGrid, never read back; Twilio: SK and 32 digits
        on_behalf_of           SendGrid: a subuser
        ip_pool                SendGrid: the pool to send from
        server_token           Postmark; never read back
        message_stream         Postmark: else "outbound"
        account_sid            Twilio: AC and 32 digits
        auth_token             Twilio; never read back
        api_secret             Twilio: of the API key; never read back
        from_                  Twilio: the sending number
        messaging_service_sid  Twilio: instead of a number
        status_callback        Twilio: where it tells what became of a message
        url                    Webhook: where messages are posted
        secret                 Webhook: whsec_ and base64, what requests are signed with; never
                               read back
        topic_arn              SES: the SNS topic that tells of events
        webhook_key            SendGrid: the public key of its signed event webhook
        webhook_user           Postmark: the user in its webhook's address
        webhook_password       Postmark: the password in its webhook's address; never read back
        """
        return self._call("providers.update", {"key": key, "kind": kind, "channel": channel,
                                               "priority": priority, "weight": weight,
                                               "rate": rate, "daily_quota": daily_quota,
                                               "warm_up": warm_up, "domains": domains,
                                               "base_url": base_url, "timeout": timeout,
                                               "retry": retry, "breaker": breaker,
                                               "allow_private": allow_private,
                                               "directory": directory, "host": host,
                                               "port": port, "username": username,
                                               "password": password, "security": security,
                                               "ehlo": ehlo, "ca_file": ca_file,
                                               "region": region, "access_key_id": access_key_id,
                                               "secret_access_key": secret_access_key,
                                               "session_token": session_token,
                                               "configuration_set": configuration_set,
                                               "api_key": api_key, "on_behalf_of": on_behalf_of,
                                               "ip_pool": ip_pool, "server_token": server_token,
                                               "message_stream": message_stream,
                                               "account_sid": account_sid,
                                               "auth_token": auth_token,
                                               "api_secret": api_secret, "from": from_,
                                               "messaging_service_sid": messaging_service_sid,
                                               "status_callback": status_callback, "url": url,
                                               "secret": secret, "topic_arn": topic_arn,
                                               "webhook_key": webhook_key,
                                               "webhook_user": webhook_user,
                                               "webhook_password": webhook_password})
