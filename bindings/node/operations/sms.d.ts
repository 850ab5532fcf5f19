// Made by bindings/generate.py from the operation registry; do not edit.

export interface SmsInboundRequest {
  /** The number that sent it, e.g. "+15552229999" */
  from: string;
  /** Its text */
  body: string;
  /** The number it was sent to */
  to?: string;
  /** As the provider understood it; then it has answered as well */
  meaning?: 'none' | 'stop' | 'start' | 'help';
}

export interface SmsInboundResponse {
  /** What the text asks for */
  meaning: 'none' | 'stop' | 'start' | 'help';
  /** Whether it was not so before */
  changed: boolean;
  /** What to answer; absent: nothing */
  reply?: string;
  /** What it caused to the profile that the number identifies */
  consequences?: Record<string, unknown>;
}

/** sms.* */
export interface Sms {
  /** Take in an SMS that a person has sent. */
  inbound(request: SmsInboundRequest): Promise<SmsInboundResponse>;
}
