/** Keeps secrets out of what leaves the process: exact values that were registered, and shapes that are always secret. */
export interface Secrets {
  /** From now on this value is hidden, also as base64, hex, URL-encoded or inside JSON. Short values are not: they would hide words. */
  register(value: string): void;
  scrub(text: string): string;
}

export const HIDDEN = "[secret]";
const SHORTEST = 8;

/** A JSON string's end is never eaten, so that a scrubbed log line is still JSON. */
const SHAPES: readonly { readonly what: string; readonly shape: RegExp; readonly keep: string }[] = [
  { what: "Telegram bot token", shape: /\b(bot)?\d{6,}:[\w-]{30,}/gi, keep: "$1" },
  { what: "authorization", shape: /\b(Bearer|Basic|Bot|Token)\s+[\w.~+/=-]{8,}/g, keep: "$1 " },
  {
    what: "parameter",
    shape:
      /\b((?:signature|sign|accesskeyid|api_?key|apisecret|secret|passphrase|password|access_?token|token)(?:\\?["']?\s*[=:]\s*\\?["']?))[^\s"'&\\,}\]]+/gi,
    keep: "$1",
  },
  {
    what: "header",
    shape:
      /\b((?:x-bapi-(?:api-key|sign)|x-mbx-apikey|ok-access-(?:key|sign|passphrase)|kc-api-(?:key|sign|passphrase)|api-(?:key|sign))(?:\\?["']?\s*[=:]\s*\\?["']?))[^\s"'&\\,}\]]+/gi,
    keep: "$1",
  },
  { what: "password in an address", shape: /\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@"]*:)[^\s@/"]+(?=@)/gi, keep: "$1" },
  {
    what: "private key",
    shape: /-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|(?="|$))/gs,
    keep: "",
  },
];

export function createSecrets(values: Iterable<string> = []): Secrets {
  const hidden = new Set<string>();
  /** Longest first: a value that contains another one is hidden whole. */
  let longestFirst: readonly string[] = [];

  const register = (value: string): void => {
    if (value.length < SHORTEST) return;
    for (const form of formsOf(value)) hidden.add(form);
    longestFirst = [...hidden].toSorted((a, b) => b.length - a.length);
  };
  for (const value of values) register(value);

  return {
    register,
    scrub: (text) => hideShapes(longestFirst.reduce((rest, value) => rest.replaceAll(value, HIDDEN), text)),
  };
}

function hideShapes(text: string): string {
  return SHAPES.reduce((rest, { shape, keep }) => rest.replace(shape, `${keep}${HIDDEN}`), text);
}

function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const base64 = bytes.toString("base64");
  const inJson = JSON.stringify(value).slice(1, -1);
  return [
    value,
    inJson,
    base64,
    base64.replace(/=+$/, ""),
    bytes.toString("base64url"),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    encodeURIComponent(value),
    new URLSearchParams({ v: value }).toString().slice(2),
  ];
}
