import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {isReference, kindByName, parseImageName} from '../../src/choose/image-name.ts';

describe('the name of an image', () => {
  const reference = (text: string) => ({kind: 'reference', reference: text});
  const path = (text: string, format: string | null = null) => ({kind: 'path', path: text, format});
  test.each([
    {text: 'docker://almalinux:9', meant: reference('almalinux:9')},
    {text: 'docker-daemon:thin:1', meant: reference('thin:1')},
    {text: 'containers-storage:localhost/thin:1', meant: reference('localhost/thin:1')},
    {text: 'localhost/thin:1', meant: reference('localhost/thin:1')},
    {text: 'localhost:5000/thin', meant: reference('localhost:5000/thin')},
    {text: 'docker.io/library/almalinux:9', meant: reference('docker.io/library/almalinux:9')},
    {text: `ghcr.io/a/b@sha256:${'0'.repeat(64)}`, meant: reference(`ghcr.io/a/b@sha256:${'0'.repeat(64)}`)},
    {text: 'oras://ghcr.io/a/b:1', meant: reference('oras://ghcr.io/a/b:1')},
    {text: 'almalinux', meant: reference('almalinux')},
    {text: 'library/almalinux:9', meant: {kind: 'either', reference: 'library/almalinux:9'}},
    {text: '/cvmfs/unpacked.cern.ch/x/y:1', meant: path('/cvmfs/unpacked.cern.ch/x/y:1')},
    {text: './almalinux:9', meant: path('./almalinux:9')},
    {text: '..', meant: path('..')},
    {text: 'own.sif', meant: path('own.sif')},
    {text: 'My Images/el9', meant: path('My Images/el9')},
    {text: 'images/own.tar.gz', meant: path('images/own.tar.gz')},
    {text: 'file:///images/own', meant: path('/images/own')},
    {text: 'oci-archive:own.tar', meant: path('own.tar', 'oci-archive')},
    {text: 'docker-archive:/a b.tar', meant: path('/a b.tar', 'docker-archive')},
    {text: 'oci:layout', meant: path('layout', 'oci-layout')},
  ])('$text', ({text, meant}) => expect(parseImageName(text)).toEqual(meant));

  test.each([
    '',
    '--privileged',
    '-v',
    'docker://',
    'docker://-x',
    'docker://a b',
    'oras://--help',
    'oci-archive:',
    'Upper',
    'a:b:c',
    'x\ny',
  ])('%j is none', text => expect(parseImageName(text)).toBeNull());

  const component = fc.stringMatching(/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/);
  test('is a reference as registries write them, whatever its parts', () => {
    const parts = fc.record({
      host: fc.constantFrom('docker.io', 'localhost', 'localhost:5000', 'registry.example.org:5005'),
      path: fc.array(component, {minLength: 1, maxLength: 4}),
      tag: fc.option(fc.stringMatching(/^\w[\w.-]{0,20}$/)),
      digest: fc.option(fc.stringMatching(/^[0-9a-f]{64}$/)),
    });
    fc.assert(
      fc.property(parts, ({host, path: names, tag, digest}) => {
        const text = `${host}/${names.join('/')}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@sha256:${digest}`}`;
        expect(isReference(text)).toBe(true);
        expect(parseImageName(`docker://${text}`)).toEqual(reference(text));
      }),
    );
  });

  test('never becomes an option, an empty text or several words of a command line', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({unit: 'binary'}), fc.stringMatching(/^(?:docker:\/\/|oras:\/\/|oci:)?[-a-z:/@. ]{0,12}$/)),
        text => {
          const name = parseImageName(text);
          if (name === null) return;
          if (name.kind === 'path') expect(name.path).not.toBe('');
          else expect(name.reference).toMatch(/^[a-zA-Z0-9][^\s-]?\S*$/);
          kindByName(text);
        },
      ),
      {numRuns: 2000},
    );
  });
});
