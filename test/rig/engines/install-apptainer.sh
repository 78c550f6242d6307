#!/usr/bin/env bash
# Puts a copy of apptainer below DIRECTORY, taken from Debian's unstable suite with the C library it was built for: bookworm and trixie
# have none. The machine's own packages, sources and lists of apt are left alone. Run again, it does nothing.
#
#   install-apptainer.sh DIRECTORY      afterwards the program is DIRECTORY/usr/bin/apptainer
#
# Needs Debian (or apt and its archive key), the mirror that is configured already, patchelf and 100 MB.
set -eu -o pipefail

fail() {
  echo "install-apptainer: $*" >&2
  exit 1
}

[ $# -eq 1 ] || fail 'usage: install-apptainer.sh DIRECTORY'
for tool in apt-get dpkg patchelf flock; do
  command -v "$tool" >/dev/null || fail "$tool is missing; install it with apt-get install -y apt dpkg patchelf util-linux"
done
key=/usr/share/keyrings/debian-archive-keyring.gpg
[ -r "$key" ] || fail "$key is missing (package debian-archive-keyring)"
case $(uname -m) in
  x86_64) libraries=usr/lib/x86_64-linux-gnu loader=ld-linux-x86-64.so.2 ;;
  aarch64) libraries=usr/lib/aarch64-linux-gnu loader=ld-linux-aarch64.so.1 ;;
  *) fail "there is no way yet for $(uname -m)" ;;
esac

# The ordinary user of the tests has to be able to read all of it.
umask 022
mkdir -p -- "$1" || fail "$1 cannot be made"
directory=$(cd -- "$1" && pwd -P)
exec 9>"$directory/.lock"
flock 9

# Its places are burnt into its files, so a copy that was moved is no copy.
stamp="$directory/.complete"
[ -e "$stamp" ] && [ "$(cat "$stamp")" = "$directory" ] && "$directory/usr/bin/apptainer" --version >/dev/null 2>&1 && exit 0

# The mirror of the main archive: the first address of deb822 files, else of one-line files, that is not the one for security.
mirror() {
  awk '$1 == "URIs:" {for (i = 2; i <= NF; i++) print $i}' /etc/apt/sources.list.d/*.sources 2>/dev/null || true
  awk '$1 == "deb" {for (i = 2; i <= NF; i++) if ($i ~ /^[a-z+]+:\//) {print $i; break}}' \
    /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null || true
}
source=$(mirror | grep -E '/debian/?$' | head -n 1) || fail 'no mirror of Debian is configured in /etc/apt'

apt="$directory/apt"
rm -rf -- "$apt" "$directory/usr" "$directory/etc" "$directory/var" "$stamp"
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/packages"
: >"$apt/status"
echo "deb [signed-by=$key] $source sid main" >"$apt/sources.list"
options=(-q -o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null -o "Dir::State::Lists=$apt/lists"
  -o "Dir::Cache=$apt/cache" -o "Dir::State::Status=$apt/status" -o APT::Sandbox::User=root -o Acquire::Retries=3)

apt-get "${options[@]}" update >"$apt/log" 2>&1 || { cat "$apt/log" >&2; fail "the lists of $source cannot be read"; }
(cd "$apt/packages" && apt-get "${options[@]}" download apptainer libc6 libseccomp2 libsqlite3-0) >"$apt/log" 2>&1 ||
  { cat "$apt/log" >&2; fail "the packages of $source cannot be downloaded"; }
for package in "$apt"/packages/*.deb; do dpkg -x "$package" "$directory"; done

# The C library is newer than the machine's. RPATH, not RUNPATH: only that holds for the libraries of libraries as well.
for program in usr/bin/apptainer "$libraries/apptainer/bin/starter"; do
  [ -x "$directory/$program" ] || fail "the package has no $program any more"
  patchelf --set-interpreter "$directory/$libraries/$loader" "$directory/$program"
  patchelf --force-rpath --set-rpath "$directory/$libraries" "$directory/$program"
done
# It takes its prefix from the place of its program, and expects these directories in it.
ln -s ../etc "$directory/usr/etc"
ln -s ../../etc "$directory/usr/lib/etc"
mkdir -p "$directory/var/lib/apptainer/mnt/session"
ln -s ../var "$directory/usr/var"
ln -s ../../var "$directory/usr/lib/var"
rm -rf -- "$apt"

"$directory/usr/bin/apptainer" --version >/dev/null || fail 'the copy does not run'
echo "$directory" >"$stamp"
