import {enginesFor} from '../src/choose/engine-order.ts';
import type {RootKind} from '../src/choose/host.ts';
import {ENGINES} from '../src/engines/all.ts';
import {BEHAVIOURS, type Behaviour, type BehaviourId} from '../test/engines/conformance/behaviours.ts';
import {CONTESTANTS} from '../test/engines/conformance/contestants.ts';
import {type Deviation} from '../test/engines/conformance/deviations.ts';
import {expectation} from '../test/engines/conformance/expectation.ts';

const KINDS: Readonly<Record<RootKind, string>> = {
  directory: 'an unpacked image directory (from CVMFS, say)',
  squashfs: 'a squashfs file',
  sif: 'a SIF file',
  archive: 'an OCI or Docker archive, or an OCI layout',
  reference: "a name in a registry, or in an engine's own storage",
  host: "the machine's own root, to show another tree at `/cvmfs`",
};

/**
 * `docs/engines.md`: what each engine can do, from the table that the conformance suite holds every engine to. A cell is a test: "yes"
 * one that has to pass, a note one that has to find just that deviation.
 */
export function engineDocs(): string {
  const notes: Deviation[] = [];
  const sections = Object.entries(BEHAVIOURS).map(([group, rows]) => table(group, rows, notes));
  return `${[
    '# Engines',
    '',
    'What makes the thin containers of `hsf`, what a machine needs for each, and what each can do. This page is made by `npm run docs`',
    'from the table in `test/engines/conformance`. Every cell of it is a test against the real engine, as root and as an ordinary user:',
    '"yes" is a test that has to pass, a number one that has to find exactly what the note says.',
    '',
    '## What a machine needs',
    '',
    '| engine | needs | tried |',
    '|---|---|---|',
    ...CONTESTANTS.map(({name, needs, tried}) => `| ${name} | ${needs} | ${tried} |`),
    '',
    '`hsf doctor` says which of them work on your machine, and what is missing for the others.',
    '',
    '## Which one is taken',
    '',
    'The first in this list that works here, unless you choose one with `--engine` or in the settings. What starts fastest and needs the',
    'fewest rights comes first. An engine that cannot start this very image makes way for the next, and `hsf plan` says why.',
    '',
    '| root file system | engines, first choice first |',
    '|---|---|',
    ...Object.entries(KINDS).map(([kind, words]) => `| ${words} | ${order(kind as RootKind).join(', ')} |`),
    '',
    '## What each can do',
    '',
    'The rows complete the sentence "a container …". "–": the engine takes no such image. "root" or "user": the note holds for this',
    'account alone. A container of `ctr` is for root; anybody else is told so before the start. In the notes, ENGINES.md and MOUNTS.md are',
    'what was measured of the engines before `hsf` was written for them.',
    '',
    ...sections.flat(),
    '## Notes',
    '',
    ...notes.map(({reason, source}, index) => `${index + 1}. ${reason} (${source})`),
  ].join('\n')}\n`;
}

function order(kind: RootKind): readonly string[] {
  const able = ENGINES.filter(({capabilities}) => capabilities.roots.includes(kind)).map(({name}) => ({
    ...{name, program: name, version: null, usable: true, reason: ''},
    takes: [kind],
  }));
  return enginesFor(kind, able).map(({name}) => name);
}

function table(group: string, rows: readonly Behaviour[], notes: Deviation[]): readonly string[] {
  return [
    `### ${group}`,
    '',
    `| a container … | ${CONTESTANTS.map(({name}) => name).join(' | ')} |`,
    `|---|${CONTESTANTS.map(() => '---').join('|')}|`,
    ...rows.map(({id, title}) => `| ${title} | ${CONTESTANTS.map(one => cell(one, id as BehaviourId, notes)).join(' | ')} |`),
    '',
  ];
}

function cell(one: (typeof CONTESTANTS)[number], id: BehaviourId, notes: Deviation[]): string {
  const accounts = one.accounts.map(who => ({who, words: words(expectation(one, who, id), notes)}));
  const all = new Set(accounts.map(({words}) => words));
  if (all.size === 1) return accounts[0]!.words;
  return accounts
    .filter(({words}) => words !== 'yes')
    .map(({who, words}) => `${who}: ${words}`)
    .join(', ');
}

function words(expected: ReturnType<typeof expectation>, notes: Deviation[]): string {
  if (expected.kind === 'works') return 'yes';
  if (expected.kind !== 'deviates') return '–';
  const {deviation} = expected;
  const known = notes.findIndex(({reason, source}) => reason === deviation.reason && source === deviation.source);
  if (known < 0) notes.push(deviation);
  return `no (${known < 0 ? notes.length : known + 1})`;
}
