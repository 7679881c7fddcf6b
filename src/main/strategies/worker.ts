/** Runs in the thread of main/strategies/host.ts: holds the strategy of one file and answers for it. */
import { parentPort, workerData } from "node:worker_threads";

import { Refusal } from "../../domain/errors.ts";
import { decideAt, descriptionOf } from "../../domain/strategy/idea.ts";
import type { Strategy } from "../../domain/strategy/strategy.ts";
import { failureOf, loadStrategy } from "../../strategies/local.ts";
import { type Answer, type Numbered, type Question, type Said, sentConfiguration } from "./questions.ts";

const file = String(workerData);
let loading: Promise<Strategy> | undefined;

async function answerTo(question: Question): Promise<unknown> {
  const strategy = await (loading ??= loadStrategy(file));
  switch (question.ask) {
    case "describe":
      return descriptionOf(strategy);
    case "configure":
      return sentConfiguration(strategy.configure(question.given));
    case "decide":
      return decideAt(strategy, question.parameters, question.moment);
  }
}

function refused(error: unknown): Answer {
  if (!(error instanceof Refusal)) return { failure: failureOf(file, error) };
  const { rule, message, suggestions } = error;
  return rule === "parameter" ? { refusal: message, suggestions } : { failure: message };
}

/** What it decides may hold what does not travel: that fails too. */
async function reply({ number, question }: Numbered): Promise<void> {
  try {
    say({ number, reply: { answer: await answerTo(question) } });
  } catch (error) {
    say({ number, reply: refused(error) });
  }
}

function say(said: Said): void {
  parentPort?.postMessage(said);
}

parentPort?.on("message", (numbered: Numbered) => void reply(numbered));
