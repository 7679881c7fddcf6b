/** What an adapter keeps of its platform between two starts, by key. */
export interface Memory {
  known(key: string): Promise<string | null>;
  remember(key: string, value: string): Promise<void>;
}
