// Made by bindings/generate.py from the operation registry; do not edit.

export interface EventSchemasCreateRequestProperties {
  /** Its path, e.g. "total" or "ship_to.city" */
  property: string;
  /** Of its value; time is an ISO 8601 string */
  type?: 'any' | 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array' | 'time';
  /** Whether every event must have it */
  required?: boolean;
  /** The only values it may have */
  one_of?: Array<unknown>;
}

export interface EventSchemasCreateRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Name of the events it is about */
  event: string;
  /** For people */
  description?: string;
  /** What they should hold */
  properties?: Array<EventSchemasCreateRequestProperties>;
  /** Whether other properties are fine; true when left out */
  additional?: boolean;
  /** record keeps an event that strays and lists it; refuse does not take it */
  on_violation?: 'record' | 'refuse';
}

export interface EventSchemasCreateResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The version now current */
  version: number;
}

export interface EventSchemasDeleteRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface EventSchemasDeleteResponse {
}

export interface EventSchemasGetRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** An earlier version; current when left out */
  version?: number;
}

export interface EventSchemasGetResponse {
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

export interface EventSchemasListRequest {
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface EventSchemasListResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface EventSchemasUpdateRequestProperties {
  /** Its path, e.g. "total" or "ship_to.city" */
  property: string;
  /** Of its value; time is an ISO 8601 string */
  type?: 'any' | 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array' | 'time';
  /** Whether every event must have it */
  required?: boolean;
  /** The only values it may have */
  one_of?: Array<unknown>;
}

export interface EventSchemasUpdateRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Name of the events it is about */
  event: string;
  /** For people */
  description?: string;
  /** What they should hold */
  properties?: Array<EventSchemasUpdateRequestProperties>;
  /** Whether other properties are fine; true when left out */
  additional?: boolean;
  /** record keeps an event that strays and lists it; refuse does not take it */
  on_violation?: 'record' | 'refuse';
}

export interface EventSchemasUpdateResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The version now current */
  version: number;
}

export interface EventSchemasViolationsRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface EventSchemasViolationsResponse {
  /** The newest hundred, oldest first: profile (null when it was erased), at, issues */
  items: Array<Record<string, unknown>>;
  /** Of all events of that name so far */
  total: number;
}

/** event_schemas.* */
export interface EventSchemas {
  /** Say what the events of a name should look like. */
  create(request: EventSchemasCreateRequest): Promise<EventSchemasCreateResponse>;
  /** Delete an event schema. */
  delete(request: EventSchemasDeleteRequest): Promise<EventSchemasDeleteResponse>;
  /** Show an event schema. */
  get(request: EventSchemasGetRequest): Promise<EventSchemasGetResponse>;
  /** List event schemas by key. */
  list(request?: EventSchemasListRequest): Promise<EventSchemasListResponse>;
  /** Publish a new version of a schema. */
  update(request: EventSchemasUpdateRequest): Promise<EventSchemasUpdateResponse>;
  /** List events that strayed from their schema. */
  violations(request: EventSchemasViolationsRequest): Promise<EventSchemasViolationsResponse>;
}
