/** A call that the bot may make, as data: who may, how often, and what it does. */
import type { Upload } from "./check-message.ts";
import type { Commands } from "./commands.ts";
import type { Interactions } from "./interactions.ts";
import type { Fields, Id } from "./kit.ts";
import type { Rate } from "./limits.ts";
import type { Dispatch, Messages } from "./messages.ts";
import type { World } from "./world.ts";

export interface Parts {
  readonly world: World;
  readonly commands: Commands;
  readonly messages: Messages;
  readonly interactions: Interactions;
  readonly applicationId: Id;
  readonly newId: () => Id;
  readonly dispatch: Dispatch;
  readonly gatewayUrl: () => string;
}

export interface Call {
  /** Of the path, by name. */
  readonly at: (name: string) => string;
  readonly query: URLSearchParams;
  readonly json: unknown;
  readonly body: Fields;
  readonly uploads: readonly Upload[];
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

export interface Route {
  /** `POST /channels/:channel/messages`: the first parameter is what has a limit of its own. */
  readonly name: string;
  readonly rate: Rate;
  /** Interaction calls need no token, and do not count towards the bot's global limit. */
  readonly isOpen?: true;
  readonly run: (call: Call) => Answer;
}

export const NO_CONTENT: Answer = { status: 204 };
export const ok = (body: unknown): Answer => ({ status: 200, body });
