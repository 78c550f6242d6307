/** What stands between the parts of a line of the trace. */
export const TRACE_MARK = '\x1f';

/** The last line of a trace that was not given up on the way. */
export const TRACE_END = '\nend\n';

const PROMPT = `$'+\\x1f\${BASH_SOURCE-}\\x1f\${PWD-}\\x1f'`;

/**
 * bash: has the shell tell on descriptor 4 what it does, each command with the file that it is read from and the directory it runs in.
 * Children get neither the descriptor's number nor the wish; where SHELLOPTS is exported they would, so then nothing is told. Lmod turns a
 * trace off unless its variable says otherwise; it is not exported.
 */
export const TRACE_ON = `__hsf_trace=
case $(builtin declare -p SHELLOPTS) in
  'declare -'*x*' '*) ;;
  *)
    __hsf_ps4=\${PS4-} __hsf_silent=\${LMOD_SH_DBG_ON+set}
    builtin exec {__hsf_trace}>&4
    BASH_XTRACEFD=$__hsf_trace PS4=${PROMPT}
    [ -n "$__hsf_silent" ] || LMOD_SH_DBG_ON=1
    builtin set -x
    ;;
esac
`;

/** bash: ends it and leaves the shell as it was. Without the last line nobody knows what was not told. */
export const TRACE_OFF = `if [ -n "$__hsf_trace" ]; then
  builtin set +x
  if [ "$PS4" = ${PROMPT} ]; then
    [ "\${BASH_XTRACEFD-}" != "$__hsf_trace" ] || builtin printf '\\nend\\n' >&"$__hsf_trace"
    PS4=$__hsf_ps4
  fi
  # Which closes it.
  builtin unset -v BASH_XTRACEFD
  [ -n "$__hsf_silent" ] || builtin unset -v LMOD_SH_DBG_ON
fi
`;
