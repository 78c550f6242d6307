/*
 * faulty-files: stands between a program and its C library, counts what it does to files below one directory, and at one of these steps
 * ends the process or lets the step fail, as a full disk, a file server or `kill -9` does. For tests only.
 *
 *   LD_PRELOAD=faulty-files.so FAULTY_FILES=FILE program
 *
 * FILE has a line for each of these (none has to be there), so that the environment stays the same from one run to the next:
 *
 *   below DIR       what counts; nothing does without it
 *   steps NAME,…    which steps count: open (to write), write, sync, close, rename, remove, mkdir, link, cut, read (open to read, too)
 *   named TEXT      only steps whose path has this in it
 *   at N            the step that fails, counted over all processes that read FILE since COUNT was made
 *   on              all later ones as well
 *   how WHAT        `kill` before it, `kill-after`, `kill-half` (of a write), or the number of an error
 *   count COUNT     file of eight bytes that they share
 *   log LOG         gets a line for each step: number, name, path
 *   clock SECONDS   is added to the time of day
 *   slow MS         how long each step takes, whether it fails or not
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static char below[4096], steps[256] = ",open,write,sync,rename,remove,mkdir,link,cut,", named[256], how[32], log_file[4096];
static unsigned long at;
static int on;
static long clock_offset, slow_ms;
static unsigned long *count;

/* Straight to the kernel: whatever this file does itself is no step. -1 is a failure, as errno tells. */
static long kernel(long number, long a, long b, long c, long d, long e, long f) {
  static long (*real)(long, ...);
  if (real == NULL) real = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
  return real(number, a, b, c, d, e, f);
}

#define SYSTEM(number, a, b, c, d) kernel(number, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)

static void copy(char *to, size_t size, const char *from) { snprintf(to, size, "%s", from); }

__attribute__((constructor)) static void begin(void) {
  const char *file = getenv("FAULTY_FILES");
  int descriptor = file == NULL ? -1 : (int)kernel(SYS_openat, AT_FDCWD, (long)file, O_RDONLY | O_CLOEXEC, 0, 0, 0);
  if (descriptor < 0) return;
  static char text[16384];
  long length = kernel(SYS_read, descriptor, (long)text, sizeof text - 1, 0, 0, 0);
  kernel(SYS_close, descriptor, 0, 0, 0, 0, 0);
  text[length > 0 ? length : 0] = 0;
  for (char *rest = text, *line; (line = strsep(&rest, "\n")) != NULL;) {
    char *value = strchr(line, ' ');
    if (value != NULL) *value++ = 0;
    else value = "";
    if (strcmp(line, "below") == 0) copy(below, sizeof below, value);
    else if (strcmp(line, "steps") == 0) snprintf(steps, sizeof steps, ",%s,", value);
    else if (strcmp(line, "named") == 0) copy(named, sizeof named, value);
    else if (strcmp(line, "at") == 0) at = strtoul(value, NULL, 10);
    else if (strcmp(line, "on") == 0) on = 1;
    else if (strcmp(line, "how") == 0) copy(how, sizeof how, value);
    else if (strcmp(line, "log") == 0) copy(log_file, sizeof log_file, value);
    else if (strcmp(line, "slow") == 0) slow_ms = strtol(value, NULL, 10);
    else if (strcmp(line, "clock") == 0) clock_offset = strtol(value, NULL, 10);
    else if (strcmp(line, "count") == 0) {
      int shared = (int)kernel(SYS_openat, AT_FDCWD, (long)value, O_RDWR | O_CLOEXEC, 0, 0, 0);
      void *memory = shared < 0 ? MAP_FAILED : mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, shared, 0);
      if (shared >= 0) kernel(SYS_close, shared, 0, 0, 0, 0, 0);
      if (memory != MAP_FAILED) count = memory;
    }
  }
}

enum fault { GOES_ON, ENDS_AFTER, ENDS_HALFWAY, FAILS };

static void end(void) {
  kernel(SYS_kill, kernel(SYS_getpid, 0, 0, 0, 0, 0, 0), SIGKILL, 0, 0, 0, 0);
  for (;;) pause();
}

static enum fault step(const char *name, const char *path) {
  char wanted[32], line[5000];
  size_t length = strlen(below);
  if (length == 0 || count == NULL || strncmp(path, below, length) != 0) return GOES_ON;
  if (named[0] != 0 && strstr(path, named) == NULL) return GOES_ON;
  snprintf(wanted, sizeof wanted, ",%s,", name);
  if (strstr(steps, wanted) == NULL) return GOES_ON;
  unsigned long number = __atomic_add_fetch(count, 1, __ATOMIC_SEQ_CST);
  if (log_file[0] != 0) {
    int descriptor = (int)kernel(SYS_openat, AT_FDCWD, (long)log_file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600, 0, 0);
    int written = snprintf(line, sizeof line, "%lu %s %s\n", number, name, path);
    if (descriptor >= 0) kernel(SYS_write, descriptor, (long)line, written, 0, 0, 0);
    if (descriptor >= 0) kernel(SYS_close, descriptor, 0, 0, 0, 0, 0);
  }
  if (slow_ms > 0) usleep((useconds_t)slow_ms * 1000);
  if (at == 0 || number < at || (number > at && !on)) return GOES_ON;
  if (strcmp(how, "kill") == 0) end();
  if (strcmp(how, "kill-after") == 0) return ENDS_AFTER;
  if (strcmp(how, "kill-half") == 0) return ENDS_HALFWAY;
  errno = atoi(how);
  return FAILS;
}

/* A step on a path, which is carried out by CALL. */
#define STEP(name, path, call)                        \
  do {                                                \
    enum fault fault_ = step(name, path);             \
    if (fault_ == FAILS) return -1;                   \
    long result_ = (call);                            \
    if (fault_ != GOES_ON) end();                     \
    return result_;                                   \
  } while (0)

static const char *path_of(int descriptor, char *buffer, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  long length = kernel(SYS_readlinkat, AT_FDCWD, (long)link, (long)buffer, size - 1, 0, 0);
  buffer[length > 0 ? length : 0] = 0;
  return buffer;
}

static const char *joined(int directory, const char *path, char *buffer, size_t size) {
  if (path[0] == '/') return path;
  char base[4096];
  if (directory == AT_FDCWD) {
    long length = kernel(SYS_getcwd, (long)base, sizeof base, 0, 0, 0, 0);
    if (length <= 0) return path;
  } else path_of(directory, base, sizeof base);
  snprintf(buffer, size, "%s/%s", base, path);
  return buffer;
}

static int opened(int directory, const char *path, int flags, unsigned mode) {
  char buffer[8300];
  int writes = (flags & O_ACCMODE) != O_RDONLY;
  STEP(writes ? "open" : "read", joined(directory, path, buffer, sizeof buffer), SYSTEM(SYS_openat, directory, path, flags, mode));
}

#define MODE(flags) \
  unsigned mode = 0; \
  if ((flags) & (O_CREAT | O_TMPFILE)) { va_list list; va_start(list, flags); mode = va_arg(list, unsigned); va_end(list); }

int open(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int openat(int directory, const char *path, int flags, ...) { MODE(flags) return opened(directory, path, flags, mode); }
int openat64(int directory, const char *path, int flags, ...) { MODE(flags) return opened(directory, path, flags, mode); }
int creat(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

/* Closed all the same, as by a kernel. Only what was open to write can fail: a file server has nothing to say of the rest. */
static int closed(int descriptor) {
  char buffer[4096];
  int writes = below[0] != 0 && (kernel(SYS_fcntl, descriptor, F_GETFL, 0, 0, 0, 0) & O_ACCMODE) != O_RDONLY;
  enum fault fault = writes ? step("close", path_of(descriptor, buffer, sizeof buffer)) : GOES_ON;
  int error = errno;
  long result = SYSTEM(SYS_close, descriptor, 0, 0, 0);
  if (fault == ENDS_AFTER || fault == ENDS_HALFWAY) end();
  if (fault == FAILS) errno = error;
  return fault == FAILS ? -1 : (int)result;
}
int close(int descriptor) { return closed(descriptor); }

ssize_t write(int descriptor, const void *bytes, size_t length) {
  char buffer[4096];
  enum fault fault = below[0] == 0 ? GOES_ON : step("write", path_of(descriptor, buffer, sizeof buffer));
  if (fault == FAILS) return -1;
  long result = SYSTEM(SYS_write, descriptor, bytes, fault == ENDS_HALFWAY ? (length + 1) / 2 : length, 0);
  if (fault != GOES_ON) end();
  return result;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off64_t offset) {
  char buffer[4096];
  STEP("write", path_of(descriptor, buffer, sizeof buffer), SYSTEM(SYS_pwrite64, descriptor, bytes, length, offset));
}
ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) { return pwrite64(descriptor, bytes, length, offset); }

ssize_t writev(int descriptor, const struct iovec *pieces, int number) {
  char buffer[4096];
  STEP("write", path_of(descriptor, buffer, sizeof buffer), SYSTEM(SYS_writev, descriptor, pieces, number, 0));
}

ssize_t read(int descriptor, void *bytes, size_t length) {
  char buffer[4096];
  if (below[0] == 0 || strstr(steps, ",read,") == NULL) return SYSTEM(SYS_read, descriptor, bytes, length, 0);
  STEP("read", path_of(descriptor, buffer, sizeof buffer), SYSTEM(SYS_read, descriptor, bytes, length, 0));
}

int fsync(int descriptor) {
  char buffer[4096];
  STEP("sync", path_of(descriptor, buffer, sizeof buffer), SYSTEM(SYS_fsync, descriptor, 0, 0, 0));
}
int fdatasync(int descriptor) {
  char buffer[4096];
  STEP("sync", path_of(descriptor, buffer, sizeof buffer), SYSTEM(SYS_fdatasync, descriptor, 0, 0, 0));
}
int ftruncate64(int descriptor, off64_t length) {
  char buffer[4096];
  STEP("cut", path_of(descriptor, buffer, sizeof buffer), SYSTEM(SYS_ftruncate, descriptor, length, 0, 0));
}
int ftruncate(int descriptor, off_t length) { return ftruncate64(descriptor, length); }

int renameat(int one, const char *from, int other, const char *to) {
  char buffer[8300];
  STEP("rename", joined(other, to, buffer, sizeof buffer), SYSTEM(SYS_renameat, one, from, other, to));
}
int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }

int unlinkat(int directory, const char *path, int flags) {
  char buffer[8300];
  STEP("remove", joined(directory, path, buffer, sizeof buffer), SYSTEM(SYS_unlinkat, directory, path, flags, 0));
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }
int remove(const char *path) {
  int status = unlinkat(AT_FDCWD, path, 0);
  return status == -1 && errno == EISDIR ? unlinkat(AT_FDCWD, path, AT_REMOVEDIR) : status;
}

int mkdir(const char *path, mode_t mode) {
  char buffer[8300];
  STEP("mkdir", joined(AT_FDCWD, path, buffer, sizeof buffer), SYSTEM(SYS_mkdirat, AT_FDCWD, path, mode, 0));
}
int link(const char *from, const char *to) {
  char buffer[8300];
  STEP("link", joined(AT_FDCWD, to, buffer, sizeof buffer), (int)kernel(SYS_linkat, AT_FDCWD, (long)from, AT_FDCWD, (long)to, 0, 0));
}
int symlink(const char *from, const char *to) {
  char buffer[8300];
  STEP("link", joined(AT_FDCWD, to, buffer, sizeof buffer), SYSTEM(SYS_symlinkat, from, AT_FDCWD, to, 0));
}

/* libuv closes and asks for facts by number. */
long syscall(long number, ...) {
  char buffer[8300];
  long word[6];
  va_list list;
  va_start(list, number);
  for (int index = 0; index < 6; index++) word[index] = va_arg(list, long);
  va_end(list);
  if (number == SYS_close) return closed((int)word[0]);
  if (number == SYS_statx && below[0] != 0 && strstr(steps, ",read,") != NULL) {
    const char *path = (const char *)word[1];
    enum fault fault = step("read", path[0] == 0 ? path_of((int)word[0], buffer, sizeof buffer) : joined((int)word[0], path, buffer, sizeof buffer));
    if (fault == FAILS) return -1;
  }
  return kernel(number, word[0], word[1], word[2], word[3], word[4], word[5]);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  long result = SYSTEM(SYS_clock_gettime, clock, time, 0, 0);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += clock_offset;
  return (int)result;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  long result = SYSTEM(SYS_gettimeofday, now, zone, 0, 0);
  if (result == 0) now->tv_sec += clock_offset;
  return (int)result;
}
time_t time(time_t *where) {
  struct timeval now;
  gettimeofday(&now, NULL);
  if (where != NULL) *where = now.tv_sec;
  return now.tv_sec;
}
