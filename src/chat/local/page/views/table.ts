/** A table of a reply. Where it is too narrow for all columns, each row stands under its key, so that nothing is cut. */
import { html, nothing } from "lit-html";

import { formatLine, plain, type Reader } from "../../../../domain/format.ts";
import type { Block, Line } from "../../../../domain/reply.ts";
import { line } from "./inline.ts";

type Table = Extract<Block, { kind: "table" }>;

/** So many columns fit on any phone. */
const MOST_NARROW = 3;

export function table({ columns, rows, total }: Table, reader: Reader) {
  const titles = columns.map(({ title }) => plain(title));
  const cell = (content: Line, index: number) => {
    const isRight = columns[index]?.align === "right";
    const classes = `${isRight ? "right num" : ""} ${/^[−+]/.test(formatLine(content, reader)) ? "change" : ""}`;
    return html`<td role="cell" class=${classes} data-title=${titles[index] ?? ""}>
      <span>${line(content, reader)}</span>
    </td>`;
  };
  // The roles are written out: a table that is laid out as a list is no longer one for screen readers.
  return html`<table role="table" class="table ${columns.length > MOST_NARROW ? "wide" : ""}">
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map(
          ({ align }, index) => html`<th role="columnheader" scope="col" class=${align}>${titles[index]}</th>`,
        )}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        (cells) =>
          html`<tr role="row">
            ${cells.map(cell)}
          </tr>`,
      )}
    </tbody>
    ${
      total === undefined
        ? nothing
        : html`<tfoot role="rowgroup">
            <tr role="row">
              ${total.map(cell)}
            </tr>
          </tfoot>`
    }
  </table>`;
}
