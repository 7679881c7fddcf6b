/** What all of showing needs: the desk, its chats and who shows in them. */
import type { Desk } from "../../db/desk.ts";
import type { ChatId } from "../../domain/ids.ts";
import { type Chat, chatById } from "../../models/chat.ts";
import type { ChatAdapter } from "../adapter.ts";
import type { Batch } from "../batch.ts";

export interface Stage {
  readonly desk: Desk;
  readonly adapters: ReadonlyMap<string, ChatAdapter>;
  readonly batch: Batch;
  /** Registry.canRun: a button that could not run is not shown. */
  readonly canRun: (line: string) => boolean;
  /** False while the platform does not answer: what fails then is nobody's fault. */
  readonly isReachable: (platform: string) => boolean;
}

export function chatOf({ desk }: Stage, id: ChatId): Promise<Chat> {
  return chatById(desk.db.reader, id);
}

export function adapterOf({ adapters }: Stage, platform: string): ChatAdapter {
  const adapter = adapters.get(platform);
  if (adapter === undefined) throw new Error(`no adapter for ${platform}`);
  return adapter;
}
