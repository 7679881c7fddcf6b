/** What the platform makes of a picture: PNG or JPEG, whole, of a size that can be shown. Rules: core.telegram.org/bots/api#sendphoto. */
import { createHash } from "node:crypto";

import type { Upload } from "./call.ts";
import { badRequest } from "./errors.ts";

export interface Photo {
  readonly fileId: string;
  readonly sha256: string;
  /** Its length. */
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
}

const MOST_BYTES = 10 * 1024 * 1024;
const MOST_SIDES = 10_000;
const MOST_RATIO = 20;
const PNG = Buffer.from("89504e470d0a1a0a", "hex");
const PNG_END = Buffer.from("49454e44ae426082", "hex");

export function photoOf({ bytes }: Upload): Photo {
  if (bytes.length === 0) throw badRequest("file must be non-empty");
  if (bytes.length > MOST_BYTES) {
    const limit = `the maximum size is ${MOST_BYTES} bytes`;
    throw badRequest(`file of size ${bytes.length} bytes is too big for a photo; ${limit}`);
  }
  const size = sizeOf(bytes);
  if (size === null) throw badRequest("IMAGE_PROCESS_FAILED");
  const [width, height] = size;
  const ratio = Math.max(width / height, height / width);
  if (width + height > MOST_SIDES || ratio > MOST_RATIO) throw badRequest("PHOTO_INVALID_DIMENSIONS");
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { fileId: `AgAC${sha256.slice(0, 40)}`, sha256, bytes: bytes.length, width, height };
}

function sizeOf(bytes: Buffer): readonly [width: number, height: number] | null {
  if (bytes.subarray(0, 8).equals(PNG)) {
    return bytes.subarray(-8).equals(PNG_END) ? [bytes.readUInt32BE(16), bytes.readUInt32BE(20)] : null;
  }
  const isWholeJpeg =
    bytes.length > 4 && bytes.readUInt16BE(0) === 0xff_d8 && bytes.readUInt16BE(bytes.length - 2) === 0xff_d9;
  return isWholeJpeg ? jpegSize(bytes) : null;
}

/** Of the first start-of-frame segment. */
function jpegSize(bytes: Buffer): readonly [width: number, height: number] | null {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
  }
  return null;
}
