// Beckon for Node. Every call that may block answers with a promise and runs off the event loop;
// calls that are not awaited one after the other may be applied in any order.
/// <reference lib="esnext.disposable" />

import { Management } from './operations/index.js';

export * from './operations/index.js';

export type Time = Date | string;
export type Traits = Record<string, unknown>;

/**
 * Names a profile; one member is enough, `id` is Beckon's own. At the top level of records, and in
 * the member `profile` of requests, the names userId, anonymousId, messageId, previousId,
 * sessionId, textVersion and userAgent stand for those in snake_case. Everything else is data or a
 * definition and stays as it is.
 */
export interface Who {
  userId?: string;
  anonymousId?: string;
  email?: string;
  phone?: string;
  id?: string;
}

/** What every record may say. */
export interface Common extends Who {
  /** Of kinds that the workspace declares, by kind. */
  identifiers?: Record<string, string>;
  /** When it happened; the time of arrival when left out. */
  at?: Time;
  /** Makes the record safe to repeat. */
  messageId?: string;
  sessionId?: string;
  context?: Record<string, unknown>;
}

export interface IdentifyRecord extends Common {
  /** A trait of null is removed; what is not named stays. */
  traits?: Traits;
}

export interface TrackRecord extends Common {
  event: string;
  properties?: Traits;
}

export interface AliasRecord extends Common {
  previousId: string;
}

export interface ConsentRecord extends Common {
  channel: string;
  /** pending: asked for, to be confirmed. */
  state: 'granted' | 'denied' | 'pending' | 'none';
  topic?: string;
  /** How it is known, e.g. the form. */
  source?: string;
  method?: string;
  textVersion?: string;
  ip?: string;
  userAgent?: string;
  actor?: string;
  proof?: unknown;
}

export type IngestRecord =
  | ({ type: 'identify' } & IdentifyRecord)
  | ({ type: 'track' } & TrackRecord)
  | ({ type: 'page' | 'screen'; name?: string; category?: string; properties?: Traits } & Common)
  | ({ type: 'alias' } & AliasRecord)
  | ({ type: 'consent' } & ConsentRecord)
  | ({ type: 'subscribe' | 'unsubscribe'; list: string; source?: string } & Common);

/** Objects, lines of JSON, or NDJSON as one text. */
export type IngestRecords =
  | string
  | Uint8Array
  | Iterable<IngestRecord | string | Uint8Array>
  | AsyncIterable<IngestRecord | string | Uint8Array>;

/** An entry that started, moved or, when `node` is null, ended. */
export interface FlowMove {
  flow: string;
  entry: string;
  node: string | null;
}

/** What one record caused for the profile it named. */
export interface Caused {
  profile: string;
  entered: string[];
  left: string[];
  flows: FlowMove[];
  duplicate: boolean;
}

/** One mistake in a document: a JSON pointer to it, what it is and how to mend it. */
export interface Issue {
  pointer: string;
  message: string;
  hint: string;
}

/** An error as JSON. */
export interface ErrorDocument {
  code: ErrorCode;
  message: string;
  pointer: string;
  hint: string;
  issues: Issue[];
}

/** `accepted` records are stored, `duplicates` of them were known; `index` counts from 0. */
export interface Ingested {
  accepted: number;
  duplicates: number;
  errors: Array<{ index: number; error: ErrorDocument }>;
}

/** A row that was refused; `row` counts from 1 behind the header, `line` from the top. */
export interface Reject {
  row: number;
  line: number;
  error: ErrorDocument;
  text: string;
}

/**
 * Where an import stands: `skipped` rows were stored by an earlier run, `rejected` ones have a
 * mistake, `refused` records were not taken by the workspace, `withheld` consents had no proof.
 */
export interface Imported {
  rows: number;
  bytes: number;
  skipped: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  refused: number;
  withheld: number;
  dry_run: boolean;
  rejects: Reject[];
}

export type ColumnTarget = string | {
  to: string;
  type?: 'text' | 'number' | 'integer' | 'boolean' | 'time' | 'json' | 'list';
  zone?: string;
  separator?: string;
};

/** How columns become records; see docs/import.md. */
export interface ImportDefinition {
  /** Keeps progress: run again from its beginning, each row is stored exactly once. */
  key?: string;
  format?: 'csv' | 'ndjson';
  preset?: 'none' | 'klaviyo' | 'mailchimp' | 'shopify' | 'listmonk';
  delimiter?: string;
  encoding?: 'utf-8' | 'windows-1252';
  columns?: Record<string, ColumnTarget>;
  others?: 'ignore' | 'traits' | 'properties';
  event?: string;
  zone?: string;
  set?: Record<string, unknown>;
  lists?: string[];
  consents?: Array<{
    channel: string;
    topic?: string;
    column: string;
    granted?: string[];
    denied?: string[];
    none?: string[];
    at?: string;
    ip?: string;
    proof?: string[];
  }>;
  consent_proof?: string;
  source?: string;
  dry_run?: boolean;
}

/** CSV or NDJSON as text, bytes or a stream of them; or rows. */
export type ImportSource =
  | string
  | Uint8Array
  | Iterable<string | Uint8Array | Record<string, unknown>>
  | AsyncIterable<string | Uint8Array | Record<string, unknown>>;

export interface ExportRequest {
  of: 'profiles' | 'members' | 'events';
  segment?: string;
  list?: string;
  events?: string[];
  from?: string;
  to?: string;
}

/** `broken` holds one line for each broken invariant. */
export interface Verified {
  ok: boolean;
  broken: string[];
  state_hash: string;
  profiles?: number;
  events?: number;
  records?: number;
  memberships?: number;
  entries?: number;
  sends?: number;
}

export type ErrorCode =
  | 'invalid_request' | 'invalid_definition' | 'not_found' | 'conflict' | 'limit_exceeded'
  | 'unknown_operation' | 'closed' | 'busy' | 'version_mismatch' | 'permission_denied'
  | 'disk_full' | 'corrupt' | 'io_error' | 'out_of_memory' | 'poisoned' | 'forked'
  | 'unsupported' | 'cancelled' | 'internal';

/** What every failure is. A call that fails has changed nothing, unless it says otherwise. */
export class BeckonError extends Error {
  constructor(message: string, options?: Partial<Omit<ErrorDocument, 'message'>> & {
    retryable?: boolean;
    cause?: unknown;
  });
  readonly code: ErrorCode;
  readonly pointer: string;
  readonly hint: string;
  readonly issues: Issue[];
  /** Whether the same call may succeed later without being changed. */
  readonly retryable: boolean;
  toJSON(): ErrorDocument;
}

/**
 * One request that is to leave the process. `url` is http(s)://…, smtp(s)://host:port/ehlo-name or
 * file:///path, where the body is to be written as a whole. Redirects must not be followed and
 * nothing be sent again.
 */
export interface TransportRequest {
  method: string;
  url: string;
  headers: Array<[string, string]>;
  body: Uint8Array;
  timeoutMs: number;
  mailFrom: string;
  recipients: string[];
  username: string;
  password: string;
  caFile: string;
  requireTls: boolean;
  allowPrivate: boolean;
}

/**
 * How an exchange ended: 'complete' (default) when a whole answer came, 'not_sent' when no byte of
 * the body left, so that it may be sent again, 'sent' when it left and no answer came. A transport
 * that throws counts as 'sent'.
 */
export interface TransportResponse {
  phase?: 'not_sent' | 'sent' | 'complete';
  status?: number;
  headers?: Iterable<readonly [string, string]> | Record<string, string>;
  body?: string | Uint8Array | ArrayBuffer;
  error?: string;
}

/** A message of an account of the kind `host`. */
export interface HostMessage {
  account: string;
  channel: 'email' | 'sms' | 'push' | 'webhook';
  send_key: string;
  from: string;
  to: string;
  subject?: string;
  text: string;
  html?: string;
  reply_to?: string;
  headers?: Record<string, string>;
  /** Of an e-mail: the whole message. */
  mime?: string;
}

/** What became of it; a sender that throws leaves the message `unknown`. */
export interface HostOutcome {
  result: 'accepted' | 'rejected' | 'retry' | 'unknown';
  id?: string;
  reason?: string;
  fault?: 'recipient' | 'account' | 'throttle';
  /** Push: the device is no more. */
  gone?: boolean;
  retry_after_ms?: number;
}

/**
 * `clock`, `transport`, `sender` and `log` run on the event loop while a thread of Beckon waits for
 * them; a clock is therefore slow, and a blocked event loop blocks the workspace. They must not
 * await calls of the workspace.
 */
export interface OpenOptions {
  /** 'system', 'manual' (time passes by advance() alone), or what stands for the system's clock. */
  clock?: 'system' | 'manual' | (() => Date | number);
  /** Where the manual clock of a new workspace begins; default 2024-01-01T00:00:00Z. */
  start?: Time;
  /** false: fail with not_found when there is no workspace. */
  create?: boolean;
  /** false: send nothing in the background (system clock). */
  dispatch?: boolean;
  /** Sends instead of Beckon's own transport, one request at a time. */
  transport?: (request: TransportRequest) => TransportResponse | Promise<TransportResponse>;
  /** Sends the messages of accounts of the kind `host`, one at a time. */
  sender?: (message: HostMessage) => HostOutcome | Promise<HostOutcome>;
  log?: (level: 'debug' | 'info' | 'warning' | 'error', line: string) => void;
  /** Address range of one LMDB map; 0: 1 TiB, or what can be had. */
  mapBytes?: number;
  /** Path of compile.mjs, with which `templates.compile` makes HTML of MJML. */
  templateCompiler?: string | URL;
}

/** Looks on while a call works, and may end it: it then fails with the code `cancelled`. */
export interface Watching {
  /**
   * Called before the operation begins, and by long questions as they go on; `of` is 0 while the
   * size of the work is not known. Returning false ends the call; throwing ends it by that.
   */
  progress?: (done: number, of: number) => unknown;
  /** Ends a question at any time, a change only before it begins; its reason is the `cause`. */
  signal?: AbortSignal;
}

/** One open workspace, made by open(). */
export class Workspace {
  private constructor();
  readonly path: string;
  readonly closed: boolean;
  /** Says who somebody is. */
  identify(record: IdentifyRecord): Promise<Caused>;
  /** Says what somebody did. Durable when the promise is fulfilled. */
  track(record: TrackRecord): Promise<Caused>;
  /** Says that previousId and userId are one person from now on. */
  alias(record: AliasRecord): Promise<Caused>;
  /** Says what somebody agreed to or refused. */
  consent(record: ConsentRecord): Promise<Caused>;
  /**
   * Stores many records. A bad one is listed in `errors` and the others are stored. When the call
   * itself fails, what was sent before stays: repeating is safe for records with a messageId.
   */
  ingest(
    records: IngestRecords,
    options?: { progress?: (done: number) => void },
  ): Promise<Ingested>;
  /**
   * Imports a table. `rejects` is called with each row that was refused; without it they are in the
   * answer. `progress` is called with the counts after each part.
   */
  importTable(
    table: ImportSource,
    definition?: ImportDefinition,
    options?: {
      rejects?: (reject: Reject) => void | Promise<void>;
      progress?: (imported: Imported) => void;
    },
  ): Promise<Imported>;
  /** Row by row, all as of the first step. */
  exportRows(request: ExportRequest): AsyncGenerator<Record<string, unknown>, void>;
  /** The same as text in whole rows; Readable.from() makes a stream of it. */
  exportText(
    request: ExportRequest & { format?: 'ndjson' | 'csv'; columns?: string[] },
  ): AsyncGenerator<string, void>;
  /** A copy of the workspace in a new directory, made while others use it. */
  backup(path: string): Promise<{ path: string; records: number; bytes: number }>;
  /** Whether somebody is in the segment now; nobody unknown is. */
  isMember(segment: string, who: Who): Promise<boolean>;
  /** One operation by its name, e.g. call('segments.create', {…}). */
  call<Response = Record<string, unknown>>(
    operation: string,
    request?: object,
    options?: Watching,
  ): Promise<Response>;
  now(): Promise<Date>;
  /**
   * Moves a manual clock, stopping at everything that falls due on the way; by a duration such as
   * '90s', '2h', '30d' or '1mo'. A failure leaves the clock at the instant it had reached.
   */
  advance(step: { by: string; to?: undefined } | { to: Time; by?: undefined }): Promise<void>;
  /** Fulfilled when everything due now has been handed to its provider and answered. */
  settle(): Promise<void>;
  /** Fulfilled when the state has committed everything acknowledged before the call. */
  flush(): Promise<void>;
  /** Walks the workspace and lists broken invariants. */
  verify(): Promise<Verified>;
  /** Waits for the calls under way, commits and closes. Closing again gives the same promise. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
export interface Workspace extends Management {}

export interface OperationDocument {
  name: string;
  summary: string;
  permission: 'read' | 'write' | 'admin';
  method: string;
  path: string;
  /** Whether it tells its progress and can be ended. */
  watched: boolean;
  request: Record<string, unknown>;
  response: Record<string, unknown>;
  examples: Array<Record<string, unknown>>;
}

/**
 * Opens the workspace in this directory, making it when it is absent. Fails with not_found, busy,
 * version_mismatch, permission_denied, corrupt, disk_full or io_error.
 */
export function open(path: string | URL, options?: OpenOptions): Promise<Workspace>;
/** Makes the files of a workspace that nobody has open as small as what they hold. */
export function compact(path: string): Promise<{ before: number; after: number }>;
/** Every operation with its JSON Schemas, sorted by name. */
export function operations(): OperationDocument[];
/** The operations as an OpenAPI 3.1 document. */
export function openapi(serverUrl?: string): Record<string, unknown>;
export const version: string;
