"""Runs scenario files through the Python surface: what is written as text goes through the
mechanical layer, all else through the idiomatic one. As a program: runner_python.py FILE…"""

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import beckon
from beckon import _native

from scenario import Step, Words, parse

WAYS = {"anonymous": "anonymous_id", "email": "email", "phone": "phone", "user_id": "user_id"}
PREFIXES = {"": "user_id", "email:": "email", "phone:": "phone", "anonymous:": "anonymous_id"}
GROUPS = ("membership", "entry", "send", "exclusion")
RECORDS = ("identify", "track", "alias", "consent")
NOUNS = ("segment", "template", "provider", "list")


@dataclass
class Fact:
    """Something that can be seen of a workspace from outside."""

    group: str
    state: str        # what is compared
    here: str         # phrase: it is there now
    gone: str         # phrase: it was there before
    profile: str = ""
    subject: str = ""  # of a membership the segment, of an entry its id
    node: str = ""


World = dict[str, Fact]


def failure_text(error: dict[str, Any]) -> str:
    pointers = [issue["pointer"] or "(whole)" for issue in error.get("issues", [])]
    if not pointers and error.get("pointer"):
        pointers = [error["pointer"]]
    return " ".join(["error", error["code"], *pointers])


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def identifier(who: str) -> dict[str, str]:
    way, colon, value = who.partition(":")
    return {WAYS[way]: value} if colon else {"user_id": who}


def name_in(profile: dict[str, Any]) -> str:
    for way, kind in PREFIXES.items():
        for found in profile["identifiers"]:
            if found["kind"] == kind:
                return way + found["value"]
    return "nobody"


def at_pointer(answer: Any, pointer: str) -> str:
    for token in pointer.split("/")[1:]:
        token = token.replace("~1", "/").replace("~0", "~")
        try:
            answer = answer[int(token)] if isinstance(answer, list) else answer[token]
        except (KeyError, IndexError, ValueError, TypeError):
            return "-"
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


class Runner:
    """One run of a file over a new workspace."""

    def __init__(self, path: Path, directory: Path, restarts: bool) -> None:
        self.steps = parse(path)
        self.path, self.restarts = path, restarts
        self.directory, self.outbox = directory / "workspace", directory / "outbox"
        self.outbox.mkdir()
        self.documents: dict[str, str] = {}
        self.names: dict[str, str] = {}
        clocks = [step.text.split()[1] for step in self.steps if step.text.startswith("clock ")]
        self.start = instant(clocks[0]) if clocks else None
        self.open()
        self.world = self.look()

    def open(self) -> None:
        self.workspace = beckon.open(self.directory, clock="manual", start=self.start)

    def restart(self) -> None:
        self.workspace.close()
        self.open()

    def run(self) -> list[str]:
        """What is wrong, one text each."""
        wrong = []
        try:
            for step in self.steps:
                happened = self.outcome(step)
                if happened != step.expect:
                    wrong.append(f"{self.path}:{step.line}: "
                                 f"{'(with restarts) ' if self.restarts else ''}{step.text}\n"
                                 f"  expected: {step.expect}\n  happened: {happened}")
                if self.restarts:
                    self.restart()
            wrong += [f"{self.path}: not sound: {line}"
                      for line in self.workspace.verify()["broken"]]
        finally:
            self.workspace.close()
        return wrong

    def outcome(self, step: Step) -> str:
        answer: Any = None
        try:
            answer, phrases = self.carry_out(step)
            if step.pointers:
                phrases.append(" ".join(at_pointer(answer, found) for found in step.pointers))
        except beckon.BeckonError as error:
            issues = [{"pointer": issue.pointer} for issue in error.issues]
            phrases = [failure_text({"code": error.code, "pointer": error.pointer,
                                     "issues": issues})]
        after = self.look()
        self.check_claims(step, answer, after)
        phrases += self.changes(after)
        self.world = after
        return "; ".join(phrases)

    # ---- What can be seen ------------------------------------------------------------------

    def items(self, operation: str, request: dict[str, Any]) -> list[dict[str, Any]]:
        listing = self.workspace.call(operation, {**request, "limit": 1000})
        assert not listing.get("cursor"), f"{operation} does not fit one page"
        return listing["items"]

    def look(self) -> World:
        world: World = {}
        for key, fact in self.facts():
            alike = 0  # exclusions may be alike: the how-manieth one it is
            while f"{key} {alike}" in world:
                alike += 1
            world[f"{key} {alike}"] = fact
        return world

    def facts(self) -> Iterator[tuple[str, Fact]]:
        for segment in self.items("segments.list", {}):
            key = segment["key"]
            for member in self.items("segments.members", {"key": key}):
                name = self.name(member["id"])
                yield f"member {key} {member['id']}", Fact(
                    "membership", "", f"{name} entered {key}", f"{name} left {key}",
                    profile=member["id"], subject=key)
        for flow in self.items("flows.list", {}):
            if flow.get("status") == "draft":
                continue  # never published: nobody is in it
            for entry in self.items("flows.entries", {"key": flow["key"]}):
                yield f"entry {entry['id']}", self.entry_fact(flow["key"], entry)
        for send in self.items("sends.list", {}):
            what = f"{send['template']} to {send.get('address') or 'nobody'}"
            # An excluded one is told by its exclusion.
            here = "" if send["state"] == "excluded" else f"{send['state']} {what}"
            yield f"send {send['id']}", Fact("send", send["state"], here, f"gone: {what}")
        for exclusion in self.items("exclusions.list", {}):
            what = f"from {exclusion['template']}: {exclusion['reason']}"
            here = f"excluded {self.name(exclusion['profile'])} {what}"
            yield f"exclusion {exclusion['profile']} {what}", Fact(
                "exclusion", "", here, f"gone: {here}", profile=exclusion["profile"])

    def name(self, profile: str | None) -> str:
        """The profile as scenarios name it; by its newest known name when it is gone."""
        if profile is None:  # erased
            return "nobody"
        try:
            found = self.workspace.call("profiles.get", {"profile": {"id": profile}})
        except beckon.NotFound:
            return self.names.get(profile, "nobody")
        if found["id"] == profile:
            self.names[profile] = name_in(found)
        return self.names.get(profile, "nobody")

    def entry_fact(self, flow: str, entry: dict[str, Any]) -> Fact:
        name, state = self.name(entry["profile"]), entry["state"]
        node = entry["node"] if state == "active" else ""
        if state == "active":
            here = f"{name} in {flow} at {node}"
        else:
            here = f"{name} {state} {flow}"
            if state == "exited" and entry.get("reason"):
                here += f" {entry['reason']}"
        return Fact("entry", f"{state} {node}", here, f"gone: {here}",
                    profile=entry["profile"], subject=entry["id"], node=node)

    def changes(self, after: World) -> list[str]:
        found = [(GROUPS.index(fact.group), fact.gone)
                 for key, fact in self.world.items() if key not in after]
        found += [(GROUPS.index(fact.group), fact.here) for key, fact in after.items()
                  if fact.here and self.is_change(key, fact)]
        # By bytes, as the other runners do.
        return [phrase for _, phrase in sorted(found, key=lambda row: (row[0], row[1].encode()))]

    def is_change(self, key: str, fact: Fact) -> bool:
        return key not in self.world or self.world[key].state != fact.state

    def check_claims(self, step: Step, answer: Any, after: World) -> None:
        """What an answer claims to have caused must be what happened to its profile."""
        if not isinstance(answer, dict) or "entered" not in answer:
            return
        mine = [(key, fact) for key, fact in after.items()
                if fact.profile == answer["profile"] and self.is_change(key, fact)]
        entered = {fact.subject for _, fact in mine if fact.group == "membership"}
        moved = {fact.subject: fact.node for _, fact in mine if fact.group == "entry"}
        left = {fact.subject for key, fact in self.world.items()
                if fact.group == "membership" and fact.profile == answer["profile"]
                and key not in after}
        claimed = {move["entry"]: move["node"] or "" for move in answer["flows"]}
        place = f"{self.path}:{step.line}"
        assert set(answer["entered"]) == entered, f"{place}: {answer} but entered {entered}"
        assert set(answer["left"]) == left, f"{place}: {answer} but left {left}"
        assert claimed == moved, f"{place}: {answer} but moved {moved}"

    # ---- What can be done ------------------------------------------------------------------

    def body(self, words: Words) -> str:
        text = words.rest()
        return self.documents[text[1:]] if text.startswith("@") else text

    def carry_out(self, step: Step) -> tuple[Any, list[str]]:
        words = Words(step.text)
        verb = words.next()
        if verb in RECORDS:
            return self.record(verb, words), []
        if verb in NOUNS:
            return self.create(verb, words), []
        action = getattr(self, f"do_{verb}", None)
        if action is None:
            raise ValueError(f"{self.path}:{step.line}: no such step: {verb}")
        return action(words)

    def record(self, verb: str, words: Words) -> Any:
        if words.at_json():
            call = getattr(_native, verb)
            return json.loads(call(self.workspace._engine, self.body(words)))
        who = words.next()
        if who.startswith("@"):
            return self.record(verb, Words(self.documents[who[1:]]))
        fields: dict[str, Any] = {}
        if verb == "alias":
            fields = {"previous_id": who, "user_id": words.next()}
        else:
            fields = identifier(who)
        if verb == "track":
            fields["event"] = json.loads(words.next_string())
        if verb == "consent":
            fields |= {"channel": words.next(), "state": words.next()}
        while (pair := words.next_field()) is not None:
            fields[pair[0]] = pair[1]
        rest = self.body(words)
        if rest:
            fields["properties" if verb == "track" else "traits"] = json.loads(rest)
        return getattr(self.workspace, verb)(**fields)

    def create(self, noun: str, words: Words) -> Any:
        key, body = words.next(), self.body(words)
        document = json.loads(body) if body else {}
        request = {"key": key, "where": document} if noun == "segment" else {"key": key, **document}
        if noun == "provider" and request.get("kind") == "sandbox":
            request["directory"] = str(self.outbox)
        return self.workspace.call(f"{noun}s.create", request)

    def do_clock(self, words: Words) -> tuple[Any, list[str]]:
        return None, []

    def do_let(self, words: Words) -> tuple[Any, list[str]]:
        name = words.next()
        self.documents[name] = words.rest()
        return None, []

    def do_flow(self, words: Words) -> tuple[Any, list[str]]:
        key = words.next()
        self.workspace.call("flows.create", {"key": key, **json.loads(self.body(words))})
        return self.workspace.call("flows.publish", {"key": key}), []

    def do_publish(self, words: Words) -> tuple[Any, list[str]]:
        key = words.next()
        self.workspace.call("flows.update", {"key": key, **json.loads(self.body(words))})
        return self.workspace.call("flows.publish", {"key": key}), []

    def do_load(self, words: Words) -> tuple[Any, list[str]]:
        path = words.next()
        # What the nearest folder above the scenario has.
        file = next(folder / path for folder in Path(self.path).resolve().parents
                    if (folder / path).exists())
        bundle = json.loads(file.read_text(encoding="utf-8"))
        for noun in ("lists", "segments", "templates", "flows"):
            for document in bundle.get(noun, []):
                self.workspace.call(f"{noun}.create", document)
                if noun == "flows":
                    self.workspace.call("flows.publish", {"key": document["key"]})
        return None, []

    def do_subscribe(self, words: Words) -> tuple[Any, list[str]]:
        profile = identifier(words.next())
        return self.workspace.call("lists.add", {"key": words.next(), "profile": profile}), []

    def do_start(self, words: Words) -> tuple[Any, list[str]]:
        request = {"key": words.next(), "profile": identifier(words.next())}
        properties = self.body(words)
        if properties:
            request["properties"] = json.loads(properties)
        return self.workspace.call("flows.start", request), []

    def do_call(self, words: Words) -> tuple[Any, list[str]]:
        operation, request = words.next(), self.body(words)
        # Through the mechanical layer: the request may be no JSON at all.
        return json.loads(_native.call(self.workspace._engine, operation, request)), []

    def do_ingest(self, words: Words) -> tuple[Any, list[str]]:
        answer = self.workspace.ingest(self.body(words))
        phrases = [f"{answer['accepted']} accepted"]
        if answer["duplicates"]:
            phrases.append(f"{answer['duplicates']} duplicate")
        phrases += [f"record {line['index']} {failure_text(line['error'])}"
                    for line in answer["errors"]]
        return answer, phrases

    def do_member(self, words: Words) -> tuple[Any, list[str]]:
        who = words.next()
        inside = self.workspace.is_member(words.next(), **identifier(who))
        return None, ["yes" if inside else "no"]

    def do_members(self, words: Words) -> tuple[Any, list[str]]:
        members = self.items("segments.members", {"key": words.next()})
        names = sorted(self.name(member["id"]) for member in members)
        return None, [", ".join(names) or "nobody"]

    def newest_message(self, address: str) -> str:
        """The newest message to the address, as the bytes that left."""
        names = [send["provider_message_id"] for send in self.items("sends.list", {})
                 if send["address"] == address and send["state"] == "accepted"]
        if not names:
            raise ValueError(f"no message has gone to {address}")
        return (self.outbox / f"{names[-1]}.eml").read_bytes().decode()

    def do_mail(self, words: Words) -> tuple[Any, list[str]]:
        message = self.newest_message(words.next())
        return None, ["yes" if words.rest() in message else "no"]

    def do_unsubscribe(self, words: Words) -> tuple[Any, list[str]]:
        # The link of the List-Unsubscribe header ends in /u/TOKEN>.
        _, _, header = self.newest_message(words.next()).partition("List-Unsubscribe:")
        token = header.partition("/u/")[2].partition(">")[0]
        return self.workspace.call("links.handle",
                                   {"token": token, "action": "unsubscribe"}), []

    def do_receipt(self, words: Words) -> tuple[Any, list[str]]:
        # Of the newest message that has gone to the address.
        address, state, flag = words.next(), words.next(), words.rest()
        ids = [send["id"] for send in self.items("sends.list", {})
               if send["address"] == address and send["state"] == "accepted"]
        request = {"send": ids[-1], "state": state} | ({flag: True} if flag else {})
        return self.workspace.call("receipts.record", request), []

    def do_advance(self, words: Words) -> tuple[Any, list[str]]:
        by = words.next()
        if by == "to":
            self.workspace.advance(to=instant(words.next()))
        else:
            self.workspace.advance(by=by)
        return None, []

    def do_settle(self, words: Words) -> tuple[Any, list[str]]:
        self.workspace.settle()
        return None, []

    def do_restart(self, words: Words) -> tuple[Any, list[str]]:
        self.restart()
        return None, []

    def do_verify(self, words: Words) -> tuple[Any, list[str]]:
        return None, ["; ".join(self.workspace.verify()["broken"]) or "sound"]


def run_file(path: Path) -> list[str]:
    """Runs a file as it is written and with restarts; answers what is wrong, one text each."""
    wrong = []
    for restarts in (False, True):
        with tempfile.TemporaryDirectory(prefix="beckon-scenario-") as directory:
            wrong += Runner(path, Path(directory), restarts).run()
    return wrong


def main(files: list[str]) -> int:
    failed = 0
    for name in files:
        wrong = run_file(Path(name))
        failed += bool(wrong)
        print("\n".join(wrong), file=sys.stderr, end="\n" if wrong else "")
    print(f"{len(files) - failed} of {len(files)} scenario files passed")
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
