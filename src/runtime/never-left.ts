/** Of a connection that was never made: no request has left, whatever library says so. */
const CODES =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_\w+|UNABLE_TO_\w+|SELF_SIGNED_\w+|DEPTH_ZERO_\w+)$/;

/** The code of an error of the network, or of what caused it; null where it has none. */
export function codeOf(error: unknown): string | null {
  for (let each = error; each instanceof Error; each = each.cause) {
    const code: unknown = Reflect.get(each, "code");
    if (typeof code === "string" && /^\w+$/.test(code)) return code;
  }
  return null;
}

export function neverLeft(code: string | null): boolean {
  return code !== null && CODES.test(code);
}
