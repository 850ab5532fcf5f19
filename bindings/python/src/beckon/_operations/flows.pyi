# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class FlowsArchiveResponse(TypedDict):
    pass

class FlowsCreateResponse(TypedDict):
    key: str
    updated_at: str

FlowsDiffResponse = TypedDict("FlowsDiffResponse", {"key": str, "from": int,
                                                    "added": _list[str], "removed": _list[str],
                                                    "changed": _list[str],
                                                    "changes": _list[_dict[str, Any]],
                                                    "waiting": _list[_dict[str, Any]],
                                                    "to": NotRequired[int]})

class FlowsEntriesResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class FlowsExplainResponse(TypedDict):
    entry: _dict[str, Any]
    started: _dict[str, Any]
    steps: _list[_dict[str, Any]]
    goal: NotRequired[_dict[str, Any]]
    ended: NotRequired[_dict[str, Any]]

class FlowsGetResponse(TypedDict):
    key: str
    version: int
    created_at: str
    updated_at: str
    definition: _dict[str, Any]
    status: NotRequired[str]

class FlowsListResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class FlowsPauseResponse(TypedDict):
    pass

class FlowsPublishResponse(TypedDict):
    key: str
    version: int
    dry_run: bool
    entries: _list[_dict[str, Any]]

class FlowsResumeResponse(TypedDict):
    pass

class FlowsRollbackResponse(TypedDict):
    key: str
    version: int
    dry_run: bool
    entries: _list[_dict[str, Any]]

class FlowsSimulateResponseTotalsMessages(TypedDict):
    sent: int
    people: int
    waiting: int
    excluded: _dict[str, int]
    failed: _dict[str, int]

class FlowsSimulateResponseTotalsOthers(TypedDict):
    sent: int
    people: int
    waiting: int
    excluded: _dict[str, int]
    failed: _dict[str, int]

class FlowsSimulateResponseTotalsNodes(TypedDict):
    node: str
    entered: int
    waiting: int
    failed: int
    converted: int

class FlowsSimulateResponseTotals(TypedDict):
    started: int
    refused: _dict[str, int]
    active: int
    completed: int
    exited: _dict[str, int]
    converted: int
    messages: FlowsSimulateResponseTotalsMessages
    others: FlowsSimulateResponseTotalsOthers
    nodes: _list[FlowsSimulateResponseTotalsNodes]

class FlowsSimulateResponseMessages(TypedDict):
    total: int
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class FlowsSimulateResponseEntries(TypedDict):
    total: int
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class FlowsSimulateResponseRefusals(TypedDict):
    total: int
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class FlowsSimulateResponseComparisonLiveMessages(TypedDict):
    sent: int
    people: int
    waiting: int
    excluded: _dict[str, int]
    failed: _dict[str, int]

class FlowsSimulateResponseComparisonLiveOthers(TypedDict):
    sent: int
    people: int
    waiting: int
    excluded: _dict[str, int]
    failed: _dict[str, int]

class FlowsSimulateResponseComparisonLiveNodes(TypedDict):
    node: str
    entered: int
    waiting: int
    failed: int
    converted: int

class FlowsSimulateResponseComparisonLive(TypedDict):
    started: int
    refused: _dict[str, int]
    active: int
    completed: int
    exited: _dict[str, int]
    converted: int
    messages: FlowsSimulateResponseComparisonLiveMessages
    others: FlowsSimulateResponseComparisonLiveOthers
    nodes: _list[FlowsSimulateResponseComparisonLiveNodes]

class FlowsSimulateResponseComparisonChanges(TypedDict):
    total: int
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class FlowsSimulateResponseComparison(TypedDict):
    live: FlowsSimulateResponseComparisonLive
    same: int
    moved: int
    other_result: int
    only_draft: int
    only_live: int
    changes: FlowsSimulateResponseComparisonChanges

FlowsSimulateResponse = TypedDict("FlowsSimulateResponse", {"id": str, "key": str, "from": str,
                                                            "to": str, "records": int,
                                                            "totals": FlowsSimulateResponseTotals,
                                                            "messages": FlowsSimulateResponseMessages,
                                                            "entries": FlowsSimulateResponseEntries,
                                                            "refusals": FlowsSimulateResponseRefusals,
                                                            "without_account": _list[str],
                                                            "comparison": NotRequired[FlowsSimulateResponseComparison]})

class FlowsSimulatedResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class FlowsStartResponse(TypedDict):
    started: int
    refused: _dict[str, int]
    consequences: NotRequired[_dict[str, Any]]

class FlowsStatsResponseNodes(TypedDict):
    node: str
    version: int
    type: str
    entered: int
    waiting: int
    left: _dict[str, int]
    failed: int
    converted: int
    median_ms: NotRequired[int]

class FlowsStatsResponseExperimentsVariants(TypedDict):
    variant: str
    assigned: int
    opened: int
    clicked: int
    converted: int
    share: NotRequired[float]
    z: NotRequired[float]
    p: NotRequired[float]

class FlowsStatsResponseExperiments(TypedDict):
    experiment: str
    variants: _list[FlowsStatsResponseExperimentsVariants]
    metric: NotRequired[str]
    winner: NotRequired[str]
    first_at: NotRequired[str]
    decides_at: NotRequired[str]
    decided_at: NotRequired[str]

class FlowsStatsResponse(TypedDict):
    key: str
    version: int
    started: int
    active: int
    completed: int
    exited: int
    converted: int
    refused: _dict[str, int]
    ended: _dict[str, int]
    nodes: _list[FlowsStatsResponseNodes]
    experiments: _list[FlowsStatsResponseExperiments]

class FlowsTestResponseProfileMoves(TypedDict):
    flow: str
    entry: str
    node: str
    reason: str
    at: str

class FlowsTestResponseProfileMessages(TypedDict):
    flow: str
    node: str
    channel: str
    template: str
    result: str
    reason: str
    at: str

class FlowsTestResponseProfileRefused(TypedDict):
    flow: str
    reason: str
    at: str

class FlowsTestResponseProfile(TypedDict):
    at: str
    entered: _list[str]
    left: _list[str]
    moves: _list[FlowsTestResponseProfileMoves]
    messages: _list[FlowsTestResponseProfileMessages]
    refused: _list[FlowsTestResponseProfileRefused]
    converted: _list[str]

class FlowsTestResponseStepsMoves(TypedDict):
    flow: str
    entry: str
    node: str
    reason: str
    at: str

class FlowsTestResponseStepsMessages(TypedDict):
    flow: str
    node: str
    channel: str
    template: str
    result: str
    reason: str
    at: str

class FlowsTestResponseStepsRefused(TypedDict):
    flow: str
    reason: str
    at: str

class FlowsTestResponseSteps(TypedDict):
    at: str
    entered: _list[str]
    left: _list[str]
    moves: _list[FlowsTestResponseStepsMoves]
    messages: _list[FlowsTestResponseStepsMessages]
    refused: _list[FlowsTestResponseStepsRefused]
    converted: _list[str]

class FlowsTestResponse(TypedDict):
    profile: FlowsTestResponseProfile
    steps: _list[FlowsTestResponseSteps]
    traits: _dict[str, Any]
    segments: _list[str]
    lists: _list[str]

class FlowsUpdateResponse(TypedDict):
    key: str
    updated_at: str

class Flows(Noun):
    def archive(self, *, key: str) -> FlowsArchiveResponse: ...
    def create(self, *, key: str, trigger: Mapping[str, Any], start: Any,
               nodes: Mapping[str, Any], name: str | None = None, entry_key: Any | None = None,
               filter: Mapping[str, Any] | str | None = None, reentry: Any | None = None,
               again: Any | None = None, include_existing: Any | None = None,
               exit_when: _list[Any] | None = None, goal: Mapping[str, Any] | None = None,
               message_filter: Mapping[str, Any] | str | None = None, zone: str | None = None,
               max_entries: int | None = None, max_active: int | None = None,
               send_rate: Mapping[str, Any] | None = None) -> FlowsCreateResponse: ...
    def diff(self, *, key: str, from_: int | None = None,
             to: int | None = None) -> FlowsDiffResponse: ...
    def entries(self, *, key: str, state: str | None = None, node: str | None = None,
                version: int | None = None, profile: Mapping[str, Any] | None = None,
                cursor: str | None = None,
                limit: int | None = None) -> FlowsEntriesResponse: ...
    def explain(self, *, entry: str) -> FlowsExplainResponse: ...
    def get(self, *, key: str, version: int | None = None) -> FlowsGetResponse: ...
    def list(self, *, cursor: str | None = None,
             limit: int | None = None) -> FlowsListResponse: ...
    def pause(self, *, key: str) -> FlowsPauseResponse: ...
    def publish(self, *, key: str, migrate: Mapping[str, Any] | None = None,
                dry_run: bool | None = None) -> FlowsPublishResponse: ...
    def resume(self, *, key: str) -> FlowsResumeResponse: ...
    def rollback(self, *, key: str, version: int, migrate: Mapping[str, Any] | None = None,
                 dry_run: bool | None = None) -> FlowsRollbackResponse: ...
    def simulate(self, *, key: str | None = None, definition: Mapping[str, Any] | None = None,
                 from_: datetime | str | None = None, to: datetime | str | None = None,
                 compare: str | None = None, limit: int | None = None,
                 progress: Watcher | None = None) -> FlowsSimulateResponse: ...
    def simulated(self, *, id: str, list: str, cursor: str | None = None,
                  limit: int | None = None) -> FlowsSimulatedResponse: ...
    def start(self, *, key: str, profile: Mapping[str, Any] | None = None,
              where: Mapping[str, Any] | str | None = None,
              properties: Mapping[str, Any] | None = None) -> FlowsStartResponse: ...
    def stats(self, *, key: str) -> FlowsStatsResponse: ...
    def test(self, *, steps: _list[Mapping[str, Any]], key: str | None = None,
             definition: Mapping[str, Any] | None = None,
             profile: Mapping[str, Any] | None = None, at: datetime | str | None = None,
             seed: str | None = None, progress: Watcher | None = None) -> FlowsTestResponse: ...
    def update(self, *, key: str, trigger: Mapping[str, Any], start: Any,
               nodes: Mapping[str, Any], name: str | None = None, entry_key: Any | None = None,
               filter: Mapping[str, Any] | str | None = None, reentry: Any | None = None,
               again: Any | None = None, include_existing: Any | None = None,
               exit_when: _list[Any] | None = None, goal: Mapping[str, Any] | None = None,
               message_filter: Mapping[str, Any] | str | None = None, zone: str | None = None,
               max_entries: int | None = None, max_active: int | None = None,
               send_rate: Mapping[str, Any] | None = None) -> FlowsUpdateResponse: ...
