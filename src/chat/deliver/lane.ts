/** Serves one chat: its answers in their order, then its cards, one at a time: the most severe may be new. A chat that fails rests, longer each time. */
import type { ChatId, DeliveryId, InboxId } from "../../domain/ids.ts";
import { inDoubtIn } from "../../models/delivery.ts";
import { SlowDown } from "../adapter.ts";
import { nextCard } from "./next.ts";
import { markAnswer, markCard, markFailure, type PendingAnswer, type ShownCard } from "./mark.ts";
import { showAnswer, showCard } from "./show.ts";
import type { Stage } from "./stage.ts";

const MOST_ANSWERS = 1_000;
/** Cards that were shown and wait to be noted. */
const MOST_IN_HAND = 200;
/** Tries of an answer that is not taken: some five minutes of them. */
const MOST_TRIES = 10;
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 60_000;

export class Lane {
  readonly #stage: Stage;
  readonly #chat: ChatId;
  readonly #onLeft: () => void;
  readonly #answers: PendingAnswer[] = [];
  /** Cards whose sending an earlier process has begun; null: it was not asked yet. */
  #doubtful: DeliveryId[] | null = null;
  /** Waiting, being shown, or shown and not yet noted: not to be taken a second time. */
  readonly #answersInHand = new Set<InboxId>();
  readonly #cardsInHand = new Set<DeliveryId>();
  #running: Promise<void> | null = null;
  #failures = 0;
  /** Of the answer that is next. */
  #tries = 0;
  #restUntil = 0;
  /** The last card that came to nothing. */
  #passed: DeliveryId | null = null;
  /** Some may be due: they wait in the database. */
  #hasCards = false;

  /** `onLeft`: an answer is in the inbox alone again, to be brought another time. */
  constructor(stage: Stage, chat: ChatId, onLeft: () => void) {
    this.#stage = stage;
    this.#chat = chat;
    this.#onLeft = onLeft;
  }

  get running(): Promise<void> | null {
    return this.#running;
  }

  #isFree(): boolean {
    return this.#running === null && this.#restUntil <= this.#stage.desk.clock.now();
  }

  /** False where it is full. */
  takeAnswer(answer: PendingAnswer): boolean {
    if (this.#answersInHand.has(answer.inbox)) return true;
    if (this.#answers.length >= MOST_ANSWERS) return false;
    this.#answersInHand.add(answer.inbox);
    this.#answers.push(answer);
    return true;
  }

  /** Some are due; `begin` shows them. */
  lookForCards(): void {
    this.#hasCards = true;
  }

  /** Shows what it has, unless it is at it already or rests. */
  begin(): void {
    if (!this.#isFree() || (this.#answers.length === 0 && !this.#hasCards)) return;
    this.#running = this.#serve().then(() => this.#end());
  }

  #end(): void {
    this.#running = null;
    this.begin();
  }

  /** Never rejects. */
  async #serve(): Promise<void> {
    try {
      for (let next = await this.#next(); next !== null; next = await this.#next()) {
        await next();
        this.#failures = 0;
      }
    } catch (error) {
      this.#rest(error);
    }
  }

  /** What an earlier process has begun comes first: while nothing else was shown since, it is found again. */
  async #next(): Promise<(() => Promise<void>) | null> {
    this.#doubtful ??= await inDoubtIn(this.#stage.desk.db.reader, this.#chat);
    const doubtful = this.#doubtful.shift();
    if (doubtful !== undefined) return () => this.#serveCard(doubtful);
    const [answer] = this.#answers;
    if (answer !== undefined) return () => this.#serveAnswer(answer);
    if (!this.#hasCards) return null;
    if (this.#cardsInHand.size >= MOST_IN_HAND) await this.#stage.batch.flush();
    this.#hasCards = false; // whoever finds one meanwhile says so again
    const card = await nextCard(this.#stage, { chat: this.#chat, inHand: this.#cardsInHand });
    if (card === null) return this.#next();
    this.#hasCards = true;
    return () => this.#serveCard(card);
  }

  #rest(error: unknown): void {
    const { desk } = this.#stage;
    if (error instanceof SlowDown) return void (this.#restUntil = desk.clock.now() + error.ms);
    desk.log.warn({ error, failures: this.#failures + 1 }, "a chat did not take a message");
    this.#restUntil = desk.clock.now() + this.#restMs();
    this.#failures += 1;
  }

  #restMs(): number {
    return Math.min(FIRST_REST_MS * 2 ** this.#failures, LONGEST_REST_MS);
  }

  async #serveAnswer(answer: PendingAnswer): Promise<void> {
    try {
      await showAnswer(this.#stage, answer);
    } catch (error) {
      if (error instanceof SlowDown) throw error;
      if (this.#tries === 0) this.#noted(markAnswer(this.#stage, answer, false));
      this.#tries += 1;
      if (this.#tries >= MOST_TRIES) this.#leave(answer);
      throw error;
    }
    this.#tries = 0;
    this.#answers.shift();
    this.#noted(markAnswer(this.#stage, answer, true).finally(() => this.#answersInHand.delete(answer.inbox)));
  }

  /** What a chat will not take must not hold up its cards for ever: it comes again behind them. */
  #leave({ inbox }: PendingAnswer): void {
    this.#tries = 0;
    this.#answers.shift();
    this.#answersInHand.delete(inbox);
    this.#onLeft();
  }

  async #serveCard(id: DeliveryId): Promise<void> {
    this.#cardsInHand.add(id);
    try {
      const card = await showCard(this.#stage, id);
      if (card === null) return this.#pass(id);
      this.#passed = null;
      this.#noted(this.#markShown(card));
      // Where it is must outlive this process: else it would be shown a second time, and the first copy never change again.
      if (card.isNew) await this.#stage.batch.flush();
    } catch (error) {
      if (error instanceof SlowDown) this.#cardsInHand.delete(id);
      else this.#noted(markFailure(this.#stage, id).finally(() => this.#cardsInHand.delete(id)));
      throw error;
    }
  }

  /** It is due no more, or elsewhere. The same one a second time would come for ever, without a pause for anybody else. */
  #pass(id: DeliveryId): void {
    this.#cardsInHand.delete(id);
    if (this.#passed === id) throw new Error("a card is due and can be neither shown nor given up");
    this.#passed = id;
  }

  async #markShown(card: ShownCard): Promise<void> {
    let isBehind = false;
    try {
      isBehind = await markCard(this.#stage, card);
    } finally {
      this.#cardsInHand.delete(card.id);
    }
    if (isBehind) this.#stage.desk.bell.ring("deliver");
  }

  /** A mark that fails leaves its message due, with the same key: the chat is not to blame. */
  #noted(mark: Promise<void>): void {
    mark.catch((error: unknown) => this.#stage.desk.log.error({ error }, "what was shown could not be noted"));
  }
}
