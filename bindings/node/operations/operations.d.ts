// Made by bindings/generate.py from the operation registry; do not edit.

export interface OperationsListRequest {
  /** Only those of this noun */
  noun?: string;
}

export interface OperationsListResponse {
  /**
   * name, summary, permission, method, path, watched (it tells its progress and can be
   * cancelled), the JSON Schemas request and response, examples; sorted by name
   */
  items: Array<Record<string, unknown>>;
}

export interface OperationsOpenapiRequest {
  /** Where the routes are served; "/" when left out */
  server_url?: string;
}

export interface OperationsOpenapiResponse {
  /** OpenAPI 3.1 */
  document: Record<string, unknown>;
}

export interface OperationsReferenceRequest {
}

export interface OperationsReferenceResponse {
  /** The page */
  markdown: string;
}

/** operations.* */
export interface Operations {
  /** List the operations with their JSON Schemas. */
  list(request?: OperationsListRequest): Promise<OperationsListResponse>;
  /** Write the operations as an OpenAPI 3.1 document. */
  openapi(request?: OperationsOpenapiRequest): Promise<OperationsOpenapiResponse>;
  /** Write the reference page of all operations. */
  reference(request?: OperationsReferenceRequest): Promise<OperationsReferenceResponse>;
}
