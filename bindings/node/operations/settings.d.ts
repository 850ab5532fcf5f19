// Made by bindings/generate.py from the operation registry; do not edit.

export interface SettingsGetRequest {
}

export interface SettingsGetResponse {
  /** Of the shop, for templates */
  name?: string;
  /** Where links of messages lead, e.g. "https://mail.shop.example" */
  public_url?: string;
  /** Postal address, for the foot of messages */
  address?: string;
}

export interface SettingsUpdateRequest {
  /** Of the shop, for templates */
  name?: string;
  /** Where links of messages lead, e.g. "https://mail.shop.example" */
  public_url?: string;
  /** Postal address, for the foot of messages */
  address?: string;
}

export interface SettingsUpdateResponse {
  /** Of the shop, for templates */
  name?: string;
  /** Where links of messages lead, e.g. "https://mail.shop.example" */
  public_url?: string;
  /** Postal address, for the foot of messages */
  address?: string;
}

/** settings.* */
export interface Settings {
  /** Show the settings of the workspace. */
  get(request?: SettingsGetRequest): Promise<SettingsGetResponse>;
  /** Change settings; what is left out stays. */
  update(request?: SettingsUpdateRequest): Promise<SettingsUpdateResponse>;
}
