/** What alerts are about, and how loud they are: severity 1 to 5. */
export const TOPICS = ["orders", "fills", "risk", "price", "digest", "health"] as const;
export type Topic = (typeof TOPICS)[number];

/** From this severity on an alert matters now: it is counted until somebody has read it, and never told by its number alone. */
export const LOUD = 4;
