/*
 * hangfs: shows a directory through FUSE and misbehaves on request, as a CVMFS client does when its network or its process is
 * ill. For tests only.
 *
 *   HANGFS_BACKING=DIR HANGFS_RULES=FILE HANGFS_LOG=FILE hangfs MOUNTPOINT -f [-o OPTIONS]
 *
 * The rules are read anew for every operation, so a test changes them by writing the file. One rule a line; PATH is one in the
 * file system, and a rule holds for what lies below it as well:
 *
 *   hang PATH          no operation returns until the rule is gone
 *   hang-read PATH     the same, but getattr answers: a stopped client whose attributes the kernel still has
 *   eio PATH           reading fails with EIO, getattr answers: servers gone
 *   enotconn PATH      reading fails with ENOTCONN, getattr answers: the client was killed a moment ago
 *   eacces PATH        reading fails with EACCES
 *   slow MS PATH       every operation takes MS milliseconds longer
 *   attr NAME VALUE    extended attribute of every path
 *   catalog HASH PATH  user.catalog_counters of what lies at or below PATH names this hash; the longest PATH wins
 *
 * The log gets a line for every directory that is opened and every attribute that is read.
 */
#define FUSE_USE_VERSION 31
#include "backing.h"

#define TEXT 65536

static const char *rules_file, *log_file;

static int is_below(const char *path, const char *top)
{
	size_t length = strlen(top);
	if (strcmp(top, "/") == 0)
		return 1;
	return strncmp(path, top, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

static void read_rules(char *text)
{
	ssize_t length = 0;
	int file = open(rules_file, O_RDONLY | O_CLOEXEC);
	if (file >= 0) {
		length = read(file, text, TEXT - 1);
		close(file);
	}
	text[length > 0 ? length : 0] = '\0';
}

static void note(const char *what, const char *path)
{
	char line[8192];
	int length = snprintf(line, sizeof line, "%s %s\n", what, path);
	int file = open(log_file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (file < 0)
		return;
	if (write(file, line, length) < 0)
		perror("hangfs log");
	close(file);
}

/* Waits as the rules say; a negative error number when they want the operation to fail. */
static int obey(const char *path, int is_stat)
{
	char *text = malloc(TEXT);
	int result = 0;
	long slow = 0;

	for (int waiting = 1; waiting;) {
		char *position = NULL;
		waiting = 0;
		result = 0;
		slow = 0;
		read_rules(text);
		for (char *line = strtok_r(text, "\n", &position); line; line = strtok_r(NULL, "\n", &position)) {
			char action[32], top[4096];
			long ms;
			if (sscanf(line, "slow %ld %4095[^\n]", &ms, top) == 2) {
				if (is_below(path, top))
					slow = ms;
			} else if (sscanf(line, "%31s %4095[^\n]", action, top) == 2 && is_below(path, top)) {
				if (strcmp(action, "hang") == 0 || (strcmp(action, "hang-read") == 0 && !is_stat))
					waiting = 1;
				else if (!is_stat && strcmp(action, "eio") == 0)
					result = -EIO;
				else if (!is_stat && strcmp(action, "enotconn") == 0)
					result = -ENOTCONN;
				else if (!is_stat && strcmp(action, "eacces") == 0)
					result = -EACCES;
			}
		}
		if (waiting)
			sleep_ms(20);
	}
	if (slow > 0)
		sleep_ms(slow);
	free(text);
	return result;
}

static int fs_getattr(const char *path, struct stat *state, struct fuse_file_info *info)
{
	int refused = obey(path, 1);
	(void)info;
	return refused ? refused : backing_getattr(path, state);
}

static int fs_readlink(const char *path, char *buffer, size_t size)
{
	int refused = obey(path, 1);
	return refused ? refused : backing_readlink(path, buffer, size);
}

static int fs_opendir(const char *path, struct fuse_file_info *info)
{
	(void)info;
	note("opendir", path);
	return obey(path, 0);
}

static int fs_readdir(const char *path, void *buffer, fuse_fill_dir_t fill, off_t offset, struct fuse_file_info *info,
		      enum fuse_readdir_flags flags)
{
	int refused = obey(path, 0);
	(void)offset;
	(void)info;
	(void)flags;
	return refused ? refused : backing_readdir(path, buffer, fill);
}

static int fs_open(const char *path, struct fuse_file_info *info)
{
	int refused = obey(path, 0);
	return refused ? refused : backing_open(path, info);
}

static int fs_read(const char *path, char *buffer, size_t size, off_t offset, struct fuse_file_info *info)
{
	int refused = obey(path, 0);
	return refused ? refused : backing_read(buffer, size, offset, info);
}

static int fs_getxattr(const char *path, const char *name, char *value, size_t size)
{
	char *text, *position = NULL, found[4096] = "", hash[128] = "";
	size_t longest = 0;
	int refused;

	/* Programs ask for these unbidden (ls, cp); only ours are of interest. */
	if (strncmp(name, "user.", 5) != 0)
		return -ENODATA;
	note(name, path);
	refused = obey(path, 0);
	if (refused)
		return refused;
	text = malloc(TEXT);
	read_rules(text);
	for (char *line = strtok_r(text, "\n", &position); line; line = strtok_r(NULL, "\n", &position)) {
		char key[256], rest[3800];
		if (sscanf(line, "attr %255s %3799[^\n]", key, rest) == 2 && strcmp(key, name) == 0)
			snprintf(found, sizeof found, "%s", rest);
		if (sscanf(line, "catalog %127s %3799[^\n]", key, rest) == 2 && is_below(path, rest) && strlen(rest) >= longest) {
			longest = strlen(rest);
			snprintf(hash, sizeof hash, "%s", key);
		}
	}
	free(text);
	if (strcmp(name, "user.catalog_counters") == 0 && hash[0])
		snprintf(found, sizeof found, "catalog_hash: %s\ncatalog_mountpoint: /\nself_regular,1\n", hash);
	if (!found[0])
		return -ENODATA;
	size_t length = strlen(found);
	if (size == 0)
		return (int)length;
	if (size < length)
		return -ERANGE;
	memcpy(value, found, length);
	return (int)length;
}

static void *fs_init(struct fuse_conn_info *connection, struct fuse_config *config)
{
	(void)connection;
	/* Every operation is to come here: what the kernel remembers cannot misbehave. */
	config->entry_timeout = 0;
	config->attr_timeout = 0;
	config->negative_timeout = 0;
	return NULL;
}

static const struct fuse_operations operations = {
	.init = fs_init,
	.getattr = fs_getattr,
	.readlink = fs_readlink,
	.opendir = fs_opendir,
	.readdir = fs_readdir,
	.open = fs_open,
	.read = fs_read,
	.release = fs_release,
	.getxattr = fs_getxattr,
};

int main(int argc, char **argv)
{
	backing = getenv("HANGFS_BACKING");
	rules_file = getenv("HANGFS_RULES");
	log_file = getenv("HANGFS_LOG");
	if (!backing || !rules_file || !log_file) {
		fprintf(stderr, "hangfs: HANGFS_BACKING, HANGFS_RULES and HANGFS_LOG must be set\n");
		return 2;
	}
	return fuse_main(argc, argv, &operations, NULL);
}
