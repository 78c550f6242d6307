export type Size = {readonly columns: number; readonly rows: number};

/** Where everything goes in a frame of this size; rows count from 0, a part without room is null. */
export type Layout = {
  readonly panes: 1 | 2 | 3;
  readonly columns: number;
  readonly rows: number;
  readonly header: number | null;
  readonly filter: number | null;
  /** Row with the names of the columns. */
  readonly titles: number | null;
  readonly body: number;
  readonly bodyRows: number;
  readonly repositories: number | null;
  readonly preview: number | null;
  readonly footer: number | null;
  /** Widths of the panes from the left, and between two of them a divider of 3 columns. */
  readonly widths: readonly number[];
};

export const DIVIDER_WIDTH = 3;

/** Parts go when rows get few, in this order: names of columns, repositories, keys, preview, header, filter. */
export function layoutFor({columns, rows}: Size): Layout {
  const all = Math.max(1, rows);
  const filter = all >= 2;
  const header = all >= 6;
  const preview = all >= 5;
  const footer = all >= 8;
  const repositories = all >= 12;
  const titles = all >= 9;
  let row = 0;
  const place = (shown: boolean) => (shown ? row++ : null);
  const headerRow = place(header);
  const filterRow = place(filter);
  const titleRow = place(titles);
  const body = row;
  const bodyRows = Math.max(1, all - row - Number(repositories) - Number(preview) - Number(footer));
  row += bodyRows;
  const repositoryRow = place(repositories);
  const previewRow = place(preview);
  const footerRow = place(footer);
  return {
    ...panesFor(columns),
    columns,
    rows: all,
    header: headerRow,
    filter: filterRow,
    titles: titleRow,
    body,
    bodyRows,
    repositories: repositoryRow,
    preview: previewRow,
    footer: footerRow,
  };
}

function panesFor(columns: number): {readonly panes: 1 | 2 | 3; readonly widths: readonly number[]} {
  if (columns >= 140) {
    const room = columns - 2 * DIVIDER_WIDTH;
    const list = Math.min(64, Math.floor(room * 0.32));
    const variants = Math.min(72, Math.floor(room * 0.34));
    return {panes: 3, widths: [list, variants, room - list - variants]};
  }
  if (columns >= 64) {
    const room = columns - DIVIDER_WIDTH;
    const list = Math.min(64, Math.max(34, Math.ceil(room * 0.51)));
    return {panes: 2, widths: [list, room - list]};
  }
  return {panes: 1, widths: [Math.max(1, columns)]};
}

/** Rows of the frame in a terminal: a share of it or a number of rows, never the whole of it inline, and enough to be of use. */
export function frameRows(terminalRows: number, height: number, fullScreen: boolean): number {
  const rows = Math.max(1, terminalRows);
  if (fullScreen) return rows;
  const wished = height <= 1 ? Math.max(16, Math.round(rows * height)) : Math.round(height);
  // A frame as high as the terminal would push the scroll-back away with every redraw.
  return Math.max(1, Math.min(wished, rows - 1));
}
