// Made by bindings/generate.py from the operation registry; do not edit.

import type { Watching, Who } from '../index.js';

export interface FlowsArchiveRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface FlowsArchiveResponse {
}

export interface FlowsCreateRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** What starts an entry */
  trigger: Record<string, unknown>;
  /** Key of the first node */
  start: unknown;
  /** Nodes by key */
  nodes: Record<string, unknown>;
  /** For people */
  name?: string;
  /** "event.cart_id": entries by this property */
  entry_key?: unknown;
  /** Condition to start, as JSON or as text */
  filter?: Record<string, unknown> | string;
  /** never, after_exit, {"after": duration} or concurrent_by_key */
  reentry?: unknown;
  /** Whether a key may enter again */
  again?: unknown;
  /** Start those in the segment already */
  include_existing?: unknown;
  /** What ends an entry */
  exit_when?: Array<unknown>;
  /** What an entry is for */
  goal?: Record<string, unknown>;
  /** Condition to be sent a message, as JSON or as text */
  message_filter?: Record<string, unknown> | string;
  /** Time zone where the profile has none */
  zone?: string;
  /** Entries ever */
  max_entries?: number;
  /** Entries at one time */
  max_active?: number;
  /** {"limit", "per"}: messages in any time */
  send_rate?: Record<string, unknown>;
}

export interface FlowsCreateResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** When it was saved */
  updated_at: string;
}

export interface FlowsDiffRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** A version; the one before `to` when left out, of a draft the current one */
  from?: number;
  /** A version; when left out the draft, or the current one where there is none */
  to?: number;
}

export interface FlowsDiffResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The version compared */
  from: number;
  /** Nodes that only `to` has */
  added: Array<string>;
  /** Nodes that only `from` has */
  removed: Array<string>;
  /** Nodes that differ */
  changed: Array<string>;
  /** Each member that differs: pointer, from and to, one of which may be absent */
  changes: Array<Record<string, unknown>>;
  /** Entries of `from` that wait at nodes which `to` lacks: node, entries */
  waiting: Array<Record<string, unknown>>;
  /** The version it is compared to; absent: the draft */
  to?: number;
}

export interface FlowsEntriesRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Only active, completed or exited ones */
  state?: string;
  /** Only those that stand there, or stood last */
  node?: string;
  /** Only those on that version */
  version?: number;
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile?: Who;
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface FlowsEntriesResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface FlowsExplainRequest {
  /** Id of the entry */
  entry: string;
}

export interface FlowsExplainResponse {
  /** As flows.entries shows it */
  entry: Record<string, unknown>;
  /**
   * at, by (event, segment, list, date, schedule or call), and what is known of it: the event
   * with its properties, the segment's key
   */
  started: Record<string, unknown>;
  /**
   * Each visit to a node in order: node, type, version, arrived_at; of one that is over, left_at,
   * to (null: the end) and why; message, failed, converted, variant
   */
  steps: Array<Record<string, unknown>>;
  /** at and node, when the goal was reached */
  goal?: Record<string, unknown>;
  /** at, state, reason and why */
  ended?: Record<string, unknown>;
}

export interface FlowsGetRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** An earlier version; current when left out */
  version?: number;
}

export interface FlowsGetResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Of this document */
  version: number;
  /** First publication */
  created_at: string;
  /** Newest publication or change of status */
  updated_at: string;
  /** As it was published */
  definition: Record<string, unknown>;
  /** Of a flow: live, paused or archived */
  status?: string;
}

export interface FlowsListRequest {
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface FlowsListResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface FlowsPauseRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface FlowsPauseResponse {
}

export interface FlowsPublishRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /**
   * By the key of an old node ("*": every other) what becomes of the entries that wait at it: a
   * node of the new version, {"exit": true} or {"stay": true}. Nodes of which it says nothing go
   * to the new version's node of that key. Without it, entries stay on their versions
   */
  migrate?: Record<string, unknown>;
  /** Only tell what would become of whom */
  dry_run?: boolean;
}

export interface FlowsPublishResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The version now current */
  version: number;
  /** Whether nothing was published */
  dry_run: boolean;
  /**
   * Waiting entries by version and node: becomes (stay, keep: goes on waiting in the new version,
   * move: a new visit, exit), to, entries, and in a dry run some of their profiles
   */
  entries: Array<Record<string, unknown>>;
}

export interface FlowsResumeRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface FlowsResumeResponse {
}

export interface FlowsRollbackRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Whose document it is */
  version: number;
  /**
   * By the key of an old node ("*": every other) what becomes of the entries that wait at it: a
   * node of the new version, {"exit": true} or {"stay": true}. Nodes of which it says nothing go
   * to the new version's node of that key. Without it, entries stay on their versions
   */
  migrate?: Record<string, unknown>;
  /** Only tell what would become of whom */
  dry_run?: boolean;
}

export interface FlowsRollbackResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The version now current */
  version: number;
  /** Whether nothing was published */
  dry_run: boolean;
  /**
   * Waiting entries by version and node: becomes (stay, keep: goes on waiting in the new version,
   * move: a new visit, exit), to, entries, and in a dry run some of their profiles
   */
  entries: Array<Record<string, unknown>>;
}

export interface FlowsSimulateRequest {
  /** A flow: its draft, or its live version when it has none; or give definition */
  key?: string;
  /** A flow as flows.create takes it; nothing of it is saved */
  definition?: Record<string, unknown>;
  /** Since when it is live; the first record's time */
  from?: Date | string;
  /** Where it ends; the present */
  to?: Date | string;
  /** "live": try the live version over the same span too, and tell the difference */
  compare?: string;
  /** Items of the first page of each listing */
  limit?: number;
}

export interface FlowsSimulateResponseTotalsMessages {
  /** Messages that would have been sent */
  sent: number;
  /** Profiles that would have got one */
  people: number;
  /** Decided, and not yet due at the end */
  waiting: number;
  /** Refused by policy, by reason */
  excluded: Record<string, number>;
  /** Not accepted, by state */
  failed: Record<string, number>;
}

export interface FlowsSimulateResponseTotalsOthers {
  /** Messages that would have been sent */
  sent: number;
  /** Profiles that would have got one */
  people: number;
  /** Decided, and not yet due at the end */
  waiting: number;
  /** Refused by policy, by reason */
  excluded: Record<string, number>;
  /** Not accepted, by state */
  failed: Record<string, number>;
}

export interface FlowsSimulateResponseTotalsNodes {
  /** Its key */
  node: string;
  /** Arrivals */
  entered: number;
  /** Entries that stand there at the end */
  waiting: number;
  /** Times that its command failed */
  failed: number;
  /** Entries that reached the goal there */
  converted: number;
}

export interface FlowsSimulateResponseTotals {
  /** Entries that would have started */
  started: number;
  /** Starts refused, by reason; filter among them */
  refused: Record<string, number>;
  /** Entries under way at the end */
  active: number;
  /** Entries that came to an end */
  completed: number;
  /** Entries that left before it, by reason */
  exited: Record<string, number>;
  /** Entries that reached the goal */
  converted: number;
  /** Of these entries */
  messages: FlowsSimulateResponseTotalsMessages;
  /** Messages of other flows in the same time */
  others: FlowsSimulateResponseTotalsOthers;
  /** By node of the flow */
  nodes: Array<FlowsSimulateResponseTotalsNodes>;
}

export interface FlowsSimulateResponseMessages {
  /** How many there are; limits::simulation_rows of them are listed */
  total: number;
  /** The first of them */
  items: Array<Record<string, unknown>>;
  /** For flows.simulated; absent on the last */
  cursor?: string;
}

export interface FlowsSimulateResponseEntries {
  /** How many there are; limits::simulation_rows of them are listed */
  total: number;
  /** The first of them */
  items: Array<Record<string, unknown>>;
  /** For flows.simulated; absent on the last */
  cursor?: string;
}

export interface FlowsSimulateResponseRefusals {
  /** How many there are; limits::simulation_rows of them are listed */
  total: number;
  /** The first of them */
  items: Array<Record<string, unknown>>;
  /** For flows.simulated; absent on the last */
  cursor?: string;
}

export interface FlowsSimulateResponseComparisonLiveMessages {
  /** Messages that would have been sent */
  sent: number;
  /** Profiles that would have got one */
  people: number;
  /** Decided, and not yet due at the end */
  waiting: number;
  /** Refused by policy, by reason */
  excluded: Record<string, number>;
  /** Not accepted, by state */
  failed: Record<string, number>;
}

export interface FlowsSimulateResponseComparisonLiveOthers {
  /** Messages that would have been sent */
  sent: number;
  /** Profiles that would have got one */
  people: number;
  /** Decided, and not yet due at the end */
  waiting: number;
  /** Refused by policy, by reason */
  excluded: Record<string, number>;
  /** Not accepted, by state */
  failed: Record<string, number>;
}

export interface FlowsSimulateResponseComparisonLiveNodes {
  /** Its key */
  node: string;
  /** Arrivals */
  entered: number;
  /** Entries that stand there at the end */
  waiting: number;
  /** Times that its command failed */
  failed: number;
  /** Entries that reached the goal there */
  converted: number;
}

export interface FlowsSimulateResponseComparisonLive {
  /** Entries that would have started */
  started: number;
  /** Starts refused, by reason; filter among them */
  refused: Record<string, number>;
  /** Entries under way at the end */
  active: number;
  /** Entries that came to an end */
  completed: number;
  /** Entries that left before it, by reason */
  exited: Record<string, number>;
  /** Entries that reached the goal */
  converted: number;
  /** Of these entries */
  messages: FlowsSimulateResponseComparisonLiveMessages;
  /** Messages of other flows in the same time */
  others: FlowsSimulateResponseComparisonLiveOthers;
  /** By node of the flow */
  nodes: Array<FlowsSimulateResponseComparisonLiveNodes>;
}

export interface FlowsSimulateResponseComparisonChanges {
  /** How many there are; limits::simulation_rows of them are listed */
  total: number;
  /** The first of them */
  items: Array<Record<string, unknown>>;
  /** For flows.simulated; absent on the last */
  cursor?: string;
}

export interface FlowsSimulateResponseComparison {
  /** What the live version would have done */
  live: FlowsSimulateResponseComparisonLive;
  /** Messages that are the same */
  same: number;
  /** Messages at another time */
  moved: number;
  /** Messages with another result */
  other_result: number;
  /** Messages of the draft alone */
  only_draft: number;
  /** Messages of the live one alone */
  only_live: number;
  /** By profile and message */
  changes: FlowsSimulateResponseComparisonChanges;
}

export interface FlowsSimulateResponse {
  /** For flows.simulated, while it is kept */
  id: string;
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Since when the flow was live */
  from: string;
  /** Where it ended */
  to: string;
  /** Records of the journal that were told */
  records: number;
  /** Of everything, exact */
  totals: FlowsSimulateResponseTotals;
  /** Who, when, what, and if not why */
  messages: FlowsSimulateResponseMessages;
  /** Who went where */
  entries: FlowsSimulateResponseEntries;
  /** Starts that were refused */
  refusals: FlowsSimulateResponseRefusals;
  /**
   * Channels of its messages for which there is no provider account: counted as if there were one
   */
  without_account: Array<string>;
  /** With compare */
  comparison?: FlowsSimulateResponseComparison;
}

export interface FlowsSimulatedRequest {
  /** Of flows.simulate's answer */
  id: string;
  /** messages, entries, refusals or changes */
  list: string;
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface FlowsSimulatedResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface FlowsStartRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile?: Who;
  /** Everybody for whom this condition holds, as JSON or as text */
  where?: Record<string, unknown> | string;
  /** What entry.x and event.x find in the entries that begin */
  properties?: Record<string, unknown>;
}

export interface FlowsStartResponse {
  /** Entries that have begun */
  started: number;
  /** Starts that were refused, by reason */
  refused: Record<string, number>;
  /** Of one profile: profile, entered, left, flows */
  consequences?: Record<string, unknown>;
}

export interface FlowsStatsRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface FlowsStatsResponseNodes {
  /** Its key */
  node: string;
  /** Of the flow */
  version: number;
  /** Kind of node */
  type: string;
  /** Visits that have begun */
  entered: number;
  /** Entries that are at it */
  waiting: number;
  /**
   * Visits that are over, by reason: next (to another node), migrated (to another version), or
   * what the entry ended by
   */
  left: Record<string, number>;
  /** Times that what it does has failed */
  failed: number;
  /** Entries that reached the goal while they stood here, or after they ended here */
  converted: number;
  /** Half of the visits that are over took no longer, in milliseconds, within 1.6 % */
  median_ms?: number;
}

export interface FlowsStatsResponseExperimentsVariants {
  /** Its key */
  variant: string;
  /** Entries that took it */
  assigned: number;
  /** Of these, with a message opened after that */
  opened: number;
  /** Of these, with a message clicked after that */
  clicked: number;
  /** Of these, that reached the goal after */
  converted: number;
  /** Of the metric among those assigned */
  share?: number;
  /** Two-proportion z against the first variant */
  z?: number;
  /** How likely so great a difference is by chance alone */
  p?: number;
}

export interface FlowsStatsResponseExperiments {
  /** Its key */
  experiment: string;
  /** In order of writing */
  variants: Array<FlowsStatsResponseExperimentsVariants>;
  /** What decides: opened, clicked, converted */
  metric?: string;
  /** The variant that everybody new goes to */
  winner?: string;
  /** First assignment */
  first_at?: string;
  /** When it is to be decided */
  decides_at?: string;
  /** When it was */
  decided_at?: string;
}

export interface FlowsStatsResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The current one */
  version: number;
  /** Entries ever */
  started: number;
  /** Entries under way */
  active: number;
  /** Entries that came to an end */
  completed: number;
  /** Entries that left before it */
  exited: number;
  /** Entries that reached the goal */
  converted: number;
  /** Starts refused, by reason */
  refused: Record<string, number>;
  /** Entries that are over, by reason */
  ended: Record<string, number>;
  /** By version and node */
  nodes: Array<FlowsStatsResponseNodes>;
  /** By key */
  experiments: Array<FlowsStatsResponseExperiments>;
}

export interface FlowsTestRequest {
  /** What happens, in order */
  steps: Array<Record<string, unknown>>;
  /** A flow: its draft, or its live version when it has none; or give definition */
  key?: string;
  /** A flow as flows.create takes it; nothing of it is saved */
  definition?: Record<string, unknown>;
  /**
   * Who goes through it: user_id, anonymous_id, email, phone, traits, consents (state by
   * channel), lists
   */
  profile?: Who;
  /** When it begins; 2024-01-01T09:00:00Z, a Monday */
  at?: Date | string;
  /** Which arms random nodes take goes by it */
  seed?: string;
}

export interface FlowsTestResponseProfileMoves {
  /** Unique key: letters, digits, "-", "_" and "." */
  flow: string;
  /** Its id */
  entry: string;
  /** Where it arrived; "" when it ended */
  node: string;
  /** How it ended; "" else */
  reason: string;
  /** When */
  at: string;
}

export interface FlowsTestResponseProfileMessages {
  /** Unique key: letters, digits, "-", "_" and "." */
  flow: string;
  /** That decided it */
  node: string;
  /** By which it goes */
  channel: string;
  /** What is said */
  template: string;
  /** pending, accepted, excluded, rejected, retry, unknown or failed */
  result: string;
  /** Why it was excluded or moved; "" else */
  reason: string;
  /** When; of one that waits, when it is due */
  at: string;
}

export interface FlowsTestResponseProfileRefused {
  /** Unique key: letters, digits, "-", "_" and "." */
  flow: string;
  /** Why nobody started */
  reason: string;
  /** When */
  at: string;
}

export interface FlowsTestResponseProfile {
  /** The time when it was over */
  at: string;
  /** Segments */
  entered: Array<string>;
  /** Segments */
  left: Array<string>;
  /** Arrivals at nodes, and ends, in order */
  moves: Array<FlowsTestResponseProfileMoves>;
  /** That were decided, or of which something became */
  messages: Array<FlowsTestResponseProfileMessages>;
  /** Starts that were refused */
  refused: Array<FlowsTestResponseProfileRefused>;
  /** Flows whose goal was reached */
  converted: Array<string>;
}

export interface FlowsTestResponseStepsMoves {
  /** Unique key: letters, digits, "-", "_" and "." */
  flow: string;
  /** Its id */
  entry: string;
  /** Where it arrived; "" when it ended */
  node: string;
  /** How it ended; "" else */
  reason: string;
  /** When */
  at: string;
}

export interface FlowsTestResponseStepsMessages {
  /** Unique key: letters, digits, "-", "_" and "." */
  flow: string;
  /** That decided it */
  node: string;
  /** By which it goes */
  channel: string;
  /** What is said */
  template: string;
  /** pending, accepted, excluded, rejected, retry, unknown or failed */
  result: string;
  /** Why it was excluded or moved; "" else */
  reason: string;
  /** When; of one that waits, when it is due */
  at: string;
}

export interface FlowsTestResponseStepsRefused {
  /** Unique key: letters, digits, "-", "_" and "." */
  flow: string;
  /** Why nobody started */
  reason: string;
  /** When */
  at: string;
}

export interface FlowsTestResponseSteps {
  /** The time when it was over */
  at: string;
  /** Segments */
  entered: Array<string>;
  /** Segments */
  left: Array<string>;
  /** Arrivals at nodes, and ends, in order */
  moves: Array<FlowsTestResponseStepsMoves>;
  /** That were decided, or of which something became */
  messages: Array<FlowsTestResponseStepsMessages>;
  /** Starts that were refused */
  refused: Array<FlowsTestResponseStepsRefused>;
  /** Flows whose goal was reached */
  converted: Array<string>;
}

export interface FlowsTestResponse {
  /** What making the profile caused */
  profile: FlowsTestResponseProfile;
  /** What each step caused */
  steps: Array<FlowsTestResponseSteps>;
  /** Of the profile at the end */
  traits: Record<string, unknown>;
  /** In which it is at the end */
  segments: Array<string>;
  /** On which it is at the end */
  lists: Array<string>;
}

export interface FlowsUpdateRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** What starts an entry */
  trigger: Record<string, unknown>;
  /** Key of the first node */
  start: unknown;
  /** Nodes by key */
  nodes: Record<string, unknown>;
  /** For people */
  name?: string;
  /** "event.cart_id": entries by this property */
  entry_key?: unknown;
  /** Condition to start, as JSON or as text */
  filter?: Record<string, unknown> | string;
  /** never, after_exit, {"after": duration} or concurrent_by_key */
  reentry?: unknown;
  /** Whether a key may enter again */
  again?: unknown;
  /** Start those in the segment already */
  include_existing?: unknown;
  /** What ends an entry */
  exit_when?: Array<unknown>;
  /** What an entry is for */
  goal?: Record<string, unknown>;
  /** Condition to be sent a message, as JSON or as text */
  message_filter?: Record<string, unknown> | string;
  /** Time zone where the profile has none */
  zone?: string;
  /** Entries ever */
  max_entries?: number;
  /** Entries at one time */
  max_active?: number;
  /** {"limit", "per"}: messages in any time */
  send_rate?: Record<string, unknown>;
}

export interface FlowsUpdateResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** When it was saved */
  updated_at: string;
}

/** flows.* */
export interface Flows {
  /** Start nobody any more; entries under way go on. */
  archive(request: FlowsArchiveRequest): Promise<FlowsArchiveResponse>;
  /** Save a new flow as a draft. */
  create(request: FlowsCreateRequest): Promise<FlowsCreateResponse>;
  /** Compare two versions of a flow. */
  diff(request: FlowsDiffRequest): Promise<FlowsDiffResponse>;
  /** List a flow's entries, oldest first. */
  entries(request: FlowsEntriesRequest): Promise<FlowsEntriesResponse>;
  /** Tell an entry's story: what started it, why it went each way, what became of it. */
  explain(request: FlowsExplainRequest): Promise<FlowsExplainResponse>;
  /** Show a flow's definition. */
  get(request: FlowsGetRequest): Promise<FlowsGetResponse>;
  /** List flows by key, drafts last. */
  list(request?: FlowsListRequest): Promise<FlowsListResponse>;
  /** Start nobody and let every entry wait. */
  pause(request: FlowsPauseRequest): Promise<FlowsPauseResponse>;
  /** Make the draft the current version; say what becomes of entries, or try it out. */
  publish(request: FlowsPublishRequest): Promise<FlowsPublishResponse>;
  /** Go on; what fell due meanwhile goes out. */
  resume(request: FlowsResumeRequest): Promise<FlowsResumeResponse>;
  /** Publish the document of an older version as the newest. */
  rollback(request: FlowsRollbackRequest): Promise<FlowsRollbackResponse>;
  /** Try a flow on the workspace's own past; nothing is sent. */
  simulate(request?: FlowsSimulateRequest, options?: Watching): Promise<FlowsSimulateResponse>;
  /** Page through a listing of a simulation. */
  simulated(request: FlowsSimulatedRequest): Promise<FlowsSimulatedResponse>;
  /** Start a live flow for one profile, or for all who meet a condition. */
  start(request: FlowsStartRequest): Promise<FlowsStartResponse>;
  /** Count a flow's entries, at each node and in its experiments. */
  stats(request: FlowsStatsRequest): Promise<FlowsStatsResponse>;
  /** Walk one made-up profile through a flow, step by step. */
  test(request: FlowsTestRequest, options?: Watching): Promise<FlowsTestResponse>;
  /** Save a draft over a flow. */
  update(request: FlowsUpdateRequest): Promise<FlowsUpdateResponse>;
}
