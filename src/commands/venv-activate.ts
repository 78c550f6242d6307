import {VENV_FILE, type VenvNote} from '../settings/venv-file.ts';
import {quoteFish, quotePosix, quoteTcsh} from '../start/shell-words.ts';

/** Files that Python writes into `bin` of a venv, with the language of each. */
export const ACTIVATE_FILES: readonly (readonly [name: string, language: Language])[] = [
  ['activate', 'posix'],
  ['activate.fish', 'fish'],
  ['activate.csh', 'csh'],
];

type Language = 'posix' | 'fish' | 'csh';

export type Entering = {
  readonly directory: string;
  readonly note: Pick<VenvNote, 'stack' | 'variant' | 'sitePackages'>;
  /** Another CVMFS root than /cvmfs, which the stack was found in; else null. */
  readonly cvmfs: string | null;
};

/**
 * Python's own `activate` with three things more: the stack is entered first, what the venv has wins over what the stack puts into
 * PYTHONPATH, and `deactivate` puts PYTHONPATH back. (It takes PYTHONHOME away and puts it back itself, but in csh.)
 *
 * The stack is entered behind `deactivate nondestructive`, since that puts back the PATH of another venv.
 */
export function enteringFirst(language: Language, text: string, entering: Entering): string {
  const {enter, prefer, restore} = PARTS[language](entering);
  const [before, after] = splitAt(text, /^deactivate nondestructive$/m);
  const leaving = (part: string) => restore.reduce((done, [place, code]) => done.replace(place, head => `${head}${code}`), part);
  return `${leaving(before)}\n${BEGIN}${enter}${END}${after}${language === 'csh' ? '' : '\n'}${BEGIN}${prefer}${END}`;
}

const BEGIN = '# hsf: begin\n';
const END = '# hsf: end\n';

function splitAt(text: string, line: RegExp): readonly [string, string] {
  const found = line.exec(text);
  // A later Python may do without it.
  if (found === null) return ['', text];
  const end = found.index + found[0].length;
  return [text.slice(0, end), text.slice(end)];
}

type Parts = {
  readonly enter: string;
  readonly prefer: string;
  /** Code behind what is found in the definition of `deactivate`. */
  readonly restore: readonly (readonly [RegExp, string])[];
};

const PARTS: Readonly<Record<Language, (entering: Entering) => Parts>> = {posix, fish, csh};

/** By the note of the venv, not by the address of its stack: another variant that is merely called nearly so would do for that. */
function wordsFor({directory, cvmfs}: Entering, quote: (text: string) => string): string {
  return [`${directory}/${VENV_FILE}`, ...(cvmfs === null ? [] : [`--cvmfs=${cvmfs}`])].map(quote).join(' ');
}

function marksOf({stack, variant}: Entering['note']): readonly [stack: string, platform: string] {
  return [stack, variant.startsWith(`${stack}@`) ? variant.slice(stack.length + 1) : ''];
}

function failureText({directory, note}: Entering): string {
  return `hsf: ${note.variant}, the stack on which ${directory} was made, cannot be entered, so it is not activated.`;
}

function posix(entering: Entering): Parts {
  const [stack, platform] = marksOf(entering.note).map(quotePosix);
  const words = wordsFor(entering, quotePosix);
  const own = entering.note.sitePackages.map(path => `$VIRTUAL_ENV/${path}`).join(':');
  return {
    enter: `if [ "\${HSF_STACK-}" = ${stack} ] && [ "\${HSF_PLATFORM-}" = ${platform} ] ; then
    :
else
    case "$(type hsf 2>/dev/null)" in
        *function*) hsf use ${words} ;;
        *)
            _hsf_code=bash
            [ -z "\${ZSH_VERSION-}" ] || _hsf_code=zsh
            [ -z "\${KSH_VERSION-}" ] || _hsf_code=ksh
            _hsf_code=$(hsf env --shell="$_hsf_code" ${words}) && eval "$_hsf_code"
            ;;
    esac || {
        printf '%s\\n' ${quotePosix(failureText(entering))} >&2
        unset _hsf_code
        return 1
    }
    unset _hsf_code
fi
`,
    prefer: `_OLD_HSF_PYTHONPATH="x\${PYTHONPATH-}"
PYTHONPATH="${own}\${PYTHONPATH:+:$PYTHONPATH}"
export PYTHONPATH
`,
    restore: [
      [
        /^deactivate \(\) \{$/m,
        `
    # hsf
    if [ -n "\${_OLD_HSF_PYTHONPATH-}" ] ; then
        if [ "$_OLD_HSF_PYTHONPATH" = x ] ; then
            unset PYTHONPATH
        else
            PYTHONPATH="\${_OLD_HSF_PYTHONPATH#x}"
            export PYTHONPATH
        fi
        unset _OLD_HSF_PYTHONPATH
    fi`,
      ],
    ],
  };
}

function fish(entering: Entering): Parts {
  const [stack, platform] = marksOf(entering.note).map(quoteFish);
  const words = wordsFor(entering, quoteFish);
  const own = entering.note.sitePackages.map(path => `"$VIRTUAL_ENV/${path}"`).join(' ');
  return {
    enter: `if not test "$HSF_STACK" = ${stack} -a "$HSF_PLATFORM" = ${platform}
    set -l _hsf_status 1
    if functions -q hsf
        hsf use ${words}
        set _hsf_status $status
    else
        set -l _hsf_code (hsf env --shell=fish ${words})
        set _hsf_status $status
        test $_hsf_status -eq 0; and string join \\n -- $_hsf_code | source
    end
    if test $_hsf_status -ne 0
        echo ${quoteFish(failureText(entering))} >&2
        return 1
    end
end
`,
    prefer: `set -g _OLD_HSF_PYTHONPATH "x$PYTHONPATH"
set -gx PYTHONPATH (string join : -- ${own} $PYTHONPATH)
`,
    restore: [
      [
        /^function deactivate .*$/m,
        `
    # hsf
    if test -n "$_OLD_HSF_PYTHONPATH"
        if test "$_OLD_HSF_PYTHONPATH" = x
            set -e PYTHONPATH
        else
            set -gx PYTHONPATH (string sub -s 2 -- "$_OLD_HSF_PYTHONPATH")
        end
        set -e _OLD_HSF_PYTHONPATH
    end`,
      ],
    ],
  };
}

function csh(entering: Entering): Parts {
  const [stack, platform] = marksOf(entering.note);
  const mark = quoteTcsh(`${stack}@${platform}`);
  const words = wordsFor(entering, quoteTcsh);
  const own = entering.note.sitePackages.map(path => `\${VIRTUAL_ENV}/${path}`).join(':');
  const now = `set _hsf_now = ""
if ($?HSF_STACK && $?HSF_PLATFORM) then
    set _hsf_now = "\${HSF_STACK}@\${HSF_PLATFORM}"
endif
`;
  return {
    enter: `${now}if ("$_hsf_now" != ${mark}) then
    eval "\`hsf env --shell=tcsh ${words}\`"
endif
${now}if ("$_hsf_now" != ${mark}) then
    echo ${quoteTcsh(failureText(entering))}
    unset _hsf_now
else
    unset _hsf_now
`,
    prefer: `    unsetenv PYTHONHOME
    if ($?PYTHONPATH) then
        set _OLD_HSF_PYTHONPATH = "$PYTHONPATH"
        setenv PYTHONPATH "${own}:\${PYTHONPATH}"
    else
        set _OLD_HSF_PYTHONPATH = ""
        setenv PYTHONPATH "${own}"
    endif
endif
`,
    restore: [
      [
        /^alias deactivate '/m,
        'test $?_OLD_HSF_PYTHONPATH != 0 && setenv PYTHONPATH "$_OLD_HSF_PYTHONPATH" && unset _OLD_HSF_PYTHONPATH; ',
      ],
    ],
  };
}
