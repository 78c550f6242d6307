import {describe, expect, test} from 'vitest';
import {grammarNamed} from '../../../src/choose/grammars/grammar-named.ts';
import type {Platform} from '../../../src/choose/stack.ts';
import {REAL_PLATFORMS} from './real-texts.ts';

const expected = Object.entries(REAL_PLATFORMS).flatMap(([grammar, table]) =>
  table
    .trim()
    .split('\n')
    .map(line => ({grammar, platform: platformIn(line)})),
);

function platformIn(line: string): Platform {
  const [text = '', arch = '', cpu = '', os = '', compiler = '', build = '', tags = '', ...rest] = line.split(/\s+/);
  if (tags === '' || rest.length > 0) throw new Error(`Not seven columns: ${line}`);
  return {
    text,
    arch: word(arch),
    cpu: word(cpu),
    os: os === '-' ? null : {id: os.split('/')[0] ?? '', version: word(os.split('/')[1] ?? '')},
    compiler: compiler === '-' ? null : {name: compiler.split('/')[0] ?? '', version: word(compiler.split('/')[1] ?? '')},
    build: word(build),
    tags: tags === '-' ? [] : tags.split(','),
  };
}

function word(column: string): string | null {
  return column === '-' ? null : column;
}

describe('real platforms', () => {
  for (const {grammar, platform} of expected) {
    test(`${grammar}: ${platform.text}`, () => expect(grammarNamed(grammar).parse(platform.text)).toEqual(platform));
  }

  test('are the words of layouts again when they are spelled', () => {
    for (const {grammar, platform} of expected) {
      const {text, ...fields} = platform;
      const understood = Object.values(fields).some(field => field !== null && !(Array.isArray(field) && field.length === 0));
      expect(grammarNamed(grammar).format(platform)).toBe(understood ? text : null);
    }
  });
});
