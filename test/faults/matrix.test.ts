import {describe, expect, it} from 'vitest';
import {COMMANDS as TABLE} from '../../src/commands/table.ts';
import {COMMANDS} from './matrix/commands.ts';
import {FAULTS} from './matrix/faults.ts';
import {coveringChoice, runFault, SMALL_CHOICE} from './matrix/run-fault.ts';
import {skipFuse} from '../rig/fuse/fuse-rig.ts';

// Faults that are answered soon, so that a busy machine does no harm; the whole table is that of `npm run faults`.
const IN_CI = [
  {id: 'eio', choice: coveringChoice},
  {id: 'killed', choice: () => SMALL_CHOICE},
  {id: 'eloop', choice: () => SMALL_CHOICE},
  {id: 'enoent', choice: () => SMALL_CHOICE},
];

describe.skipIf(skipFuse())('a repository that is ill', {timeout: 240_000}, () => {
  for (const {id, choice} of IN_CI)
    for (const fault of FAULTS.filter(one => one.id === id))
      it(`is said, and in nobody's way, when ${fault.title}`, async () => {
        expect((await runFault(fault, choice(fault), 2)).problems).toEqual([]);
      });
});

describe('the table of commands', () => {
  const named = (needs: readonly string[]) =>
    new Set(COMMANDS.filter(({need}) => needs.includes(need)).map(({words}) => words[0] ?? ''));

  it('has every command that help has, and that none is without', () => {
    const all = named(['one of all', 'this one', 'its health', 'none']);
    expect([...all].toSorted()).toEqual(['', '--help', '--version', ...TABLE.map(({name}) => name)].toSorted());
  });

  it('has those that want something of an ill repository with another one, too', () => {
    const apart = named(['none']);
    // No other repository of the tree has a Python.
    expect([...named(['this one'])].filter(name => !apart.has(name))).toEqual(['venv']);
  });

  it('says nothing twice', () => {
    expect(new Set(COMMANDS.map(({title}) => title)).size).toBe(COMMANDS.length);
  });
});
