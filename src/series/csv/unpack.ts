/** From the bytes of a file to UTF-8 without a byte order mark: gzip and what spreadsheets call Unicode are undone. */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

import { fileRefusal } from "./fault.ts";

const unzip = promisify(gunzip);

/** Several years of minutes; what is larger would not fit into memory as rows. */
const MOST_BYTES = 2 ** 28;
const [LINE_FEED, RETURN] = [0x0a, 0x0d];

/** Throws a Refusal where it is packed in a way that is not known, or damaged. */
export async function unpacked(bytes: Uint8Array): Promise<Buffer> {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (beginsWith(data, 0x1f, 0x8b)) return plain(await gunzipped(data));
  if (beginsWith(data, 0x50, 0x4b, 0x03, 0x04))
    throw fileRefusal("This is a ZIP archive or a spreadsheet, not a CSV: unpack it, or save the sheet as CSV.");
  if (data.length > MOST_BYTES) throw tooLarge();
  return plain(data);
}

async function gunzipped(data: Buffer): Promise<Buffer> {
  try {
    return await unzip(data, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    throw fileRefusal("This gzip file is damaged or cut off: fetch it once more.");
  }
}

function tooLarge(): Error {
  return fileRefusal(`This file has more than ${MOST_BYTES / 2 ** 20} MiB of candles: split it into smaller ones.`);
}

function plain(data: Buffer): Buffer {
  if (beginsWith(data, 0xff, 0xfe)) return withLineFeeds(Buffer.from(new TextDecoder("utf-16le").decode(data)));
  if (beginsWith(data, 0xfe, 0xff)) return withLineFeeds(Buffer.from(new TextDecoder("utf-16be").decode(data)));
  return withLineFeeds(beginsWith(data, 0xef, 0xbb, 0xbf) ? data.subarray(3) : data);
}

/** Old spreadsheets of a Mac end their lines with a carriage return alone. */
function withLineFeeds(data: Buffer): Buffer {
  if (data.includes(LINE_FEED) || !data.includes(RETURN)) return data;
  return Buffer.from(data.map((byte) => (byte === RETURN ? LINE_FEED : byte)));
}

function beginsWith(data: Buffer, ...magic: readonly number[]): boolean {
  return magic.every((byte, at) => data[at] === byte);
}
