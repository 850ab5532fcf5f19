"""Reads composed messages with Python's e-mail parser: another reader must see what was written.

Usage: parse_back.py COMPOSE_TOOL
"""
import base64
import email
import email.policy
import json
import random
import subprocess
import sys
import unittest
from email.header import decode_header, make_header
from email.utils import parseaddr, parsedate_to_datetime

TOOL = sys.argv.pop(1)

HOSTILE = [
    "plain",
    "",
    "Grüße aus Köln",
    "日本語の件名をここに書くと長くなるので折り返しが必要になります。とても長い件名です。",
    "emoji 😀😀😀 family 👨‍👩‍👧‍👦 " * 8,
    "a" * 300,
    "word " * 100 + "end",
    "  leading and trailing  ",
    "double  spaces   inside",
    "=?UTF-8?Q?looks_encoded?=",
    "=?UTF-8?B?w7w=?= and text",
    'quotes " and \\ backslashes \\" mixed',
    "commas, dots. (comments) [brackets] <angles> @ : ;",
    "mixed ascii and ünïcödé wörds in a rather long line that has to be folded somewhere",
    "x" * 70 + " " + "ü" * 70,
    "_underscore_ and = and ? and %41",
    "\u00a0no-break\u2028separators\u0085",
    "עברית العربية",
]

BODIES = [
    "short",
    "line one\nline two\r\nline three\rline four\n",
    "trailing blanks  \t\n and a tab\t\nend ",
    ".\n..\n.dot\nFrom here\n",
    "ü" * 500 + "\n" + "x" * 2000,
    "=3D =20 =\nsoft=",
    "--=_boundary\n--\n",
    "null\u0000 and bell \u0007",
    "😀" * 100,
    "\n\n\nblank lines first",
]


def sample(**changes):
    message = {
        "from": "Shop <hello@shop.example>",
        "to": "ada@example.org",
        "subject": "Hello",
        "html": "<p>Hello</p>",
        "text": "Hello",
        "message_id": "key-1@shop.example",
        "date": 1708000496789,
    }
    message.update(changes)
    return message


def compose(messages):
    lines = "".join(json.dumps(message) + "\n" for message in messages)
    run = subprocess.run([TOOL], input=lines.encode(), capture_output=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def parsed(answer):
    raw = base64.b64decode(answer["message"])
    return raw, email.message_from_bytes(raw, policy=email.policy.default)


def display_name(raw, field):
    """By the older parser: the newer one keeps the blanks between encoded words of a name."""
    value = email.message_from_bytes(raw)[field].replace("\r\n", "")
    name, address = parseaddr(value)
    assert address == "a@b.example", value
    return str(make_header(decode_header(name)))


def newlines(text):
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.endswith("\n") or not text else text + "\n"


class ParseBack(unittest.TestCase):
    def check_form(self, raw):
        self.assertNotIn(b"\n", raw.replace(b"\r\n", b""))
        self.assertNotIn(b"\r", raw.replace(b"\r\n", b""))
        raw.decode("ascii")
        for line in raw.split(b"\r\n"):
            self.assertLessEqual(len(line), 78, line)

    def test_subjects(self):
        for subject, answer in zip(HOSTILE, compose([sample(subject=s) for s in HOSTILE])):
            with self.subTest(subject=subject):
                raw, message = parsed(answer)
                self.check_form(raw)
                self.assertEqual(message["subject"], subject)
                self.assertEqual(message.defects, [])

    def test_display_names(self):
        names = [n for n in HOSTILE if n.strip() == n and n]
        quoted = ['"%s" <a@b.example>' % n.replace("\\", "\\\\").replace('"', '\\"') for n in names]
        answers = compose([sample(**{"from": q, "reply_to": q}) for q in quoted])
        for name, answer in zip(names, answers):
            with self.subTest(name=name):
                raw, message = parsed(answer)
                self.check_form(raw)
                for field in ("from", "reply-to"):
                    self.assertEqual(display_name(raw, field), name)
                    self.assertEqual(len(message[field].addresses), 1)
                    self.assertEqual(message[field].addresses[0].addr_spec, "a@b.example")

    def test_bodies(self):
        for body, answer in zip(BODIES, compose([sample(text=b, html="<p>" + b) for b in BODIES])):
            with self.subTest(body=body):
                raw, message = parsed(answer)
                self.check_form(raw)
                self.assertEqual(message.get_content_type(), "multipart/alternative")
                text, html = message.iter_parts()
                self.assertEqual(text.get_content_type(), "text/plain")
                self.assertEqual(html.get_content_type(), "text/html")
                self.assertEqual(newlines(text.get_content()), newlines(body))
                self.assertEqual(newlines(html.get_content()), newlines("<p>" + body))

    def test_plain_text_alone(self):
        for body, answer in zip(BODIES, compose([sample(text=b, html="") for b in BODIES])):
            with self.subTest(body=body):
                raw, message = parsed(answer)
                self.check_form(raw)
                self.assertEqual(message.get_content_type(), "text/plain")
                self.assertEqual(newlines(message.get_content()), newlines(body))

    def test_text_is_derived_from_html(self):
        html = '<style>x</style><p>Hi &amp; bye</p><p><a href="https://x.example">shop</a></p>'
        _, message = parsed(compose([sample(text="", html=html)])[0])
        text = message.get_body(("plain",)).get_content()
        self.assertEqual(newlines(text), "Hi & bye\n\nshop (https://x.example)\n")

    def test_headers(self):
        url = "https://shop.example/unsubscribe?t=" + "x" * 200
        further = {"X-Campaign": "spring", "Feedback-ID": "a:b:c:d", "X-Note": "Grüße " * 30}
        raw, message = parsed(compose([sample(unsubscribe_url=url, headers=further)])[0])
        self.assertEqual(message["list-unsubscribe"], "<" + url + ">")
        self.assertEqual(message["list-unsubscribe-post"], "List-Unsubscribe=One-Click")
        self.assertEqual(message["message-id"], "<key-1@shop.example>")
        self.assertEqual(message["mime-version"], "1.0")
        self.assertEqual(parsedate_to_datetime(message["date"]).timestamp(), 1708000496)
        self.assertEqual(message["x-campaign"], "spring")
        self.assertEqual(message["feedback-id"], "a:b:c:d")
        self.assertEqual(message["x-note"], "Grüße " * 30)
        self.assertEqual(message.defects, [])
        for line in raw.split(b"\r\n"):
            self.assertLessEqual(len(line), 998)

    def test_attachments(self):
        names = [n.replace("/", "-").replace("\\", "-") for n in HOSTILE
                 if n and len(n.encode()) <= 200] + ["x" * 200, "ü" * 100, "Größe 'a' (1)*.pdf"]
        contents = [bytes(range(256)) * 9, b"", b"\r\n.\r\n--=_", b"x"]
        for i, name in enumerate(names):
            content = contents[i % len(contents)]
            file = {"name": name, "content_type": "application/pdf",
                    "content": base64.b64encode(content).decode()}
            picture = {"name": "l.png", "content_type": "image/png", "content": "AAEC",
                       "content_id": "logo@shop"}
            with self.subTest(name=name):
                raw, message = parsed(compose([sample(attachments=[file, picture])])[0])
                self.check_form(raw)
                self.assertEqual(message.get_content_type(), "multipart/mixed")
                self.assertEqual([p for p in message.walk() if p.defects], [])
                body = message.get_body(("related",))
                self.assertEqual(body.get_content_type(), "multipart/related")
                self.assertEqual(newlines(message.get_body(("html",)).get_content()),
                                 "<p>Hello</p>\n")
                inline = [p for p in body.iter_parts() if p["content-id"]]
                self.assertEqual([p["content-id"] for p in inline], ["<logo@shop>"])
                self.assertEqual(inline[0].get_content_disposition(), "inline")
                self.assertEqual(inline[0].get_content(), b"\x00\x01\x02")
                found, = message.iter_attachments()
                self.assertEqual(found.get_content_disposition(), "attachment")
                self.assertEqual(found.get_content_type(), "application/pdf")
                self.assertEqual(found.get_content(), content)
                # The parser drops blanks at the ends of a name.
                self.assertEqual(found.get_filename().strip(), name.strip())

    def test_random_text(self):
        seeded = random.Random(7)
        alphabet = "abc ABC  012 .,;:<>()@\"\\=?_%äöüßéñ日本語한국😀\u0301"
        subjects = ["".join(seeded.choices(alphabet, k=seeded.randrange(1, 250)))
                    for _ in range(300)]
        answers = compose([sample(subject=s, text=s, html="") for s in subjects])
        for subject, answer in zip(subjects, answers):
            with self.subTest(subject=subject):
                raw, message = parsed(answer)
                self.check_form(raw)
                self.assertEqual(message["subject"], subject)
                self.assertEqual(newlines(message.get_content()), newlines(subject))

    def test_injection_is_refused_or_harmless(self):
        evil = ["\r\nBcc: e@v.example", "\nBcc: e@v.example", "\r\n\r\nbody", "x\u0000", "\u000b"]
        fields = ["subject", "from", "to", "reply_to", "message_id", "unsubscribe_url"]
        cases = [(f, e) for f in fields for e in evil]
        base = sample(reply_to="r@b.example", unsubscribe_url="https://x.example/")
        answers = compose([dict(base, **{f: base[f] + e}) for f, e in cases])
        for (field, text), answer in zip(cases, answers):
            with self.subTest(field=field, text=text):
                self.assertEqual(answer, {"error": "invalid_request", "pointer": "/" + field})


if __name__ == "__main__":
    unittest.main()
