// Made by bindings/generate.py from the operation registry; do not edit.

export interface ReportsMessagesRequest {
}

export interface ReportsMessagesResponse {
  /** Sends by state */
  sends: Record<string, number>;
  /** Messages held back, by reason */
  exclusions: Record<string, number>;
}

/** reports.* */
export interface Reports {
  /** Count sends by state and reason. */
  messages(request?: ReportsMessagesRequest): Promise<ReportsMessagesResponse>;
}
