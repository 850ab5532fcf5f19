"""A failure must reach the closing line and the exit status of ./dev test, whoever reports it."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

DOCTEST = ("<testsuite><testcase name='unit-a' status='{status}'>{failure}<system-out>"
           "[doctest] test cases: 5 | {passed} passed | {failed} failed | 0 skipped"
           "</system-out></testcase></testsuite>")


def counts(stage: str, status: int, **files: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        for suffix, text in files.items():
            Path(folder, f"{stage}.{suffix}").write_text(text, encoding="utf-8")
        return subprocess.run(
            [sys.executable, "-B", ROOT / "tools/test_counts.py", folder, stage, str(status)],
            check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


class CountsTest(unittest.TestCase):
    def test_doctest_counts_by_case(self) -> None:
        text = DOCTEST.format(status="run", failure="", passed=5, failed=0)
        self.assertEqual(counts("cpp", 0, xml=text), "5 0 0")
        text = DOCTEST.format(status="fail", failure="<failure/>", passed=3, failed=2)
        self.assertEqual(counts("cpp", 8, xml=text), "3 2 0")

    def test_a_program_that_died_after_its_totals_fails(self) -> None:
        text = DOCTEST.format(status="fail", failure="<failure/>", passed=5, failed=0)
        self.assertEqual(counts("cpp", 8, xml=text), "5 1 0")

    def test_other_cases_count_as_one(self) -> None:
        text = ("<testsuites><testsuite><testcase name='a'/><testcase name='b'><failure/></testcase>"
                "<testcase name='c'><error/></testcase><testcase name='d'><skipped/></testcase>"
                "</testsuite></testsuites>")
        self.assertEqual(counts("python", 1, xml=text), "1 2 1")

    def test_node_is_read_from_its_totals(self) -> None:
        spec = "ℹ tests 4\nℹ pass 2\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0\nℹ todo 0\n"
        self.assertEqual(counts("node", 1, log=spec), "2 2 0")
        self.assertEqual(counts("node", 0, log="# pass 7\n# fail 0\n# skipped 1\n"), "7 0 1")

    def test_a_bad_status_is_a_failure_whatever_the_report_says(self) -> None:
        self.assertEqual(counts("node", 1, log="# pass 7\n# fail 0\n"), "7 1 0")
        self.assertEqual(counts("build", 1, log="ninja: build stopped\n"), "0 1 0")
        self.assertEqual(counts("build", 0, log=""), "0 0 0")


class PropertiesTest(unittest.TestCase):
    def test_properties_are_listed_by_number_and_name(self) -> None:
        line = "0.25 s: Feature: marketing-automation, Property {}: {}\n"
        output = line.format(14, "exit on condition") + line.format(3, "lists") + "0.1 s: other\n"
        report = (f"<testsuite><testcase name='a'><system-out>{output}</system-out></testcase>"
                  f"<testcase name='b'><failure/><system-out>{line.format(20, 'win-back')}"
                  "</system-out></testcase></testsuite>")
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "cpp.xml").write_text(report, encoding="utf-8")
            listed = subprocess.run([sys.executable, "-B", ROOT / "tools/properties.py", folder],
                                    check=True, stdout=subprocess.PIPE, text=True).stdout
        self.assertEqual(listed.splitlines(),
                         ["Property  3: lists (passed, 0.2 s)",
                          "Property 14: exit on condition (passed, 0.2 s)",
                          "Property 20: win-back (failed, 0.2 s)", "3 of the 34 properties ran"])


class RunnerTest(unittest.TestCase):
    """tools/test.sh with stages of its own."""

    def run_stages(self, script: str) -> tuple[int, list[str]]:
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c",
                 f"root={ROOT}; cd {ROOT}; source tools/common.sh; source tools/test.sh\n"
                 f"reports={folder}; install_deps() {{ :; }}; install_node() {{ :; }}\n{script}"],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        return done.returncode, done.stdout.splitlines()

    def test_all_good(self) -> None:
        status, lines = self.run_stages(
            "stages=(build node); stage_build() { true; }\n"
            "stage_node() { echo '# pass 3'; }; run_tests")
        self.assertEqual((status, lines[-1]), (0, "3 passed, 0 failed"))

    def test_a_failed_stage_does_not_stop_the_next(self) -> None:
        status, lines = self.run_stages(
            "stages=(python node); stage_python() { false; echo 'not reached'; }\n"
            "stage_node() { echo '# pass 3'; }; run_tests")
        self.assertEqual((status, lines[-1]), (1, "3 passed, 1 failed"))
        self.assertNotIn("not reached", lines)

    def test_what_needs_a_failed_stage_fails_too(self) -> None:
        status, lines = self.run_stages(
            "stages=(build cpp node); stage_build() { false; }\n"
            "stage_cpp() { echo 'not reached'; }; stage_node() { echo '# pass 3'; }; run_tests")
        self.assertEqual((status, lines[-1]), (1, "3 passed, 2 failed"))
        self.assertNotIn("not reached", lines)

    def test_a_runner_without_tests_fails(self) -> None:
        status, lines = self.run_stages(
            "stages=(node); stage_node() { echo '# pass 0'; }; run_tests")
        self.assertEqual((status, lines[-1]), (1, "0 passed, 1 failed"))

    def test_a_chosen_stage_brings_what_it_needs(self) -> None:
        status, lines = self.run_stages(
            "stages=(build python cpp); stage_build() { echo built; }\n"
            "stage_python() { echo unwanted; }; stage_cpp() { echo '# pass 1'; }; run_tests cpp")
        self.assertEqual((status, lines[-1]), (0, "1 passed, 0 failed"))
        self.assertIn("built", lines)
        self.assertNotIn("unwanted", lines)

    def test_an_unknown_stage_is_refused(self) -> None:
        status, _ = self.run_stages("run_tests nonsense")
        self.assertEqual(status, 1)


class FuzzTest(unittest.TestCase):
    """tools/fuzz.sh with programs that only pretend."""

    FOUND_NOTHING = "echo stat::number_of_executed_units: 700; echo stat::average_exec_per_sec: 35"

    def run_fuzz(self, arguments: str, **programs: str) -> tuple[int, str, list[str]]:
        """Status, output, and the arguments that each program was called with."""
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder, "build/fuzz/tests/fuzz")
            target.mkdir(parents=True)
            for name in ("condition_json", "condition_text"):
                program = target / f"fuzz_{name}"
                program.write_text(f'#!/bin/sh\necho "$0 $*" >>calls\n'
                                   f'{programs.get(name, self.FOUND_NOTHING)}\n', encoding="utf-8")
                program.chmod(0o755)
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c",
                 f"cd {folder}; source {ROOT}/tools/common.sh; source {ROOT}/tools/fuzz.sh\n"
                 f"install_deps() {{ :; }}; build_target() {{ :; }}; run_fuzz {arguments}"],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            calls = Path(folder, "calls")
            return (done.returncode, done.stdout,
                    calls.read_text(encoding="utf-8").splitlines() if calls.exists() else [])

    def test_the_time_is_divided_and_the_rate_is_told(self) -> None:
        status, output, calls = self.run_fuzz("segment --seconds 41")
        self.assertEqual(status, 0)
        self.assertEqual(len(calls), 2)
        for call in calls:
            self.assertIn("-max_total_time=20 ", call)
        self.assertRegex(output, r"condition_text +700 executions +35 a second, nothing found")

    def test_a_finding_fails_and_the_other_target_runs_all_the_same(self) -> None:
        status, output, calls = self.run_fuzz(
            "segment", condition_json="echo 'broken: a promise' >&2; exit 77")
        self.assertEqual((status, len(calls)), (1, 2))
        self.assertIn("broken: a promise", output)
        self.assertIn("condition_json: a finding", output)
        self.assertRegex(output, r"condition_text +700 executions")

    def test_bad_arguments_run_nothing(self) -> None:
        for arguments in ("", "nonsense", "segment --seconds", "segment --seconds 1.5",
                          "segment --seconds 1"):
            status, output, calls = self.run_fuzz(arguments)
            self.assertEqual((status, calls), (1, []), arguments)
            self.assertIn("dev: ", output)


class CrashTest(unittest.TestCase):
    """tools/crash.sh with programs that only pretend."""

    def run_crash(self, arguments: str, build: str = ":") -> tuple[int, list[str]]:
        """Status, and how each program was called: BECKON_CASES, name, arguments."""
        with tempfile.TemporaryDirectory() as folder:
            for name in ("crash/test_crash", "law/test_law", "property/test_property"):
                program = Path(folder, "build/release/tests", name)
                program.parent.mkdir(parents=True)
                program.write_text('#!/bin/sh\necho "$BECKON_CASES $(basename $0) $*" >>calls\n'
                                   'case "$*" in *kill_test*) exit 1 ;; esac\n', encoding="utf-8")
                program.chmod(0o755)
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c",
                 f"cd {folder}; source {ROOT}/tools/common.sh; source {ROOT}/tools/crash.sh\n"
                 f"install_deps() {{ :; }}; build_target() {{ {build}; }}\n"
                 f"run_planted() {{ echo planted >>calls; }}\nrun_crash {arguments}"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            calls = Path(folder, "calls")
            return (done.returncode,
                    calls.read_text(encoding="utf-8").splitlines() if calls.exists() else [])

    def test_each_name_runs_its_file_with_its_cases(self) -> None:
        self.assertEqual(self.run_crash("power model --cases 7"),
                         (0, ["7 test_crash --source-file=*/power_test.cpp",
                              "7 test_property --source-file=*/commands_test.cpp"]))
        self.assertEqual(self.run_crash("reader"),
                         (0, ["60 test_crash --source-file=*/reader_test.cpp"]))

    def test_want_of_space_is_tried_in_both_ways(self) -> None:
        self.assertEqual(self.run_crash("space"),
                         (0, ["1 test_crash --source-file=*/space_test.cpp",
                              " test_law --source-file=*/disk_full_test.cpp"]))

    def test_a_failed_one_does_not_stop_the_next(self) -> None:
        self.assertEqual(self.run_crash("kill planted"),
                         (1, ["1000 test_crash --source-file=*/kill_test.cpp", "planted"]))

    def test_what_cannot_be_built_is_not_run(self) -> None:
        self.assertEqual(self.run_crash("space model kill", build="false"), (1, []))

    def test_an_unknown_name_is_refused(self) -> None:
        self.assertEqual(self.run_crash("kill nonsense"), (1, []))
        self.assertEqual(self.run_crash("kill --cases none"), (1, []))


if __name__ == "__main__":
    unittest.main()
