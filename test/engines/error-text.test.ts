import {describe, expect, test} from 'vitest';
import {apptainer} from '../../src/engines/apptainer.ts';
import {explanationOf} from '../../src/engines/error-text.ts';
import {podman} from '../../src/engines/podman.ts';

const NOISE = 'a line of the program inside\n'.repeat(20_000);
const FAILURE = 'FATAL:   could not open image /x.sif: image format not recognized\n';
const MEANING = '/x.sif is no image that apptainer knows.';

describe('what an engine said', () => {
  const cases = [
    {title: 'is read where nothing else is', stderr: FAILURE},
    {title: 'is found before what a program printed', stderr: FAILURE + NOISE},
    {title: 'is found behind what a program printed', stderr: NOISE + FAILURE},
    {title: 'is found behind a line without end', stderr: `${'x'.repeat(100_000)}\n${FAILURE}`},
    {title: 'is known for all that stands behind it', stderr: `${FAILURE.trimEnd()}${' '.repeat(100_000)}.`},
  ];
  for (const {title, stderr} of cases) test(title, () => expect(explanationOf(apptainer.explain, stderr)?.message).toBe(MEANING));

  test('is not taken from half a line', () => {
    expect(explanationOf(podman.explain, `x${'Error: '.repeat(50_000)}`)).toBeNull();
    expect(explanationOf(podman.explain, NOISE)).toBeNull();
  });

  test('keeps the blanks of a path', () =>
    expect(explanationOf(apptainer.explain, FAILURE.replace('/x.sif', '/a  b.sif'))?.message).toBe(
      MEANING.replace('/x.sif', '/a  b.sif'),
    ));
});
