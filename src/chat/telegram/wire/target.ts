/** Where a message goes: a chat, or a topic of a group (`-100123/12`). General has no number of its own. */
export interface Target {
  readonly chat_id: number;
  readonly message_thread_id?: number;
}

export function targetOf(chatRef: string): Target {
  const [chat, topic] = chatRef.split("/");
  return topic === undefined ? { chat_id: Number(chat) } : { chat_id: Number(chat), message_thread_id: Number(topic) };
}

/** The chat without its topic. */
export function generalOf(chatRef: string): string {
  return chatRef.split("/")[0] ?? chatRef;
}

/** Private chats have the positive id of their person. */
export function isGroup({ chat_id }: Target): boolean {
  return chat_id < 0;
}
