/** The gateway, version 10, in JSON: https://docs.discord.com/developers/events/gateway */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";

import { fieldsOf, isFields, listOf, numberOf, textOf } from "./kit.ts";
import type { Fields } from "./kit.ts";
import type { World } from "./world.ts";

const OP = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  presence: 3,
  voice: 4,
  resume: 6,
  reconnect: 7,
  members: 8,
  invalid: 9,
  hello: 10,
  ack: 11,
} as const;
const CLOSE = {
  unknownOp: 4001,
  badJson: 4002,
  notIdentified: 4003,
  wrongToken: 4004,
  alreadyIdentified: 4005,
  badSequence: 4007,
  tooFast: 4008,
  timedOut: 4009,
  badShard: 4010,
  wrongVersion: 4012,
  badIntents: 4013,
  refusedIntents: 4014,
} as const;

const GUILDS = 1;
/** Of members, of presences, of what messages say: an app has to be let. */
const PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15);
const KNOWN_INTENTS = ((1 << 17) - 1) | (0b11 << 20) | (0b11 << 24);
const MOST_REPLAYED = 10_000;
const COMMANDS_A_MINUTE = 120;

interface Session {
  readonly id: string;
  readonly intents: number;
  seq: number;
  readonly sent: { readonly seq: number; readonly packet: string }[];
  socket: WebSocket | null;
}

interface Line {
  readonly socket: WebSocket;
  session: Session | null;
  isDeaf: boolean;
  count: number;
  readonly watch: NodeJS.Timeout;
}

export interface GatewayOptions {
  readonly token: string;
  readonly applicationId: string;
  readonly heartbeatMs: number;
  readonly allowsPrivileged: boolean;
}

export interface Gateway {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** To every session that asked for the intent (0: to all); kept for those that come back. */
  dispatch(type: string, data: Fields, intent: number): void;
  /** The connections end without a word, as when the network breaks. */
  cut(): void;
  /** Asks the clients to come again (op 7). */
  reconnect(): void;
  /** Op 9. */
  invalidate(isResumable: boolean): void;
  /** The present connections get neither acks nor events any more. */
  zombie(): void;
  /** 503 for every new connection, until `accept`. */
  refuse(): void;
  accept(): void;
  /** The next events of this type are lost. */
  dropEvent(type: string, times?: number): void;
  readonly stats: { identifies: number; resumes: number; readonly lines: number };
  stop(): void;
}

export function newGateway(world: World, url: () => string, options: GatewayOptions): Gateway {
  const server = new WebSocketServer({ noServer: true });
  const lines = new Set<Line>();
  const sessions = new Map<string, Session>();
  const dropped = new Map<string, number>();
  let isRefusing = false;
  const counts = { identifies: 0, resumes: 0 };

  const transmit = (line: Line, packet: Fields): void => line.socket.send(JSON.stringify(packet));

  const dispatchTo = (session: Session, type: string, data: Fields): void => {
    session.seq += 1;
    const packet = JSON.stringify({ op: OP.dispatch, t: type, s: session.seq, d: data });
    session.sent.push({ seq: session.seq, packet });
    if (session.sent.length > MOST_REPLAYED) session.sent.shift();
    if (session.socket?.readyState === session.socket?.OPEN) session.socket?.send(packet);
  };

  const identify = (line: Line, data: Fields): void => {
    if (line.session !== null) return line.socket.close(CLOSE.alreadyIdentified, "Already authenticated.");
    const refusal = refusalOf(data, options);
    if (refusal !== null) return line.socket.close(...refusal);
    counts.identifies += 1;
    const session: Session = {
      id: crypto.randomUUID().replaceAll("-", ""),
      intents: numberOf(data["intents"]),
      seq: 0,
      sent: [],
      socket: line.socket,
    };
    sessions.set(session.id, session);
    line.session = session;
    welcome(session);
  };

  const welcome = (session: Session): void => {
    const guilds = [...world.guilds.values()];
    dispatchTo(session, "READY", {
      ...{ v: 10, user: world.bot, session_id: session.id, resume_gateway_url: `${url()}/resume`, shard: [0, 1] },
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      application: { id: options.applicationId, flags: 0 },
    });
    if ((session.intents & GUILDS) === 0) return;
    for (const guild of guilds) dispatchTo(session, "GUILD_CREATE", world.guildJson(guild));
  };

  const isDropped = (type: string): boolean => {
    const left = dropped.get(type) ?? 0;
    if (left > 0) dropped.set(type, left - 1);
    return left > 0;
  };

  const resume = (line: Line, data: Fields): void => {
    if (data["token"] !== options.token) return line.socket.close(CLOSE.wrongToken, "Authentication failed.");
    const session = sessions.get(textOf(data["session_id"]));
    const seq = numberOf(data["seq"]);
    if (session !== undefined && seq > session.seq) return line.socket.close(CLOSE.badSequence, "Invalid seq.");
    const [oldest] = session?.sent ?? [];
    if (session === undefined || (oldest !== undefined && oldest.seq > seq + 1))
      return transmit(line, { op: OP.invalid, d: false });
    counts.resumes += 1;
    line.session = session;
    session.socket = line.socket;
    for (const event of session.sent) if (event.seq > seq) line.socket.send(event.packet);
    if (!isDropped("RESUMED")) dispatchTo(session, "RESUMED", {});
  };

  const take = (line: Line, text: string): void => {
    if (line.isDeaf) return;
    const packet = parsed(text);
    // Heartbeats are not counted here: a test may set them as dense as it likes.
    if (packet?.["op"] !== OP.heartbeat) line.count += 1;
    if (line.count > COMMANDS_A_MINUTE) return line.socket.close(CLOSE.tooFast, "You are being rate limited.");
    if (packet === null) return line.socket.close(CLOSE.badJson, "Error while decoding payload.");
    const data = fieldsOf(packet["d"]);
    switch (packet["op"]) {
      case OP.heartbeat:
        line.watch.refresh();
        return transmit(line, { op: OP.ack });
      case OP.identify:
        return identify(line, data);
      case OP.resume:
        return resume(line, data);
      case OP.presence:
      case OP.voice:
      case OP.members:
        if (line.session === null) line.socket.close(CLOSE.notIdentified, "Not authenticated.");
        return undefined;
      default:
        return line.socket.close(CLOSE.unknownOp, "Unknown opcode.");
    }
  };

  const connected = (socket: WebSocket, isRightVersion: boolean): void => {
    const watch = setTimeout(() => socket.close(CLOSE.timedOut, "Session timed out."), 2 * options.heartbeatMs).unref();
    const line: Line = { socket, session: null, isDeaf: false, count: 0, watch };
    lines.add(line);
    const minute = setInterval(() => (line.count = 0), 60_000).unref();
    socket.on("message", (data: Buffer) => take(line, data.toString()));
    socket.on("error", () => socket.terminate());
    socket.on("close", (code) => {
      clearTimeout(watch);
      clearInterval(minute);
      lines.delete(line);
      if (line.session?.socket === socket) left(line.session, code);
    });
    if (!isRightVersion) return socket.close(CLOSE.wrongVersion, "Invalid API version.");
    transmit(line, { op: OP.hello, d: { heartbeat_interval: options.heartbeatMs } });
  };

  /** A client that says goodbye has no session any more. */
  const left = (session: Session, code: number): void => {
    session.socket = null;
    if (code === 1000 || code === 1001) sessions.delete(session.id);
  };

  return {
    upgrade(request, socket, head) {
      const query = new URL(request.url ?? "/", "http://peer");
      const isHere = query.pathname.replace(/\/$/, "").match(/^\/gateway(\/resume)?$/) !== null;
      if (isRefusing || !isHere)
        return void socket.end(
          `HTTP/1.1 ${isRefusing ? "503 Service Unavailable" : "404 Not Found"}\r\ncontent-length: 0\r\n\r\n`,
        );
      const isRightVersion = query.searchParams.get("v") === "10" && query.searchParams.get("encoding") === "json";
      server.handleUpgrade(request, socket, head, (client) => connected(client, isRightVersion));
    },
    dispatch(type, data, intent) {
      if (isDropped(type)) return;
      for (const session of sessions.values())
        if (intent === 0 || (session.intents & intent) !== 0) dispatchTo(session, type, data);
    },
    cut() {
      for (const { socket } of lines) socket.terminate();
    },
    reconnect() {
      for (const line of lines) transmit(line, { op: OP.reconnect, d: null });
    },
    invalidate(isResumable) {
      for (const line of lines) {
        if (!isResumable && line.session !== null) {
          line.session.socket = null;
          sessions.delete(line.session.id);
          line.session = null;
        }
        transmit(line, { op: OP.invalid, d: isResumable });
      }
    },
    zombie() {
      for (const line of lines) {
        line.isDeaf = true;
        clearTimeout(line.watch);
        if (line.session !== null) line.session.socket = null;
      }
    },
    refuse: () => void (isRefusing = true),
    accept: () => void (isRefusing = false),
    dropEvent: (type, times = 1) => void dropped.set(type, (dropped.get(type) ?? 0) + times),
    stats: {
      get identifies() {
        return counts.identifies;
      },
      get resumes() {
        return counts.resumes;
      },
      get lines() {
        return lines.size;
      },
    },
    stop() {
      for (const { socket } of lines) socket.terminate();
      server.close();
    },
  };
}

function refusalOf(data: Fields, options: GatewayOptions): [code: number, reason: string] | null {
  if (data["token"] !== options.token) return [CLOSE.wrongToken, "Authentication failed."];
  const shard = data["shard"] === undefined ? [0, 1] : listOf(data["shard"]);
  if (shard[0] !== 0 || shard[1] !== 1) return [CLOSE.badShard, "Invalid shard."];
  const intents = data["intents"];
  if (typeof intents !== "number" || !Number.isInteger(intents) || (intents & ~KNOWN_INTENTS) !== 0)
    return [CLOSE.badIntents, "Invalid intent(s)."];
  if (!options.allowsPrivileged && (intents & PRIVILEGED) !== 0) return [CLOSE.refusedIntents, "Disallowed intent(s)."];
  return isFields(data["properties"]) ? null : [CLOSE.badJson, "Error while decoding payload."];
}

function parsed(text: string): Fields | null {
  try {
    const packet: unknown = JSON.parse(text);
    return isFields(packet) ? packet : null;
  } catch {
    return null;
  }
}
