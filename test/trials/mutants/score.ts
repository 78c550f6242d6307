/** The part of Stryker's report that is read here. */
export type Report = {
  readonly files: Readonly<Record<string, {readonly source: string; readonly mutants: readonly Mutant[]}>>;
};
export type Mutant = {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: 'Killed' | 'Survived' | 'NoCoverage' | 'Timeout' | 'RuntimeError' | 'CompileError' | 'Ignored' | 'Pending';
  readonly location: {readonly start: Position; readonly end: Position};
};
type Position = {readonly line: number; readonly column: number};

export type Score = {
  readonly killed: number;
  readonly survived: number;
  /** No fast test comes here: the code is run by real shells and engines, or not at all. */
  readonly unreached: number;
  readonly ignored: number;
};

export function scoreOf(mutants: readonly Mutant[]): Score {
  const count = (...statuses: Mutant['status'][]) => mutants.filter(({status}) => statuses.includes(status)).length;
  return {
    killed: count('Killed', 'Timeout', 'RuntimeError'),
    survived: count('Survived'),
    unreached: count('NoCoverage'),
    ignored: count('Ignored', 'CompileError'),
  };
}

/** The score of everything, as a sample tells it: in 95 of 100 samples the true one lies between the two (Wilson). */
export function interval(part: number, whole: number): readonly [number, number] {
  if (whole === 0) return [0, 1];
  const z = 1.96;
  const share = part / whole;
  const middle = share + (z * z) / (2 * whole);
  const reach = z * Math.sqrt((share * (1 - share)) / whole + (z * z) / (4 * whole * whole));
  const scale = 1 + (z * z) / whole;
  return [(middle - reach) / scale, (middle + reach) / scale];
}

/** What a sample says of a room in one line. */
export function sampleLine(report: Report): string {
  const {killed, survived, unreached} = scoreOf(Object.values(report.files).flatMap(({mutants}) => mutants));
  const told = (whole: number) => {
    const [low, high] = interval(killed, whole).map(bound => (100 * bound).toFixed(1));
    return `${percent(killed, whole)} (${low} to ${high})`;
  };
  return `of all ${told(killed + survived + unreached)}, of reached ${told(killed + survived)}`;
}

/** By directory and by file: how many of those that a test reached were found, and how many of all. */
export function scoreTable(report: Report): string {
  const rows = new Map<string, Mutant[]>();
  for (const [path, {mutants}] of Object.entries(report.files)) {
    for (const name of [path.split('/').slice(0, 2).join('/'), path]) rows.set(name, [...(rows.get(name) ?? []), ...mutants]);
  }
  const lines = [...rows].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([name, mutants]) => lineOf(name, mutants));
  return ['  reached    all  killed survived unreached ignored', ...lines].join('\n');
}

function lineOf(name: string, mutants: readonly Mutant[]): string {
  const {killed, survived, unreached, ignored} = scoreOf(mutants);
  const columns = [percent(killed, killed + survived), percent(killed, killed + survived + unreached)].map(text =>
    text.padStart(7),
  );
  const counts = [killed, survived, unreached, ignored].map((count, index) => String(count).padStart([7, 8, 9, 7][index] ?? 0));
  return ` ${columns.join(' ')} ${counts.join(' ')}  ${name}`;
}

const percent = (part: number, whole: number) => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);

/** One line for each mutant that no test minded: where, what stood there, what stood there instead. */
export function survivors(report: Report, status: Mutant['status'] = 'Survived'): readonly string[] {
  return Object.entries(report.files).flatMap(([path, {source, mutants}]) => {
    const lines = source.split('\n');
    return mutants
      .filter(mutant => mutant.status === status)
      .toSorted((one, other) => one.location.start.line - other.location.start.line)
      .map(({mutatorName, replacement, location: {start, end}}) => {
        const line = lines[start.line - 1] ?? '';
        const text = start.line === end.line ? line.slice(start.column - 1, end.column - 1) : `${line.slice(start.column - 1)} …`;
        return `${path}:${start.line}:${start.column} ${mutatorName}: ${short(text)}  =>  ${short(replacement ?? '')}`;
      });
  });
}

const short = (text: string) => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
};
