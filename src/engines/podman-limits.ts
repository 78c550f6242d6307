/**
 * Becomes podman with the limits of the caller. Its own defaults are above what a process without CAP_SYS_RESOURCE may have (ENGINES.md
 * 0), and it lowers its own number of processes to 32768 first, so that no more than that can be asked for either.
 *
 * Arguments: PODMAN, the program for overlays or nothing, and what stands after `run`.
 */
const SCRIPT = `hsf_podman=$1 hsf_overlay=$2; shift 2
hsf_least() { if [ "$1" = unlimited ] || [ "$1" -gt 32768 ]; then echo 32768; else echo "$1"; fi; }
while read -r hsf_a hsf_b hsf_c hsf_d hsf_e hsf_rest; do
  case "$hsf_a $hsf_b" in
    'Max processes') hsf_processes=$(hsf_least "$hsf_c"):$(hsf_least "$hsf_d") ;;
    'Max open') hsf_files=$hsf_d:$hsf_e ;;
  esac
done </proc/self/limits
case $hsf_files in *unlimited*) hsf_files=1048576:1048576 ;; esac
exec "$hsf_podman" --log-level=error \${hsf_overlay:+--storage-opt "overlay.mount_program=$hsf_overlay"} run \
  --ulimit "nofile=$hsf_files" --ulimit "nproc=$hsf_processes" "$@"`;

/** `podman run` with limits that it may set. */
export function podmanRun(podman: string, overlay: string | undefined, options: readonly string[]): readonly string[] {
  return ['/bin/sh', '-c', SCRIPT, 'hsf', podman, overlay ?? '', ...options];
}
