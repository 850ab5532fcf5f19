// Made by bindings/generate.py from the operation registry; do not edit.

import type { Who } from '../index.js';

export interface TemplatesCreateRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** How it leaves */
  channel: 'email' | 'sms' | 'push' | 'webhook';
  /** marketing needs consent; transactional does not */
  kind: 'marketing' | 'transactional';
  /** For people */
  name?: string;
  /** Liquid, one line */
  subject?: string;
  /** "Shop <hello@shop.example>" */
  from?: string;
  /** Where answers go */
  reply_to?: string;
  /** Liquid; values are escaped */
  html?: string;
  /** Liquid; made from html when left out */
  text?: string;
}

export interface TemplatesCreateResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The version now current */
  version: number;
}

export interface TemplatesGetRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** An earlier version; current when left out */
  version?: number;
}

export interface TemplatesGetResponse {
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

export interface TemplatesListRequest {
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface TemplatesListResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface TemplatesPreviewRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
  /** Properties of the event behind it */
  event?: Record<string, unknown>;
}

export interface TemplatesPreviewResponse {
  /** Rendered */
  subject: string;
  /** Rendered */
  html: string;
  /** Rendered */
  text: string;
  /** Variables without a value */
  missing: Array<string>;
}

export interface TemplatesUpdateRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** How it leaves */
  channel: 'email' | 'sms' | 'push' | 'webhook';
  /** marketing needs consent; transactional does not */
  kind: 'marketing' | 'transactional';
  /** For people */
  name?: string;
  /** Liquid, one line */
  subject?: string;
  /** "Shop <hello@shop.example>" */
  from?: string;
  /** Where answers go */
  reply_to?: string;
  /** Liquid; values are escaped */
  html?: string;
  /** Liquid; made from html when left out */
  text?: string;
}

export interface TemplatesUpdateResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The version now current */
  version: number;
}

/** templates.* */
export interface Templates {
  /** Publish a template. */
  create(request: TemplatesCreateRequest): Promise<TemplatesCreateResponse>;
  /** Show a template. */
  get(request: TemplatesGetRequest): Promise<TemplatesGetResponse>;
  /** List templates by key. */
  list(request?: TemplatesListRequest): Promise<TemplatesListResponse>;
  /** Render a template for a profile. */
  preview(request: TemplatesPreviewRequest): Promise<TemplatesPreviewResponse>;
  /** Publish a new version of a template. */
  update(request: TemplatesUpdateRequest): Promise<TemplatesUpdateResponse>;
}
