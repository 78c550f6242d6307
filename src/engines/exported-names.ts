/**
 * The beginning of a loop over the names of all variables that a POSIX shell exports, in `hsf_line`; the caller puts `unset IFS` behind
 * its `done`. A value with line breaks gives words that are no names, so what is not one has to be passed over.
 */
export const FOR_EACH_EXPORTED = `hsf_all=$(export -p)
IFS='
'
set -f
for hsf_line in $hsf_all; do
  hsf_line=\${hsf_line#export }
  hsf_line=\${hsf_line#declare -x }
  hsf_line=\${hsf_line%%=*}`;
