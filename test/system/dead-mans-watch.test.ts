import {expect, test} from 'vitest';
import {clearWhenKilled} from '../../src/system/dead-mans-watch.ts';

// What it does is shown where it is used, by a second run that is killed.
test.each(['', '/', '/tmp', '/tmp/', 'hsf-apart-0123456789abcdef', '/tmp/hsf-apart'])(
  '"%s" marks nothing that may be removed',
  mark => {
    expect(() => clearWhenKilled('/bin/sh', mark, [])).toThrow('others');
  },
);
