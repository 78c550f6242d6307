import {parseManifestLine} from '../../../../src/find/packages/lcg-manifest.ts';
import {parseReleaseLine} from '../../../../src/find/packages/cms-releases.ts';
import {parseCondaMeta} from '../../../../src/find/packages/conda-name.ts';
import {parseModuleFile, parseModuleName} from '../../../../src/find/packages/module-name.ts';
import type {Package} from '../../../../src/find/packages/package.ts';
import {isCalled, matchesQuery, parsePackageQuery, unknownOperator} from '../../../../src/find/packages/package-query.ts';
import {parsePortageName} from '../../../../src/find/packages/portage-name.ts';
import {parseSpackBuild} from '../../../../src/find/packages/spack-name.ts';
import {parseSpiderTable} from '../../../../src/find/packages/spider-table.ts';
import {makeLineReader} from '../../../../src/find/packages/text-lines.ts';
import {hasControl, holds, textTarget, type Target} from '../target.ts';

function isPackage(found: Package | string | null, text: string): void {
  if (found === null || typeof found === 'string') return;
  for (const word of [found.name, found.version, found.category ?? 'none'])
    holds(word !== '' && word.length <= 255 && !hasControl(word), 'the words of a package are words', text.slice(0, 200), word);
}

const manifests = textTarget({
  name: 'package-names',
  covers: [
    'src/find/packages/lcg-manifest.ts parseManifestLine',
    'src/find/packages/cms-releases.ts parseReleaseLine',
    'src/find/packages/conda-name.ts parseCondaMeta',
    'src/find/packages/module-name.ts parseModuleName',
    'src/find/packages/module-name.ts parseModuleFile',
    'src/find/packages/portage-name.ts parsePortageName',
    'src/find/packages/spack-name.ts parseSpackBuild',
  ],
  seeds: [
    'ROOT; 51ebb; 6.34.02; ROOT/6.34.02/x86_64-el9-gcc13-opt; Python-1,zlib-2',
    'PLATFORM: x86_64-el9-gcc13-opt',
    'architecture=el8_amd64_gcc12;label=CMSSW_14_0_5;type=Production;state=Announced;prodarch=1;',
    '6.34.02-kzukii',
    '6.30.06-foss-2023a.lua',
    'python-dateutil-2.9.0-pyhd8ed1ab_0.json',
    'python-3.13.1_p2-r1',
  ],
  words: ['; ', ';', 'label=', 'architecture=', '=', '-', '.lua', '.json', '-r1', '_', 'CMSSW_', 'VERSION:'],
  check: text => {
    const found = [
      parseManifestLine(text),
      parseReleaseLine(text, {architecture: 'el8_amd64_gcc12'}),
      parseReleaseLine(text, {}),
      parseCondaMeta(text),
      parseModuleName('ROOT', text),
      parseModuleFile(text, '1.0'),
      parsePortageName('sci-physics', text),
      parseSpackBuild('root', text),
      parseSpackBuild(text, '1.0-abcdef'),
    ];
    for (const one of found) isPackage(one, text);
  },
});

const spider = textTarget({
  name: 'spider-tables',
  covers: ['src/find/packages/spider-table.ts parseSpiderTable'],
  seeds: [
    'timestamp = 1\nspiderT = {\n  ["/cvmfs/x/modules"] = {\n    ROOT = { fileT = { ["ROOT/6.34.02"] = { Version = "6.34.02", help = [==[ a "]" b ]==] }, }, dirT = {}, },\n  },\n}\n',
    "spiderT={['/cvmfs/x/modules']={a={fileT={['a/1']={};['b/c/2']={}}}}} -- end",
  ],
  words: ['spiderT', ' = {', '}', '["', '"]', 'fileT', '[==[', ']==]', '--', '\\"', '/cvmfs/x/modules', 'ROOT/6', ',', ';', '[['],
  check: text => {
    const table = parseSpiderTable(text, ['/cvmfs/x/modules']);
    for (const found of table?.packages ?? []) isPackage(found, text);
    holds((table?.packages.length ?? 0) + (table?.left ?? 0) <= text.length, 'no package comes of nothing', text);
  },
});

const queries = textTarget({
  name: 'package-queries',
  covers: ['src/find/packages/package-query.ts parsePackageQuery'],
  seeds: ['ROOT', 'ROOT>=6.34', 'sci-physics/root = 6.36', 'ROOT>=6.30,<6.36', 'a==1.*', 'a!=1', 'a~1', 'a=>1'],
  words: ['>=', '<=', '!=', '==', '=', '<', '>', '~', '^', ',', ' ', '.*', 'ROOT', '6.34'],
  check: text => {
    const query = parsePackageQuery(text);
    const unknown = unknownOperator(text);
    holds(unknown === null || text.includes(unknown), 'an operator is of the text', text);
    if (query === null) return;
    holds(query.name !== '' && !/[<>=!~^\s,]/.test(query.name), 'a name has no signs', text);
    const again = parsePackageQuery(query.name + query.conditions.map(({comparison, version}) => comparison + version).join(','));
    const isWhole = query.conditions.every(({version}) => version !== '' && !version.endsWith('.*'));
    if (isWhole) holds(JSON.stringify(again) === JSON.stringify(query), 'what is meant is read again', text);
    const found: Package = {name: query.name, version: '6.34.02', category: null};
    holds(isCalled(found, query), 'a package has its own name', text);
    for (const condition of query.conditions) {
      const opposite = {'>=': '<', '>': '<=', '<=': '>', '<': '>=', '=': '!=', '!=': '='} as const;
      const [one, other] = [condition.comparison, opposite[condition.comparison]].map(comparison =>
        matchesQuery(found, {name: query.name, conditions: [{comparison, version: condition.version}]}),
      );
      holds(one !== other, 'a condition holds, or its opposite', text, condition);
    }
  },
});

/** Lines are the same however the bytes come. */
const lines: Target = {
  name: 'text-lines',
  covers: ['src/find/packages/text-lines.ts makeLineReader'],
  seeds: [
    'one\ntwo\r\n\nthree',
    Buffer.from('\ufeffone\ntwo\n', 'utf16le'),
    Buffer.from('\ufeffa\n'),
    Buffer.from([0xfe, 0xff, 0, 0x61, 0, 0x0a]),
    Buffer.from('caf\xe9\n', 'latin1'),
  ],
  words: ['\n', '\r\n', '\r', '\n\n\n', '\0'],
  run: bytes => {
    const whole = linesOf([bytes]);
    const at = bytes.length === 0 ? 0 : ((bytes[0]! * 31 + bytes.length) * 7) % bytes.length;
    holds(
      whole.every(line => !line.includes('\n') && line.length <= 64 * 1024),
      'a line is one',
      bytes.toString('latin1'),
    );
    const mark = bytes.length >= 3 ? Math.max(3, at) : bytes.length;
    holds(
      JSON.stringify(linesOf([bytes.subarray(0, mark), bytes.subarray(mark)])) === JSON.stringify(whole),
      'pieces give the same lines',
      bytes.toString('latin1'),
      mark,
    );
  },
};

function linesOf(pieces: readonly Buffer[]): readonly string[] {
  const reader = makeLineReader();
  const all: string[] = [];
  for (const piece of pieces) reader.push(piece, line => all.push(line));
  reader.finish(line => all.push(line));
  return all;
}

export const NAME_TARGETS: readonly Target[] = [manifests, spider, queries, lines];
