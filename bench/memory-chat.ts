/** A chat without a wire: what is left of a command's time is the desk's own. */
import type { ChatAdapter, Outgoing, Receive } from "../src/chat/adapter.ts";
import type { Shown } from "../src/domain/reply.ts";
import { within } from "../src/runtime/deadline.ts";

/** ms of `performance.now()`. */
export interface Asked {
  readonly sentAt: number;
  /** The message was in the inbox for good. */
  readonly storedAt: number;
  readonly answeredAt: number;
  readonly reply: Shown;
}

const ANSWER_MS = 10_000;

export class MemoryChat implements ChatAdapter {
  readonly platform = "telegram";
  readonly userRef = "bench";
  readonly hasForms = false;
  readonly #answered = new Map<string, (reply: Shown) => void>();
  #receive: Receive = async () => "taken";
  #updates = 0;
  #messages = 0;

  async start(receive: Receive): Promise<void> {
    this.#receive = receive;
  }

  async stop(): Promise<void> {
    this.#receive = async () => "taken";
  }

  /** Throws where the desk refuses. */
  async ask(line: string): Promise<Asked> {
    const updateId = String((this.#updates += 1));
    const answer = Promise.withResolvers<Shown>();
    let answeredAt = 0;
    this.#answered.set(updateId, (reply) => {
      answeredAt = performance.now();
      answer.resolve(reply);
    });
    const sentAt = performance.now();
    await this.#receive({
      updateId,
      chatRef: "bench",
      userRef: this.userRef,
      content: { line },
      sentAt: null,
      message: null,
    });
    const storedAt = performance.now();
    const reply = await within(ANSWER_MS, `answering ${line}`, answer.promise);
    if (reply.outcome === "refused") throw new Error(`${line} was refused: ${JSON.stringify(reply)}`);
    return { sentAt, storedAt, answeredAt, reply };
  }

  async send(_chatRef: string, message: Outgoing): Promise<string> {
    this.#show(message);
    return String((this.#messages += 1));
  }

  async edit(_chatRef: string, ref: string, message: Outgoing): Promise<string> {
    this.#show(message);
    return ref;
  }

  remove = async (): Promise<boolean> => false;

  #show({ inReplyTo, reply }: Outgoing): void {
    if (inReplyTo === null) return;
    this.#answered.get(inReplyTo)?.(reply);
    this.#answered.delete(inReplyTo);
  }
}
