/**
 * The desk's token: it comes behind the # of the address, and is kept for the tab alone, so that a reload needs no second
 * paste, two persons can have a tab each, and nothing of it is left when the tab is closed.
 */
const KEY = "outcry.token";

/** Takes it out of the address bar: what stands there is copied, shared and kept in a history. */
export function readToken(): string | null {
  const given = tokenIn(location.hash);
  if (given === null) return sessionStorage.getItem(KEY);
  keepToken(given);
  history.replaceState(null, "", location.pathname);
  return given;
}

export function keepToken(token: string): void {
  sessionStorage.setItem(KEY, token);
}

export function forgetToken(): void {
  sessionStorage.removeItem(KEY);
}

/** From what is pasted: the whole address, or the token alone. */
export function tokenIn(pasted: string): string | null {
  return /(?:^|#)([\w-]{20,200})$/.exec(pasted.trim())?.[1] ?? null;
}
