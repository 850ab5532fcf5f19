// Made by bindings/generate.py from the operation registry; do not edit.

export interface WorkspacesStatRequest {
}

export interface WorkspacesStatResponse {
  /** People */
  profiles: number;
  /**
   * Of all names, those of erased people included, and those whose time is over until they are
   * removed
   */
  events: number;
  /** The same name by name */
  events_by_name: Record<string, number>;
  /** Events that were kept as long as the settings say and are not there any more */
  removed_by_name: Record<string, number>;
  /** Of the journal */
  records: number;
  /** Time of the newest of them */
  newest_record_at: string;
  /** Runs of profiles through flows, ended ones too */
  entries: number;
  /** Messages decided on */
  sends: number;
  /** Addresses not to be written to */
  suppressions: number;
  /** Published */
  segments: number;
  /** Published */
  lists: number;
  /** Published */
  flows: number;
  /** Published */
  templates: number;
  /** Whose progress is kept */
  imports: number;
}

/** workspaces.* */
export interface Workspaces {
  /** Count what the workspace holds. */
  stat(request?: WorkspacesStatRequest): Promise<WorkspacesStatResponse>;
}
