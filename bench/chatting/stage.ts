/** A platform on loopback with people on it. */
import type { Command, Load } from "./loads.ts";

export type PlatformName = "telegram" | "discord";

export interface Stage {
  readonly doors: Doors;
  /** A person does it; each message that answers it, as people see it, comes to `shown`. */
  act(user: number, command: Command, shown: (text: string) => void): void;
  /** Whether people can run this command there. */
  knows(name: string): boolean;
}

/** By which a bot comes in. */
export interface Doors {
  readonly url: string;
  readonly token: string;
  /** The platform's id of each person. */
  readonly users: readonly string[];
}

export type Scene = Pick<Load, "users" | "pace">;
