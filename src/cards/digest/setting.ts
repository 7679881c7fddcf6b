/** /digest: when one comes to this chat, and in which time that is counted. */
import type { Block, Line, Reply } from "../../domain/reply.ts";
import { command } from "../values.ts";
import { ago, button, buttons } from "../words.ts";
import { momentWords } from "./words.ts";

export interface DigestSetting {
  /** By the clocks of its zone: 08:00. */
  readonly time: string;
  readonly zone: string;
  readonly next: NextDigest;
  /** False: the topic is muted in this chat, or no alert comes to it. */
  readonly isHeard: boolean;
}

export interface NextDigest {
  /** people: the clock on the wall · paper: the time of the paper market, which may run faster. */
  readonly kind: "people" | "paper";
  /** In that time, ms UTC. */
  readonly at: number;
  /** ms of people's time until then; null where nobody can say: the market runs as fast as it can, or stands. */
  readonly inMs: number | null;
}

const MUTED: Block = {
  kind: "text",
  mark: "attention",
  line: ["It does not come: the topic digest is off here. On again: ", command("/notify digest on")],
};

/** `isNew`: the line has set it. */
export function digestSetCard(setting: DigestSetting, isNew: boolean): Reply {
  const { time, zone, next, isHeard } = setting;
  const line: Line = [`Digest daily ${time} ${zone}: ${nextWords(next, zone)}`];
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", ...(isNew ? { mark: "done" } : {}), line },
      ...(isHeard ? [] : [MUTED]),
      ...buttons(button("Now", "digest now"), button("Off", "digest off")),
    ],
  };
}

/** `isNew`: the line has switched it off. */
export function noDigestCard(isNew: boolean): Reply {
  const headline: Block = isNew
    ? { kind: "headline", mark: "done", line: ["Digest off: none comes here by itself"] }
    : { kind: "headline", line: ["No digest comes here by itself"] };
  return {
    outcome: "done",
    blocks: [
      headline,
      { kind: "text", line: ["One a day: ", command("/digest daily 08:00 Europe/Berlin")] },
      ...buttons(button("Now", "digest now"), button("Daily 08:00", "digest daily 08:00")),
    ],
  };
}

/** `next 08:00 paper time, in 11 min` */
function nextWords({ kind, at, inMs }: NextDigest, zone: string): string {
  const when = `next ${momentWords(at, zone, at)}${kind === "paper" ? " paper time" : ""}`;
  return inMs === null ? when : `${when}, in ${ago(inMs)}`;
}
