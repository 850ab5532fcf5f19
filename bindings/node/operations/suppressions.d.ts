// Made by bindings/generate.py from the operation registry; do not edit.

export interface SuppressionsAddRequest {
  /** Of the address */
  channel: 'email' | 'sms';
  /** E-mail address or number */
  address: string;
  /** unsubscribe stops marketing; the others stop everything */
  reason?: 'manual' | 'hard_bounce' | 'complaint' | 'unsubscribe';
}

export interface SuppressionsAddResponse {
}

export interface SuppressionsGetRequest {
  /** Of the address */
  channel: 'email' | 'sms';
  /** E-mail address or number */
  address: string;
}

export interface SuppressionsGetResponse {
  /** Whether it is */
  suppressed: boolean;
  /** Why */
  reason?: string;
  /** Since when */
  at?: string;
}

export interface SuppressionsListRequest {
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface SuppressionsListResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface SuppressionsRemoveRequest {
  /** Of the address */
  channel: 'email' | 'sms';
  /** E-mail address or number */
  address: string;
}

export interface SuppressionsRemoveResponse {
  /** Whether it was suppressed */
  removed: boolean;
}

/** suppressions.* */
export interface Suppressions {
  /** Never write to an address again. */
  add(request: SuppressionsAddRequest): Promise<SuppressionsAddResponse>;
  /** Tell whether an address is suppressed, and why. */
  get(request: SuppressionsGetRequest): Promise<SuppressionsGetResponse>;
  /** List suppressions by channel and hash. */
  list(request?: SuppressionsListRequest): Promise<SuppressionsListResponse>;
  /** Lift a suppression. */
  remove(request: SuppressionsRemoveRequest): Promise<SuppressionsRemoveResponse>;
}
