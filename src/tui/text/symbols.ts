export type Symbols = {
  readonly marker: string;
  readonly native: string;
  readonly container: string;
  readonly no: string;
  readonly then: string;
  readonly divider: string;
  readonly rule: string;
  readonly dot: string;
  readonly cut: string;
  readonly favourite: string;
  readonly more: string;
  readonly less: string;
  /** The column of facets that the arrows move in. */
  readonly active: string;
};

const UNICODE: Symbols = {
  marker: '>',
  native: '●',
  container: '◆',
  no: '○',
  then: '›',
  divider: '│',
  rule: '─',
  dot: '·',
  cut: '…',
  favourite: '★',
  more: '↓',
  less: '↑',
  active: '▸',
};

const ASCII: Symbols = {
  marker: '>',
  native: '+',
  container: '~',
  no: '-',
  then: '>',
  divider: '|',
  rule: '-',
  dot: '-',
  cut: '~',
  favourite: '*',
  more: 'v',
  less: '^',
  active: '>',
};

/** All signs that the screens use; each stands beside a word, so none has to be understood. */
export function symbolsFor(ascii: boolean): Symbols {
  return ascii ? ASCII : UNICODE;
}
