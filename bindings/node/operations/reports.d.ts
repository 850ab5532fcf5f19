// Made by bindings/generate.py from the operation registry; do not edit.

export interface ReportsMessagesRequest {
  /** Only messages of this channel */
  channel?: string;
  /** Only messages of this template */
  template?: string;
  /** Only messages of this flow */
  flow?: string;
  /** Only messages of this node */
  node?: string;
  /** Also one row for each of these */
  by?: 'channel' | 'template' | 'flow' | 'node' | 'none';
}

export interface ReportsMessagesResponseRates {
  /** delivered / sent x 100 */
  delivery: number;
  /** opened / delivered x 100 */
  open: number;
  /** clicked / delivered x 100 */
  click: number;
  /** clicked / opened x 100 */
  click_to_open: number;
  /** bounced / sent x 100 */
  bounce: number;
  /** complained / delivered x 100 */
  complaint: number;
  /** unsubscribed / delivered x 100 */
  unsubscribe: number;
  /** converted / delivered x 100 */
  conversion: number;
}

export interface ReportsMessagesResponseGroupsRates {
  /** delivered / sent x 100 */
  delivery: number;
  /** opened / delivered x 100 */
  open: number;
  /** clicked / delivered x 100 */
  click: number;
  /** clicked / opened x 100 */
  click_to_open: number;
  /** bounced / sent x 100 */
  bounce: number;
  /** complained / delivered x 100 */
  complaint: number;
  /** unsubscribed / delivered x 100 */
  unsubscribe: number;
  /** converted / delivered x 100 */
  conversion: number;
}

export interface ReportsMessagesResponseGroups {
  /** Of the channel, template, flow or node */
  key: string;
  /** Messages by what they came to */
  messages: Record<string, number>;
  /** In per cent; 0 where nothing was delivered */
  rates: ReportsMessagesResponseGroupsRates;
}

export interface ReportsMessagesResponse {
  /** Sends by state, of the whole workspace */
  sends: Record<string, number>;
  /** Messages held back, by reason; of the flow when one is asked for */
  exclusions: Record<string, number>;
  /** How often messages were moved, by reason */
  moved: Record<string, number>;
  /** Messages by what they came to; each state counts once a message */
  messages: Record<string, number>;
  /** In per cent; 0 where nothing was delivered */
  rates: ReportsMessagesResponseRates;
  /** One row a key, when `by` asks for them */
  groups: Array<ReportsMessagesResponseGroups>;
}

/** reports.* */
export interface Reports {
  /** Count messages by what they came to, with their rates. */
  messages(request?: ReportsMessagesRequest): Promise<ReportsMessagesResponse>;
}
