/** Where people talk to the desk. */
export const PLATFORMS = ["local", "telegram", "discord"] as const;
export type Platform = (typeof PLATFORMS)[number];
