import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {makeLineReader} from '../../../src/find/packages/text-lines.ts';

/** Lines of a text that comes in pieces of so many bytes. */
function linesOf(bytes: Buffer, piece: number): readonly string[] {
  const reader = makeLineReader();
  const lines: string[] = [];
  const keep = (line: string) => void lines.push(line);
  for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece), keep);
  reader.finish(keep);
  return lines;
}

const UTF16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
const UTF16_BIG = (text: string) => Buffer.from(UTF16(text)).swap16();

describe('lines of a list', () => {
  test.each([
    ['line feeds', Buffer.from('a\nb\n'), ['a', 'b']],
    ['no end', Buffer.from('a\nb'), ['a', 'b']],
    ['returns', Buffer.from('a\r\nb\r\n'), ['a', 'b']],
    ['empty lines', Buffer.from('\n\n\r\na\n\n\r\n\nb\n\n'), ['a', 'b']],
    ['nothing', Buffer.from(''), []],
    ['a mark of UTF-8', Buffer.from('\ufeffa\nb'), ['a', 'b']],
    ['UTF-16', UTF16('a\nß\n'), ['a', 'ß']],
    ['UTF-16, big end first', UTF16_BIG('a\nß\n'), ['a', 'ß']],
    ['no UTF-8', Buffer.from('caf\xe9\nb', 'latin1'), ['café', 'b']],
    ['UTF-8', Buffer.from('café 🙂\nb'), ['café 🙂', 'b']],
    ['a mark that is none', Buffer.from([0xef, 0xbb, 0x61, 0x0a]), [Buffer.from([0xef, 0xbb, 0x61]).toString('latin1')]],
    ['half a mark', Buffer.from([0xff, 0x61]), [Buffer.from([0xff, 0x61]).toString('latin1')]],
  ])('with %s', (_title, bytes, lines) => {
    expect(linesOf(bytes, 1000)).toEqual(lines);
  });

  test('are the same in pieces of any length', () => {
    const text = fc.string({unit: fc.constantFrom('a', 'b', '\n', '\r\n', 'é', '🙂', ' ')});
    fc.assert(
      fc.property(text, fc.integer({min: 1, max: 9}), (one, piece) => {
        const bytes = Buffer.from(`x${one}`);
        expect(linesOf(bytes, piece)).toEqual(linesOf(bytes, bytes.length));
      }),
    );
  });
});
