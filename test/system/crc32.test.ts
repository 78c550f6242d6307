import {crc32 as zlibCrc32} from 'node:zlib';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {crc32} from '../../src/system/crc32.ts';

test('it is the sum that zlib gives, of texts and of bytes, short and long', () => {
  for (const text of ['', 'a', 'ä€😀', '123456789', 'x'.repeat(256 * 1024), 'x'.repeat(256 * 1024 + 1)])
    expect(crc32(text)).toBe(zlibCrc32(text));
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 300}), bytes => crc32(bytes) === zlibCrc32(bytes)),
    {numRuns: 50},
  );
  fc.assert(
    fc.property(fc.string({unit: 'binary', maxLength: 300}), text => crc32(text) === zlibCrc32(text)),
    {numRuns: 50},
  );
});
