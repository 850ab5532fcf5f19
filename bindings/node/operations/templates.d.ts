// Made by bindings/generate.py from the operation registry; do not edit.

import type { Who } from '../index.js';

export interface TemplatesCompileRequest {
  /** mjml; or html, whose style sheets go into the elements */
  language: 'mjml' | 'html';
  /** With Liquid, which stays as it is */
  text: string;
}

export interface TemplatesCompileResponse {
  /** With its Liquid as it was */
  html: string;
}

export interface TemplatesCreateRequestSource {
  /** mjml; or html, whose style sheets go into the elements */
  language: 'mjml' | 'html';
  /** With Liquid, which stays as it is */
  text: string;
}

export interface TemplatesCreateRequestLocalesSource {
  /** mjml; or html, whose style sheets go into the elements */
  language: 'mjml' | 'html';
  /** With Liquid, which stays as it is */
  text: string;
}

export interface TemplatesCreateRequestLocales {
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
  /** What html is compiled from, when the template is published */
  source?: TemplatesCreateRequestLocalesSource;
}

export interface TemplatesCreateRequestAttachments {
  /** Of the file, e.g. "Size guide.pdf" */
  name: string;
  /** e.g. "application/pdf" */
  content_type: string;
  /** The file in base64 */
  content: string;
  /** For <img src="cid:…">: the file stands inside the HTML */
  content_id?: string;
}

export interface TemplatesCreateRequestLinksUtm {
  /** utm_source, e.g. "newsletter" */
  source?: string;
  /** utm_medium, e.g. "email" */
  medium?: string;
  /** utm_campaign; the template's key when left out */
  campaign?: string;
  /** utm_term */
  term?: string;
  /** utm_content */
  content?: string;
}

export interface TemplatesCreateRequestLinks {
  /** Whether clicks are counted; of marketing when left out */
  clicks?: boolean;
  /** Whether openings are counted; of marketing when left out */
  opens?: boolean;
  /** UTM parameters beside, or instead of, those of the settings; "" takes one away */
  utm?: TemplatesCreateRequestLinksUtm;
}

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
  /** What html is compiled from, when the template is published */
  source?: TemplatesCreateRequestSource;
  /** The parts in other languages, by locale: "de", "en-GB" */
  locales?: Record<string, TemplatesCreateRequestLocales>;
  /** Files that go along */
  attachments?: Array<TemplatesCreateRequestAttachments>;
  /** How links are counted */
  links?: TemplatesCreateRequestLinks;
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

export interface TemplatesLintRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** A draft, as templates.create takes it but for the key; what is published when left out */
  definition?: Record<string, unknown>;
  /** Which may be behind the message; those of the flows that send it when left out */
  events?: Array<string>;
}

export interface TemplatesLintResponseFindings {
  /** An error cannot be published */
  severity: 'error' | 'warning' | 'note';
  /** Its short name, e.g. unknown_variable */
  rule: string;
  /** Into the definition */
  pointer: string;
  /** What it is */
  message: string;
  /** Of the part, from 1 */
  line?: number;
  /** In characters, from 1 */
  column?: number;
  /** How to mend it */
  hint?: string;
}

export interface TemplatesLintResponse {
  /** Whether there is no error */
  publishable: boolean;
  /** In the order of the definition */
  findings: Array<TemplatesLintResponseFindings>;
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
  /** An earlier version; current when left out */
  version?: number;
  /** Properties of the event behind it */
  event?: Record<string, unknown>;
  /** Instead of the profile's */
  locale?: string;
}

export interface TemplatesPreviewResponseSms {
  /** gsm7, or ucs2 for other alphabets */
  encoding: string;
  /** Septets, or UTF-16 units */
  units: number;
  /** What is paid for */
  segments: number;
  /** Units that the last segment has room for */
  left: number;
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
  /** Of an SMS: how long it is */
  sms?: TemplatesPreviewResponseSms;
}

export interface TemplatesRenderRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** An earlier version; current when left out */
  version?: number;
  /** What its variables stand for: {"profile": {…}, "event": {…}} */
  data?: Record<string, unknown>;
  /** Of the reader, e.g. "de-AT" */
  locale?: string;
  /** Fail when a variable has no value */
  strict?: boolean;
}

export interface TemplatesRenderResponseSms {
  /** gsm7, or ucs2 for other alphabets */
  encoding: string;
  /** Septets, or UTF-16 units */
  units: number;
  /** What is paid for */
  segments: number;
  /** Units that the last segment has room for */
  left: number;
}

export interface TemplatesRenderResponse {
  /** Rendered */
  subject: string;
  /** Rendered */
  html: string;
  /** Rendered */
  text: string;
  /** Variables without a value */
  missing: Array<string>;
  /** Of an SMS: how long it is */
  sms?: TemplatesRenderResponseSms;
}

export interface TemplatesSendTestRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Whose message it is, by one identifier */
  profile: Who;
  /** Who gets it: an address of the template's channel */
  to: string;
  /** An earlier version; current when left out */
  version?: number;
  /** Properties of the event behind it */
  event?: Record<string, unknown>;
  /** Instead of the profile's */
  locale?: string;
  /** Through which; the one of lowest priority when left out */
  account?: string;
}

export interface TemplatesSendTestResponse {
  /** Through which it left */
  account: string;
  /** accepted, rejected, retry or unknown */
  result: string;
  /** The provider's own id */
  provider_message_id?: string;
  /** Why it was not accepted */
  reason?: string;
}

export interface TemplatesUpdateRequestSource {
  /** mjml; or html, whose style sheets go into the elements */
  language: 'mjml' | 'html';
  /** With Liquid, which stays as it is */
  text: string;
}

export interface TemplatesUpdateRequestLocalesSource {
  /** mjml; or html, whose style sheets go into the elements */
  language: 'mjml' | 'html';
  /** With Liquid, which stays as it is */
  text: string;
}

export interface TemplatesUpdateRequestLocales {
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
  /** What html is compiled from, when the template is published */
  source?: TemplatesUpdateRequestLocalesSource;
}

export interface TemplatesUpdateRequestAttachments {
  /** Of the file, e.g. "Size guide.pdf" */
  name: string;
  /** e.g. "application/pdf" */
  content_type: string;
  /** The file in base64 */
  content: string;
  /** For <img src="cid:…">: the file stands inside the HTML */
  content_id?: string;
}

export interface TemplatesUpdateRequestLinksUtm {
  /** utm_source, e.g. "newsletter" */
  source?: string;
  /** utm_medium, e.g. "email" */
  medium?: string;
  /** utm_campaign; the template's key when left out */
  campaign?: string;
  /** utm_term */
  term?: string;
  /** utm_content */
  content?: string;
}

export interface TemplatesUpdateRequestLinks {
  /** Whether clicks are counted; of marketing when left out */
  clicks?: boolean;
  /** Whether openings are counted; of marketing when left out */
  opens?: boolean;
  /** UTM parameters beside, or instead of, those of the settings; "" takes one away */
  utm?: TemplatesUpdateRequestLinksUtm;
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
  /** What html is compiled from, when the template is published */
  source?: TemplatesUpdateRequestSource;
  /** The parts in other languages, by locale: "de", "en-GB" */
  locales?: Record<string, TemplatesUpdateRequestLocales>;
  /** Files that go along */
  attachments?: Array<TemplatesUpdateRequestAttachments>;
  /** How links are counted */
  links?: TemplatesUpdateRequestLinks;
}

export interface TemplatesUpdateResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The version now current */
  version: number;
}

/** templates.* */
export interface Templates {
  /** Compile MJML, or put style sheets into the elements of HTML. */
  compile(request: TemplatesCompileRequest): Promise<TemplatesCompileResponse>;
  /** Publish a template. */
  create(request: TemplatesCreateRequest): Promise<TemplatesCreateResponse>;
  /** Show a template. */
  get(request: TemplatesGetRequest): Promise<TemplatesGetResponse>;
  /** Say what is wrong with a template, or could be better. */
  lint(request: TemplatesLintRequest): Promise<TemplatesLintResponse>;
  /** List templates by key. */
  list(request?: TemplatesListRequest): Promise<TemplatesListResponse>;
  /** Show what a profile would get. */
  preview(request: TemplatesPreviewRequest): Promise<TemplatesPreviewResponse>;
  /** Render a template with data of one's own. */
  render(request: TemplatesRenderRequest): Promise<TemplatesRenderResponse>;
  /** Send a template to an address of one's own, with a profile's data. */
  sendTest(request: TemplatesSendTestRequest): Promise<TemplatesSendTestResponse>;
  /** Publish a new version of a template. */
  update(request: TemplatesUpdateRequest): Promise<TemplatesUpdateResponse>;
}
