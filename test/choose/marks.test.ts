import {describe, expect, test} from 'vitest';
import {judge} from '../../src/choose/judge.ts';
import {BUILT_IN_RULES, type CatalogueRules} from '../../src/choose/catalogue-rules.ts';
import {dayOf} from '../../src/choose/marks.ts';
import type {FoundVariant} from '../../src/find/found.ts';
import {ALMA9, UBUNTU22, family, findings, found, host, kinds, layout, lcg} from './scene.ts';
import {ask, outcome} from './ask.ts';

const EL9 = host({os: 'el9'});
const NOW = new Date('2026-11-22T10:00:00Z');

const catalogue = (variants: readonly FoundVariant[], rules: Partial<CatalogueRules> = {}, machine = EL9) =>
  judge(findings(variants), machine, {...BUILT_IN_RULES, now: NOW, ...rules});
const variantsOf = (...given: Parameters<typeof catalogue>) => catalogue(...given).flatMap(stack => stack.variants);

const PLATFORM = 'x86_64-el9-gcc13-opt';
const WEEKLY = {family: family('lcg-nightly'), layout: layout({nightly: true, staleAfterDays: 7})};

describe('old', () => {
  const OLD = {family: family('lcg', {old: ['LCG_[0-9]', 'LCG_[0-9][0-9]'], recommended: ['LCG_*']}), layout: layout()};
  const releases = ['LCG_97', 'LCG_105', 'LCG_100'].map(release => found(release, PLATFORM, OLD));

  test('are the releases that the globs of the family fit, stack and variants', () => {
    expect(catalogue(releases).map(stack => [stack.release, stack.old, stack.variants[0].marks])).toEqual([
      ['LCG_105', false, []],
      ['LCG_100', false, []],
      ['LCG_97', true, ['old']],
    ]);
  });
  test('comes after all others and is never recommended, however new it is', () => {
    const newest = {...OLD, family: {...OLD.family, old: ['LCG_105']}};
    const stacks = catalogue(['LCG_97', 'LCG_105', 'LCG_100'].map(release => found(release, PLATFORM, newest)));
    expect(stacks.map(stack => stack.release)).toEqual(['LCG_100', 'LCG_97', 'LCG_105']);
    expect(stacks.map(stack => stack.recommended)).toEqual([true, false, false]);
    const all = {...OLD, family: {...OLD.family, old: ['*']}};
    expect(catalogue([found('LCG_97', PLATFORM, all)])[0]?.recommended).toBe(false);
  });
  test('is what "latest" means only where nothing else runs', () => {
    const centos7 = found('LCG_97', 'x86_64-centos7-gcc8-opt', OLD);
    const newer = catalogue([...releases, centos7], {}, host({os: 'el9'}));
    expect(outcome(ask({address: 'lcg/latest'}, newer))).toBe(`lcg/LCG_105@${PLATFORM}`);
    // A container of a release that is in use goes before the old one that needs none.
    const onCentos = catalogue([centos7, ...releases, ALMA9], {}, host({os: 'centos7'}));
    expect(outcome(ask({address: 'lcg/latest'}, onCentos))).toBe(`lcg/LCG_105@${PLATFORM}`);
    const nothingElse = catalogue([centos7, ...releases], {}, host({os: 'centos7', engines: []}));
    expect(outcome(ask({address: 'lcg/latest'}, nothingElse))).toBe('lcg/LCG_97@x86_64-centos7-gcc8-opt');
  });
});

describe('incomplete', () => {
  const build = (platform: string, complete: boolean | null) => found('dev3/Thu', platform, {...WEEKLY, complete});

  test('is a build whose flag is looked for and not there', () => {
    const marks = variantsOf([
      build('x86_64-el9-gcc13-opt', false),
      build('x86_64-el9-gcc14-opt', true),
      build('x86_64-el9-gcc15-opt', null),
    ]);
    expect(Object.fromEntries(marks.map(each => [each.platform.compiler?.version, each.marks]))).toEqual({
      13: ['incomplete'],
      14: [],
      15: [],
    });
  });
  test('comes after every whole one that runs, in a container too, and before what does not run', () => {
    const all = [
      build('x86_64-el9-gcc16-opt', false),
      build('x86_64-el9-gcc14-dbg', true),
      build('x86_64-ubuntu2204-gcc11-opt', true),
      build('aarch64-el9-gcc14-opt', true),
      UBUNTU22,
    ];
    expect(catalogue(all)[0]?.variants.map(each => each.platform.text)).toEqual([
      'x86_64-el9-gcc14-dbg',
      'x86_64-ubuntu2204-gcc11-opt',
      'x86_64-el9-gcc16-opt',
      'aarch64-el9-gcc14-opt',
    ]);
    expect(outcome(ask({address: 'lcg-nightly/dev3/Thu'}, catalogue(all)))).toBe('lcg-nightly/dev3/Thu@x86_64-el9-gcc14-dbg');
  });
  test('is started by somebody who asks for it', () => {
    const stacks = catalogue([build('x86_64-el9-gcc16-opt', false), build('x86_64-el9-gcc14-opt', true)]);
    expect(outcome(ask({address: 'lcg-nightly/dev3/Thu@gcc16'}, stacks))).toBe('lcg-nightly/dev3/Thu@x86_64-el9-gcc16-opt');
  });
  test('is never recommended', () => {
    const own = {...WEEKLY, family: family('nightly', {recommended: ['*']})};
    const stacks = catalogue([
      found('dev4/Fri', PLATFORM, {...own, complete: false}),
      found('dev4/Thu', PLATFORM, {...own, complete: true}),
    ]);
    expect(stacks.filter(stack => stack.recommended).map(stack => stack.release)).toEqual(['dev4/Thu']);
  });
});

describe('stale', () => {
  const dated = (date: string | null, staleAfterDays: number | null = 7) =>
    found('dev3/latest', PLATFORM, {...WEEKLY, layout: layout({nightly: true, staleAfterDays}), dated: date});
  const isStale = (variant: FoundVariant, now: Date | null = NOW) => variantsOf([variant], {now})[0]?.marks.includes('stale');

  test.each([
    {title: 'a week ago, at any hour', variant: dated('2026-11-15T23:59:00Z'), stale: true},
    {title: 'six days ago', variant: dated('2026-11-16T00:00:01Z'), stale: false},
    {title: 'months ago', variant: dated('2026-03-01T00:00:00Z'), stale: true},
    {title: 'months ago, where nothing is said about it', variant: dated('2026-03-01T00:00:00Z', null), stale: false},
    {title: 'in the future', variant: dated('2027-03-01T00:00:00Z'), stale: false},
    {title: 'on a day that nobody looked at', variant: dated(null), stale: false},
    {title: 'on no day at all', variant: dated('yesterday'), stale: false},
  ])('published $title: $stale', ({variant, stale}) => expect(isStale(variant)).toBe(stale));

  test('nothing is, where the day is not known', () => expect(isStale(dated('2026-03-01T00:00:00Z'), null)).toBe(false));
  test('a mark changes with the day of UTC and never within it', () => {
    expect(dayOf(new Date('2026-11-22T00:00:00Z'))).toBe(dayOf(new Date('2026-11-22T23:59:59.999Z')));
    expect(dayOf(new Date('2026-11-23T00:00:00Z'))).toBe(dayOf(NOW) + 1);
  });
  test('comes after a fresh one of the same kind', () => {
    const all = [
      found('dev3/latest', 'x86_64-el9-gcc16-opt', {...WEEKLY, dated: '2026-03-01T00:00:00Z'}),
      found('dev3/latest', 'x86_64-el9-gcc14-opt', {...WEEKLY, dated: '2026-11-21T00:00:00Z'}),
    ];
    expect(variantsOf(all).map(each => [each.platform.text, each.marks])).toEqual([
      ['x86_64-el9-gcc14-opt', []],
      ['x86_64-el9-gcc16-opt', ['stale']],
    ]);
  });
});

describe('a link leads to', () => {
  const leads = (link: string | null, ...others: readonly FoundVariant[]) =>
    variantsOf([...others, found('dev3/latest', PLATFORM, {...kinds.nightlies, link})]).find(
      each => each.found.release === 'dev3/latest',
    )?.leadsTo;
  const thursday = found('dev3/Thu', PLATFORM, kinds.nightlies);
  const address = `lcg-nightly/dev3/Thu@${PLATFORM}`;

  test.each([
    {title: 'the variant of a relative link', link: `../Thu/${PLATFORM}`, to: address},
    {title: 'the variant of an absolute link', link: `/cvmfs/sft-nightlies.cern.ch/dev3/Thu/${PLATFORM}`, to: address},
    {title: 'the variant, with steps that lead nowhere', link: `.././Thu//${PLATFORM}/`, to: address},
    {title: 'nothing, where the target is gone', link: `../Wed/${PLATFORM}`, to: null},
    {title: 'nothing, where it leaves the repository', link: `../../../sft.cern.ch/dev3/Thu/${PLATFORM}`, to: null},
    {title: 'nothing, where it leaves everything', link: '../../../../../../etc', to: null},
    {title: 'nothing, where it is its own target', link: PLATFORM, to: null},
    {title: 'nothing, for a directory', link: null, to: null},
  ])('$title', ({link, to}) => expect(leads(link, thursday)).toBe(to));

  test('the variant of its own family, where two have that directory', () => {
    const mirror = found('dev3/Thu', PLATFORM, {...kinds.nightlies, family: family('mirror')});
    expect(leads(`../Thu/${PLATFORM}`, mirror, thursday)).toBe(address);
    expect(leads(`../Thu/${PLATFORM}`, mirror)).toBe(`mirror/dev3/Thu@${PLATFORM}`);
  });
  test('the variant behind a link in the middle of its path', () => {
    const real = thursday.root;
    const through = (changes: Partial<FoundVariant>) =>
      variantsOf([thursday, found('dev3/latest', PLATFORM, {...kinds.nightlies, ...changes})]).map(each => each.leadsTo);
    expect(through({real})).toContain(address);
    expect(through({real: `${real}/not-found`})).toEqual([null, null]);
    // Over a link to a link, of which the first leads to no variant.
    expect(through({link: '../newest', real})).toContain(address);
  });
  test('nothing that is hidden', () => {
    const latest = found('dev3/latest', PLATFORM, {...kinds.nightlies, link: `../Thu/${PLATFORM}`});
    expect(variantsOf([thursday, latest], {hide: ['*/Thu']}).map(each => each.leadsTo)).toEqual([null]);
  });
});

describe('rules of site and user', () => {
  const all = [...lcg('LCG_97', PLATFORM), ...lcg('LCG_107', PLATFORM), ...lcg('LCG_107_swan', PLATFORM), ALMA9];

  test('hide stacks from the catalogue, whose images still serve as systems', () => {
    const stacks = catalogue(all, {hide: ['lcg/LCG_9*', 'unpacked/*']}, host());
    expect(stacks.map(stack => stack.address)).toEqual(['lcg/LCG_107', 'lcg/LCG_107_swan']);
    expect(stacks[0]?.variants[0].verdict.image).toBe(ALMA9.entry.path);
    expect(outcome(ask({address: 'lcg/LCG_97'}, stacks))).toBe('unknown stack');
  });
  test('recommend in the place of the family itself, plain releases first', () => {
    const recommended = (recommend: readonly string[]) =>
      catalogue(all, {recommend})
        .filter(stack => stack.recommended)
        .map(stack => stack.address);
    expect(recommended([])).toEqual(['lcg/LCG_107']);
    expect(recommended(['lcg/LCG_9*'])).toEqual(['lcg/LCG_97']);
    expect(recommended(['other/*', 'lcg/*swan'])).toEqual(['lcg/LCG_107_swan']);
    expect(recommended(['lcg/LCG_200'])).toEqual(['lcg/LCG_107']);
    expect(recommended(['unpacked/*almalinux*'])).toEqual(['lcg/LCG_107', ALMA9.family.id + '/' + ALMA9.release]);
  });
});
