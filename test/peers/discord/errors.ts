/** What Discord says when it refuses: https://docs.discord.com/developers/topics/opcodes-and-status-codes */
import type { Fields } from "./kit.ts";

const KNOWN = {
  unauthorized: [401, 0, "401: Unauthorized"],
  notFound: [404, 0, "404: Not Found"],
  wrongMethod: [405, 0, "405: Method Not Allowed"],
  unknownChannel: [404, 10003, "Unknown Channel"],
  unknownMessage: [404, 10008, "Unknown Message"],
  unknownUser: [404, 10013, "Unknown User"],
  unknownWebhook: [404, 10015, "Unknown Webhook"],
  unknownInteraction: [404, 10062, "Unknown interaction"],
  unknownCommand: [404, 10063, "Unknown application command"],
  tooManyCommands: [400, 30032, "Maximum number of application commands reached (100)"],
  tooLarge: [413, 40005, "Request entity too large"],
  alreadyAnswered: [400, 40060, "Interaction has already been acknowledged."],
  missingAccess: [403, 50001, "Missing Access"],
  emptyMessage: [400, 50006, "Cannot send an empty message"],
  closedToYou: [403, 50007, "Cannot send messages to this user"],
  missingPermissions: [403, 50013, "Missing Permissions"],
  expiredToken: [401, 50027, "Invalid Webhook Token"],
  badRecipient: [400, 50033, "Invalid Recipient(s)"],
  wrongVersion: [400, 50041, "Invalid API version provided"],
  archived: [400, 50083, "Thread is archived"],
  badJson: [400, 50109, "The request body contains invalid JSON."],
} as const satisfies Readonly<Record<string, readonly [status: number, code: number, message: string]>>;

export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly body: Fields;

  constructor(status: number, code: number, message: string, errors?: Fields) {
    super(message);
    this.status = status;
    this.body = errors === undefined ? { message, code } : { message, code, errors };
  }
}

export function refuse(name: keyof typeof KNOWN): never {
  const [status, code, message] = KNOWN[name];
  throw new ApiError(status, code, message);
}
