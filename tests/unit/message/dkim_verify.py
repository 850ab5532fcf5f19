"""Signatures verified by dkimpy, an implementation of its own, and the published vector of RFC 8463.

Usage: dkim_verify.py COMPOSE_TOOL
"""
import base64
import json
import random
import re
import subprocess
import sys
import unittest

import dkim

TOOL = sys.argv.pop(1)
DOMAIN, SELECTOR = "shop.example", "mail"


def openssl(*arguments, text=b""):
    return subprocess.run(["openssl", *arguments], input=text, capture_output=True,
                          check=True).stdout


def record(kind, public):
    return b"v=DKIM1; k=%s; p=%s" % (kind, base64.b64encode(public))


def make_keys():
    rsa = openssl("genrsa", "2048")
    edwards = openssl("genpkey", "-algorithm", "ed25519")
    spki = openssl("pkey", "-pubout", "-outform", "DER", text=edwards)
    return {
        "rsa-sha256": (rsa, record(b"rsa", openssl("rsa", "-pubout", "-outform", "DER", text=rsa))),
        "ed25519-sha256": (edwards, record(b"ed25519", spki[-32:])),
    }


def compose(messages):
    lines = "".join(json.dumps(message) + "\n" for message in messages)
    run = subprocess.run([TOOL], input=lines.encode(), capture_output=True, check=True)
    return [base64.b64decode(json.loads(line)["message"]) for line in run.stdout.splitlines()]


def sample(key, **changes):
    message = {
        "from": "Grüße <hello@shop.example>", "reply_to": "r@shop.example",
        "to": "ada@example.org", "subject": "Hello  there, ü" + " x" * 60,
        "html": "<p>Hello</p>", "text": "a  b \t c \n\n\n", "message_id": "k@shop.example",
        "date": 1708000496789, "unsubscribe_url": "https://shop.example/u/" + "t" * 100,
        "dkim": {"domain": DOMAIN, "selector": SELECTOR, "key": key.decode()},
    }
    message.update(changes)
    return message


class Verified(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keys = make_keys()

    def holds(self, raw, answer):
        asked = []

        def dns(name, timeout=5):
            asked.append(name)
            return answer
        verified = dkim.verify(raw, dnsfunc=dns)
        self.assertIn(asked, ([b"mail._domainkey.shop.example."], []))
        return verified

    def test_every_shape_of_message(self):
        files = [{"name": "ä.pdf", "content_type": "application/pdf", "content": "AAEC"}]
        shapes = [{}, {"html": ""}, {"html": "", "text": "one line"}, {"text": ""},
                  {"attachments": files}, {"unsubscribe_url": ""}, {"reply_to": ""},
                  {"html": "", "text": " \n \n"}, {"html": "", "text": "\t\n.\n  x  \n"}]
        for algorithm, (key, answer) in self.keys.items():
            for shape, raw in zip(shapes, compose([sample(key, **s) for s in shapes])):
                with self.subTest(algorithm=algorithm, shape=shape):
                    self.assertIn(b"a=" + algorithm.encode() + b";", raw)
                    self.assertTrue(self.holds(raw, answer))
                    field = raw[:raw.index(b"\r\nDate: ")]
                    for line in field.split(b"\r\n"):
                        self.assertLessEqual(len(line), 78)

    def test_what_readers_go_by_is_covered(self):
        key, _ = self.keys["rsa-sha256"]
        raw, = compose([sample(key)])
        names = re.search(rb"h=([^;]*);", raw).group(1)
        names = [n.strip().decode() for n in names.split(b":")]
        for name in ("to", "date", "message-id", "reply-to", "mime-version", "content-type",
                     "list-unsubscribe", "list-unsubscribe-post"):
            self.assertIn(name, names)
        self.assertEqual(names.count("from"), 2)
        self.assertEqual(names.count("subject"), 2)

    def test_any_change_breaks_it(self):
        for key, answer in self.keys.values():
            raw, = compose([sample(key)])
            for before, after in ((b"\r\nSubject: ", b"\r\nSubject: x"), (b"<p>H", b"<p>h"),
                                  (b"<hello@", b"<other@"), (b"/u/tt", b"/u/xt"),
                                  (b"\r\nTo: ", b"\r\nFrom: x@y.example\r\nTo: ")):
                changed = raw.replace(before, after, 1)
                self.assertNotEqual(changed, raw)
                with self.subTest(after=after):
                    self.assertFalse(self.holds(changed, answer))
        other = make_keys()
        for algorithm, (key, _) in self.keys.items():
            raw, = compose([sample(key)])
            self.assertFalse(self.holds(raw, other[algorithm][1]))

    def test_random_texts(self):
        seeded = random.Random(11)
        alphabet = "ab  \t\n.=ü😀"
        for key, answer in self.keys.values():
            texts = ["".join(seeded.choices(alphabet, k=seeded.randrange(0, 200)))
                     for _ in range(100)]
            asked = [sample(key, text=t or "-", html="", subject=t.replace("\n", " ").replace("\t", " "))
                     for t in texts]
            for text, raw in zip(texts, compose(asked)):
                with self.subTest(text=text):
                    self.assertTrue(self.holds(raw, answer))


if __name__ == "__main__":
    unittest.main()
