"""Every command: its answer, its errors, its exit codes."""

import gzip
import json
import unittest
from pathlib import Path

from tool import ROOT, ToolTest

CONTACTS = "Email,First Name,Plan\nann@x.example,Ann,pro\nbob@x.example,Bob,free\nnobody,Cid,pro\n"


class CommandLine(ToolTest):
    def test_help_and_version(self) -> None:
        for words in (["--help"], ["help"], ["-h"]):
            ran = self.run_tool(*words)
            self.assertEqual(ran.code, 0)
            for command in ("import", "export", "stat", "verify", "backup", "compact", "call"):
                self.assertIn(f"\n  {command} ", ran.out)
        self.assertRegex(self.run_tool("--version").out, r"^beckon \d+\.\d+\.\d+\n$")
        self.assertIn("--rejects VALUE", self.run_tool("import", "--help").out)

    def test_words_that_are_not_understood(self) -> None:
        self.assertEqual(self.run_tool().code, 2)
        for words in (["explode"], ["stat"], ["stat", "a", "b"], ["import", "a", "b", "--wrong"],
                      ["import", "a", "b", "--key"], ["import", "a", "b", "--dry-run=yes"]):
            ran = self.run_tool(*words)
            self.assertEqual((ran.code, ran.error["code"]), (2, "usage"), words)
            self.assertEqual(ran.out, "")
            self.assertIn("--help", ran.error["hint"])

    def test_errors_are_json(self) -> None:
        for words in (["stat", self.shop], ["verify", self.shop], ["export", self.shop, "profiles"],
                      ["backup", self.shop, "copy"], ["compact", self.shop],
                      ["call", self.shop, "lists.list"]):
            ran = self.run_tool(*words)
            self.assertEqual((ran.code, ran.error["code"]), (1, "not_found"), words)
        self.assertFalse(Path(self.shop).exists())

    def test_the_commands_of_the_manual(self) -> None:
        page = (ROOT / "docs/command-line.md").read_text(encoding="utf-8")
        lines = page.split("```sh\n")[1].split("```")[0].splitlines()
        self.write("contacts.csv", CONTACTS)
        import shlex
        codes = [self.run_tool(*shlex.split(line)[1:]).code for line in lines]
        self.assertEqual(codes, [3, 0, 0, 0, 0, 0, 0])
        self.assertEqual((self.path / "pro.csv").read_text(), "email,traits.plan\nann@x.example,pro\n")


class Import(ToolTest):
    def test_contacts(self) -> None:
        ran = self.run_tool("import", self.shop, self.write("contacts.csv", CONTACTS),
                            "--rejects", "rejects.jsonl")
        self.assertEqual((ran.code, ran.err), (3, ""))
        self.assertEqual((ran.json["rows"], ran.json["accepted"], ran.json["rejected"]), (3, 2, 1))
        rejects = (self.path / "rejects.jsonl").read_text().splitlines()
        self.assertEqual(len(rejects), 1)
        reject = json.loads(rejects[0])
        self.assertEqual((reject["row"], reject["line"], reject["text"]), (3, 4, "nobody,Cid,pro"))
        self.assertEqual(reject["error"]["pointer"], "/Email")
        self.assertEqual(self.run_tool("stat", self.shop).json["profiles"], 2)

    def test_the_same_again_and_appended(self) -> None:
        file = self.write("contacts.csv", CONTACTS)
        self.run_tool("import", self.shop, file)
        again = self.run_tool("import", self.shop, file)
        self.assertEqual((again.json["accepted"], again.json["skipped"]), (0, 3))
        self.write("contacts.csv", CONTACTS + "dan@x.example,Dan,pro\n")
        self.assertEqual(self.run_tool("import", self.shop, file).json["accepted"], 1)
        self.write("contacts.csv", CONTACTS.replace("Ann", "Amy"))
        other = self.run_tool("import", self.shop, file)
        self.assertEqual((other.code, other.error["code"]), (1, "conflict"))
        for words in (["--key", "other"], ["--once"], ["--once"]):
            self.assertEqual(self.run_tool("import", self.shop, file, *words).json["accepted"], 2)

    def test_packed_and_from_standard_input(self) -> None:
        packed = gzip.compress(CONTACTS.encode())
        (self.path / "contacts.csv.gz").write_bytes(packed)
        ran = self.run_tool("import", self.shop, "contacts.csv.gz")
        self.assertEqual(ran.json["accepted"], 2)
        self.assertEqual(self.run_tool("call", self.shop, "imports.list").json["items"][0]["key"],
                         "contacts.csv")
        ran = self.run_tool("import", self.shop, "-", "--event", "Seen", stdin=packed)
        self.assertEqual(ran.json["accepted"], 4)
        (self.path / "cut.csv.gz").write_bytes(packed[:-12])
        cut = self.run_tool("import", self.shop, "cut.csv.gz")
        self.assertEqual((cut.code, cut.error["code"]), (1, "io_error"))

    def test_preview_and_dry_run(self) -> None:
        file = self.write("contacts.csv", CONTACTS)
        shown = self.run_tool("import", self.shop, file, "--preview").json
        self.assertEqual(shown["definition"]["columns"]["Plan"], "traits.plan")
        self.assertEqual(len(shown["records"]), 2)
        self.write("mapping.json", json.dumps(shown["definition"]))
        ran = self.run_tool("import", self.shop, file, "--mapping", "mapping.json", "--dry-run")
        self.assertEqual((ran.json["accepted"], ran.json["dry_run"]), (2, True))
        self.assertEqual(self.run_tool("stat", self.shop).json["profiles"], 0)

    def test_a_mapping_with_mistakes(self) -> None:
        file = self.write("contacts.csv", CONTACTS)
        ran = self.run_tool("import", self.shop, file, "--mapping",
                            '{"columns": {"Emial": "email", "Plan": "plan"}}')
        self.assertEqual(ran.code, 1)
        self.assertEqual(ran.error["issues"][0]["pointer"], "/columns/Plan")
        ran = self.run_tool("import", self.shop, file, "--mapping", "none.json")
        self.assertEqual((ran.code, ran.error["code"]), (1, "not_found"))
        self.assertEqual(self.run_tool("import", self.shop, file, "--mapping", "{").code, 1)


class Upkeep(ToolTest):
    def setUp(self) -> None:
        super().setUp()
        self.run_tool("import", self.shop, self.write("contacts.csv", CONTACTS), "--event", "Seen")

    def test_stat(self) -> None:
        shown = self.run_tool("stat", self.shop).json
        self.assertEqual((shown["profiles"], shown["events_by_name"]), (2, {"Seen": 2}))
        self.assertGreater(shown["bytes"]["journal.mdb"], 0)

    def test_verify(self) -> None:
        ran = self.run_tool("verify", self.shop)
        self.assertEqual((ran.code, ran.json["ok"], ran.json["events"]), (0, True, 2))
        for name in ("state.mdb", "journal.mdb"):  # a page of rows is damaged
            file = Path(self.shop) / name
            damaged = file.read_bytes().replace(b"ann@x.example", b"ann@x.exampl\x00")
            file.write_bytes(damaged)
        self.assertIn(self.run_tool("verify", self.shop).code, (1, 3))

    def test_backup_and_compact(self) -> None:
        ran = self.run_tool("backup", self.shop, "copy.beckon")
        self.assertEqual(ran.code, 0)
        self.assertEqual(self.run_tool("stat", "copy.beckon").json["events"], 2)
        self.assertEqual(self.run_tool("backup", self.shop, "copy.beckon").error["code"], "conflict")
        shown = self.run_tool("compact", "copy.beckon").json
        self.assertLessEqual(shown["after"], shown["before"])
        self.assertEqual(self.run_tool("verify", "copy.beckon").code, 0)

    def test_call(self) -> None:
        definition = '{"key": "pro", "where": {"trait": "plan", "eq": "pro"}}'
        self.assertEqual(self.run_tool("call", self.shop, "segments.create", definition).code, 0)
        file = self.write("request.json", '{"key": "pro"}')
        for request, stdin in ((file, b""), ("-", b'{"key": "pro"}')):
            ran = self.run_tool("call", self.shop, "segments.count", request, stdin=stdin)
            self.assertEqual(ran.json["count"], 1)
        wrong = self.run_tool("call", self.shop, "segments.creat")
        self.assertEqual((wrong.code, wrong.error["code"]), (1, "unknown_operation"))
        made = self.run_tool("call", "--create", "new.beckon", "lists.create", '{"key": "news"}')
        self.assertEqual(made.code, 0)

    def test_export(self) -> None:
        rows = self.run_tool("export", self.shop, "events").out.splitlines()
        self.assertEqual([json.loads(row)["event"] for row in rows], ["Seen", "Seen"])
        ran = self.run_tool("export", self.shop, "profiles", "--format", "csv", "--columns",
                            "email,traits.first_name", "--output", "people.csv")
        self.assertEqual((ran.code, ran.out), (0, ""))
        self.assertEqual((self.path / "people.csv").read_text(),
                         "email,traits.first_name\nann@x.example,Ann\nbob@x.example,Bob\n")
        full = self.run_tool("export", self.shop, "profiles", "--output", "/dev/full")
        self.assertEqual((full.code, full.error["code"]), (1, "disk_full"))


if __name__ == "__main__":
    unittest.main()
