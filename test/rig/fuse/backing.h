/*
 * What a file system through FUSE does that shows a directory as it is. To be included after FUSE_USE_VERSION is defined; for tests and
 * measurements only.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PATH_BYTES 8192

/* The directory that is shown. */
static const char *backing;
/* Another one, for the call that this thread is at; empty: none. */
static _Thread_local char shown_instead[PATH_BYTES];

static void real_path(char *buffer, const char *path)
{
	snprintf(buffer, PATH_BYTES, "%s%s", shown_instead[0] ? shown_instead : backing, path);
}

static void sleep_ms(long ms)
{
	struct timespec time = {ms / 1000, (ms % 1000) * 1000000};
	nanosleep(&time, NULL);
}

static int backing_getattr(const char *path, struct stat *state)
{
	char real[PATH_BYTES];
	real_path(real, path);
	return lstat(real, state) < 0 ? -errno : 0;
}

static int backing_readlink(const char *path, char *buffer, size_t size)
{
	char real[PATH_BYTES];
	ssize_t length;
	real_path(real, path);
	length = readlink(real, buffer, size - 1);
	if (length < 0)
		return -errno;
	buffer[length] = '\0';
	return 0;
}

/* Without the names that `is_hidden` is true of; it may be NULL. */
static int backing_readdir(const char *path, void *buffer, fuse_fill_dir_t fill, int (*is_hidden)(const char *path, const char *name))
{
	char real[PATH_BYTES];
	DIR *directory;
	real_path(real, path);
	directory = opendir(real);
	if (!directory)
		return -errno;
	for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
		if (is_hidden && is_hidden(path, entry->d_name))
			continue;
		struct stat state = {.st_ino = entry->d_ino, .st_mode = entry->d_type << 12};
		if (fill(buffer, entry->d_name, &state, 0, 0))
			break;
	}
	closedir(directory);
	return 0;
}

static int backing_open(const char *path, struct fuse_file_info *info)
{
	char real[PATH_BYTES];
	int file;
	real_path(real, path);
	file = open(real, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return -errno;
	info->fh = file;
	return 0;
}

static int backing_read(char *buffer, size_t size, off_t offset, struct fuse_file_info *info)
{
	ssize_t length = pread(info->fh, buffer, size, offset);
	return length < 0 ? -errno : (int)length;
}

static int fs_release(const char *path, struct fuse_file_info *info)
{
	(void)path;
	close(info->fh);
	return 0;
}
