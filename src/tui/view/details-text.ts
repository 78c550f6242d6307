import type {Symbols} from '../text/symbols.ts';
import {truncate, wrap} from '../text/fit.ts';
import type {Role} from '../theme.ts';
import type {Line} from './line.ts';
import {BLANK, span} from './line.ts';

const LABEL_WIDTH = 11;
/** Less than this has labels on lines of their own. */
const LEAST_BESIDE = 30;
/** Longer lines are hard to read. */
const LONGEST_LINE = 100;

/** Labels with texts beside them, as many lines as it takes. */
export class DetailsText {
  readonly all: Line[] = [];
  readonly #columns: number;
  readonly #indent: number;
  readonly #symbols: Symbols;

  constructor(columns: number, symbols: Symbols) {
    this.#columns = Math.max(1, columns);
    this.#indent = columns >= LEAST_BESIDE ? LABEL_WIDTH : 0;
    this.#symbols = symbols;
  }

  heading(text: string): void {
    this.all.push([span(truncate(text, this.#columns, 'path', this.#symbols.cut), 'title')]);
  }

  plain(text: string, role: Role): void {
    for (const line of wrap(text, Math.min(this.#columns, LONGEST_LINE))) this.all.push([span(line, role)]);
  }

  blank(): void {
    if (this.all.length > 0 && this.all.at(-1) !== BLANK) this.all.push(BLANK);
  }

  /** A label and a text that may take several lines. */
  field(label: string, text: string, role: Role = 'text'): void {
    const lines = wrap(text, Math.min(this.#columns - this.#indent, LONGEST_LINE));
    this.#put(
      label,
      lines.map(line => [span(line, role)]),
    );
  }

  /** A verdict: its word is the label, in its own colour, and the reason stands beside it. */
  verdict(words: string, role: Role, reason: string): void {
    const lines = wrap(reason, Math.min(this.#columns - this.#indent, LONGEST_LINE));
    this.#put(
      words,
      lines.map(line => [span(line)]),
      role,
    );
  }

  /** A path, whose end tells most. */
  path(label: string, path: string): void {
    this.#put(label, [[span(truncate(path, this.#columns - this.#indent, 'path', this.#symbols.cut))]]);
  }

  #put(label: string, lines: readonly Line[], role: Role = 'heading'): void {
    if (this.#indent === 0 && label !== '') this.all.push([span(label, role)]);
    lines.forEach((line, position) => {
      const beside = this.#indent === 0 ? [] : [span((position === 0 ? label : '').padEnd(this.#indent), role)];
      this.all.push([...beside, ...line]);
    });
  }
}
