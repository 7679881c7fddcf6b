/** Holds a life in a town to account: what people were told against what the desk has written. Gives what is wrong, in words. */
import { ChatBooks, type Asked, type Told } from "./chat-books.ts";
import type { ChatLife, Said } from "./chat-life.ts";
import type { Town } from "./town.ts";
import { isPlanted, markOfOrder, Shown } from "./town-shown.ts";

/** However often the plug is pulled before it is noted that the platform has taken it. */
const MOST_OF_AN_ALERT = 2;

/** An answer has nothing that finds it again: once more for each kill that struck this very one. */
const mostTimes = (life: ChatLife, chatRef: string, mark: string): number =>
  Math.max(2, 1 + life.strikes(chatRef, mark));

const STALE = /stale, not executed/;

export interface Judged {
  readonly wrong: readonly string[];
  /** In numbers, for who reads the output. */
  readonly tally: string;
}

export function judge(dataDir: string, town: Town, life: ChatLife): Judged {
  const books = new ChatBooks(dataDir, town.platform);
  try {
    const asked = new Map(books.asked().map((row) => [row.updateId, row]));
    const shown = new Shown(town);
    const [told, orders] = [books.told(), books.ordersAt()];
    const summaries = new Map(told.filter(({ isSummary }) => isSummary === 1).map((each) => [each.alert, each]));
    const most: Most = (chatRef, mark) => mostTimes(life, chatRef, mark);
    const wrong = [
      ...life.said.flatMap((said) => unanswered(marked(said, orders), asked.get(said.act.updateId), shown, most)),
      ...executedTwice(life.said, books),
      ...told.flatMap((each) => untold(each, summaries, shown)),
    ];
    return { wrong, tally: tallyOf(life, told, shown) };
  } finally {
    books.close();
  }
}

/** A purchase is answered by its card, whose first line ends in the order's number. */
function marked(said: Said, orders: ReadonlyMap<string, readonly number[]>): Said {
  const [order] = orders.get(said.price ?? "") ?? [];
  return order === undefined ? said : { ...said, mark: markOfOrder(order) };
}

function unanswered(said: Said, row: Asked | undefined, shown: Shown, most: Most): string[] {
  const { act, line, mark } = said;
  const where = `${line} (${act.updateId})`;
  if (row === undefined) return act.hasFailed() ? [] : [`${where} is lost`];
  if (row.isAnswered === 0) return [`${where} is not answered`];
  if (mark === null || isOther(said, row)) return [];
  const chatRef = shown.refOf(act);
  const times = shown.count(mark, chatRef);
  return times >= 1 && times <= most(chatRef, mark) ? [] : [`${where} is answered ${times} times: ${row.answer}`];
}

/** Too old, or what it would buy is refused: then the answer has not its mark. */
function isOther({ price }: Said, { answer }: Asked): boolean {
  return STALE.test(answer ?? "") || (price !== null && !(answer ?? "").includes('"card"'));
}

/** How often a message may be seen in a chat. */
type Most = (chatRef: string, mark: string) => number;

function executedTwice(said: readonly Said[], books: ChatBooks): string[] {
  const [orders, done] = [books.ordersAt(), books.done()];
  const twice = said.flatMap(({ price, line }) => {
    const times = price === null ? 0 : Math.max(orders.get(price)?.length ?? 0, done.get(line) ?? 0);
    return times > 1 ? [`${line} was done ${times} times`] : [];
  });
  return [...books.repeated(), ...twice];
}

function untold(told: Told, summaries: ReadonlyMap<number, Told>, shown: Shown): string[] {
  const { message, chatRef, state, countedIn } = told;
  const where = `${message} in ${chatRef}`;
  if (state === "due" || state === "gone") return [`${where} is ${state}`];
  if (!isPlanted(told)) return [];
  const times = shown.count(message, chatRef);
  if (times > MOST_OF_AN_ALERT) return [`${where} was shown ${times} times`];
  if (state === "shown") return times > 0 ? [] : [`${where} was never shown`];
  const summary = countedIn === null ? undefined : summaries.get(countedIn);
  const isTold = summary?.chatRef === chatRef && shown.count(summary.message.split("\n")[0] ?? "", chatRef) > 0;
  if (times > 0) return [`${where} was shown and counted`];
  return isTold ? [] : [`${where} was counted in a message that nobody saw`];
}

function tallyOf({ said }: ChatLife, told: readonly Told[], shown: Shown): string {
  const planted = told.filter(isPlanted);
  const shownAgain = planted.filter(({ message, chatRef }) => shown.count(message, chatRef) > 1).length;
  const counted = planted.filter(({ state }) => state === "counted").length;
  const failed = said.filter(({ act }) => act.hasFailed()).length;
  return `${said.length} commands and presses (${failed} failed on the platform), ${planted.length} alerts (${counted} by their number, ${shownAgain} shown again)`;
}
