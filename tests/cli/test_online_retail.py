"""The real invoices of the data folder through the tool, by the mapping of the examples."""

import json
import os
import unittest
from collections import Counter
from pathlib import Path

from tool import ROOT, ToolTest

DATA = os.environ.get("BECKON_DATA", "")
TABLE = Path(DATA) / "online-retail.csv.gz"


@unittest.skipUnless(DATA and TABLE.exists(), "BECKON_DATA has no online-retail.csv.gz")
class OnlineRetail(ToolTest):
    def test_every_line_is_an_event_or_a_reject(self) -> None:
        mapping = str(ROOT / "examples/import/online-retail.json")
        words = ["import", self.shop, str(TABLE), "--mapping", mapping, "--rejects", "rejects.jsonl"]
        ran = self.run_tool(*words)
        self.assertEqual((ran.code, ran.err), (3, ""))
        counts = {name: ran.json[name] for name in ("rows", "accepted", "rejected", "refused")}
        self.assertEqual(counts, {"rows": 541_909, "accepted": 406_829, "rejected": 135_080,
                                  "refused": 0})
        with (self.path / "rejects.jsonl").open(encoding="utf-8") as file:
            reasons = Counter(json.loads(line)["error"]["message"] for line in file)
        self.assertEqual(reasons, {"the row names nobody": 135_080})
        shown = self.run_tool("stat", self.shop).json
        self.assertEqual((shown["profiles"], shown["events_by_name"]),
                         (4_372, {"Item Purchased": 406_829}))
        again = self.run_tool(*words).json
        self.assertEqual((again["accepted"], again["skipped"], again["rejected"]),
                         (0, 541_909, 135_080))
        self.assertEqual(self.run_tool("verify", self.shop).code, 0)


if __name__ == "__main__":
    unittest.main()
