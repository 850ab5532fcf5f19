"""Plants one violation after the other in a clean little tree: each rule has to find its own."""

import tempfile
import unittest
from pathlib import Path

import rules
from source import functions_of

CLEAN = {
    "src/CMakeLists.txt": (
        "beckon_module(base LINKS OpenSSL::Crypto)\n"
        "beckon_module(schema USES base LINKS nlohmann_json::nlohmann_json)\n"
        "beckon_module(store USES base LINKS LMDB::lmdb)\n"
        "beckon_module(engine USES base store)\n"),
    "src/base/error.h": "#pragma once\n",
    "src/base/host.cpp": "auto t = std::chrono::system_clock::now();\n",
    "src/schema/value.cpp": '#include "base/error.h"\n#include <nlohmann/json.hpp>\n',
    "src/store/lmdb.cpp": '#include <lmdb.h>\n#include "base/error.h"\n#include "store/lmdb.h"\n',
    "src/store/lmdb.h": "#pragma once\nint open();  // system_clock::now, std::rand in a comment\n",
    "src/engine/engine.cpp": (
        '#include "base/error.h"\n#include "store/lmdb.h"\n'
        'const char* kText = "std::rand()";\nvoid wait() { std::this_thread::sleep_for(kPause); }\n'),
    "include/beckon/beckon.h": "#include <stdint.h>\n",
    "examples/c/quickstart.c": '#include "beckon/beckon.h"\nint main(void) { return 0; }\n',
    "bindings/python/src/module.cpp": '#include "beckon/beckon.h"\n',
    "README.md": "# Beckon\n",
}

LONG_FUNCTION = "int f() {\n" + "  g();\n" * 70 + "}\n"

# Rule, file, content: each replaces or adds one file of the clean tree.
PLANTED = [
    ("arrows", "src/base/error.h", '#pragma once\n#include "store/lmdb.h"\n'),
    ("arrows", "src/store/extra.cpp", '#include "schema/value.h"\n'),
    ("arrows", "src/store/extra.cpp", '#include "extra.h"\n'),
    ("arrows", "src/engine/extra.cpp", '#include "beckon/beckon.h"\n'),
    ("arrows", "src/unknown/extra.cpp", "int x;\n"),
    ("arrows", "src/engine/engine.cpp", '#include "base/error.h"\n'),
    ("arrows", "src/CMakeLists.txt", CLEAN["src/CMakeLists.txt"].replace(
        "beckon_module(schema USES base", "beckon_module(schema USES base store")),
    ("outside", "examples/c/quickstart.c", '#include "engine/engine.h"\n'),
    ("outside", "bindings/python/src/module.cpp", '#include "base/error.h"\n'),
    ("outside", "include/beckon/beckon.h", "#include <nlohmann/json_fwd.hpp>\n"),
    ("owners", "src/engine/extra.cpp", "#include <lmdb.h>\n"),
    ("owners", "src/engine/extra.cpp", "#include <sqlite3.h>\n"),
    ("owners", "src/engine/extra.cpp", "#include <curl/curl.h>\n"),
    ("owners", "capi/engine.cpp", "#include <nlohmann/json.hpp>\n"),
    ("owners", "src/store/extra.cpp", "#include <simdjson.h>\n"),
    ("owners", "src/store/extra.cpp", "#include <spdlog/spdlog.h>\n"),
    ("owners", "src/engine/extra.cpp", "#include <re2/re2.h>\n"),
    ("owners", "src/segment/extra.cpp", "#include <date/tz.h>\n"),
    ("banned", "src/engine/extra.cpp", "auto t = std::chrono::system_clock::now();\n"),
    ("banned", "src/engine/extra.cpp", "timespec t; clock_gettime(CLOCK_REALTIME, &t);\n"),
    ("banned", "src/schema/extra.cpp", "auto t = std::chrono::steady_clock::now();\n"),
    ("banned", "src/engine/extra.cpp", "int x = std::rand();\n"),
    ("banned", "src/engine/extra.cpp", "std::random_device device;\n"),
    ("banned", "src/engine/extra.cpp", 'auto home = std::getenv("HOME");\n'),
    ("banned", "src/engine/extra.cpp", "#include <regex>\n"),
    ("banned", "src/engine/extra.cpp", 'std::regex pattern("x");\n'),
    ("banned", "src/store/extra.cpp", "void f() { std::this_thread::sleep_for(kPause); }\n"),
    ("banned", "src/store/extra.cpp", "void f() { usleep(10); }\n"),
    ("banned", "src/store/extra.cpp", "unsigned flags = MDB_NOSYNC;\n"),
    ("banned", "src/store/extra.cpp", 'void f() { std::cerr << "x"; }\n'),
    ("banned", "capi/extra.cpp", "void f() { abort(); }\n"),
    ("sizes", "src/store/extra.cpp", "int x;\n" * 601),
    ("sizes", "capi/extra.cpp", "int " + "x" * 100 + ";\n"),
    ("sizes", "include/beckon/beckon.hpp", "inline " + LONG_FUNCTION),
    ("sizes", "src/store/extra.cpp", "namespace a {\nnamespace {\n" + LONG_FUNCTION + "}\n}\n"),
    ("sizes", "src/store/extra.cpp", "class A {\n public:\n  A() : x_{1} {\n" + "  g();\n" * 69
     + "  }\n  int x_;\n};\n"),
    ("sizes", "examples/c/quickstart.c", "static struct row *" + LONG_FUNCTION),
    ("sizes", "examples/python/quickstart.py", "def f():\n" + "    g()\n" * 70),
    ("leftovers", "src/store/extra.cpp", "int x;  // TO" + "DO: later\n"),
    ("leftovers", "README.md", "# Beckon\n\nFIX" + "ME\n"),
    ("workplaces", "CMakeLists.txt", "set(ROOT /ho" + "me/somebody/beckon)\n"),
    ("workplaces", "tools/build.sh", "cd /wo" + "rk/main\n"),
    ("once", "src/store/extra.h", "int x;\n"),
]


def findings_with(changes: dict[str, str]) -> list[rules.Finding]:
    with tempfile.TemporaryDirectory() as folder:
        for path, text in {**CLEAN, **changes}.items():
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return rules.check(Path(folder))


class TidyTest(unittest.TestCase):
    def test_a_clean_tree_has_no_findings(self) -> None:
        self.assertEqual([str(finding) for finding in findings_with({})], [])

    def test_each_planted_violation_is_found(self) -> None:
        for rule, path, text in PLANTED:
            with self.subTest(rule=rule, path=path, text=text[:60]):
                self.assertIn(rule, [finding.rule for finding in findings_with({path: text})])

    def test_every_rule_and_every_ban_has_a_planted_violation(self) -> None:
        self.assertEqual({rule for rule, _, _ in PLANTED}, {rule.__name__ for rule in rules.RULES})
        for ban in rules.BANS:
            hits = [text for rule, _, text in PLANTED if rule == "banned"
                    and rules.re.search(ban.pattern, text)]
            self.assertTrue(hits, ban.pattern)

    def test_a_function_at_the_limit_passes(self) -> None:
        text = "int f() {\n" + "  g();\n" * (rules.MAX_FUNCTION_LINES - 2) + "}\n"
        self.assertEqual(findings_with({"src/store/extra.cpp": text}), [])

    def test_a_docstring_is_no_part_of_a_function(self) -> None:
        about = '    """About.\n' + "    more\n" * 70 + '    """\n'
        self.assertEqual(findings_with({"bindings/python/extra.py": "def f():\n" + about}), [])

    def test_a_generated_file_may_be_long(self) -> None:
        text = "// Made by a script; do not edit.\n" + "export {};\n" * 700
        self.assertEqual(findings_with({"bindings/node/extra.d.ts": text}), [])

    def test_a_module_may_keep_its_own_clock_only_where_allowed(self) -> None:
        text = "auto t = std::chrono::steady_clock::now();\n"
        self.assertEqual(findings_with({"src/store/extra.cpp": text}), [])


class FunctionsTest(unittest.TestCase):
    def lengths(self, text: str) -> list[tuple[int, int]]:
        return [(found.line, found.length) for found in functions_of(text)]

    def test_scopes_and_initialisers_are_no_functions(self) -> None:
        self.assertEqual(self.lengths("namespace a {\nstruct B {\n  int x = 1;\n};\n"
                                      "int y[] = {\n  1,\n};\nenum C { d };\n}\n"), [])

    def test_bodies_are_measured_from_declaration_to_brace(self) -> None:
        self.assertEqual(self.lengths("int x;\n\nint f(int a,\n      int b) {\n  return a;\n}\n"),
                         [(3, 4)])

    def test_initialiser_lists_belong_to_their_constructor(self) -> None:
        self.assertEqual(self.lengths("A::A(int x)\n    : x_{x}, y_({1}) {\n  f();\n}\n"
                                      "int g() {\n}\n"), [(1, 4), (5, 2)])

    def test_lambdas_and_local_classes_count_with_the_function_around(self) -> None:
        self.assertEqual(self.lengths("void f() {\n  auto g = [](int x) {\n    return x;\n  };\n"
                                      "  struct L {\n    void h() {}\n  };\n}\n"), [(1, 8)])

    def test_literals_comments_and_directives_do_not_confuse(self) -> None:
        self.assertEqual(self.lengths("#define A(x) \\\n  if (x) {\n"
                                      "void f() {\n  // }\n  /* } */ g(\"}\", '}', R\"(})\");\n"
                                      "  int n = 1'000;\n}\n"), [(3, 5)])

    def test_access_specifiers_end_a_declaration(self) -> None:
        self.assertEqual(self.lengths("class A {\n public:\n  void f() {\n  }\n private:\n"
                                      "  int g() const override { return 1; }\n};\n"),
                         [(3, 2), (6, 1)])


if __name__ == "__main__":
    unittest.main()
