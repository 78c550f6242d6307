import {describe, expect, test} from 'vitest';
import {TRACE_END, TRACE_MARK} from '../../../src/start/environment/trace-script.ts';
import {NO_TRACE, traceOf} from '../../../src/start/environment/traced-files.ts';

const SCRIPT = '/cvmfs/a/setup.sh';
/** A line as bash traces a command. */
const line = (command: string, {source = SCRIPT, directory = '/data', level = '+'} = {}) =>
  [level, source, directory, command].join(TRACE_MARK);
const traced = (...commands: readonly string[]) => traceOf(Buffer.from(commands.map(each => line(each)).join('\n') + TRACE_END));

describe('a trace', () => {
  test('that has its end is whole', () => {
    expect(traced('true')).toEqual({isWhole: true, named: [SCRIPT], tested: [], commands: ['true'], machine: []});
    expect(traceOf(Buffer.from(line('true'))).isWhole).toBe(false);
    expect(traceOf(Buffer.from(''))).toEqual(NO_TRACE);
  });

  test.each([
    {command: 'set +x', isWhole: false},
    {command: 'builtin set +ex', isWhole: false},
    {command: 'command set -u +x', isWhole: false},
    {command: 'set +o xtrace', isWhole: false},
    {command: 'shopt -uo xtrace', isWhole: false},
    {command: 'unset A BASH_XTRACEFD', isWhole: false},
    {command: 'PS4=x', isWhole: false},
    {command: 'export A=1 PS4=x', isWhole: false},
    {command: 'declare BASH_XTRACEFD=2', isWhole: false},
    {command: 'builtin set +x', isWhole: true},
    {command: 'set -x', isWhole: true},
    {command: 'set +e', isWhole: true},
    {command: 'echo set +x', isWhole: true},
    {command: 'export APS4=x', isWhole: true},
    {command: 'unset A', isWhole: true},
    {command: 'shopt -s extglob', isWhole: true},
  ])('is whole ($isWhole) after $command', ({command, isWhole}) => {
    expect(traced(command, 'true').isWhole).toBe(isWhole);
  });

  test.each([
    {title: 'what is sourced', command: '. /cvmfs/a/x.sh', named: ['/cvmfs/a/x.sh']},
    {title: 'what is sourced from here', command: 'source ../b/x.sh', directory: '/cvmfs/a', named: ['/cvmfs/a/../b/x.sh']},
    {title: 'what is sourced in quotes', command: "builtin . '/cvmfs/a/x.sh'", named: ['/cvmfs/a/x.sh']},
    {title: 'what is run', command: '/cvmfs/a/bin/x -v', named: ['/cvmfs/a/bin/x']},
    {title: 'what is run from here', command: './bin/x', directory: '/cvmfs/a', named: ['/cvmfs/a/./bin/x']},
    {title: 'what is run in the place of the shell', command: 'exec bin/x', directory: '/cvmfs/a', named: ['/cvmfs/a/bin/x']},
    {title: 'a value', command: 'export A=/cvmfs/a/y', named: ['/cvmfs/a/y'], commands: ['export']},
    {title: 'what is tested', command: 'test -f /cvmfs/a/y', named: ['/cvmfs/a/y'], tested: ['/cvmfs/a/y'], commands: ['test']},
    {title: 'what is tested in brackets', command: "'[' -f /cvmfs/a/y ']'", named: ['/cvmfs/a/y'], tested: ['/cvmfs/a/y']},
    {title: 'what is tested in double ones', command: '[[ -f /cvmfs/a/y ]]', named: ['/cvmfs/a/y'], tested: ['/cvmfs/a/y']},
    {
      title: 'what is tested from here',
      command: 'test -f lib/y.sh x -a y',
      directory: '/cvmfs/a',
      named: ['/cvmfs/a/lib/y.sh'],
      commands: ['test'],
    },
    {title: 'files of this machine', command: '. /etc/x', machine: ['/etc/x']},
    {title: 'those in a value', command: 'export A=/opt/x', machine: ['/opt/x'], commands: ['export']},
    {title: 'those from here', command: '. ././x/y', machine: ['/data/x/y']},
    {title: 'a command', command: 'command sed -n p', commands: ['sed']},
    {title: 'a function', command: 'a-b.c+d', commands: ['a-b.c+d']},
    {title: 'no command where it is none', command: "'[' x ']'"},
    {title: 'nothing of ours', command: 'local __hsf_x=/cvmfs/a/y'},
    {title: 'nor of ours with builtin', command: 'builtin __hsf_read /cvmfs/a/y'},
  ] as {
    title: string;
    command: string;
    directory?: string;
    named?: string[];
    tested?: string[];
    commands?: string[];
    machine?: string[];
  }[])('tells $title', ({command, directory = '/data', named = [], tested = [], commands = [], machine = []}) => {
    const trace = traceOf(Buffer.from(line(command, {source: '', directory}) + TRACE_END));
    expect(trace).toEqual({isWhole: true, named, tested, commands, machine});
  });

  test('tells the files that commands are read from', () => {
    const sources = [SCRIPT, 'lib/x.sh', 'main', '/etc/bashrc'];
    const lines = sources.map(source => line(':', {source, directory: '/cvmfs/a', level: '+++'}));
    const trace = traceOf(Buffer.from(lines.join('\n') + TRACE_END));
    expect(trace).toMatchObject({named: [SCRIPT, '/cvmfs/a/lib/x.sh'], machine: ['/etc/bashrc'], commands: []});
  });

  test('goes on with a word of several lines', () => {
    const trace = traceOf(
      Buffer.from(`${line('A="1')}\n/cvmfs/a/y /etc/x"\n-${TRACE_MARK}a${TRACE_MARK}b${TRACE_MARK}cd${TRACE_END}`),
    );
    expect(trace).toMatchObject({named: [SCRIPT, '/cvmfs/a/y'], machine: ['/etc/x'], commands: []});
  });
});
