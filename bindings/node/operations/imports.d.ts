// Made by bindings/generate.py from the operation registry; do not edit.

export interface ImportsDeleteRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface ImportsDeleteResponse {
}

export interface ImportsGetRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface ImportsGetResponse {
  /** Of the import */
  key: string;
  /** Read of the table, those rejected included */
  rows: number;
  /** Read of the table */
  bytes: number;
  /** That the rows became */
  records: number;
  /** Rows that could not be read */
  rejected: number;
  /** First group */
  started_at: string;
  /** Newest group */
  updated_at: string;
}

export interface ImportsListRequest {
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface ImportsListResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface ImportsPreviewRequest {
  /** The first lines of the table, header included */
  sample: string;
  /** How columns become records; found by the header when left out */
  definition?: Record<string, unknown>;
}

export interface ImportsPreviewResponse {
  /** csv or ndjson */
  format: string;
  /** Whose export it was taken for */
  preset: string;
  /** column, to, type and some samples, column by column */
  columns: Array<Record<string, unknown>>;
  /** What the first ten rows would become */
  records: Array<Record<string, unknown>>;
  /** Those of them that would be refused */
  rejects: Array<Record<string, unknown>>;
  /** Consents granted in these rows without proof: not imported */
  withheld: number;
  /** The definition in full, to be looked through and imported with */
  definition: Record<string, unknown>;
}

/** imports.* */
export interface Imports {
  /** Forget how far an import has come; what it stored stays. */
  delete(request: ImportsDeleteRequest): Promise<ImportsDeleteResponse>;
  /** Show how far an import has come. */
  get(request: ImportsGetRequest): Promise<ImportsGetResponse>;
  /** List the imports whose progress is kept, by key. */
  list(request?: ImportsListRequest): Promise<ImportsListResponse>;
  /** Show what an import would make of a table's first rows. */
  preview(request: ImportsPreviewRequest): Promise<ImportsPreviewResponse>;
}
