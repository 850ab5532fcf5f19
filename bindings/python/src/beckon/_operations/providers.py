# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations providers.*"""

from .._noun import Noun


class Providers(Noun):
    def check(self, *, key):
        """Ask a provider whether an account is in order; nothing is sent to anybody.

        key  Unique key: letters, digits, "-", "_" and "."
        """
        return self._call("providers.check", {"key": key})

    def create(self, *, key, kind, channel, priority=None, weight=None, rate=None,
               daily_quota=None, warm_up=None, domains=None, breaker=None, retry=None,
               base_url=None, timeout=None, allow_private=None, directory=None, host=None,
               port=None, username=None, password=None, security=None, ehlo=None,
               dkim_domain=None, dkim_selector=None, dkim_private_key=None, ca_file=None,
               region=None, access_key_id=None, secret_access_key=None, session_token=None,
               configuration_set=None, api_key=None, on_behalf_of=None, ip_pool=None,
               batch=None, server_token=None, message_stream=None, api_token=None, team_id=None,
               key_id=None, private_key=None, topic=None, sandbox=None, sound=None,
               service_account=None, android_channel=None, android_priority=None,
               vapid_private_key=None, contact=None, urgency=None, ttl=None, account_sid=None,
               auth_token=None, api_secret=None, from_=None, messaging_service_sid=None,
               status_callback=None, url=None, secret=None, topic_arn=None, webhook_key=None,
               webhook_user=None, webhook_password=None, webhook_secret=None,
               webhook_secret_before=None, shop=None, identify_by=None, revision=None,
               metric=None, conversion_metric=None, webhook_id=None, event_account=None,
               event_key=None, event=None, event_url=None, webhook_token=None):
        """Add an account at a provider.

        key                    Unique key: letters, digits, "-", "_" and "."
        kind                   sandbox, smtp, ses, sendgrid, postmark, mixmax, twilio, apns,
                               fcm, web_push, webhook host, klaviyo or activecampaign; shopify,
                               which only tells
        channel                What it carries, e.g. email; "inbound" when it only tells, "sync"
                               when it is only synchronised to
        priority               Lower is asked first
        weight                 Share among accounts of one priority, from 1
        rate                   Its pace, e.g. {"limit": 14, "per": "1s", "burst": 5}
        daily_quota            Accepted messages of a day (UTC)
        warm_up                E.g. {"since": "2024-03-01", "start": 50, "growth": 2, "days":
                               30}
        domains                Pace by the recipient's domain, e.g. {"gmail.com": {"limit": 20,
                               "per": "1m"}}
        breaker                When it is left alone, e.g. {"failures": 5, "pause": "30s"}
        retry                  When it is tried again, e.g. {"attempts": 3, "first": "2s",
                               "longest": "1m"}
        base_url               Instead of the provider's own
        timeout                Duration of one request, e.g. "30s"
        allow_private          Whether it may be at a private address
        directory              Where a sandbox writes messages
        host                   Of the SMTP server
        port                   Of the SMTP server
        username               For AUTH
        password               For AUTH; never read back
        security               starttls, tls or none
        ehlo                   The name this side gives
        dkim_domain            SMTP, sandbox: the domain that signs messages by DKIM
        dkim_selector          SMTP, sandbox: the name of the key in DNS
        dkim_private_key       SMTP, sandbox: RSA or Ed25519 as PEM; never read back
        ca_file                PEM bundle instead of the system's
        region                 SES: "eu-west-1"
        access_key_id          SES: of the access key
        secret_access_key      SES: of the access key; never read back
        session_token          SES: of a temporary access key; never read back
        configuration_set      SES: whose events are published
        api_key                SendGrid, Klaviyo, ActiveCampaign: never read back; Twilio: SK
                               and 32 digits
        on_behalf_of           SendGrid: a subuser
        ip_pool                SendGrid: the pool to send from
        batch                  The most messages of a request; SendGrid 1000, Postmark 500 when
                               left out
        server_token           Postmark; never read back
        message_stream         Postmark: else "outbound"
        api_token              Mixmax; never read back
        team_id                APNs: of the developer team
        key_id                 APNs: of the key
        private_key            APNs: the text of the .p8 file; never read back
        topic                  APNs: the app's bundle id
        sandbox                APNs: true for builds from Xcode
        sound                  APNs: else "default"
        service_account        FCM: the service account's JSON as Google made it; never read
                               back
        android_channel        FCM: the notification channel of Android
        android_priority       FCM: high or normal
        vapid_private_key      Web Push: base64url of the 32 bytes of a P-256 key; never read
                               back
        contact                Web Push: whom a push service may write to,
                               "mailto:push@shop.example"
        urgency                Web Push: very-low, low, normal or high
        ttl                    Push: how long a message waits for a device that is away, e.g.
                               "1d"
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
        webhook_secret         What its webhooks are signed with; never read back
        webhook_secret_before  The one it replaces, which holds as well; never read back
        shop                   Shopify: "x.myshopify.com", and no other
        identify_by            Shopify: customer_id, which becomes the user_id, or email
        revision               Klaviyo: of its API; else 2024-02-15
        metric                 Klaviyo: the metric that a message becomes; else "Beckon Message"
        conversion_metric      Klaviyo: id of the metric whose conversions its reports count
        webhook_id             Klaviyo: of its system webhook
        event_account          ActiveCampaign: actid of event tracking
        event_key              ActiveCampaign: key of event tracking; never read back
        event                  ActiveCampaign: the event that a message becomes; else "Beckon
                               Message"
        event_url              ActiveCampaign: instead of https://trackcmp.net
        webhook_token          ActiveCampaign: what its webhooks show; never read back
        """
        return self._call("providers.create", {"key": key, "kind": kind, "channel": channel,
                                               "priority": priority, "weight": weight,
                                               "rate": rate, "daily_quota": daily_quota,
                                               "warm_up": warm_up, "domains": domains,
                                               "breaker": breaker, "retry": retry,
                                               "base_url": base_url, "timeout": timeout,
                                               "allow_private": allow_private,
                                               "directory": directory, "host": host,
                                               "port": port, "username": username,
                                               "password": password, "security": security,
                                               "ehlo": ehlo, "dkim_domain": dkim_domain,
                                               "dkim_selector": dkim_selector,
                                               "dkim_private_key": dkim_private_key,
                                               "ca_file": ca_file, "region": region,
                                               "access_key_id": access_key_id,
                                               "secret_access_key": secret_access_key,
                                               "session_token": session_token,
                                               "configuration_set": configuration_set,
                                               "api_key": api_key, "on_behalf_of": on_behalf_of,
                                               "ip_pool": ip_pool, "batch": batch,
                                               "server_token": server_token,
                                               "message_stream": message_stream,
                                               "api_token": api_token, "team_id": team_id,
                                               "key_id": key_id, "private_key": private_key,
                                               "topic": topic, "sandbox": sandbox,
                                               "sound": sound,
                                               "service_account": service_account,
                                               "android_channel": android_channel,
                                               "android_priority": android_priority,
                                               "vapid_private_key": vapid_private_key,
                                               "contact": contact, "urgency": urgency,
                                               "ttl": ttl, "account_sid": account_sid,
                                               "auth_token": auth_token,
                                               "api_secret": api_secret, "from": from_,
                                               "messaging_service_sid": messaging_service_sid,
                                               "status_callback": status_callback, "url": url,
                                               "secret": secret, "topic_arn": topic_arn,
                                               "webhook_key": webhook_key,
                                               "webhook_user": webhook_user,
                                               "webhook_password": webhook_password,
                                               "webhook_secret": webhook_secret,
                                               "webhook_secret_before": webhook_secret_before,
                                               "shop": shop, "identify_by": identify_by,
                                               "revision": revision, "metric": metric,
                                               "conversion_metric": conversion_metric,
                                               "webhook_id": webhook_id,
                                               "event_account": event_account,
                                               "event_key": event_key, "event": event,
                                               "event_url": event_url,
                                               "webhook_token": webhook_token})

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
               daily_quota=None, warm_up=None, domains=None, breaker=None, retry=None,
               base_url=None, timeout=None, allow_private=None, directory=None, host=None,
               port=None, username=None, password=None, security=None, ehlo=None,
               dkim_domain=None, dkim_selector=None, dkim_private_key=None, ca_file=None,
               region=None, access_key_id=None, secret_access_key=None, session_token=None,
               configuration_set=None, api_key=None, on_behalf_of=None, ip_pool=None,
               batch=None, server_token=None, message_stream=None, api_token=None, team_id=None,
               key_id=None, private_key=None, topic=None, sandbox=None, sound=None,
               service_account=None, android_channel=None, android_priority=None,
               vapid_private_key=None, contact=None, urgency=None, ttl=None, account_sid=None,
               auth_token=None, api_secret=None, from_=None, messaging_service_sid=None,
               status_callback=None, url=None, secret=None, topic_arn=None, webhook_key=None,
               webhook_user=None, webhook_password=None, webhook_secret=None,
               webhook_secret_before=None, shop=None, identify_by=None, revision=None,
               metric=None, conversion_metric=None, webhook_id=None, event_account=None,
               event_key=None, event=None, event_url=None, webhook_token=None):
        """Change an account.

        key                    Unique key: letters, digits, "-", "_" and "."
        kind                   sandbox, smtp, ses, sendgrid, postmark, mixmax, twilio, apns,
                               fcm, web_push, webhook host, klaviyo or activecampaign; shopify,
                               which only tells
        channel                What it carries, e.g. email; "inbound" when it only tells, "sync"
                               when it is only synchronised to
        priority               Lower is asked first
        weight                 Share among accounts of one priority, from 1
        rate                   Its pace, e.g. {"limit": 14, "per": "1s", "burst": 5}
        daily_quota            Accepted messages of a day (UTC)
        warm_up                E.g. {"since": "2024-03-01", "start": 50, "growth": 2, "days":
                               30}
        domains                Pace by the recipient's domain, e.g. {"gmail.com": {"limit": 20,
                               "per": "1m"}}
        breaker                When it is left alone, e.g. {"failures": 5, "pause": "30s"}
        retry                  When it is tried again, e.g. {"attempts": 3, "first": "2s",
                               "longest": "1m"}
        base_url               Instead of the provider's own
        timeout                Duration of one request, e.g. "30s"
        allow_private          Whether it may be at a private address
        directory              Where a sandbox writes messages
        host                   Of the SMTP server
        port                   Of the SMTP server
        username               For AUTH
        password               For AUTH; never read back
        security               starttls, tls or none
        ehlo                   The name this side gives
        dkim_domain            SMTP, sandbox: the domain that signs messages by DKIM
        dkim_selector          SMTP, sandbox: the name of the key in DNS
        dkim_private_key       SMTP, sandbox: RSA or Ed25519 as PEM; never read back
        ca_file                PEM bundle instead of the system's
        region                 SES: "eu-west-1"
        access_key_id          SES: of the access key
        secret_access_key      SES: of the access key; never read back
        session_token          SES: of a temporary access key; never read back
        configuration_set      SES: whose events are published
        api_key                SendGrid, Klaviyo, ActiveCampaign: never read back; Twilio: SK
                               and 32 digits
        on_behalf_of           SendGrid: a subuser
        ip_pool                SendGrid: the pool to send from
        batch                  The most messages of a request; SendGrid 1000, Postmark 500 when
                               left out
        server_token           Postmark; never read back
        message_stream         Postmark: else "outbound"
        api_token              Mixmax; never read back
        team_id                APNs: of the developer team
        key_id                 APNs: of the key
        private_key            APNs: the text of the .p8 file; never read back
        topic                  APNs: the app's bundle id
        sandbox                APNs: true for builds from Xcode
        sound                  APNs: else "default"
        service_account        FCM: the service account's JSON as Google made it; never read
                               back
        android_channel        FCM: the notification channel of Android
        android_priority       FCM: high or normal
        vapid_private_key      Web Push: base64url of the 32 bytes of a P-256 key; never read
                               back
        contact                Web Push: whom a push service may write to,
                               "mailto:push@shop.example"
        urgency                Web Push: very-low, low, normal or high
        ttl                    Push: how long a message waits for a device that is away, e.g.
                               "1d"
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
        webhook_secret         What its webhooks are signed with; never read back
        webhook_secret_before  The one it replaces, which holds as well; never read back
        shop                   Shopify: "x.myshopify.com", and no other
        identify_by            Shopify: customer_id, which becomes the user_id, or email
        revision               Klaviyo: of its API; else 2024-02-15
        metric                 Klaviyo: the metric that a message becomes; else "Beckon Message"
        conversion_metric      Klaviyo: id of the metric whose conversions its reports count
        webhook_id             Klaviyo: of its system webhook
        event_account          ActiveCampaign: actid of event tracking
        event_key              ActiveCampaign: key of event tracking; never read back
        event                  ActiveCampaign: the event that a message becomes; else "Beckon
                               Message"
        event_url              ActiveCampaign: instead of https://trackcmp.net
        webhook_token          ActiveCampaign: what its webhooks show; never read back
        """
        return self._call("providers.update", {"key": key, "kind": kind, "channel": channel,
                                               "priority": priority, "weight": weight,
                                               "rate": rate, "daily_quota": daily_quota,
                                               "warm_up": warm_up, "domains": domains,
                                               "breaker": breaker, "retry": retry,
                                               "base_url": base_url, "timeout": timeout,
                                               "allow_private": allow_private,
                                               "directory": directory, "host": host,
                                               "port": port, "username": username,
                                               "password": password, "security": security,
                                               "ehlo": ehlo, "dkim_domain": dkim_domain,
                                               "dkim_selector": dkim_selector,
                                               "dkim_private_key": dkim_private_key,
                                               "ca_file": ca_file, "region": region,
                                               "access_key_id": access_key_id,
                                               "secret_access_key": secret_access_key,
                                               "session_token": session_token,
                                               "configuration_set": configuration_set,
                                               "api_key": api_key, "on_behalf_of": on_behalf_of,
                                               "ip_pool": ip_pool, "batch": batch,
                                               "server_token": server_token,
                                               "message_stream": message_stream,
                                               "api_token": api_token, "team_id": team_id,
                                               "key_id": key_id, "private_key": private_key,
                                               "topic": topic, "sandbox": sandbox,
                                               "sound": sound,
                                               "service_account": service_account,
                                               "android_channel": android_channel,
                                               "android_priority": android_priority,
                                               "vapid_private_key": vapid_private_key,
                                               "contact": contact, "urgency": urgency,
                                               "ttl": ttl, "account_sid": account_sid,
                                               "auth_token": auth_token,
                                               "api_secret": api_secret, "from": from_,
                                               "messaging_service_sid": messaging_service_sid,
                                               "status_callback": status_callback, "url": url,
                                               "secret": secret, "topic_arn": topic_arn,
                                               "webhook_key": webhook_key,
                                               "webhook_user": webhook_user,
                                               "webhook_password": webhook_password,
                                               "webhook_secret": webhook_secret,
                                               "webhook_secret_before": webhook_secret_before,
                                               "shop": shop, "identify_by": identify_by,
                                               "revision": revision, "metric": metric,
                                               "conversion_metric": conversion_metric,
                                               "webhook_id": webhook_id,
                                               "event_account": event_account,
                                               "event_key": event_key, "event": event,
                                               "event_url": event_url,
                                               "webhook_token": webhook_token})
