import {describe, expect, test} from 'vitest';
import {hasHook, innerCommand, lostIn, type Place, type SetUpMemory, staysInBash} from '../../src/start/inner-command.ts';
import type {Wishes} from '../../src/start/plan-input.ts';
import {
  CAPTURE_SCRIPT,
  DIRECT_SCRIPT,
  ENTER_SCRIPT,
  ENTER_TCSH_SCRIPT,
  RUN_SCRIPT,
  STDIN_SCRIPT,
  TRACED_CAPTURE_SCRIPT,
} from '../../src/start/scripts.ts';
import type {SetUpStep} from '../../src/start/set-up-step.ts';

const NAMES = new Map([
  [RUN_SCRIPT, 'RUN'],
  [CAPTURE_SCRIPT, 'CAPTURE'],
  [TRACED_CAPTURE_SCRIPT, 'TRACED'],
  [DIRECT_SCRIPT, 'DIRECT'],
  [ENTER_SCRIPT, 'ENTER'],
  [ENTER_TCSH_SCRIPT, 'ENTER_TCSH'],
  [STDIN_SCRIPT, 'STDIN'],
]);
const STEP: SetUpStep = {kind: 'source', words: ['/s'], directory: null, lenient: false};
const HOOK: SetUpStep = {...STEP, words: ['/hook']};
const PLACE: Place = {
  bash: '/bin/bash',
  shell: name => (['sh', 'bash', 'zsh', 'fish', 'ksh', 'tcsh', 'csh', 'mksh'].includes(name) ? `/bin/${name}` : null),
  userShell: 'bash',
  shellDirectory: '/S',
  directory: '/w',
  terminal: true,
  setUpSeconds: 7,
};
const SHELL = {kind: 'shell', login: false} as const;
const LOGIN = {kind: 'shell', login: true} as const;
const MAKE = {kind: 'command', command: ['make', 'all']} as const;
const BASH = '/bin/bash --noprofile --norc -c';
const STEPS = '5 source the set-up script /s  1 /s';

type Given = {
  readonly action?: Wishes['action'];
  readonly place?: Partial<Place>;
  readonly caller?: Readonly<Record<string, string>>;
  readonly memory?: Partial<SetUpMemory>;
  readonly steps?: readonly SetUpStep[];
};
/** The command as words, our scripts by their names. */
function made({action = SHELL, place = {}, caller = {}, memory = {}, steps = [STEP]}: Given) {
  const found = innerCommand(steps, action, {...PLACE, ...place}, caller, {note: '', replay: '', after: [], ...memory});
  return {...found, text: found.command.map(word => NAMES.get(word) ?? word).join(' ')};
}

describe('the command', () => {
  const values = (seconds = 0, memory = ' ') => `${memory} 5 /w ${seconds} ${STEPS}`;

  test.each([
    {title: 'one that was asked for', given: {action: MAKE}, text: `${BASH} RUN bash ${values(7)} make all`},
    {
      title: 'one where a set-up may take its time',
      given: {action: MAKE, place: {setUpSeconds: null}},
      text: `${BASH} RUN bash ${values()} make all`,
    },
    {title: 'a capture', given: {action: {kind: 'capture'}}, text: `${BASH} CAPTURE bash ${values()}`},
    {
      title: 'a capture that is traced',
      given: {action: {kind: 'capture', isTraced: true}},
      text: `${BASH} TRACED bash ${values()}`,
    },
    {title: 'bash', given: {}, text: `/bin/bash --rcfile /S/bash.rc -i -s -- ${values()} `},
    {title: 'bash at login', given: {action: LOGIN}, text: `/bin/bash --rcfile /S/bash.rc -i -s -- ${values()} login`},
    {title: 'zsh', given: {place: {userShell: 'zsh'}}, text: `${BASH} ENTER bash ${values()} /bin/zsh -i`},
    {
      title: 'zsh at login',
      given: {action: LOGIN, place: {userShell: 'zsh'}},
      text: `${BASH} ENTER bash ${values()} /bin/zsh -i -l`,
    },
    {
      title: 'fish',
      given: {place: {userShell: 'fish', shellDirectory: "/S's\\"}},
      text: `${BASH} ENTER bash ${values()} /bin/fish -i -C source '/S\\'s\\\\/hook.fish'`,
    },
    {title: 'ksh', given: {place: {userShell: 'ksh'}}, text: `${BASH} ENTER bash ${values()} /bin/ksh -i`},
    {title: 'mksh', given: {place: {userShell: 'mksh'}}, text: `${BASH} ENTER bash ${values()} /bin/mksh -i`},
    {title: 'tcsh', given: {place: {userShell: 'tcsh'}}, text: `${BASH} ENTER_TCSH bash ${values()} /bin/tcsh -i`},
    {
      title: 'csh at login',
      given: {action: LOGIN, place: {userShell: 'csh'}},
      text: `${BASH} ENTER_TCSH bash ${values()} /bin/csh -l`,
    },
    {
      title: 'sh where there is nothing else',
      given: {place: {bash: null, shell: () => null}},
      text: '/bin/sh -c DIRECT hsf /w /bin/sh -i',
    },
    {
      title: 'bash of an image where the set-up needs none',
      given: {place: {bash: null, userShell: 'zsh'}, steps: []},
      text: '/bin/sh -c DIRECT hsf /w /bin/zsh -i',
    },
    {
      title: 'bash that reads from a pipe',
      given: {place: {terminal: false}},
      text: `${BASH} STDIN bash /S/stdin.rc /bin/bash ${values(7)}`,
    },
    {
      title: 'bash that reads from a pipe, with nothing to set up',
      given: {place: {terminal: false}, steps: []},
      text: `${BASH} RUN bash   0 /w 7 0 /bin/bash`,
    },
    {
      title: 'zsh that reads from a pipe',
      given: {place: {terminal: false, userShell: 'zsh'}},
      text: `${BASH} RUN bash ${values(7)} /bin/zsh`,
    },
    {
      title: 'a shell that reads from a pipe, without bash',
      given: {place: {terminal: false, bash: null, userShell: 'zsh'}},
      text: '/bin/sh -c DIRECT hsf /w /bin/zsh',
    },
    {
      title: 'with what is known and what comes behind',
      given: {action: MAKE, memory: {note: '/n', replay: '/r', after: [HOOK]}},
      text: `${BASH} RUN bash /n /r 5 /w 7 10 source the set-up script /s  1 /s source the set-up script /hook  1 /hook make all`,
    },
  ] as {title: string; given: Given; text: string}[])('is $title', ({given, text}) => {
    expect(made(given).text).toBe(text);
  });

  test.each([
    {userShell: 'bash', shell: '/bin/bash', needs: true, warnings: []},
    {userShell: 'zsh', shell: '/bin/zsh', needs: true, warnings: []},
    {userShell: 'fish', shell: '/bin/fish', needs: true, warnings: []},
    {userShell: 'ksh', shell: '/bin/ksh', needs: true, warnings: []},
    {userShell: 'tcsh', shell: '/bin/tcsh', needs: false, warnings: []},
    {
      userShell: 'dash',
      shell: '/bin/bash',
      needs: true,
      warnings: ['dash cannot hold what the set-up defines; bash is started instead.'],
    },
    {
      userShell: 'sh',
      shell: '/bin/bash',
      needs: true,
      warnings: ['sh cannot hold what the set-up defines; bash is started instead.'],
    },
    {userShell: 'nu', shell: '/bin/bash', needs: true, warnings: ['nu cannot be set up; bash is started instead.']},
    {userShell: 'ksh93', shell: '/bin/bash', needs: true, warnings: ['ksh93 is not there; bash is started instead.']},
  ])("names the user's shell: $userShell", ({userShell, shell, needs, warnings}) => {
    expect(made({place: {userShell}})).toMatchObject({shell, needsShellDirectory: needs, warnings});
    // Nobody sits in front of these.
    expect(made({action: MAKE, place: {userShell}})).toMatchObject({shell, needsShellDirectory: false, warnings: []});
  });

  test('is bash from the image where the set-up has its own', () => {
    const shell = (name: string) => (name === 'bash' ? '/usr/bin/bash' : null);
    expect(made({place: {bash: '/prefix/bin/bash', shell, userShell: 'bash'}}).shell).toBe('/prefix/bin/bash');
    expect(made({place: {bash: null, shell, userShell: 'bash'}}).shell).toBe('/usr/bin/bash');
    expect(made({place: {bash: null, shell: name => (name === 'sh' ? '/usr/bin/sh' : null), userShell: 'nu'}})).toMatchObject({
      shell: '/usr/bin/sh',
      warnings: [],
    });
  });

  test("puts the user's own start-up files aside by variables of ours", () => {
    expect(made({place: {userShell: 'zsh'}}).env).toEqual({ZDOTDIR: '/S/zsh'});
    expect(made({place: {userShell: 'zsh'}, caller: {ZDOTDIR: '/z'}}).env).toEqual({ZDOTDIR: '/S/zsh', HSF_USER_ZDOTDIR: '/z'});
    expect(made({place: {userShell: 'ksh'}}).env).toEqual({ENV: '/S/ksh.rc'});
    expect(made({place: {userShell: 'ksh'}, caller: {ENV: '/e'}}).env).toEqual({ENV: '/S/ksh.rc', HSF_USER_ENV: '/e'});
    expect(made({place: {userShell: 'fish'}, caller: {ENV: '/e', ZDOTDIR: '/z'}}).env).toEqual({});
  });
});

describe('what of bash lives on', () => {
  test.each([
    {title: 'all in a bash', action: SHELL, place: {}, stays: true, hook: false, lost: 'nothing'},
    {
      title: 'all in a bash that reads from a pipe',
      action: SHELL,
      place: {terminal: false},
      stays: true,
      hook: false,
      lost: 'nothing',
    },
    {
      title: 'what a hook makes anew in zsh',
      action: SHELL,
      place: {userShell: 'zsh'},
      stays: false,
      hook: true,
      lost: 'but-modules',
    },
    {
      title: 'what a hook makes anew in fish',
      action: SHELL,
      place: {userShell: 'fish'},
      stays: false,
      hook: true,
      lost: 'but-modules',
    },
    {
      title: 'what a hook makes anew in ksh',
      action: SHELL,
      place: {userShell: 'mksh'},
      stays: false,
      hook: true,
      lost: 'but-modules',
    },
    {title: 'nothing in tcsh', action: SHELL, place: {userShell: 'tcsh'}, stays: false, hook: false, lost: 'all'},
    {
      title: 'of no matter in a tcsh at a pipe',
      action: SHELL,
      place: {userShell: 'tcsh', terminal: false},
      stays: false,
      hook: false,
      lost: 'nothing',
    },
    {
      title: 'of no matter in a zsh at a pipe',
      action: SHELL,
      place: {userShell: 'zsh', terminal: false},
      stays: false,
      hook: false,
      lost: 'nothing',
    },
    {title: 'of no matter for a command', action: MAKE, place: {userShell: 'tcsh'}, stays: false, hook: false, lost: 'nothing'},
    {
      title: 'of no matter for a command from zsh',
      action: MAKE,
      place: {userShell: 'zsh'},
      stays: false,
      hook: false,
      lost: 'nothing',
    },
    {
      title: 'nothing where the set-up has no bash',
      action: SHELL,
      place: {bash: null},
      stays: false,
      hook: false,
      lost: 'nothing',
    },
  ] as {title: string; action: Wishes['action']; place: Partial<Place>; stays: boolean; hook: boolean; lost: string}[])(
    '$title',
    ({action, place, stays, hook, lost}) => {
      const there = {...PLACE, ...place};
      expect([staysInBash(action, there), hasHook(action, there), lostIn(action, there)]).toEqual([stays, hook, lost]);
    },
  );
});
