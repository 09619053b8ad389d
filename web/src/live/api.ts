// Asking the server. Five things can come back, and each is a different thing to say: an answer, a refusal with its
// reason, that the server could not do it, that nobody is signed in, or nothing at all.

import type { Refused } from '../generated/live/Refused';

export type Reply<T> = { is: 'answer'; value: T; version: number | null } | { is: 'refused' | 'failed'; refused: Refused } | { is: 'signed_out' } | { is: 'gone' };

/** After this long without an answer the server counts as gone; what was sent may have arrived all the same. */
const PATIENCE_MS = 15_000;

/** Where the case's addresses start: the page lies in `report/` below it. */
export const caseAddress = (page: string) => new URL('../', page).href;

export async function ask<T>(address: string, body?: unknown): Promise<Reply<T>> {
  let response: Response;
  let text: string;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    response = await fetch(address, {
      credentials: 'same-origin',
      cache: 'no-store',
      signal: stop.signal,
      ...(body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json', 'x-unmuted': '1' }, body: JSON.stringify(body) }),
    });
    text = await response.text();
  } catch {
    return { is: 'gone' };
  } finally {
    clearTimeout(timer);
  }
  if (response.status === 401) return { is: 'signed_out' };
  // A server that fails (a full disk) has not said that the line is wrong: it is kept, and asked for again.
  if (!response.ok) return { is: response.status >= 500 ? 'failed' : 'refused', refused: refusal(text, response.status) };
  const version = Number(response.headers.get('x-unmuted-version'));
  try {
    return { is: 'answer', value: (text === '' ? null : JSON.parse(text)) as T, version: version > 0 ? version : null };
  } catch {
    return { is: 'gone' };
  }
}

function refusal(text: string, status: number): Refused {
  try {
    const said = JSON.parse(text) as Partial<Refused>;
    if (typeof said.what === 'string') return { what: said.what, remedy: said.remedy ?? '' };
  } catch {
    // No words of the server's own: its number is all there is.
  }
  return { what: `The server answered ${status}.`, remedy: '' };
}
