/** How much a bot may show, as core.telegram.org/bots/faq has it: about 30 a second in all, 1 a second in a chat, 20 a minute in a group. Edits count as messages. */
import { text, type Call } from "./call.ts";
import { tooMany } from "./errors.ts";

export interface Limits {
  /** Throws where it is too many. */
  check(call: Call): void;
}

interface Bucket {
  left: number;
  at: number;
}

interface Rate {
  /** How many at once. */
  readonly burst: number;
  readonly perSecond: number;
}

const ALL: Rate = { burst: 30, perSecond: 30 };
const PRIVATE: Rate = { burst: 4, perSecond: 1 };
const GROUP: Rate = { burst: 20, perSecond: 20 / 60 };
const COUNTED = /^(send(message|photo|document)|editmessage)/;

export function openLimits(): Limits {
  const buckets = new Map<string, Bucket>();

  const filled = (name: string, { burst, perSecond }: Rate): Bucket => {
    const now = performance.now();
    const { left, at } = buckets.get(name) ?? { left: burst, at: now };
    const bucket = { left: Math.min(burst, left + ((now - at) / 1000) * perSecond), at: now };
    buckets.set(name, bucket);
    return bucket;
  };

  return {
    check(call) {
      if (!COUNTED.test(call.method.toLowerCase())) return;
      const chat = text(call, "chat_id");
      const rate = chat.startsWith("-") ? GROUP : PRIVATE;
      const [all, one] = [filled("", ALL), filled(chat, rate)];
      const waits = [(1 - all.left) / ALL.perSecond, (1 - one.left) / rate.perSecond];
      const wait = Math.max(...waits);
      if (wait > 0) throw tooMany(Math.ceil(wait));
      all.left -= 1;
      one.left -= 1;
    },
  };
}
