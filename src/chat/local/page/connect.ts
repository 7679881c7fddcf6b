/** Brings the stream into the state: messages, the desk as it stands, and how the connection is. */
import type { Clock } from "../../../runtime/clock.ts";
import type { DeskView, End, Row, StreamLine } from "../protocol.ts";
import { announce } from "./announce.ts";
import type { Api } from "./api.ts";
import {
  announcementOf,
  onBlind,
  onCaughtUp,
  onCommands,
  onDesk,
  onHeard,
  onLost,
  onRestart,
  onRow,
  onTrying,
  onUnseated,
} from "./events.ts";
import { keepSeen, keptSeen } from "./keep.ts";
import { withSettled } from "./log.ts";
import type { State, Store } from "./state.ts";
import { follow, type Following } from "./stream.ts";

export interface Sight {
  /** Somebody looks at the page, and at its newest message. */
  isAtEnd(): boolean;
}

/** After so long without another message, the past is told. */
const QUIET_MS = 250;
/** So long the buttons of a card that has changed rest: a press was aimed at what stood there before. */
const AIM_MS = 700;

export function connect(api: Api, store: Store, sight: Sight, clock: Clock): Following {
  let hasRows = false;
  let heardAt: number | null = null;
  let quiet: ReturnType<typeof setTimeout> | undefined;
  const { update, state } = store;
  const isLookedAt = (): boolean => !document.hidden;

  const settle = (): void => {
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      update((old) => onCaughtUp(old, isLookedAt()));
      remember(state(), sight);
    }, QUIET_MS);
  };

  const takeRow = (row: Row): void => {
    const { link } = state();
    const isPast = link.kind !== "open" || link.isCatchingUp;
    update((old) => onRow(old, row, sight.isAtEnd() || (isPast && old.unread.awaySince === null)));
    if (row.revision > 1)
      setTimeout(() => update((old) => ({ ...old, log: withSettled(old.log, row.ref, row.revision) })), AIM_MS);
    if (!isPast) announce(announcementOf(row));
    if (isPast) settle();
    else remember(state(), sight);
  };

  const take = (item: Exclude<StreamLine, End>): void => {
    if (state().link.kind !== "open") begin();
    heardAt = state().now;
    if ("desk" in item) takeDesk(item.desk);
    else if ("restart" in item) update((old) => onRestart(old, item.restart));
    else if ("beat" in item) update((old) => ({ ...old, log: { ...old.log, seq: Math.max(old.log.seq, item.beat) } }));
    else takeRow(item);
    hasRows = true;
  };

  const takeDesk = (desk: DeskView | null): void => {
    if (desk === null) return update(onBlind);
    const isFirst = state().desk === null;
    update((old) => onDesk(old, desk, clock.now()));
    const seen = isFirst ? keptSeen(desk.person.name) : null;
    if (seen !== null) update((old) => ({ ...old, unread: { ...old.unread, awaySince: seen.at, seenSeq: seen.seq } }));
  };

  const begin = (): void => {
    update(onHeard);
    settle();
    // What may be typed can have changed with the version or the person's role.
    api.commands().then(
      (commands) => update((old) => onCommands(old, commands)),
      () => undefined,
    );
  };

  return follow(api, {
    after: () => (hasRows ? state().log.seq : null),
    take,
    trying: () => update(onTrying),
    lost: (retryMs) => update((old) => onLost(old, heardAt, old.now + retryMs)),
    unseated: () => update((old) => onUnseated(old, heardAt)),
    refused: () => update((old) => ({ ...old, link: { kind: "locked", isRefused: true } })),
  });
}

/** How far was read: from there on it is new at the next visit. */
function remember({ desk, log, now }: State, sight: Sight): void {
  if (desk !== null && sight.isAtEnd()) keepSeen(desk.person.name, { seq: log.seq, at: now });
}
