import {constants, zstdCompressSync, zstdDecompressSync} from 'node:zlib';
import {packTable, unpackTable} from '../../../../src/choose/packed-table.ts';
import {parseTrials} from '../../../../src/commands/engine-trials.ts';
import {parseImages} from '../../../../src/commands/image-memory.ts';
import {parseTable} from '../../../../src/commands/search-file.ts';
import {entryText, parseEntry} from '../../../../src/find/entry-text.ts';
import {formatIndex, parseIndex} from '../../../../src/find/index-file.ts';
import {formatLists, parseLists} from '../../../../src/find/packages/package-cache.ts';
import {parseSiteCopy} from '../../../../src/find/site-families.ts';
import {foldEvents, lineOf, parseLines} from '../../../../src/settings/history-line.ts';
import {parseProfiles} from '../../../../src/settings/profiles.ts';
import {parseTrust} from '../../../../src/settings/project-trust.ts';
import {parseSettings} from '../../../../src/settings/settings-file.ts';
import {parseVenvNote} from '../../../../src/settings/venv-file.ts';
import {parseStart} from '../../../../src/start/start-records.ts';
import {holds, textTarget, type Target} from '../target.ts';
import {smallTable} from './small-table.ts';

const WORDS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  'null',
  'true',
  '-1',
  '1e999',
  '0.5',
  '{}',
  '[]',
  '""',
  '"__proto__":',
  '"constructor"',
  '\\u0000',
  '\\u001b[2J',
  '\\ud800',
];

const INDEX =
  '{"format":2,"fqrn":"a.b","freshness":"hash","checkMarkers":true,"revision":7,"rootHash":"51eb","scannedAt":"2026-11-22T10:00:00.000Z","triedAt":"2026-11-22T10:00:00.000Z","directories":{"lcg":["k",["x/","y","l//t","m/:setup.sh"]],"n":[null,"missing"],"f":["k",{"failed":"EIO"}],"t":["k",["a"],{"times":[5],"only":"is","unnamed":1,"failed":"EIO"}]},"checks":{"lcg/x/setup.sh":"f","y":"failed EACCES"},"watches":{"x":["a.b/lcg","k"]}}';

const indexes = textTarget({
  name: 'index-files',
  covers: ['src/find/index-file.ts parseIndex', 'src/find/entry-text.ts parseEntry'],
  seeds: [INDEX, 'name/', 'name//target', 'name/:a/b', 'name/?', 'name'],
  words: [
    ...WORDS,
    '"directories":',
    '"checks":',
    '"watches":',
    '"missing"',
    '"failed"',
    '"times"',
    '"toString"',
    '"hasOwnProperty"',
    '/',
    '//',
    '/?',
    '/:',
  ],
  check: text => {
    const parsed = parseIndex(text, 'a.b');
    if (parsed.status === 'index') {
      const {memo, watches} = parsed.index;
      for (const kind of memo.checks.values()) holds(typeof kind === 'string', 'a check has a kind', text, String(kind));
      for (const {content} of memo.directories.values())
        if (Array.isArray(content)) for (const entry of content) parseEntry(entry as string);
      for (const {directory} of watches.values()) holds(typeof directory === 'string', 'a watch has a directory', text);
      const again = parseIndex(formatIndex(parsed.index), 'a.b');
      holds(again.status === 'index' && formatIndex(again.index) === formatIndex(parsed.index), 'an index is read again', text);
    }
    const entry = parseEntry(text);
    holds(!entry.name.includes('/'), 'no name has a slash', text);
    holds(JSON.stringify(parseEntry(entryText(entry))) === JSON.stringify(entry), 'an entry is read again', text);
  },
});

const EVENT =
  '{"at":"2026-11-22T10:00:00.000Z","event":"started","address":"lcg/LCG_107","variant":"lcg/LCG_107@x","verb":"shell","flags":["--engine=podman"],"directory":"/home/me","host":"node1"}';

const histories = textTarget({
  name: 'histories',
  covers: ['src/settings/history-line.ts parseLines'],
  seeds: [
    `${EVENT}\n{"event":"marked","address":"a"}\n`,
    `{"at":"2026-11-2${EVENT}\n`,
    `{"folded":["x.jsonl"]}\n${EVENT.replace('"host"', '"times":7,"weight":2.5,"host"')}`,
  ],
  pumps: [
    ['', '\r\n', ''],
    ['', '{}\n', ''],
    [EVENT, '{"', ''],
  ],
  words: [
    ...WORDS,
    '\n',
    EVENT,
    '"event":"unmarked"',
    '"flags":null',
    '"--x=\\n"',
    '"at":"+275760-09-13T00:00:00.001Z"',
    '"times":',
    '"weight":',
    '{"folded":',
  ],
  check: text => {
    const {events, damaged} = parseLines(text);
    holds(events.length <= text.length && damaged.every(line => text.includes(line)), 'what is damaged is told as it is', text);
    for (const event of events) {
      holds(
        !event.address.startsWith('-') && (event.variant === null || !event.variant.startsWith('-')),
        'no address is a flag',
        text,
      );
      holds(
        (event.flags ?? []).every(flag => flag.startsWith('--')),
        'flags are flags',
        text,
      );
      holds(event.times >= 1 && event.weight >= 0 && !Number.isNaN(Date.parse(event.at)), 'an event has a time', text);
      const line = lineOf(event);
      if (line === '') continue;
      const again = parseLines(line).events[0];
      holds(
        line.indexOf('\n') === line.length - 1 && again?.address === event.address && again.times === event.times,
        'a line is read again',
        text,
        line,
      );
    }
    const folded = foldEvents(events);
    holds(
      folded.every(({weight}) => Number.isFinite(weight)),
      'points are numbers',
      text,
    );
    const marks = events.filter(({event}) => event === 'started').reduce((sum, {times}) => sum + times, 0);
    const sum = folded.filter(({event}) => event === 'started').reduce((all, {times}) => all + times, 0);
    holds(sum === marks || marks > Number.MAX_SAFE_INTEGER, 'no start is lost by folding', text);
  },
});

const settings = textTarget({
  name: 'settings-files',
  covers: [
    'src/settings/settings-file.ts parseSettings',
    'src/settings/profiles.ts parseProfiles',
    'src/settings/project-trust.ts parseTrust',
    'src/settings/venv-file.ts parseVenvNote',
  ],
  seeds: [
    '{\n "cvmfs": "/data",\n "timeout": 5,\n "keys": {"copy": "ctrl-y"},\n "repositories": ["a.b"],\n "height": "60%",\n "nonsense": 1\n}',
    '{"profiles":{"mine":{"update":"exact","stack":"lcg/LCG_107","variant":"lcg/LCG_107@x","platform":"x","fragments":null,"flags":["--os=el9"],"image":null,"savedAt":"2026-11-22T10:00:00.000Z"}}}',
    '{"version":1,"file":"/p/hsf.toml","fileHash":"x","lockHash":null,"allowedAt":"2026","project":{"stack":null,"update":"exact","choices":{},"settings":{},"env":{},"hooks":{"enter":[],"leave":[]}},"lock":{"asked":"","stack":"a","variant":"b","platform":"c"}}',
    '{"version":1,"stack":"lcg/LCG_107","variant":"v","sitePackages":["lib/python3.11/site-packages"],"python":"3.11.9","madeAt":"2026"}',
  ],
  words: [
    ...WORDS,
    '"cvmfs":',
    '"timeout":',
    '"profiles":',
    '"flags":',
    '"sitePackages":',
    '".."',
    '"/etc"',
    '"version":1',
    '"hooks":',
    '\n',
  ],
  check: text => {
    const {values, problems} = parseSettings(text, '/home/me/settings.json') ?? {values: {}, problems: []};
    for (const {message, advice} of problems) holds(message !== '' && advice !== '', 'a problem is told', text);
    for (const name of Object.keys(values)) holds(/^[a-z-]+$/.test(name), 'a setting has a name', name);
    const {profiles} = parseProfiles(text, '/home/me/profiles.json');
    for (const {name, flags} of profiles)
      holds(
        /^[A-Za-z][A-Za-z0-9._-]{0,63}$/.test(name) && flags.every(flag => flag.startsWith('--')),
        'a profile has a name',
        name,
      );
    const trust = parseTrust(text, '/p/hsf.toml');
    holds(trust === null || trust.project.hooks.enter.every(line => typeof line === 'string'), 'hooks are lines', text);
    const note = parseVenvNote(text);
    for (const path of note?.sitePackages ?? [])
      holds(!path.startsWith('/') && !path.split('/').includes('..'), 'packages lie inside', text);
  },
});

const memories = textTarget({
  name: 'cached-memories',
  covers: [
    'src/start/start-records.ts parseStart',
    'src/find/site-families.ts parseSiteCopy',
    'src/commands/engine-trials.ts parseTrials',
    'src/commands/image-memory.ts parseImages',
  ],
  seeds: [
    '{"version":1,"images":[["sha256:1",{"os":{"id":"el","version":"9","family":"el9"},"libc":{"name":"glibc","version":"2.34"},"arch":"x86_64","kind":"sif"}]]}',
    '{"k":{"until":99999999999999,"fact":{"name":"podman","program":"/usr/bin/podman","version":"5","usable":true,"reason":"works","takes":["directory"]}}}',
    '{"place":"/cvmfs/a.b/f","rootHash":null,"readAt":"2026-11-22T10:00:00.000Z","files":[{"file":"x.toml","text":"id = 1"},{"file":"y.toml","text":null,"reason":"large"}]}',
    '{"name":"hsf-1","pid":1,"begun":"x","boot":"BOOT","at":"2026","variant":"v","engine":null,"image":null,"cwd":"/","shell":true,"files":["/nowhere/at-all"]}',
  ],
  words: [...WORDS, '"images":', '"fact":', '"until":', '"files":', '"pid":', '"boot":"BOOT"', '"version":1'],
  check: text => {
    for (const [, {kind, os, libc}] of parseImages(text))
      holds(
        typeof kind === 'string' && (os === null || os.id !== undefined) && libc.name !== undefined,
        'an image has facts',
        text,
      );
    for (const {until, fact} of Object.values(parseTrials(text)))
      holds(typeof until === 'number' && typeof fact.name === 'string' && Array.isArray(fact.takes), 'a trial has facts', text);
    for (const {file, text: own} of parseSiteCopy(text, '/cvmfs/a.b/f')?.files ?? [])
      holds(typeof file === 'string' && (own === null || typeof own === 'string'), 'a copy is of files', text);
    const start = parseStart(text);
    if (start !== null) holds(start.pid > 0 && start.files.every(path => path.startsWith('/')), 'a start has paths', text);
  },
});

const LISTS = JSON.stringify({
  format: 1,
  fqrn: 'a.b',
  rows: [
    ['ROOT', '6.34'],
    ['root', '1', 'sci'],
  ],
  contents: ['0,1', ''],
  lists: [['k', 'ok', 0, 0, 'hash', 'h', '2026', ['p', 'k', 'q', null]]],
});

/** What this version writes. */
const LISTS_FORMAT = (JSON.parse(String(zstdDecompressSync(formatLists(new Map(), 'a.b')))) as {format: number}).format;
const FAST = {params: {[constants.ZSTD_c_compressionLevel]: -5}};

const lists: Target = {
  name: 'package-caches',
  covers: ['src/find/packages/package-cache.ts parseLists'],
  seeds: [LISTS, zstdCompressSync(LISTS)],
  words: [...WORDS, '"rows":', '"contents":', '"0,-1,9"', '1e9', '"lists":'],
  run: bytes => {
    // An error of the library costs as much as all the rest: bytes that are none of its own are given to it now and then.
    if (bytes[0] === 0x28 || bytes.length % 16 === 0) parseLists(bytes, 'a.b');
    const text = bytes.toString('utf8').replace('"format":1', `"format":${LISTS_FORMAT}`);
    const parsed = parseLists(zstdCompressSync(text, FAST), 'a.b');
    if (parsed === null) return;
    const again = parseLists(formatLists(parsed, 'a.b'), 'a.b');
    holds(JSON.stringify([...(again ?? [])]) === JSON.stringify([...parsed]), 'lists are read again');
    for (const {packages, status} of parsed.values())
      holds(typeof status === 'string' && packages.every(({name}) => name !== ''), 'packages have names');
  },
};

const packed: Target = {
  name: 'packed-tables',
  covers: ['src/choose/packed-table.ts unpackTable', 'src/commands/search-file.ts parseTable'],
  seeds: [packTable(smallTable())],
  run: bytes => {
    // Behind a sum, so what is damaged is none; what it throws is caught by whoever reads it (`picker-memory.ts`).
    try {
      const table = unpackTable(bytes);
      holds(
        table.firstOf.length === table.stacks + 1 && table.kindOf.length === table.variants,
        'columns are as long as the table',
        table.stacks,
      );
      for (let position = 0; position < Math.min(table.stacks, 3); position++) void table.stackAt(position)?.address;
      void table.positionOf('x');
    } catch (error) {
      holds(error instanceof Error && error.name !== 'Broken', 'a refusal is an error', String(error));
    }
    try {
      const half = bytes.length >> 1;
      const table = parseTable({parts: [half, bytes.length - half]}, bytes);
      if (table.names.length > 0) table.rowsOf(0);
    } catch (error) {
      holds(error instanceof Error, 'a refusal is an error', String(error));
    }
  },
};

export const STATE_TARGETS: readonly Target[] = [indexes, histories, settings, memories, lists, packed];
