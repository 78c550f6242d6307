/** One key, by a name that the key table knows, or what is not a single key: text, a paste, a wheel or click of the mouse. */
export type KeyPress = {
  /** `enter`, `ctrl-w`, `alt-j`, `page-down`, `f1`, `text`, `paste`, `click`, `wheel-up`. */
  readonly name: string;
  /** What was typed (one character as people see it) or pasted. */
  readonly text?: string;
  /** Where the mouse was, counted from 0 at the upper left of the terminal. */
  readonly place?: {readonly column: number; readonly row: number};
};
