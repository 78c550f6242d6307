import {expect, test} from 'vitest';
import {judge} from '../../src/choose/judge.ts';
import {ask} from './ask.ts';
import {findings, host, lcg, nightly} from './scene.ts';

const NO_ENGINE = host({engines: []});
const HERE = 'x86_64-debian12-gcc13-opt';
const NOT_HERE = 'x86_64-el9-gcc13-opt';

const nearest = (address: string, variants: Parameters<typeof findings>[0]) => {
  const answer = ask({address}, judge(findings(variants), NO_ENGINE));
  return answer.status === 'cannot-run' ? answer.nearest?.address : answer;
};

test.each([
  {
    title: 'another variant of the same release',
    variants: [...lcg('LCG_107', NOT_HERE, 'x86_64-debian12-gcc12-dbg'), ...lcg('LCG_108', HERE)],
    means: 'lcg/LCG_107@x86_64-debian12-gcc12-dbg',
  },
  {
    title: 'the recommended release, not the next odd one',
    variants: [
      ...lcg('LCG_107', NOT_HERE),
      ...lcg('LCG_108_syntax', HERE),
      ...lcg('LCG_107_odd', HERE),
      ...lcg('LCG_109', HERE),
      ...lcg('LCG_105', HERE),
    ],
    means: `lcg/LCG_109@${HERE}`,
  },
  {
    title: 'the newest plain release where the recommended one does not run',
    variants: [
      ...lcg('LCG_107', NOT_HERE),
      ...lcg('LCG_110', NOT_HERE),
      ...lcg('LCG_106', HERE),
      ...lcg('LCG_105', HERE),
      ...lcg('LCG_107_odd', HERE),
    ],
    means: `lcg/LCG_106@${HERE}`,
  },
  {
    title: 'the closest of the rest',
    variants: [...lcg('LCG_107', NOT_HERE), ...lcg('LCG_104_odd', HERE), ...lcg('LCG_106_odd', HERE)],
    means: `lcg/LCG_106_odd@${HERE}`,
  },
  {
    title: 'the older one of two that are as close',
    variants: [...lcg('LCG_108_odd', HERE), ...lcg('LCG_107', NOT_HERE), ...lcg('LCG_106_odd', HERE)],
    means: `lcg/LCG_106_odd@${HERE}`,
  },
  {
    title: 'a newer one that is closer than an older one',
    variants: [
      ...lcg('LCG_108_odd', HERE),
      ...lcg('LCG_107', NOT_HERE),
      ...lcg('LCG_106_odd', NOT_HERE),
      ...lcg('LCG_105_odd', HERE),
    ],
    means: `lcg/LCG_108_odd@${HERE}`,
  },
  {
    title: 'the build of the same compiler before that of the same kind',
    variants: lcg('LCG_107', NOT_HERE, 'x86_64-debian12-gcc12-opt', 'x86_64-debian12-gcc13-dbg'),
    means: 'lcg/LCG_107@x86_64-debian12-gcc13-dbg',
  },
  {
    title: 'the build of the same kind before another',
    variants: lcg('LCG_107', NOT_HERE, 'x86_64-debian12-gcc12-dbg', 'x86_64-debian12-gcc12-opt'),
    means: 'lcg/LCG_107@x86_64-debian12-gcc12-opt',
  },
  {
    title: 'no release with a name that nobody can type',
    variants: [
      ...lcg('LCG_107', NOT_HERE),
      ...lcg('LCG_110\tx', HERE),
      ...lcg('LCG_106_odd', HERE),
      ...lcg('LCG\u202e_111', HERE),
    ],
    means: `lcg/LCG_106_odd@${HERE}`,
  },
  {
    title: 'nothing that names no platform',
    variants: [...lcg('LCG_107', NOT_HERE), ...lcg('LCG_set-up', ''), ...lcg('LCG_105', 'x86_64-odd')],
    means: undefined,
  },
  {
    title: 'nothing of another family',
    variants: [...lcg('LCG_107', NOT_HERE), ...nightly('dev3/Thu', HERE)],
    means: undefined,
  },
])('the nearest that runs is $title', ({variants, means}) => {
  expect(nearest(`LCG_107@${NOT_HERE}`, variants)).toBe(means);
});
