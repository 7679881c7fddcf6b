/** The one place where what an account has of a coin grows or shrinks; what of it is locked is in locks.ts. */
import { add, type Decimal } from "../../domain/money.ts";
import type { Book } from "./book.ts";

export function move(book: Book, asset: string, amount: Decimal): void {
  const balance = book.balance(asset);
  book.setBalance({ ...balance, total: add(balance.total, amount) });
}
