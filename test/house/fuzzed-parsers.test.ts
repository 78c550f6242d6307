import {expect, test} from 'vitest';
import {ALL_TARGETS} from '../trials/fuzz/all-targets.ts';
import {sourcesBelow} from './sources.ts';

/** Read files, directories or processes, and leave what is in them to a parser that is tried. */
const READERS = new Set([
  ...['settings/settings-file.ts readSettingsFile', 'settings/profiles.ts readProfiles', 'settings/project-trust.ts readTrust'],
  ...['settings/venv-file.ts readVenv', 'settings/project-file.ts readProjectFile', 'settings/history.ts readHistory'],
  ...['settings/history-files.ts readEvents', 'start/start-records.ts readStarts', 'system/mount-table.ts readMountTable'],
  ...['system/own-file.ts readOwn', 'commands/catalogue.ts readCatalogue', 'commands/read-start.ts readStart'],
  ...['commands/environment-memory-trace.ts readFilesOf', 'commands/allow.ts readForTrust', 'commands/machine.ts readHost'],
  ...[
    'find/packages/read-packages.ts readPackages',
    'find/site-families.ts readSiteFamilies',
    'find/scout/read-directory.ts readDirectory',
  ],
  ...['find/scout/read-part.ts readPart'],
]);

test('every parser is given anything by a trial', () => {
  const parsers = sourcesBelow('src').flatMap(({path, code}) =>
    [...code.matchAll(/^export (?:async )?function\*? ((?:parse|read|unpack)[A-Z]\w*)/gm)].map(([, name]) => `${path} ${name}`),
  );
  const covered = new Set(ALL_TARGETS.flatMap(({covers}) => covers));
  expect(parsers.filter(parser => !covered.has(parser) && !READERS.has(parser.replace(/^src\//, '')))).toEqual([]);
  expect(parsers.length).toBeGreaterThan(50);
});

test('what the trials say they cover is there', () => {
  const sources = new Map(sourcesBelow('src').map(({path, code}) => [path, code]));
  const wrong = ALL_TARGETS.flatMap(({covers}) => covers).filter(one => {
    const [path = '', name = ''] = one.split(' ');
    return !new RegExp(`^export (?:async )?function\\*? ${name}\\b`, 'm').test(sources.get(path) ?? '');
  });
  expect(wrong).toEqual([]);
});
