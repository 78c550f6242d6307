import type {Entry} from './entry.ts';
import {helloPackage, manifests, viewEntries} from './lcg.ts';

const ROOT = 'sft-nightlies.cern.ch/lcg';
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Which day each slot's `latest` points to, by platform: as in reality platforms go at their own pace. */
const SLOTS: readonly {readonly name: string; readonly latest: Readonly<Record<string, string>>}[] = [
  {name: 'dev3', latest: {'el9-gcc14-opt': 'Thu', 'el9-gcc15-dbg': 'Tue'}},
  {name: 'dev4', latest: {'el9-gcc14-opt': 'Thu'}},
];
const PACKAGES = {ROOT: 'HEAD', Python: '3.13.5', Geant4: '11.3.2'};

/** Nightly slots with days, links to the latest good build, and flags of completion (LAYOUTS.md 1.2). */
export function nightliesTree(arch: string, family: string | null): readonly Entry[] {
  return SLOTS.flatMap(({name: slot, latest}) => {
    const own = family === null ? {} : {[`${family}-gcc13-opt`]: 'Fri'};
    return Object.entries({...latest, ...own}).flatMap(([short, newest]) => {
      const platform = `${arch}-${short}`;
      const link: Entry = {path: `${ROOT}/views/${slot}/latest/${platform}`, link: `../${newest}/${platform}`};
      return [link, ...DAYS.flatMap(day => dayEntries(slot, day, platform, newest))];
    });
  }).filter((entry, index, all) => all.findIndex(({path}) => path === entry.path) === index);
}

function dayEntries(slot: string, day: string, platform: string, newest: string): readonly Entry[] {
  // After the last good day: published without its tests, so `latest` did not move.
  const isDone = DAYS.indexOf(day) <= DAYS.indexOf(newest);
  const directory = `${ROOT}/nightlies/${slot}/${day}`;
  return [
    ...viewEntries(`${ROOT}/views/${slot}/${day}/${platform}`, slot, platform),
    ...manifests(directory, {name: slot, platforms: [], packages: PACKAGES}, platform),
    ...helloPackage('nightlies', platform),
    {path: `${directory}/${isDone ? 'isDone' : 'isDone-unstable'}-${platform}`, text: ''},
  ];
}
