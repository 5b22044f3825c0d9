// What the API sends and takes, as far as these screens need it.

export interface Page<T> {
  data: T[];
  pagination: { limit: number; offset: number; total?: number; has_more?: boolean };
}

export interface Integration {
  id: string;
  type: string;
  type_display_name: string;
  name: string;
}

export interface ResourceType {
  id: string;
  name: string;
  display_path: string;
  allow_multiple_permissions: boolean;
}

export interface Resource {
  id: string;
  name: string;
  type: ResourceType;
  integration: Integration;
}

export interface Permission {
  id: string;
  name: string;
}

export interface AccessUnit {
  id: string;
  resource: Resource;
  permission: Permission;
}

export interface AccessRequest {
  id: string;
  requestor: { id: string; name: string };
  grantee?: { id: string; display_name: string };
  creation_time: number;
  revocation_time?: number;
  status: { status: string; description?: string; metadata: Record<string, string> };
  justification?: string;
  access_groups: { id: string; integration: Integration; total_resources?: number }[];
  bundle?: { id: string; name: string };
  challenge?: { approvers: unknown[] };
  duration_in_sec?: number;
  custom_fields?: Record<string, string>;
  favorite?: boolean;
  access_units_summary?: { resource_name: string; permission_name: string }[];
  distinct_resource_names?: string[];
}

export interface UserSession {
  user: { id: string; name: string; email: string };
  settings: { require_duration_for_access_request: boolean };
}

export interface Config {
  mode?: string;
  administrator_contact?: string;
}

export interface AccessSession {
  id: string;
  name: string;
  type: { name: string };
  integration: Integration;
  credentials?: { id: string; status: string; can_reset: boolean };
}

export interface SessionDetails {
  credentials?: { id: string };
  instructions: { plain: string; markdown: string; custom_message?: string };
  json?: Record<string, unknown>;
  cli?: string;
  link?: { url: string; title?: string };
}

export interface DryRun {
  errors: { code: string; field: string; message?: string; details?: { max_duration?: number } }[];
  max_duration_in_sec?: number;
}

export interface Submitted {
  message?: string;
  request_ids: string[];
}
