import {checkFamily} from '../../../../src/find/check-family.ts';
import {checkRules} from '../../../../src/find/check-rules.ts';
import {linesOfKeys} from '../../../../src/find/key-lines.ts';
import {extendFamily} from '../../../../src/find/family-from-data.ts';
import {builtInFamilies} from '../../../../src/find/built-in-families.ts';
import {grammarNames} from '../../../../src/choose/grammars/grammar-named.ts';
import {compilePattern, compileTemplate, matchPath, placeholdersIn} from '../../../../src/find/path-pattern.ts';
import {compileMatcher, escapeGlob, globTest} from '../../../../src/find/glob.ts';
import {parseTheme} from '../../../../src/tui/theme.ts';
import {projectChecker} from '../../../../src/commands/check-project.ts';
import {lockParser} from '../../../../src/commands/lock-file.ts';
import {projectFromRecord} from '../../../../src/settings/project-data.ts';
import {isRefusal, parseValue, SETTING_KEYS} from '../../../../src/settings/keys.ts';
import {lineOfError, lineOfKey} from '../../../../src/system/json-lines.ts';
import {UserError} from '../../../../src/system/user-error.ts';
import {holds, split, SEPARATOR, textTarget, unlessRefused, type Target} from '../target.ts';

const FAMILY = `id = "lcg"
title = "LCG views"
documentation = "https://lcgdocs.web.cern.ch"

[[layout]]
repository = "sft.cern.ch"
path = "lcg/views/{release}/{platform}"
match = { release = "LCG_*" }
grammar = "lcg"
marker = "setup.sh"
needs = ["geant4.cern.ch"]
entry = { kind = "source", path = "setup.sh", arguments = ["{root}"], set = { A = "{release}" } }

[layout.packages]
format = "lcg"
directory = "lcg/releases/{release}"
files = "LCG_*_{platform}.txt"
`;

const BUILT_IN = builtInFamilies()[0]!;

const families = textTarget({
  name: 'family-files',
  covers: ['src/find/check-family.ts checkFamily', 'src/find/check-rules.ts checkRules', 'src/find/read-toml.ts readToml'],
  seeds: [
    FAMILY,
    'extends = "lcg"\ntitle = "More"\n[[layout]]\nrepository = "a.b"\npath = "x/{release...}"\nleaf = { name = "*.sif" }\ngrammar = "image"\nentry = { kind = "image" }\n',
    'hide = ["lcg/*"]\nrecommend = ["lcg/LCG_107"]\n[[image]]\nos = "el9"\nimages = ["/cvmfs/a.b/x*"]\n',
    'id = "a"\ntitle = """\n[ x\n"""\n[[layout]]\npath = 1\n',
  ],
  pumps: [
    ['a = """\n[', ' ', '\n"""\n'],
    ['[a', '.a', ']\n'],
    [`${FAMILY.replace('LCG_*', '')}#`, ';', ''],
    ['id = "a"\n[[layout]]\npath = "', '{a}', '"\n'],
    [
      FAMILY.slice(0, FAMILY.indexOf('*" }')),
      '{version}',
      FAMILY.slice(FAMILY.indexOf('" }'), FAMILY.indexOf('[layout.packages]')),
    ],
    ['x = ', '[', ''],
  ],
  words: [
    '[[layout]]',
    '[layout.entry]',
    'entry = {',
    'kind = "prefix"',
    '{constructor}',
    '{__proto__}',
    '{toString...}',
    'path = "',
    'match = {',
    '"""',
    "'''",
    '\n[',
    ']\n',
    '"\n',
    'leaf = {',
    '\\u0000',
    '1979-05-27',
    'packages = {',
    'compiler = [',
    '{version}',
    'then = [{ call = ["module"] }]',
  ],
  check: text => {
    for (const checked of [checkFamily(text, '/f.toml', '/f.toml', grammarNames), checkRules(text, '/rules.toml')])
      if (checked.status === 'problems') {
        holds(checked.problems.length > 0, 'a problem is told', text);
        for (const {message, line} of checked.problems)
          holds(
            typeof message === 'string' && message !== '' && line >= 1 && line <= text.split('\n').length,
            'a problem has a line',
            text,
            message,
            line,
          );
      } else if (checked.status === 'changes') {
        extendFamily(BUILT_IN, checked.changes, '/f.toml');
      } else if (checked.status === 'family')
        for (const {path, match, leaf} of checked.family.layouts)
          matchPath(compilePattern(path, match, leaf), 'lcg/views/LCG_107/x86_64-el9-gcc13-opt');
    const [, ...path] = split(text, 3);
    holds(linesOfKeys(text)(path) >= 1, 'a key has a line', text);
  },
});

const patterns = textTarget({
  name: 'path-patterns',
  covers: [
    'src/find/path-pattern.ts compilePattern',
    'src/find/path-pattern.ts matchPath',
    'src/find/path-pattern.ts matchName',
    'src/find/path-pattern.ts compileTemplate',
    'src/find/glob.ts compileMatcher',
  ],
  seeds: [
    ['lcg/views/{release}/{platform}', 'LCG_*', 'lcg/views/LCG_107/x86_64-el9'],
    ['{name}/{name}.simg', '[a-z]*', 'a/a.simg'],
    ['x/{release...}/y', '{one,two}*', 'x/one/y'],
    ['a{release}b{platform}c', '?*[!.]', 'aXbYc'],
    ['{constructor}/{toString}', '*', 'x/y'],
    ['**', '*{a,b}*{c,d}*{e,f}*{g,h}*{i,j}*', 'xayczez'],
  ].map(parts => parts.join(SEPARATOR)),
  pumps: [
    [`{name}${SEPARATOR}`, ';', `${SEPARATOR}a`],
    [`{name}${SEPARATOR}`, '*a', `${SEPARATOR}${'a'.repeat(255)}`],
    [`{name}${SEPARATOR}`, '{a,b}', `${SEPARATOR}${'a'.repeat(255)}`],
    ['{name}', ']', ''],
    [`{name}${SEPARATOR}*{`, ',', `}${SEPARATOR}${'a'.repeat(255)}`],
  ],
  words: [
    SEPARATOR,
    '{release}',
    '{platform}',
    '{x...}',
    '{constructor}',
    '{valueOf}',
    '/',
    '*',
    '?',
    '[a-z]',
    '[!',
    ']',
    '{a,b}',
    '{,',
    '}',
    '**',
    '.',
  ],
  longest: 8192,
  check: text => {
    const [template, glob, path] = split(text, 3) as [string, string, string];
    const steps = compilePattern(template, {release: glob, name: glob}, {name: '*.sif', contains: null, most: 3});
    const captures = matchPath(steps, path);
    if (captures !== null) {
      const names = placeholdersIn(template);
      for (const name of names) holds(typeof captures[name] === 'string', 'what is captured is text', text, name);
      for (const name of Object.keys(captures)) holds(names.includes(name), 'only placeholders are captured', text, name);
      const filled = compileTemplate(
        template
          .split('/')
          .filter(part => part !== '')
          .join('/'),
      )(captures);
      holds(filled === path, 'what was captured gives the path again', text, filled);
    }
    holds(
      typeof compileTemplate(template)({}) === 'string' && !compileTemplate(template)({}).includes('[native code]'),
      'what is unknown stays',
      text,
    );
    // No name in a file system is longer.
    const name = path.slice(0, 255);
    const matches = globTest(glob)(name);
    // With two pieces captured the other matcher is taken, which tries one way after the other.
    const pieces = [
      {glob, captured: true, visible: false},
      {glob: '*', captured: true, visible: false},
      {glob: '', captured: true, visible: false},
    ];
    const texts = compileMatcher(pieces)(name);
    if (matches) holds(texts !== null && texts.join('') === name, 'both matchers agree', text);
    holds(globTest(escapeGlob(name))(name) || /[\]]/.test(name), 'an escaped text matches itself', text);
  },
});

const JSON_WORDS = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '"',
  'null',
  'true',
  '-1',
  '1e999',
  '"__proto__":',
  '"constructor":',
  '\\u0000',
  '\\ud800',
  '{"a":',
  '[[',
];

const themes = textTarget({
  name: 'themes',
  covers: ['src/tui/theme.ts parseTheme', 'src/system/json-lines.ts lineOfKey'],
  seeds: [
    '{"name":"a","title":"A","ground":"dark","roles":{"text":{"colour":"#ffffff","bold":true},"muted":{"background":"bright-black"}}}',
    '{\n "name": "x",\n "roles": {\n  "no": {"colour": "blu"}\n }\n}',
  ],
  pumps: [
    ['', '{"a":', '1'],
    ['{"name":"', '\\"', '"}'],
  ],
  words: [...JSON_WORDS, '"name"', '"roles"', '"colour"', '"#00ff00"', '"red"', '"ground"', '"any"', '\n'],
  check: text => {
    const theme = unlessRefused(
      () => parseTheme(text, '/t.json'),
      error => error instanceof UserError && error.code === 'theme-invalid',
    );
    if (theme !== null)
      for (const {colour = 'red', background = 'red'} of Object.values(theme.roles))
        for (const one of [colour, background]) holds(/^(?:#[0-9a-f]{6}|[a-z-]+)$/i.test(one), 'a colour is one', text, one);
    const line = lineOfKey(text, split(text, 3));
    holds(line === null || line >= 1, 'a key has a line', text);
    try {
      JSON.parse(text);
    } catch (error) {
      const place = lineOfError(text, error);
      holds(place === null || (place >= 1 && place <= text.split('\n').length), 'an error has a line', text, place);
    }
  },
});

const checkProject = await projectChecker();
const parseLock = await lockParser();
const LOCK =
  '{"lockVersion":1,"asked":{"stack":"LCG_107"},"stack":"lcg/LCG_107","variant":"lcg/LCG_107@x","platform":"x","repository":"sft.cern.ch","revision":1,"rootHash":null,"root":"/cvmfs/a.b/c","entry":"/cvmfs/a.b/c/setup.sh","catalog":null,"image":null,"lockedAt":"2026-11-22T10:00:00.000Z"}';

const projects = textTarget({
  name: 'project-files',
  covers: [
    'src/commands/check-project.ts projectChecker',
    'src/commands/lock-file.ts lockParser',
    'src/settings/project-data.ts projectFromRecord',
    'src/settings/keys.ts parseValue',
  ],
  seeds: [
    'stack = "LCG_107"\nos = "el9"\nupdate = "series"\ncontainer = "auto"\nbind = ["./data:/data:ro"]\nimages = { el9 = "almalinux:9" }\n[env]\nMY = "value"\n[hooks]\nenter = ["source ./local.sh"]\nleave = []\n',
    LOCK,
    '{"stack":null,"update":"exact","choices":{"os":"el9"},"settings":{"bind":["/a"]},"env":{},"hooks":{"enter":[],"leave":["x"]}}',
    'el9=IMAGE,centos7=IMAGE',
    'copy=ctrl-y alt-y,print=ctrl-o',
    '60%',
    '500ms',
    'sw.example.org/hsf/families',
  ],
  words: [...JSON_WORDS, 'stack = "', 'bind = [', '[env]\n', '[hooks]\n', 'home = "', '\ufeff', '\\:', '\\,', '=', '%', '"""'],
  check: text => {
    const checked = checkProject(text, '/home/me/p/hsf.toml');
    if (checked.status === 'project') {
      holds(
        JSON.stringify(projectFromRecord(JSON.parse(JSON.stringify(checked.project)))) === JSON.stringify(checked.project),
        'what was allowed is read again',
        text,
      );
      for (const value of Object.values(checked.project.env)) holds(!value.includes('\0'), 'no variable has a NUL', text);
    } else for (const {line} of checked.problems) holds(line >= 1, 'a problem has a line', text);
    const lock = parseLock(text);
    if (lock.status === 'refused') holds(lock.reason !== '', 'a refusal has a reason', text);
    for (const {kind} of SETTING_KEYS)
      for (const cwd of ['/home/me', null]) {
        const value = parseValue(kind, text, cwd);
        if (isRefusal(value)) holds(value.refused.startsWith('has to be'), 'a refusal is the end of a sentence', text);
        else if (kind.type === 'directory') holds((value as string).startsWith('/'), 'a directory is absolute', text);
        else if (kind.type === 'seconds') holds((value as number) > 0, 'a time is above 0', text);
      }
  },
});

export const FILE_TARGETS: readonly Target[] = [families, patterns, themes, projects];
