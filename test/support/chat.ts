/** A person's local chat, spoken to over its own protocol: sends lines and presses, and keeps every message of the stream. */
import type { Shown } from "../../src/domain/reply.ts";
import { until } from "./until.ts";

/** One message of the chat's stream. */
export interface Message {
  readonly seq: number;
  readonly ref: string;
  readonly revision: number;
  readonly inReplyTo: string | null;
  readonly reply: Shown;
  readonly text: string;
}

export interface Address {
  readonly url: string;
  readonly token: string;
}

const PATIENCE_MS = 20_000;
/** Of the newest messages, in a failure. */
const MOST_SHOWN = 15;
let sent = 0;

export abstract class LocalChat {
  #streaming = new AbortController();
  #messages: Message[] = [];

  protected abstract address(): Address;

  /** Types a line and gives the first message that answers it. */
  async ask(line: string, id = newId()): Promise<Message> {
    await this.send({ id, line });
    return this.answerTo(id);
  }

  /** Presses a button by its label on the newest message that has it; gives the first message that answers. */
  async press(label: string, id = newId()): Promise<Message> {
    await this.send({ id, press: this.tokenOf(label) });
    return this.answerTo(id);
  }

  tokenOf(label: string): string {
    for (const message of this.#messages.toReversed()) {
      for (const block of message.reply.blocks) {
        if (block.kind !== "buttons") continue;
        const button = block.buttons.find((each) => each.label === label);
        if (button !== undefined) return button.token;
      }
    }
    throw new Error(`no button ${label}`);
  }

  async send(body: object): Promise<Response> {
    const { url, token } = this.address();
    const response = await fetch(`${url}/chat`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return response;
  }

  answerTo(id: string): Promise<Message> {
    return this.find(`an answer to ${id}`, () => this.#messages.find((message) => message.inReplyTo === id));
  }

  /** Waits for a message, now or later, whose text has all these parts. */
  told(...parts: readonly string[]): Promise<Message> {
    return this.find(`a message with ${parts.join(" and ")}`, () =>
      this.#messages.find(({ text }) => parts.every((part) => text.includes(part))),
    );
  }

  /** Waits until the card of an order shows this. */
  card(order: number, part: string | RegExp, patienceMs = PATIENCE_MS): Promise<Message> {
    const look = (): Message | null => {
      const newest = this.#messages.findLast((message) => orderOf(message) === order);
      return newest !== undefined && new RegExp(part).test(newest.text) ? newest : null;
    };
    return this.find(`card #${order} with ${String(part)}`, look, patienceMs);
  }

  messages(): readonly Message[] {
    return this.#messages;
  }

  texts(): string[] {
    return this.#messages.map((message) => message.text);
  }

  /** Listens from behind a message on; without one, from the first. Until `hangUp` or the desk's end. */
  async listen(after = 0): Promise<void> {
    const { url, token } = this.address();
    const { signal } = (this.#streaming = new AbortController());
    try {
      const response = await fetch(`${url}/chat/stream?after=${after}`, {
        headers: { authorization: `Bearer ${token}` },
        signal,
      });
      let rest = "";
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) {
        const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) this.#take(line);
      }
    } catch {
      // The desk has ended, or we have hung up: what was told so far stands.
    }
  }

  hangUp(): void {
    this.#streaming.abort();
  }

  #take(line: string): void {
    if (line.trim() === "") return;
    const message = JSON.parse(line) as Partial<Message>;
    if (message.seq !== undefined) this.#messages.push(message as Message);
  }

  /** Waits for what the look gives; a failure shows what was told. */
  async find<Seen>(what: string, look: () => Seen | null | undefined, patienceMs = PATIENCE_MS): Promise<Seen> {
    try {
      return await until(what, look, patienceMs);
    } catch (error) {
      const newest = this.texts().slice(-MOST_SHOWN);
      throw new Error(`${String(error)}; told was ${JSON.stringify(newest, null, 1)}`, { cause: error });
    }
  }
}

/** The chat of another person at the same desk. */
export class PersonsChat extends LocalChat {
  readonly #address: Address;

  private constructor(address: Address) {
    super();
    this.#address = address;
  }

  static open(address: Address): PersonsChat {
    const chat = new PersonsChat(address);
    void chat.listen();
    return chat;
  }

  protected override address(): Address {
    return this.#address;
  }
}

export function newId(): string {
  return `test-${process.pid}-${(sent += 1)}`;
}

/** The number at the right of a card's first line. */
function orderOf({ text }: Message): number | null {
  const [, id] = / {2}#(\d+)$/m.exec(text.split("\n")[0] ?? "") ?? [];
  return id === undefined ? null : Number(id);
}
