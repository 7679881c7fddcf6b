/** Keys and tokens that somebody types into a chat: they are not stored, and the message is taken away where that can be done. */

/** Of a key or a token; nothing that the grammar takes is a word like that. */
const SHORTEST = 32;
const KEY_CHARACTERS = /^[\w+/=:.-]+$/;
/** The number of an order at an exchange, or of anything else. */
const NUMBER = /^[\d.:-]+$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

export function looksLikeKey(line: string): boolean {
  return PRIVATE_KEY.test(line) || line.split(/[\s"',;]+/).some((word) => isKey(valueOf(word)));
}

/** `apiKey=…` is about its value. */
function valueOf(word: string): string {
  return word.replace(/^[A-Za-z_-]{1,20}[=:]/, "");
}

function isKey(word: string): boolean {
  if (word.length < SHORTEST || !KEY_CHARACTERS.test(word)) return false;
  return !NUMBER.test(word) && !UUID.test(word) && /\d/.test(word) && /[A-Za-z]/.test(word);
}
