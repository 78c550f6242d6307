import {basename} from 'node:path';
import {describe, expect, test} from 'vitest';
import {sourcesBelow} from './sources.ts';

const MOST_LINES = 300;
const SOURCES = sourcesBelow('src', 'test', 'build', 'bench');

describe('source files', () => {
  test(`have at most ${MOST_LINES} lines`, () => {
    const long = SOURCES.map(({path, text}) => ({path, lines: text.split('\n').length})).filter(({lines}) => lines > MOST_LINES);
    expect(long).toEqual([]);
  });

  test('have names in kebab case that say what they are', () => {
    const odd = SOURCES.map(({path}) => path).filter(path => {
      const name = basename(path).replace(/(\.test|\.property|\.bench)?\.tsx?$/, '');
      return !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || /^(utils?|helpers?|managers?|common|misc|shared|index)$/.test(name);
    });
    expect(odd).toEqual([]);
  });

  test('export by name', () => {
    const config = new Set(['test/rig/global-setup.ts']);
    expect(SOURCES.filter(({path, code}) => !config.has(path) && /^export default/m.test(code)).map(({path}) => path)).toEqual(
      [],
    );
  });
});
