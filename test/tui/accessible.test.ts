import {describe, expect, test} from 'vitest';
import {askWith} from '../../src/tui/accessible/ask-in-lines.ts';
import {spoken} from '../../src/tui/accessible/spoken.ts';
import {span} from '../../src/tui/view/line.ts';
import {DEFAULT_PICKER_SETTINGS} from '../../src/tui/picker-input.ts';
import type {PickerInput, PickerUpdate} from '../../src/tui/picker-input.ts';
import {builtInTheme} from '../../src/tui/theme/built-in-themes.ts';
import {planOf} from './fixtures/plan.ts';
import {HOST, REPOSITORIES, repositoryOf, smallCatalogue, stackOf, tableOf} from './fixtures/catalogue.ts';

async function talk(answers: readonly (string | (() => string))[], wish: Partial<PickerInput> = {}) {
  let said = '';
  const left = [...answers];
  const result = await askWith({
    table: tableOf(smallCatalogue()),
    repositories: REPOSITORIES,
    updates: () => () => undefined,
    host: HOST,
    settings: DEFAULT_PICKER_SETTINGS,
    theme: builtInTheme('default-dark')!,
    planFor: async choice => planOf(choice.variant.address),
    banner: null,
    now: () => 0,
    ...wish,
    write: text => {
      said += text;
    },
    readLine: async () => {
      const next = left.shift();
      return next === undefined ? null : typeof next === 'string' ? next : next();
    },
  });
  return {result, said, unread: left.length};
}

describe('spoken', () => {
  test.each([
    [[span('Runs here  ', 'muted'), span('It was made for el9.')], 'Runs here: It was made for el9.'],
    [[span('Repository ', 'muted'), span('sft.cern.ch, ready')], 'Repository: sft.cern.ch, ready'],
    [[span('  '), span('PATH    ', 'key'), span('  in front'), span('   /a  b')], 'PATH: in front, /a  b'],
    [[span('LCG views'), span(' '), span('release', 'muted')], 'LCG views release'],
    [[span('             ', 'muted'), span('and more')], 'and more'],
    [[], ''],
  ] as const)('%j', (line, said) => expect(spoken(line)).toBe(said));
});

describe('askWith', () => {
  test('texts are said line by line, with what they are about', async () => {
    const {said, result} = await talk(['details', 'environment', 'mounts', 'q']);
    expect(said).toContain(' lcg/LCG_107@x86_64-el9-gcc14-opt:\n');
    expect(said).toContain('\nRepository: sft.cern.ch, ready');
    expect(said).toContain('\nHSF_STACK: ');
    expect(said).not.toMatch(/[^\n -~]/);
    expect(result.status).toBe('cancelled');
  });
  test('the command is said, and one stays', async () => {
    const {said, unread} = await talk(['copy', 'q']);
    expect(said).toContain('\nhsf shell lcg/LCG_107@x86_64-el9-gcc14-opt\n'.slice(1));
    expect(unread).toBe(0);
  });
  test('"s" starts the answer in brackets', async () =>
    expect((await talk(['s'])).result).toMatchObject({status: 'start', choice: {container: 'auto'}}));
  test('what begins with a slash is searched for', async () =>
    expect((await talk(['/q', 'q'])).said).toContain('Nothing matches q.'));
  test('what is misspelt is offered as it may be meant', async () => {
    const {said, result} = await talk(['gentpo', '', 's']);
    expect(said).toContain('Enter searches for gentoo.');
    expect(result).toMatchObject({choice: {variant: {address: 'gentoo/linux@x86_64'}}});
  });
  test('a number means what was read out, whatever came in between', async () => {
    const all = smallCatalogue();
    let tell: (update: PickerUpdate) => void = () => undefined;
    const {result} = await talk(
      [
        () => {
          tell({table: tableOf(all)});
          return '1';
        },
        's',
      ],
      {
        table: tableOf(all.slice(1)),
        updates: listener => {
          tell = listener;
          return () => undefined;
        },
      },
    );
    expect(result).toMatchObject({choice: {variant: {address: 'lcg/LCG_106b@x86_64-el9-gcc14-opt'}}});
  });
  test('Enter all the way', async () => {
    const {result, said} = await talk(['', '', '']);
    expect(result).toMatchObject({
      status: 'start',
      choice: {variant: {address: 'lcg/LCG_107@x86_64-el9-gcc14-opt'}, container: 'auto'},
    });
    expect(said).toContain('1. lcg/LCG_107, runs here, recommended\n');
    expect(said).toContain('? for help [1]: ');
    expect(said).not.toMatch(/[^\n -~]/);
  });
  test('words narrow, and the default follows them', async () => {
    const {result} = await talk(['gcc13 106b', '1', '', '']);
    expect(result).toMatchObject({choice: {variant: {address: 'lcg/LCG_106b@x86_64-el9-gcc13-opt'}}});
  });
  test('a number that is no answer is searched for', async () => {
    const {result} = await talk(['107', '', '', '']);
    expect(result).toMatchObject({choice: {variant: {address: 'lcg/LCG_107@x86_64-el9-gcc14-opt'}}});
  });
  test('b clears the words, goes back, then leaves', async () => {
    expect((await talk(['el8', 'b', 'b'])).result).toMatchObject({status: 'cancelled'});
    expect((await talk(['2', 'b', '1', '', ''])).result).toMatchObject({
      choice: {variant: {address: 'lcg/LCG_107@x86_64-el9-gcc14-opt'}},
    });
  });
  test('q and the end of input leave', async () => {
    expect((await talk(['', 'q'])).result).toMatchObject({status: 'cancelled'});
    expect((await talk([''])).result).toMatchObject({status: 'cancelled'});
  });
  test('p prints the command', async () =>
    expect((await talk(['p'])).result).toEqual({status: 'print', text: 'hsf shell lcg/LCG_107@x86_64-el9-gcc14-opt'}));
  test('w tells why', async () =>
    expect((await talk(['w', 'q'])).said).toContain('It was made for el9, which is what this machine is.'));
  test('nonsense is said and asked again', async () =>
    expect((await talk(['zzz', '99999', 'q'])).said).toMatch(/Nothing matches zzz\.[^]*There is no answer 99999\./));
  test('a way that is not possible is not taken', async () => {
    const {result, said} = await talk(['', '', '2', 'q']);
    expect(result).toMatchObject({status: 'cancelled'});
    expect(said).toContain('It cannot start so: No image is known for it');
  });
  test('one platform is not asked for', async () => {
    const {result} = await talk(['gentoo', '', '']);
    expect(result).toMatchObject({choice: {variant: {address: 'gentoo/linux@x86_64'}}});
  });
  test('opened at a question', async () => {
    const {result, said} = await talk(['', ''], {startAt: {stack: 'lcg/LCG_106', question: 'platform', filter: 'el8'}});
    expect(said).not.toContain('Which stack?');
    expect(result).toMatchObject({choice: {variant: {address: 'lcg/LCG_106@x86_64-el8-gcc11-opt'}}});
  });
  test('many repositories that are not mounted are one line', async () => {
    const repositories = Array.from({length: 40}, (_, number) => repositoryOf(`r${number}.cern.ch`, {state: 'not-mounted'}));
    const {said} = await talk(['q'], {repositories: [...REPOSITORIES, ...repositories]});
    expect(said.match(/not mounted/g)).toHaveLength(1);
    expect(said).toContain('40 repositories are not mounted; "hsf doctor" names them.\n');
  });

  test('what is missing of a repository that is ready is said', async () => {
    const message = 'sft.cern.ch was not read to its end in time.';
    const {said} = await talk(['q'], {repositories: [repositoryOf('sft.cern.ch', {message})]});
    expect(said).toContain(`${message}\n`);
  });

  test('sick repositories are said once, before the first question', async () => {
    const {said} = await talk(['zzz', 'q']);
    expect(said.split('unpacked.cern.ch: not answering.')).toHaveLength(2);
  });
  test('what is found meanwhile can be chosen with the next question', async () => {
    let tell: (update: PickerUpdate) => void = () => undefined;
    const {result} = await talk(
      [
        () => {
          tell({table: tableOf(smallCatalogue())});
          return '';
        },
        '',
        '',
        '',
      ],
      {
        table: tableOf([]),
        updates: listener => {
          tell = listener;
          return () => undefined;
        },
      },
    );
    expect(result.status).toBe('start');
  });
  test('a long list is read out in pages', async () => {
    const many = Array.from({length: 5}, (_, copy) =>
      smallCatalogue().map(stack => ({...stack, address: `${stack.address}-${copy}`})),
    ).flat();
    const {said} = await talk(['m', 'q'], {table: tableOf(many)});
    expect(said).toContain('25 more: m\n');
    expect(said).toContain('\n21. ');
  });
});

describe('many platforms', () => {
  const many = stackOf({
    address: 'lcg/LCG_200',
    variants: [
      'x86_64-el9-gcc14-opt',
      'x86_64-el9-gcc13-opt',
      'x86_64-el9-gcc13-dbg',
      'x86_64-el9-clang16-opt',
      'x86_64-el8-gcc11-opt',
      'x86_64-el8-gcc11-dbg',
      'x86_64-centos7-gcc8-opt',
    ].map(text => ({text})),
  });
  const table = tableOf([many]);

  test('are asked for one thing after the other, and what is left decides what is asked', async () => {
    const {said, result} = await talk(['', '1', '2', '2', 's'], {table});
    expect(said).toContain('Which system for lcg/LCG_200? 3 to choose from, 7 platforms; l lists them.');
    expect(said).toContain('Which compiler for lcg/LCG_200, el9? 3 to choose from, 4 of 7 platforms; l lists them.');
    expect(said).toContain('Which build type for lcg/LCG_200, el9, gcc 13? 2 to choose from');
    expect(result).toMatchObject({choice: {variant: {address: 'lcg/LCG_200@x86_64-el9-gcc13-dbg'}}});
  });
  test('Enter all the way is the best one', async () =>
    expect((await talk(['', '', '', '', ''], {table})).result).toMatchObject({
      choice: {variant: {address: 'lcg/LCG_200@x86_64-el9-gcc14-opt'}},
    }));
  test('one that is alone is not asked for any further', async () =>
    expect((await talk(['', '3', ''], {table})).result).toMatchObject({
      choice: {variant: {address: 'lcg/LCG_200@x86_64-centos7-gcc8-opt'}},
    }));
  test('b takes answer by answer back, also from the last question', async () => {
    const {said, result} = await talk(['', '1', '2', '1', 'b', 'b', 'b', '2', 'b', 'b', 'b'], {table});
    expect(said.match(/Which build type for lcg\/LCG_200, el9/g)).toHaveLength(2);
    expect(said.match(/Which system/g)).toHaveLength(3);
    expect(result).toMatchObject({status: 'cancelled'});
  });
  test('are one list where that is wished, and where words are searched', async () => {
    const {said, result} = await talk(['', 'l', '7', ''], {table});
    expect(said).toContain('Which platform of lcg/LCG_200? 7 to choose from.');
    expect(result).toMatchObject({choice: {variant: {address: 'lcg/LCG_200@x86_64-centos7-gcc8-opt'}}});
    expect((await talk(['', 'dbg', '2', ''], {table})).result).toMatchObject({
      choice: {variant: {address: 'lcg/LCG_200@x86_64-el8-gcc11-dbg'}},
    });
  });
});
