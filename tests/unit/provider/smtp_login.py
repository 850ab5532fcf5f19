"""The smtp provider against aiosmtpd: STARTTLS, implicit TLS, AUTH, certificates.

Usage: smtp_login.py SEND_TOOL DIRECTORY (for the certificates)
"""
import json
import logging
import os
import socket
import ssl
import subprocess
import sys
import unittest
import warnings

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

DIRECTORY = sys.argv.pop()
TOOL = sys.argv.pop()

NOT_SENT, SENT, COMPLETE = 0, 1, 2


def path(name):
    return os.path.join(DIRECTORY, name)


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def make_certificate(name, subject):
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            "-keyout", path(name + ".key"), "-out", path(name + ".pem"),
            "-subj", "/CN=" + name, "-addext", "subjectAltName=" + subject)


def server_context(name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path(name + ".pem"), path(name + ".key"))
    return context


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sink:
    """Keeps what arrives, together with how the session got there."""

    def __init__(self, reply="250 2.0.0 Ok: queued as Q1"):
        self.reply = reply
        self.messages = []
        self.peers = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        self.peers.add(session.peer)
        encrypted = server.transport.get_extra_info("ssl_object")  # TLS from the first byte
        self.messages.append({"content": envelope.content, "from": envelope.mail_from,
                              "to": envelope.rcpt_tos, "tls": bool(session.ssl or encrypted),
                              "login": session.authenticated, "ehlo": session.host_name})
        return self.reply


def authenticate(server, session, envelope, mechanism, data):
    right = (data.login, data.password) == (b"shop", "päss word".encode())
    return AuthResult(success=right, handled=False)


class Server:
    def __init__(self, certificate="server", implicit=False, **options):
        self.sink = Sink()
        self.port = free_port()
        context = server_context(certificate)
        options.setdefault("auth_required", True)
        options.setdefault("auth_require_tls", not implicit)
        if implicit:
            options["ssl_context"] = context
        else:
            options.update(tls_context=context, require_starttls=True)
        self.controller = Controller(self.sink, hostname="127.0.0.1", port=self.port,
                                     authenticator=authenticate, **options)

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()


class Login(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        logging.disable(logging.CRITICAL)  # handshakes that fail are part of the tests
        warnings.simplefilter("ignore")
        os.makedirs(DIRECTORY, exist_ok=True)
        make_certificate("server", "IP:127.0.0.1,DNS:localhost")
        make_certificate("stranger", "DNS:other.example")

    def config(self, server, **changes):
        config = {"host": "127.0.0.1", "port": server.port, "username": "shop",
                  "password": "päss word", "allow_private": True, "timeout": "10s",
                  "ca_file": path("server.pem")}
        config.update(changes)
        return {key: value for key, value in config.items() if value is not None}

    def send(self, *configs, to="ada@example.org"):
        mime = "Subject: Hi\r\nTo: ada@example.org\r\n\r\n.dot\r\nlast\r\n"
        message = {"send_key": "1", "from": "hello@shop.example", "to": to, "mime": mime}
        lines = [json.dumps({"kind": "smtp", "config": c, "message": message}) for c in configs]
        run = subprocess.run([TOOL], input="\n".join(lines).encode() + b"\n", check=True,
                             capture_output=True, timeout=100)
        answers = [json.loads(line) for line in run.stdout.splitlines()]
        self.assertEqual(len(answers), len(configs))
        return answers

    def check_arrived(self, server):
        message = server.sink.messages[-1]
        self.assertTrue(message["tls"])
        self.assertTrue(message["login"])
        self.assertEqual(message["from"], "hello@shop.example")
        self.assertEqual(message["to"], ["ada@example.org"])
        self.assertEqual(message["ehlo"], "shop.example")
        self.assertTrue(message["content"].endswith(b"\r\n\r\n.dot\r\nlast\r\n"))

    def test_starttls_and_login(self):
        with Server() as server:
            answer, = self.send(self.config(server))
            self.assertEqual((answer["phase"], answer["status"]), (COMPLETE, 250))
            self.assertEqual(answer["result"], "accepted")
            self.assertEqual(answer["provider_message_id"], "Q1")
            self.check_arrived(server)

    def test_one_session_for_several_messages(self):
        with Server() as server:
            answers = self.send(*[self.config(server)] * 3)
            self.assertEqual([a["result"] for a in answers], ["accepted"] * 3)
            self.assertEqual(len(server.sink.messages), 3)
            self.assertEqual(len(server.sink.peers), 1)

    def test_implicit_tls(self):
        with Server(implicit=True) as server:
            answer, = self.send(self.config(server, security="tls"))
            self.assertEqual(answer["result"], "accepted", answer)
            self.check_arrived(server)

    def test_wrong_password(self):
        with Server() as server:
            answer, = self.send(self.config(server, password="wrong"))
            self.assertEqual((answer["phase"], answer["status"]), (NOT_SENT, 535))
            self.assertEqual(answer["result"], "retry")
            self.assertIn("535", answer["reason"])
            self.assertEqual(server.sink.messages, [])

    def test_login_is_required(self):
        with Server() as server:
            answer, = self.send(self.config(server, username=None, password=None))
            self.assertEqual((answer["phase"], answer["status"]), (COMPLETE, 530))
            self.assertEqual(answer["result"], "rejected")

    def test_a_session_of_one_account_is_not_used_by_another(self):
        with Server() as server:
            answers = self.send(self.config(server), self.config(server, password="wrong"))
            self.assertEqual([a["result"] for a in answers], ["accepted", "retry"])
            self.assertEqual(len(server.sink.messages), 1)

    def test_refused_recipient(self):
        with Server() as server:
            answer, = self.send(self.config(server), to="nobody@example.org")
            self.assertEqual((answer["phase"], answer["status"]), (COMPLETE, 550))
            self.assertEqual(answer["result"], "rejected")
            self.assertEqual(answer["reason"], "550 5.1.1 no such user")

    def test_refused_content(self):
        with Server() as server:
            server.sink.reply = "451 4.3.0 later"
            answer, = self.send(self.config(server))
            self.assertEqual((answer["phase"], answer["result"]), (COMPLETE, "retry"))

    def test_certificates_are_verified(self):
        for implicit, security in ((False, "starttls"), (True, "tls")):
            with self.subTest(security=security), Server(implicit=implicit) as server:
                answer, = self.send(self.config(server, security=security, ca_file=None))
                self.assertEqual((answer["phase"], answer["result"]), (NOT_SENT, "retry"))
                self.assertIn("certificate", answer["reason"])
                self.assertEqual(server.sink.messages, [])

    def test_a_certificate_of_another_host_is_refused(self):
        with Server(certificate="stranger") as server:
            answer, = self.send(self.config(server, ca_file=path("stranger.pem")))
            self.assertEqual((answer["phase"], answer["result"]), (NOT_SENT, "retry"))
            self.assertEqual(server.sink.messages, [])

    def test_trust_is_not_inherited_from_an_open_session(self):
        with Server() as server:
            answers = self.send(self.config(server), self.config(server, ca_file=None))
            self.assertEqual([a["result"] for a in answers], ["accepted", "retry"])


if __name__ == "__main__":
    unittest.main()
