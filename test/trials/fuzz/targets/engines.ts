import {dockerEndpoint} from '../../../../src/engines/docker-endpoint.ts';
import {explainDocker} from '../../../../src/engines/docker-errors.ts';
import {explainPodman} from '../../../../src/engines/podman-errors.ts';
import {podmanStorage} from '../../../../src/engines/podman-storage.ts';
import {localImages} from '../../../../src/engines/oci-images.ts';
import {ENGINES} from '../../../../src/engines/all.ts';
import {explanationOf} from '../../../../src/engines/error-text.ts';
import type {EngineProbe} from '../../../../src/engines/engine.ts';
import {holds, textTarget, type Target} from '../target.ts';

function probeThatSays(text: string): EngineProbe {
  return {
    uid: 1000,
    env: {HOME: '/home/me', PATH: '/usr/bin'},
    readText: () => text,
    which: (name: string) => `/usr/bin/${name}`,
    run: () => Promise.resolve({status: 0, stdout: text, stderr: text}),
  } as unknown as EngineProbe;
}

const answers = textTarget({
  name: 'engine-answers',
  covers: [
    'src/engines/oci-images.ts localImages',
    'src/engines/docker-endpoint.ts dockerEndpoint',
    'src/engines/podman-storage.ts podmanStorage',
    'src/engines/error-text.ts explanationOf',
  ],
  seeds: [
    '[{"Id":"sha256:1","Names":["docker.io/library/almalinux:9"],"Size":12}]',
    '{"ID":"1","Repository":"almalinux","Tag":"9","Size":"187MB"}\n{"ID":"2","Repository":"<none>","Tag":"<none>","Size":"1.2GiB"}',
    '{"currentContext": "work", "Host": "unix:///run/user/1000/docker.sock"}',
    '[storage]\ndriver = "overlay"\ngraphroot = \'/data/x\'\n[storage.options]\nadditionalimagestores = ["/a", "/b"]\n',
    'Error: crun: mount `/x` to `/y`: Permission denied: OCI permission denied',
    'docker: Error response from daemon: pull access denied for x, repository does not exist.',
    "ch-run[12]: error: can't bind: source not found: /x (ch_core.c:1)",
    'proot error: can\'t open "/x": No such file',
    'apptainer version 1.4.5\nFATAL:   container creation failed: mount error: /x',
    "bwrap: Can't mkdir /x: Permission denied",
    'podman version 5.4.0',
  ],
  pumps: [
    ['FATAL:   container creation failed: mount error: /x', ' ', ''],
    ['FATAL: ', 'x', ''],
    ['Error: ', 'could not open image ', ''],
    ['FATAL: ', 'Unable to handle x uri: ', '\n'],
    ['docker: ', 'initializing source docker:', ''],
  ],
  words: [
    '[',
    ']',
    '{',
    '}',
    '"Id":',
    '"Names":',
    'null',
    '"currentContext":',
    '"Host":',
    '"\\q"',
    '\n',
    'driver = "',
    'graphroot',
    'Error: ',
    'error: ',
    'FATAL: ',
    ': ',
    '"Size":"1constructor"',
    '1.2.3',
    'permission denied',
    'No such file or directory',
  ],
  check: async text => {
    const probe = probeThatSays(text);
    const fact = {name: 'podman', program: '/usr/bin/podman', version: '5', usable: true, reason: null, origin: ''} as never;
    for (const {reference, id, size} of await localImages(probe, fact, ['images']))
      holds(
        typeof reference === 'string' && typeof id === 'string' && (size === null || Number.isFinite(size)),
        'an image has a name',
        text,
        reference,
        id,
        size,
      );
    holds(typeof dockerEndpoint(probe).address === 'string', 'a daemon has an address', text);
    podmanStorage(probe);
    for (const explain of [explainDocker, explainPodman, ...ENGINES.map(({explain: own}) => own)]) {
      const explanation = explanationOf(explain, text);
      holds(
        explanation === null || (explanation.message !== '' && explanation.advice !== ''),
        'an explanation says something',
        text,
      );
    }
  },
});

export const ENGINE_TARGETS: readonly Target[] = [answers];
