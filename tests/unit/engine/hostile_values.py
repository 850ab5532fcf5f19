"""Whatever customers' values hold, a message has the elements, attributes and headers of its author.

The HTML is read by html5lib, which follows the HTML standard, and the MIME by Python's e-mail
parser; a message with hostile values is compared with the same message with harmless ones.

Usage: hostile_values.py RENDER_TOOL
"""
import base64
import email
import email.policy
import json
import random
import subprocess
import sys
import unittest

import html5lib

TOOL = sys.argv.pop(1)

TEMPLATE = {
    "channel": "email", "kind": "marketing", "from": "Shop <hello@shop.example>",
    "subject": "For {{ profile.name }}: {{ event.title }}",
    "html": """<!doctype html><html><head><title>{{ event.title }}</title>
<style>p { color: red } /* {{ profile.name }} */</style></head><body>
<!-- {{ profile.name }} --><h1 title="{{ profile.name }}" class='a {{ event.title }}'>
{{ profile.name | capitalize }} {{ event.title | truncate: 40 | append: profile.name }}</h1>
<a href="https://shop.example/?q={{ profile.name | url_encode }}">{{ profile.name }}</a>
<a href="{{ event.url }}" data-x='{{ event.url }}'>go</a>
{% for item in event.items %}<p title="{{ item.name }}">{{ item.name | upcase }}</p>{% endfor %}
<!--[if mso]><v:roundrect href="{{ event.url }}"><b>{{ profile.name }}</b></v:roundrect><![endif]-->
{{ profile.bio | newline_to_br }}{{ profile | json }}{{ event.items | map: "name" | join: ", " }}
{% capture own %}<i>{{ profile.name }}</i>{% endcapture %}{{ own }}
<textarea>{{ profile.bio }}</textarea></body></html>""",
}
SETTINGS = [
    {}, {"public_url": "https://mail.shop.example"},
    {"public_url": "https://mail.shop.example",
     "links": {"domains": ["shop.example"], "utm": {"source": "n"}}},
]
ATOMS = ["<", ">", '"', "'", "&", "`", "=", "/", " ", "\n", "\r\n", "\t", "\0", "\x0b", "\x0c", "<!--",
         "-->", "--!>", "<script>", "</script>", "</title>", "</style>", "</textarea>", "<img src=x",
         " onerror=alert(1)", "]]>", "<![CDATA[", "{{ x }}", "{% raw %}", "&lt;", "&#60;", "&#x3c",
         "javascript:alert(1)", "https://evil.example/", "https://shop.example/", "\r\nBcc: e@v.example",
         "\u2028", "\ufeff", "\ud7ff", "ü", "<svg/onload=x>", "a", "b", "%00", "%3Cscript%3E", "*/",
         "<![endif]-->", "=?utf-8?q?=3Cb=3E?="]


def scope(value):
    return {"profile": {"name": value(), "bio": value()},
            "event": {"title": value(), "url": value(), "items": [{"name": value()} for _ in "ab"]}}


def composed(requests):
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    run = subprocess.run([TOOL], input=lines.encode(), capture_output=True, check=True)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(answers) == len(requests)
    return answers


def shape(html):
    """Elements and names of their attributes in the order of the document, comments apart."""
    tree = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    found = []
    for element in tree.iter():
        comment = not isinstance(element.tag, str)
        # A line break in a value becomes <br> by the author's own filter.
        if not comment and element.tag == "br":
            continue
        found.append("#comment" if comment else (element.tag, tuple(sorted(element.attrib))))
    return found


def headers(answer):
    message = email.message_from_bytes(base64.b64decode(answer["mime"]),
                                       policy=email.policy.default)
    return [name for name, _ in message.items()], [part.get_content_type() for part in message.walk()]


class Hostile(unittest.TestCase):
    def test_no_value_adds_an_element_an_attribute_or_a_header(self):
        seeded = random.Random(23)

        def hostile():
            return "".join(seeded.choices(ATOMS, k=seeded.randrange(1, 9)))
        for settings in SETTINGS:
            harmless, = composed([{"template": TEMPLATE, "scope": scope(lambda: "x"),
                                   "settings": settings}])
            wanted_shape, wanted_headers = shape(harmless["html"]), headers(harmless)
            self.assertIn(("textarea", ()), wanted_shape)
            self.assertIn("List-Unsubscribe", wanted_headers[0])
            scopes = [scope(hostile) for _ in range(400)]
            scopes += [scope(lambda atom=atom: atom) for atom in ATOMS]
            requests = [{"template": TEMPLATE, "scope": s, "settings": settings} for s in scopes]
            for values, answer in zip(scopes, composed(requests)):
                with self.subTest(settings=settings, values=values):
                    self.assertNotIn("error", answer)
                    self.assertEqual(shape(answer["html"]), wanted_shape)
                    self.assertEqual(headers(answer), wanted_headers)

    def test_no_link_runs_a_script_or_leads_from_us_to_a_stranger(self):
        settings = SETTINGS[2]
        for url in ("javascript:alert(1)", " java\nscript:x", "&#106;avascript:x", "vbscript:x",
                    "data:text/html,x", "https://evil.example/", "https://shop.example@evil.example/",
                    "https://shop.example.evil.example/", "https://evil.example\\@shop.example/",
                    "//evil.example/", "https:evil.example"):
            values = scope(lambda url=url: url)
            answer, = composed([{"template": TEMPLATE, "scope": values, "settings": settings}])
            tree = html5lib.parse(answer["html"], treebuilder="etree", namespaceHTMLElements=False)
            link = tree.findall(".//a")[1].get("href")
            with self.subTest(url=url):
                self.assertFalse(link.startswith("https://mail.shop.example/"), link)
                scheme = "".join(link.split()).lower()
                self.assertFalse(scheme.startswith(("javascript:", "vbscript:", "data:")), link)

    def test_outputs_where_no_escaping_helps_are_refused(self):
        for html in ("<a href={{ profile.name }}>", "<p {{ profile.name }}>",
                     "<p title=x{{ profile.name }}>", "<a{{ profile.name }}>"):
            answer, = composed([{"template": dict(TEMPLATE, html=html), "settings": {},
                                 "scope": scope(lambda: "x onclick=y")}])
            self.assertEqual(answer, {"error": "invalid_definition"}, html)


if __name__ == "__main__":
    unittest.main()
