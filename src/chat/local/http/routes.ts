/** The local chat over HTTP. Host, Origin and the size of a body are checked by runtime/http for every route. */
import type { Desk } from "../../../db/desk.ts";
import type { Route } from "../../../runtime/http.ts";
import type { Registry } from "../../registry.ts";
import type { DrawText } from "../../text/text.ts";
import type { LocalAdapter } from "../adapter.ts";
import { candleChart, type Candles, complete, declarations, type Draw, file, picture } from "./asked.ts";
import { createGate } from "./gate.ts";
import { createLookout, type Look } from "./lookout.ts";
import { staticRoutes } from "./static.ts";
import { tokenRoutes } from "./token-routes.ts";
import { seenBy, streamTo, takeFrom } from "./talk.ts";

export interface LocalRoutes {
  readonly desk: Desk;
  readonly commands: Pick<Registry, "all" | "complete">;
  readonly local: LocalAdapter;
  readonly look: Look;
  readonly candles: Candles;
  readonly draw: Draw;
  /** Charts in characters, for the text of a message. */
  readonly drawText: DrawText;
  /** False for who measures how much a desk takes. */
  readonly isPaced: boolean;
}

export function localRoutes({ desk, commands, local, isPaced, ...given }: LocalRoutes): readonly Route[] {
  const { look, candles, draw, drawText } = given;
  const { behind } = createGate(desk, isPaced);
  const talk = { desk, local, drawText, lookout: createLookout(look, desk) };
  return [
    ...staticRoutes(),
    { method: "POST", path: "/chat", handle: behind("say", takeFrom(talk)) },
    { method: "POST", path: "/chat/seen", handle: behind("look", seenBy(talk)) },
    { method: "GET", path: "/chat/stream", handle: behind("look", streamTo(talk)) },
    { method: "GET", path: "/chat/complete", handle: behind("look", complete(desk, commands)) },
    { method: "GET", path: "/chat/commands", handle: behind("look", declarations(commands)) },
    { method: "GET", path: "/chat/candles", handle: behind("draw", candleChart(candles)) },
    ...tokenRoutes(desk, behind),
    { method: "GET", path: "/chat/picture", handle: behind("draw", picture(desk, draw)) },
    { method: "GET", path: "/chat/file", handle: behind("draw", file(desk)) },
  ];
}
