import fc from 'fast-check';
import {stringify} from 'smol-toml';
import {describe, expect, test} from 'vitest';
import {projectChecker} from '../../src/commands/check-project.ts';
import {projectText} from '../../src/commands/init-project.ts';
import {projectJson, projectRows} from '../../src/commands/project-text.ts';
import {CHOICE_KEYS, projectFromRecord, UPDATE_RULES} from '../../src/settings/project-data.ts';
import {UNPRINTABLE} from '../../src/system/printable.ts';

const FILE = '/home/me/project/hsf.toml';
const checker = await projectChecker();
const check = (text: string) => checker(text, FILE);
const problems = (text: string) => {
  const checked = check(text);
  return checked.status === 'problems' ? checked.problems.map(({line, key, message}) => `${line} ${key}: ${message}`) : [];
};
const project = (text: string) => {
  const checked = check(text);
  if (checked.status !== 'project') throw new Error(JSON.stringify(checked));
  return checked.project;
};

describe('a project file', () => {
  test('is read with all its keys', () => {
    expect(
      project(`
stack = "LCG_107"
update = "series"
os = "el9"
container = "always"
images = {el9 = "/cvmfs/unpacked.cern.ch/x"}
[env]
A = "$HOME ~ \`x\`"
[hooks]
enter = ["source ./local.sh"]
`),
    ).toEqual({
      stack: 'LCG_107',
      update: 'series',
      choices: {os: 'el9'},
      settings: {container: 'always', images: {el9: '/cvmfs/unpacked.cern.ch/x'}},
      env: {A: '$HOME ~ `x`'},
      hooks: {enter: ['source ./local.sh'], leave: []},
    });
  });

  test('may be empty, and begin with a byte order mark', () => {
    expect(project('')).toMatchObject({stack: null, update: 'exact', env: {}});
    expect(project('\uFEFFstack = "a"').stack).toBe('a');
  });

  test('has paths that are below its directory, wherever one is', () => {
    const {settings} = project(
      String.raw`bind = ["data:/data:ro", "./x", "/abs:/y", "~/z", 'a\:b:/c']
image = "./image"
home = "house"`,
    );
    expect(settings['bind']).toEqual([
      '/home/me/project/data:/data:ro',
      '/home/me/project/x',
      '/abs:/y',
      '~/z',
      String.raw`/home/me/project/a\:b:/c`,
    ]);
    expect([settings['image'], settings['home']]).toEqual(['/home/me/project/image', '/home/me/project/house']);
    expect(project('image = "docker.io/library/almalinux:9"\nhome = "private"').settings).toEqual({
      image: 'docker.io/library/almalinux:9',
      home: 'private',
    });
  });

  test.each([
    {text: 'stack = "a"\ncompilr = "gcc"', says: '2 compilr: There is no key "compilr" here; did you mean "compiler"?'},
    {text: '[hooks]\nentre = ["x"]', says: '2 hooks.entre: There is no key "entre" here; did you mean "enter"?'},
    {text: 'container = "allways"', says: '1 container: "container" must be one of auto, always, never; did you mean "always"?'},
    {text: 'stack = 107', says: '1 stack: "stack" must be a text.'},
    {text: 'stack = ""', says: '1 stack: "stack" must not be empty.'},
    {text: '[env]\nA = 1', says: '2 env.A: "A" must be a text.'},
    {text: '[env]\n"A B" = "x"', says: '1 env: "env" must have names of variables as keys: letters, digits and "_".'},
    {text: 'os = "el9"', says: '1 os: "os" says which variant of the stack; the key "stack" is missing.'},
    {text: 'cvmfs = "/x"', says: '1 cvmfs: There is no key "cvmfs" here'},
    {text: 'stack = "a\\u0000"', says: '1 stack: "stack" holds a NUL, which no program can be given.'},
    {text: '\n\nstack = "', says: '3 : This is no valid TOML'},
    {text: 'stack = "a"\nstack = "b"', says: '2 : This is no valid TOML'},
    {text: 'a = '.concat('['.repeat(5000)), says: '1 : This is no valid TOML'},
  ])('that says $text is refused', ({text, says}) => {
    expect(problems(text)[0]).toContain(says);
  });

  test('as "hsf init project" writes it is right, whatever the stack is called', () => {
    expect(check(projectText(null)).status).toBe('project');
    fc.assert(
      fc.property(fc.string({minLength: 1, maxLength: 50, unit: 'grapheme'}), stack => {
        fc.pre(!stack.includes('\0') && !stack.includes('\x7f'));
        expect(project(projectText(stack)).stack).toBe(stack);
      }),
      {numRuns: 50},
    );
  });

  // What is commented out there is an offer, so it has to be right as well.
  test('as "hsf init project" writes it names keys that there are', () => {
    const offered = projectText('LCG_107').replace(/^# ((?:\w+ = |\[).*)$/gm, '$1');
    expect(project(offered)).toMatchObject({choices: {os: 'el9', compiler: 'gcc13', build: 'opt'}, env: {MY_SETTING: 'value'}});
  });
});

const texts = fc
  .string({minLength: 1, maxLength: 30, unit: 'binary'})
  .filter(text => !text.includes('\0') && text.isWellFormed());
const names = fc.stringMatching(/^[A-Za-z_]\w{0,10}$/);
const written = fc.record(
  {
    stack: texts,
    update: fc.constantFrom(...UPDATE_RULES),
    ...Object.fromEntries(CHOICE_KEYS.map(key => [key, texts])),
    engine: texts,
    gpu: fc.constantFrom('none', 'amd'),
    env: fc.dictionary(names, texts, {maxKeys: 5}),
    hooks: fc.record({enter: fc.array(texts, {maxLength: 3}), leave: fc.array(texts, {maxLength: 3})}, {requiredKeys: []}),
  },
  {requiredKeys: ['stack']},
);

test('any data comes through as it is, through the record of what was allowed as well', () => {
  fc.assert(
    fc.property(written, data => {
      const read = project(stringify(data));
      expect(read.stack).toBe(data.stack);
      expect(read.env).toEqual({...data.env});
      expect(read.hooks).toEqual({enter: [], leave: [], ...data.hooks});
      expect(projectFromRecord(JSON.parse(JSON.stringify(read)))).toEqual(read);
    }),
    {numRuns: 100},
  );
});

test('nothing of it reaches a terminal raw, and everything that does something is shown', () => {
  fc.assert(
    fc.property(written, data => {
      const read = project(stringify(data));
      const rows = projectRows(read);
      expect(rows.flat().join('').match(UNPRINTABLE)).toBeNull();
      const {enter, leave} = read.hooks;
      const lines = [...enter, ...leave].flatMap(hook => hook.split('\n')).length;
      expect(rows.filter(([what]) => what!.startsWith('on '))).toHaveLength(lines);
      expect(rows.filter(([what]) => what === 'env')).toHaveLength(Object.keys(read.env).length);
    }),
    {numRuns: 60},
  );
});

test('random bytes are a project or problems with a line, never anything else', () => {
  fc.assert(
    fc.property(fc.string({maxLength: 200, unit: 'binary'}), text => {
      const checked = check(text);
      if (checked.status === 'problems')
        expect(checked.problems.every(({line, message}) => line > 0 && message !== '')).toBe(true);
    }),
    {numRuns: 200},
  );
});

test('secrets are hidden where it is shown, also in lines of hooks', () => {
  const read = project(`stack = "a"
[env]
MY_TOKEN = "abc"
[hooks]
enter = ["export API_KEY=abc OTHER=def", "curl --token abc https://me:abc@example.org"]`);
  const text = `${JSON.stringify(projectRows(read))}${JSON.stringify(projectJson(read))}`;
  expect(text).not.toContain('abc');
  expect(text).toContain('OTHER=def');
});
