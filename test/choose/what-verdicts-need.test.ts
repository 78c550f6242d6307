import {expect, test} from 'vitest';
import {judge} from '../../src/choose/judge.ts';
import type {Host} from '../../src/choose/host.ts';
import {family, found, layout} from './scene.ts';

// `hsf list` remembers its answer and compares what verdicts need, no more (src/commands/inputs.ts): that is all of this but the kernel,
// the shells and the origins.
test('no verdict looks at kernel, shells or origins, nor at C library and GPUs where nothing asks for them', () => {
  const host: Host = {
    get kernel(): never {
      throw new Error('kernel');
    },
    get libc(): never {
      throw new Error('libc');
    },
    get gpus(): never {
      throw new Error('gpus');
    },
    get shells(): never {
      throw new Error('shells');
    },
    get origins(): never {
      throw new Error('origins');
    },
    arch: 'x86_64',
    cpu: {vendor: 'intel', level: 'x86-64-v3', microarchitecture: 'haswell', candidates: ['x86_64/generic'], flags: ['avx2']},
    os: {id: 'almalinux', version: '9', family: 'el9'},
    engines: [{name: 'bubblewrap', program: '/usr/bin/bwrap', version: null, usable: true, reason: '', takes: ['directory']}],
  };
  const lcg = {family: family('lcg'), layout: layout()};
  const image = layout({repository: 'unpacked.cern.ch', entry: {...layout().entry, kind: 'image', path: ['.']}});
  const variants = [
    found('LCG_107', 'x86_64-el9-gcc13-opt', lcg),
    found('LCG_107', 'x86_64-centos7-gcc13-opt', lcg),
    found('LCG_107', 'aarch64-el9-gcc13-opt', lcg),
    found('library/centos:7', '', {family: family('unpacked'), layout: image}),
  ];
  const repositories = ['sft.cern.ch', 'unpacked.cern.ch'].map(fqrn => ({
    fqrn,
    state: 'ready' as const,
    revision: null,
    rootHash: null,
    scannedAt: null,
    message: null,
  }));
  expect(judge({cvmfs: '/cvmfs', repositories, variants}, host)).toHaveLength(2);
});
