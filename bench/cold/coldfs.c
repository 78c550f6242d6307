/*
 * coldfs: shows a directory through FUSE as a CVMFS client does whose cache is empty: what was not fetched yet takes a while, once.
 * For the bench only.
 *
 *   COLDFS_BACKING=DIR COLDFS_FQRN=NAME COLDFS_MS=20 coldfs MOUNTPOINT -f [-o OPTIONS]
 *
 * Fetched are, as in the client, the content of each regular file when it is first opened, and the catalog of each directory that has
 * a .cvmfscatalog when anything below it is first looked at; the kernel remembers for a minute. A new mount has an empty cache again.
 * Hashes follow from the paths of the catalogs, so that they are the same in every mount.
 */
#define FUSE_USE_VERSION 31
#include "../../test/rig/fuse/backing.h"
#include <pthread.h>

struct fetched {
	struct fetched *next;
	char key[];
};

static const char *fqrn;
static long delay_ms;
static struct fetched *all_fetched;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Waits as long as a server would take, the first time that something is wanted. Two may fetch side by side, as in the client. */
static void fetch(char kind, const char *path)
{
	char key[PATH_BYTES];
	int is_new = 1;
	snprintf(key, sizeof key, "%c%s", kind, path);
	pthread_mutex_lock(&lock);
	for (struct fetched *one = all_fetched; one; one = one->next)
		if (strcmp(one->key, key) == 0)
			is_new = 0;
	if (is_new) {
		struct fetched *one = malloc(sizeof *one + strlen(key) + 1);
		strcpy(one->key, key);
		one->next = all_fetched;
		all_fetched = one;
	}
	pthread_mutex_unlock(&lock);
	if (is_new && delay_ms > 0)
		sleep_ms(delay_ms);
}

static int has_catalog(const char *directory)
{
	char marker[PATH_BYTES + 32];
	snprintf(marker, sizeof marker, "%s%s/.cvmfscatalog", backing, directory);
	return access(marker, F_OK) == 0;
}

/* Fetches the catalogs of the directories above a path; the longest is left in `nearest`. That of the root came with the mount. */
static void fetch_catalogs(const char *path, char *nearest)
{
	char directory[PATH_BYTES];
	nearest[0] = '\0';
	for (const char *end = strchr(path + 1, '/');; end = strchr(end + 1, '/')) {
		size_t length = end ? (size_t)(end - path) : strlen(path);
		memcpy(directory, path, length);
		directory[length] = '\0';
		if (length > 1 && has_catalog(directory)) {
			fetch('c', directory);
			strcpy(nearest, directory);
		}
		if (!end)
			return;
	}
}

static int fs_getattr(const char *path, struct stat *state, struct fuse_file_info *info)
{
	char above[PATH_BYTES], nearest[PATH_BYTES], *name;
	(void)info;
	/* What a nested catalog's directory itself is stands in the catalog above it. */
	snprintf(above, sizeof above, "%s", path);
	name = strrchr(above, '/');
	if (name > above)
		*name = '\0';
	fetch_catalogs(above, nearest);
	return backing_getattr(path, state);
}

static int fs_readdir(const char *path, void *buffer, fuse_fill_dir_t fill, off_t offset, struct fuse_file_info *info,
		      enum fuse_readdir_flags flags)
{
	char nearest[PATH_BYTES];
	(void)offset;
	(void)info;
	(void)flags;
	fetch_catalogs(path, nearest);
	return backing_readdir(path, buffer, fill, NULL);
}

static int fs_open(const char *path, struct fuse_file_info *info)
{
	int failed = backing_open(path, info);
	if (!failed)
		fetch('f', path);
	return failed;
}

static int fs_read(const char *path, char *buffer, size_t size, off_t offset, struct fuse_file_info *info)
{
	(void)path;
	return backing_read(buffer, size, offset, info);
}

static unsigned long hash_of(const char *text)
{
	unsigned long hash = 5381;
	while (*text)
		hash = hash * 33 + (unsigned char)*text++;
	return hash;
}

static int fs_getxattr(const char *path, const char *name, char *value, size_t size)
{
	char nearest[PATH_BYTES], text[PATH_BYTES + 256];
	size_t length;
	if (strcmp(name, "user.root_hash") == 0)
		snprintf(text, sizeof text, "%040lx", hash_of(backing));
	else if (strcmp(name, "user.revision") == 0)
		snprintf(text, sizeof text, "1");
	else if (strcmp(name, "user.fqrn") == 0)
		snprintf(text, sizeof text, "%s", fqrn);
	else if (strcmp(name, "user.catalog_counters") == 0) {
		fetch_catalogs(path, nearest);
		snprintf(text, sizeof text, "catalog_hash: %040lx\ncatalog_mountpoint: %s\nself_regular,1\n", hash_of(nearest), nearest);
	} else
		return -ENODATA;
	length = strlen(text);
	if (size == 0)
		return (int)length;
	if (size < length)
		return -ERANGE;
	memcpy(value, text, length);
	return (int)length;
}

static void *fs_init(struct fuse_conn_info *connection, struct fuse_config *config)
{
	(void)connection;
	config->entry_timeout = 60;
	config->attr_timeout = 60;
	config->negative_timeout = 60;
	config->kernel_cache = 1;
	return NULL;
}

static const struct fuse_operations operations = {
	.init = fs_init,
	.getattr = fs_getattr,
	.readlink = backing_readlink,
	.readdir = fs_readdir,
	.open = fs_open,
	.read = fs_read,
	.release = fs_release,
	.getxattr = fs_getxattr,
};

int main(int argc, char **argv)
{
	const char *delay = getenv("COLDFS_MS");
	backing = getenv("COLDFS_BACKING");
	fqrn = getenv("COLDFS_FQRN");
	if (!backing || !fqrn || !delay) {
		fprintf(stderr, "coldfs: COLDFS_BACKING, COLDFS_FQRN and COLDFS_MS must be set\n");
		return 2;
	}
	delay_ms = strtol(delay, NULL, 10);
	return fuse_main(argc, argv, &operations, NULL);
}
