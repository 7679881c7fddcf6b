/** In which order the orders of one pair meet one event. */

export interface Turn {
  /** It closes a holding together with others. */
  readonly isLinked: boolean;
  /** A limit, not a stop. */
  readonly isLimit: boolean;
  /** The event's first price meets it. */
  readonly isMetFirst: boolean;
}

/**
 * As they came; of one holding the stops before its targets, but for a target that the bar opens beyond. Where both lie in
 * one bar the stop came first, and what is linked with it waits for the next event: nobody knows whether the price came back.
 */
export function inTurn<Order>(orders: readonly Order[], turnOf: (order: Order) => Turn): readonly Order[] {
  if (orders.length < 2) return orders;
  const rank = (order: Order): number => {
    const { isLinked, isLimit, isMetFirst } = turnOf(order);
    if (!isLinked) return 2;
    if (isMetFirst) return 0;
    return isLimit ? 2 : 1;
  };
  return orders.toSorted((a, b) => rank(a) - rank(b));
}
