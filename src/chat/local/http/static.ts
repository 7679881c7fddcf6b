/** The page over HTTP: its shell and its files. They ask for no token, since there is nothing of the desk in them. */
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

import type { Route } from "../../../runtime/http.ts";
import { shell } from "./shell.ts";
import { type Asset, openSite, type Site } from "./site.ts";

const NONCE_BYTES = 16;
const FOR_EVER = "max-age=31536000, immutable";

export function staticRoutes(): readonly Route[] {
  let opened: Promise<Site> | undefined;
  // At the first visit: a desk that nobody opens in a browser does not read and strip its files.
  const site = (): Promise<Site> => (opened ??= openSite());
  const pack = createPacker();

  const file = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    const asset = (await site()).assets.get(pathname);
    if (asset === undefined) return Response.json({ error: "There is nothing at this address." }, { status: 404 });
    // A page that was open before an update asks for what was: it gets what is, and keeps none of it.
    const kept = searchParams.get("v") === asset.version ? FOR_EVER : "no-cache";
    const etag = `W/"${asset.version}"`;
    const headers = { "cache-control": kept, etag, vary: "accept-encoding" };
    if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
    const { body, encoding } = await pack(asset, request.headers.get("accept-encoding") ?? "");
    return new Response(body, {
      headers: {
        ...headers,
        ...(encoding === null ? {} : { "content-encoding": encoding }),
        "content-type": asset.type,
        "content-length": String(body.length),
      },
    });
  };

  return [
    {
      method: "GET",
      path: "/",
      handle: async () => shell(await site(), randomBytes(NONCE_BYTES).toString("base64url")),
    },
    { method: "GET", path: "/app/*", handle: file },
    { method: "GET", path: "/lib/*", handle: file },
  ];
}

interface Packed {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly encoding: Encoding | null;
}

type Encoding = "br" | "gzip";
const ENCODINGS: readonly Encoding[] = ["br", "gzip"];

/** Beyond it a byte less costs the first visitor a tenth of a second more. */
const BROTLI_QUALITY = 5;
const PACKERS: Readonly<Record<Encoding, (body: Buffer) => Promise<Buffer>>> = {
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: (body) => promisify(gzip)(body),
};

/** Packs each file once for each encoding, when it is first asked for. A font is packed already. */
function createPacker() {
  const kept: Record<Encoding, Map<Asset, Promise<Buffer>>> = { br: new Map(), gzip: new Map() };
  return async (asset: Asset, accepted: string): Promise<Packed> => {
    const encoding = asset.type.startsWith("text/") ? ENCODINGS.find((name) => accepted.includes(name)) : undefined;
    if (encoding === undefined) return { body: new Uint8Array(asset.body), encoding: null };
    const packed = kept[encoding].get(asset) ?? PACKERS[encoding](asset.body);
    kept[encoding].set(asset, packed);
    return { body: new Uint8Array(await packed), encoding };
  };
}
