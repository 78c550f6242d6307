/** What belongs to a GPU's driver on this machine, as data (MOUNTS.md 2.7). */

/**
 * Libraries that come with NVIDIA's kernel driver and have to be of its very version: CUDA, its compilers, encoders, and the vendor's
 * half of OpenGL, EGL and Vulkan. The vendor-neutral half (`libGL.so.1`, `libOpenCL.so.1`) is the image's: ours would hide it.
 */
export const NVIDIA_LIBRARIES =
  /^lib(?:cuda|cudadebugger|nvcuvid|nvoptix|nvidia-[\w-]+|vdpau_nvidia|(?:GLX|EGL|GLESv1_CM|GLESv2)_nvidia)\.so(?:\.[\d.]+)?$/;

/** Without these there is no computing: what hinders one of them hinders the GPU. */
export const NVIDIA_CORE: readonly string[] = ['libcuda.so.1', 'libnvidia-ml.so.1'];

/** Programs that tell about the GPU. */
export const NVIDIA_PROGRAMS: readonly string[] = [
  'nvidia-smi',
  'nvidia-debugdump',
  'nvidia-cuda-mps-control',
  'nvidia-cuda-mps-server',
];

/** Where distributions, NVIDIA's installer, WSL and NixOS keep the libraries, for machines whose loader cache has none of them. */
export const DRIVER_DIRECTORIES: readonly string[] = [
  '/usr/lib64',
  '/usr/lib64/nvidia',
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/x86_64-linux-gnu/nvidia/current',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu/nvidia/current',
  '/usr/lib/powerpc64le-linux-gnu',
  '/usr/lib/wsl/lib',
  '/run/opengl-driver/lib',
  '/usr/lib',
];

export const PROGRAM_DIRECTORIES: readonly string[] = ['/usr/bin', '/usr/local/bin', '/usr/lib/wsl/lib', '/opt/bin'];

/** Device files by vendor, names in `/dev`; a directory stands for all that is in it. */
export const DEVICES: Readonly<Record<'nvidia' | 'amd', RegExp>> = {
  nvidia: /^nvidia(?:\d+|ctl|-uvm|-uvm-tools|-modeset|-caps|-caps-imex-channels|-nvswitch\w*)$|^dxg$/,
  // `dri` holds the nodes that the compute device draws its memory from.
  amd: /^(?:kfd|dri)$/,
};

/** The device without which nothing of the vendor works. */
export const MAIN_DEVICES: Readonly<Record<'nvidia' | 'amd', readonly string[]>> = {
  nvidia: ['nvidiactl', 'dxg'],
  amd: ['kfd'],
};

/** Engines that bring NVIDIA's driver of this machine themselves, and what has to be there for it; all others get it bound by us. */
export const OWN_DRIVER: readonly {
  readonly engines: readonly string[];
  /** One of them has to be there; none: nothing is needed. */
  readonly needs: readonly string[];
}[] = [
  {engines: ['apptainer', 'singularity'], needs: []},
  {
    engines: ['docker', 'nerdctl'],
    needs: ['/usr/bin/nvidia-container-runtime-hook', '/usr/bin/nvidia-container-toolkit', '/usr/bin/nvidia-container-cli'],
  },
  {engines: ['podman'], needs: ['/etc/cdi/nvidia.yaml', '/var/run/cdi/nvidia.yaml', '/run/cdi/nvidia.yaml']},
];
