// What a server says of itself and of whoever opened the page, set by a classic script beside the data. A copy in a
// folder has none. The original is `Live` in `crates/unmuted/src/serve/api.rs`.

/** What the page knows of the server when it opens. */
export interface Live {
  /** The case's name in addresses. */
  case: string;
  /** Who is here, or empty. */
  name: string;
  /** What they may do. */
  role: 'reader' | 'reviewer' | 'owner';
  /** Whether a name is who signed in, and no field. */
  accounts: boolean;
  /** Who may do more, in words, or empty. */
  ask: string;
  /** The version of the review that the page was given. */
  version: number;
  /** Whether privileged material was left out of what this person sees. */
  left_out: boolean;
}

/** The value as what it should be, or `null` where it is missing or something else. */
export function liveOf(value: unknown): Live | null {
  const v = value as Partial<Live> | null | undefined;
  const known = typeof v === 'object' && v !== null && typeof v.case === 'string' && ['reader', 'reviewer', 'owner'].includes(v.role ?? '');
  return known ? { name: '', accounts: false, ask: '', version: 0, left_out: false, ...(v as Pick<Live, 'case' | 'role'>) } : null;
}
