/** Reads multipart/form-data (RFC 7578) as strictly as it is defined: a part without a name, or no closing boundary, is refused. */
import type { Upload } from "./call.ts";
import { badRequest } from "./errors.ts";

export interface Parts {
  readonly fields: Map<string, string>;
  readonly files: Map<string, Upload>;
}

const HEAD_END = Buffer.from("\r\n\r\n");

export function readMultipart(body: Buffer, contentType: string): Parts {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) throw badRequest("boundary not found");
  const parts: Parts = { fields: new Map(), files: new Map() };
  const mark = Buffer.from(`--${boundary}`);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  let at = body.indexOf(mark) + mark.length;
  if (at < mark.length) throw badRequest("boundary not found");
  while (body.subarray(at, at + 2).toString("latin1") !== "--") {
    const end = body.indexOf(delimiter, at);
    if (end === -1) throw badRequest("multipart body is not complete");
    take(parts, body.subarray(at + 2, end));
    at = end + delimiter.length;
  }
  return parts;
}

function take(parts: Parts, part: Buffer): void {
  const end = part.indexOf(HEAD_END);
  const head = end === -1 ? "" : part.subarray(0, end).toString("utf8");
  const disposition = /^content-disposition:\s*form-data;(.*)$/im.exec(head)?.[1] ?? "";
  const name = /[;\s]name="([^"]*)"/i.exec(` ${disposition}`)?.[1];
  if (name === undefined) throw badRequest("a part has no name");
  const filename = /filename="([^"]*)"/i.exec(disposition)?.[1];
  const bytes = part.subarray(end + HEAD_END.length);
  if (filename === undefined) parts.fields.set(name, bytes.toString("utf8"));
  else parts.files.set(name, { filename, bytes });
}
