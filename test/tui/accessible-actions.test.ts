import {describe, expect, test} from 'vitest';
import {askWith} from '../../src/tui/accessible/ask-in-lines.ts';
import {SPELLED} from '../../src/tui/accessible/answers.ts';
import {DEFAULT_PICKER_SETTINGS} from '../../src/tui/picker-input.ts';
import type {PickerInput} from '../../src/tui/picker-input.ts';
import {builtInTheme} from '../../src/tui/theme/built-in-themes.ts';
import {portsFor} from '../terminal/fixtures/ports.ts';
import {HOST, REPOSITORIES, smallCatalogue, tableOf} from './fixtures/catalogue.ts';
import {planOf} from './fixtures/plan.ts';

// Everything that the drawn picker can do, by words.

async function talk(answers: readonly string[], wish: Partial<PickerInput> = {}) {
  let said = '';
  const left = [...answers];
  const result = await askWith({
    table: tableOf(smallCatalogue()),
    repositories: REPOSITORIES,
    updates: () => () => undefined,
    host: HOST,
    settings: DEFAULT_PICKER_SETTINGS,
    theme: builtInTheme('monochrome')!,
    planFor: async choice => planOf(choice.variant.address),
    ports: portsFor({silent: false}),
    banner: null,
    now: () => 0,
    ...wish,
    write: text => {
      said += text;
    },
    readLine: async () => left.shift() ?? null,
  });
  return {result, said};
}

describe('what others answer', () => {
  test.each([
    ['favourite', 'lcg/LCG_107 is a favourite.'],
    ['pin', 'lcg/LCG_107@x86_64-el9-gcc14-opt is the default here.'],
    ['docs', 'https://lcgdocs.web.cern.ch was opened.'],
    ['refresh', 'sft.cern.ch is read anew.'],
    ['copy', 'hsf shell lcg/LCG_107@x86_64-el9-gcc14-opt'],
  ])('%s', async (word, sentence) => expect((await talk([word, 'q'])).said).toContain(`${sentence}\n`));

  test('environment', async () => {
    const {said} = await talk(['environment', 'q']);
    expect(said).toMatch(/\nHSF_STACK.*lcg\/LCG_107@x86_64-el9-gcc14-opt\n/);
    expect(said).toMatch(/\n.*PATH.*\/cvmfs\/sft\.cern\.ch\/bin\n/);
    expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202A-\u202E]/);
  });
  test('packages, by page and by word', async () => {
    const {said} = await talk(['packages', 'm', 'geant', 'b', 'b', 'q']);
    expect(said).toContain('Packages. 203 to choose from.\n1. ROOT, 6.34.04\n');
    expect(said).toContain('\n21. package-17, 17.0\n');
    expect(said).toContain('Packages. 1 with geant.\n1. Geant4, 11.3.0\n');
  });
  test('a package that is chosen is searched for', async () =>
    expect((await talk(['packages', '1', 'q'])).said).toContain('with ROOT 6.34.04.'));
  test('difference to a stack that is chosen', async () => {
    const {said} = await talk(['difference', '1', 'q']);
    expect(said).toContain('The difference to which stack?');
    expect(said).toMatch(/\n.*ROOT.*6\.34\.04.*6\.32\.02/);
  });
  test('a theme that is chosen, and one that is broken', async () => {
    const {said} = await talk(['themes', 'mine', '', 'b', '1', 'q']);
    expect(said).toContain('Which theme for the drawn picker?');
    expect(said).toContain('no such role');
    expect(said).toContain('The theme is default-dark from now on.\n');
  });
  test('who never answers keeps nobody', async () => {
    const {said, result} = await talk(['favourite', 'q'], {ports: portsFor({silent: true})});
    expect(said.match(/Number or words/g)).toHaveLength(2);
    expect(result.status).toBe('cancelled');
  });
  test('nobody to ask is said', async () => {
    const {said} = await talk(['pin', 'q'], {ports: undefined as never});
    expect(said).toContain('Nobody can be asked for that here.');
  });
});

describe('limits', () => {
  test('what runs here, and all again', async () => {
    const {said} = await talk(['runs', 'everything', 'q']);
    expect(said).toContain('Only what runs here.');
  });
  test('a family', async () => {
    const {said} = await talk(['family', 'eessi', '', 'q']);
    expect(said).toContain('Only which family?');
    expect(said).toContain('1 to choose from. Only family eessi.');
  });
  test('a compiler', async () => {
    const {said} = await talk(['compiler', 'clang 16', '', 'q']);
    expect(said).toContain('Only compiler clang 16.');
  });
});

describe('lists', () => {
  test('repositories with their states, and one read anew', async () => {
    const {said} = await talk(['repositories', 'sft', '', 'b', 'q']);
    expect(said).toMatch(/\d\. unpacked\.cern\.ch, not answering/);
    expect(said).toContain('sft.cern.ch is read anew.');
  });
  test('all actions, one of which is chosen', async () => {
    const {said, result} = await talk([':', 'print', '']);
    expect(said).toContain('What is to be done?');
    expect(result).toEqual({status: 'print', text: 'hsf shell lcg/LCG_107@x86_64-el9-gcc14-opt'});
  });
});

test('every word does something, and one gets out of it', async () => {
  for (const {names} of SPELLED) {
    for (const word of names) {
      const {result} = await talk([word, 'b', 'b', 'q']);
      expect(['cancelled', 'print', 'start']).toContain(result.status);
    }
  }
});
