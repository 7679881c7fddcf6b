/** A new desk as README has it: within a minute or so its strategy has proposed, nothing planted; one yes, and it is done. */
import { afterEach, expect, it } from "vitest";

import { DeskProcess, removeDir, temporaryDir } from "../support/process.ts";

const dataDir = temporaryDir();
afterEach(() => removeDir(dataDir));

const PROPOSED = /EMA 12 crossed above EMA 26 on 1m/;
/** A minute on a machine with nothing else to do. */
const PATIENCE_MS = 180_000;

it(
  "the strategy of a new desk proposes a trade with its chart; Approve buys it, protected, and people are told",
  async () => {
    const desk = await DeskProcess.start({ dataDir, hasStrategies: true });
    const proposal = await desk.find(
      "a proposal of the strategy",
      () => desk.messages().find(({ text }) => PROPOSED.test(text)),
      PATIENCE_MS,
    );
    expect(proposal.text).toContain("[ Approve ]");
    const chart = proposal.reply.blocks.find(({ kind }) => kind === "chart");
    const shown = chart?.kind === "chart" && chart.chart.kind === "candles" ? chart.chart : null;
    expect(shown?.levels.map(({ role }) => role)).toEqual(["entry", "stop", "target", "last"]);
    expect(shown?.lines.map(({ label }) => label)).toEqual(["EMA 12", "EMA 26"]);
    expect(shown?.marks).toHaveLength(1);

    const { ref } = proposal;
    await desk.send({ id: "yes", press: desk.tokenOf("Approve") });
    const bought = await desk.find(
      "its card to say that it is protected",
      () =>
        desk
          .messages()
          .find((message) => message.ref === ref && /BOUGHT[^]*protected by the exchange/.test(message.text)),
      PATIENCE_MS,
    );
    expect(bought.text).toContain("approved by owner in the local chat");
    expect(await desk.stop()).toBe(0);
  },
  PATIENCE_MS,
);
