# Made by bindings/generate.py from the operation registry; do not edit.
"""The operations providers.*"""

from .._noun import Noun


class Providers(Noun):
    def create(self, *, key, kind, channel, priority=None, base_url=None, timeout=None,
               retry=None, breaker=None, allow_private=None, directory=None, host=None,
               port=None, username=None, password=None, security=None, ehlo=None, ca_file=None):
        """Add an account at a provider.

        key            Unique key: letters, digits, "-", "_" and "."
        kind           sandbox or smtp
        channel        What it carries, e.g. email
        priority       Lower is asked first
        base_url       Instead of the provider's own
        timeout        Duration of one request, e.g. "30s"
        retry          Terms of repetition
        breaker        Terms of the circuit breaker
        allow_private  Whether it may be at a private address
        directory      Where a sandbox writes messages
        host           Of the SMTP server
        port           Of the SMTP server
        username       For AUTH
        password       For AUTH; never read back
        security       starttls, tls or none
        ehlo           The name this side gives
        ca_file        PEM bundle instead of the system's
        """
        return self._call("providers.create", {"key": key, "kind": kind, "channel": channel,
                                               "priority": priority, "base_url": base_url,
                                               "timeout": timeout, "retry": retry,
                                               "breaker": breaker,
                                               "allow_private": allow_private,
                                               "directory": directory, "host": host,
                                               "port": port, "username": username,
                                               "password": password, "security": security,
                                               "ehlo": ehlo, "ca_file": ca_file})

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

    def update(self, *, key, kind, channel, priority=None, base_url=None, timeout=None,
               retry=None, breaker=None, allow_private=None, directory=None, host=None,
               port=None, username=None, password=None, security=None, ehlo=None, ca_file=None):
        """Change an account.

        key            Unique key: letters, digits, "-", "_" and "."
        kind           sandbox or smtp
        channel        What it carries, e.g. email
        priority       Lower is asked first
        base_url       Instead of the provider's own
        timeout        Duration of one request, e.g. "30s"
        retry          Terms of repetition
        breaker        Terms of the circuit breaker
        allow_private  Whether it may be at a private address
        directory      Where a sandbox writes messages
        host           Of the SMTP server
        port           Of the SMTP server
        username       For AUTH
        password       For AUTH; never read back
        security       starttls, tls or none
        ehlo           The name this side gives
        ca_file        PEM bundle instead of the system's
        """
        return self._call("providers.update", {"key": key, "kind": kind, "channel": channel,
                                               "priority": priority, "base_url": base_url,
                                               "timeout": timeout, "retry": retry,
                                               "breaker": breaker,
                                               "allow_private": allow_private,
                                               "directory": directory, "host": host,
                                               "port": port, "username": username,
                                               "password": password, "security": security,
                                               "ehlo": ehlo, "ca_file": ca_file})
