/*
 * hangfs: shows a directory through FUSE and misbehaves on request, as a CVMFS client does when its network or its process is
 * ill. For tests only.
 *
 *   HANGFS_BACKING=DIR HANGFS_RULES=FILE HANGFS_LOG=FILE [HANGFS_KEEPS=SECONDS] hangfs MOUNTPOINT -f [-o OPTIONS]
 *
 * The rules are read anew for every operation, so a test changes them by writing the file. One rule a line; PATH is one in the
 * file system, and a rule holds for what lies below it as well:
 *
 *   hang PATH          no operation returns until the rule is gone
 *   hang-read PATH     the same, but getattr answers: a stopped client whose attributes the kernel still has
 *   eio PATH           reading fails with EIO, getattr answers: servers gone
 *   enotconn PATH      reading fails with ENOTCONN, getattr answers: the client was killed a moment ago
 *   eacces PATH        reading fails with EACCES
 *   eloop PATH         every operation fails with ELOOP: an automount that is looked at from a mount namespace of one's own
 *   enoent MS PATH     every operation fails with ENOENT after MS milliseconds: an automounter whose server is dead
 *   slow MS PATH       every operation takes MS milliseconds longer
 *   hide PATH          it is not there, neither in its directory nor by name
 *   crowd N DIR        DIR has N directories more, which are empty: LCG_C0000000 and so on
 *   show DIR           DIR is shown in place of HANGFS_BACKING
 *   client NAME NUMBER HASH   all attributes of a client: repository, revision, root hash
 *   attr NAME VALUE    extended attribute of every path
 *   catalog HASH PATH  user.catalog_counters of what lies at or below PATH names this hash; the longest PATH wins
 *
 *   after N RULE       RULE holds once N directories have been opened since the rules were written
 *   every N RULE       RULE holds for every Nth directory that is opened, until the next one is
 *
 * The log gets a line for every directory that is opened and every attribute that is read. With HANGFS_KEEPS the kernel keeps names and
 * attributes of files for so long, as it does for a real client: a stat then says nothing about whether anybody is there.
 */
#define FUSE_USE_VERSION 31
#include "backing.h"
#include "client-attributes.h"
#include <pthread.h>

#define TEXT 65536

static const char *rules_file, *log_file;
static double keeps;

/* How many directories have been opened under the rules of this file. */
static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;
static ino_t counted_rules;
static long opened;

static int is_below(const char *path, const char *top)
{
	size_t length = strlen(top);
	if (strcmp(top, "/") == 0)
		return 1;
	return strncmp(path, top, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

/* Rules are replaced by renaming, so another file is another set of them. */
static long directories_opened(ino_t rules, int more)
{
	pthread_mutex_lock(&counting);
	if (rules != counted_rules) {
		counted_rules = rules;
		opened = 0;
	}
	opened += more;
	long now = opened;
	pthread_mutex_unlock(&counting);
	return now;
}

/* The rules that hold now, without "after" and "every". */
static void read_rules(char *text, int is_opendir)
{
	char *whole = malloc(TEXT), *position = NULL, *end = text;
	ssize_t length = 0;
	long count = 0;
	struct stat state;
	int file = open(rules_file, O_RDONLY | O_CLOEXEC);
	if (file >= 0) {
		if (fstat(file, &state) == 0)
			count = directories_opened(state.st_ino, is_opendir);
		length = read(file, whole, TEXT - 1);
		close(file);
	}
	whole[length > 0 ? length : 0] = '\0';
	*end = '\0';
	for (char *line = strtok_r(whole, "\n", &position); line; line = strtok_r(NULL, "\n", &position)) {
		long number;
		int skip = 0, holds = 1;
		if (sscanf(line, "after %ld %n", &number, &skip) == 1)
			holds = count > number;
		else if (sscanf(line, "every %ld %n", &number, &skip) == 1)
			holds = count % number == 0;
		if (holds)
			end += sprintf(end, "%s\n", line + skip);
	}
	free(whole);
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

enum kind { STAT, READ, OPENDIR };

/* Waits as the rules say; a negative error number when they want the operation to fail. */
static int obey(const char *path, enum kind kind)
{
	char *text = malloc(TEXT);
	int result = 0, is_new = kind == OPENDIR, is_stat = kind == STAT;
	long slow = 0;

	for (int waiting = 1; waiting;) {
		char *position = NULL;
		waiting = 0;
		result = 0;
		slow = 0;
		shown_instead[0] = '\0';
		read_rules(text, is_new);
		is_new = 0;
		for (char *line = strtok_r(text, "\n", &position); line; line = strtok_r(NULL, "\n", &position)) {
			char action[32], top[4096];
			long ms;
			if (sscanf(line, "slow %ld %4095[^\n]", &ms, top) == 2) {
				if (is_below(path, top))
					slow = ms;
			} else if (sscanf(line, "enoent %ld %4095[^\n]", &ms, top) == 2) {
				if (is_below(path, top)) {
					slow = ms;
					result = -ENOENT;
				}
			} else if (sscanf(line, "show %4095[^\n]", top) == 1) {
				strcpy(shown_instead, top);
			} else if (sscanf(line, "%31s %4095[^\n]", action, top) == 2 && is_below(path, top)) {
				if (strcmp(action, "hang") == 0 || (strcmp(action, "hang-read") == 0 && !is_stat))
					waiting = 1;
				else if (strcmp(action, "eloop") == 0)
					result = -ELOOP;
				else if (strcmp(action, "hide") == 0)
					result = -ENOENT;
				else if (!is_stat && strcmp(action, "eio") == 0)
					result = -EIO;
				else if (!is_stat && strcmp(action, "enotconn") == 0)
					result = -ENOTCONN;
				else if (!is_stat && strcmp(action, "eacces") == 0)
					result = -EACCES;
			}
		}
		if (waiting)
			sleep_ms(50);
	}
	if (slow > 0)
		sleep_ms(slow);
	free(text);
	return result;
}

static int is_hidden(const char *directory, const char *name)
{
	char path[PATH_BYTES], *text = malloc(TEXT), *position = NULL;
	int hidden = 0;
	snprintf(path, sizeof path, "%s/%s", strcmp(directory, "/") == 0 ? "" : directory, name);
	read_rules(text, 0);
	for (char *line = strtok_r(text, "\n", &position); line; line = strtok_r(NULL, "\n", &position)) {
		char top[4096];
		if (sscanf(line, "hide %4095[^\n]", top) == 1 && is_below(path, top))
			hidden = 1;
	}
	free(text);
	return hidden;
}

/* How many directories are made up in this one. */
static long crowd_in(const char *path)
{
	char *text = malloc(TEXT), *position = NULL, top[4096];
	long number, found = 0;
	read_rules(text, 0);
	for (char *line = strtok_r(text, "\n", &position); line; line = strtok_r(NULL, "\n", &position))
		if (sscanf(line, "crowd %ld %4095[^\n]", &number, top) == 2 && strcmp(path, top) == 0)
			found = number;
	free(text);
	return found;
}

/* What is there first, then the others; piece by piece, so that nobody has to wait for all of it. */
static int crowded_readdir(const char *path, void *buffer, fuse_fill_dir_t fill, off_t offset, long crowd)
{
	char real[PATH_BYTES], name[32];
	off_t at = 0;
	struct stat state = {.st_ino = 1, .st_mode = S_IFDIR};
	real_path(real, path);
	DIR *directory = opendir(real);
	if (!directory)
		return -errno;
	for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory))
		if (++at > offset && fill(buffer, entry->d_name, &state, at, 0))
			crowd = 0;
	closedir(directory);
	for (long made = offset > at ? offset - at : 0; made < crowd; made++) {
		snprintf(name, sizeof name, "LCG_C%07ld", made);
		if (fill(buffer, name, &state, at + made + 1, 0))
			break;
	}
	return 0;
}

static int is_made_up(const char *path)
{
	return strncmp(strrchr(path, '/') + 1, "LCG_C", 5) == 0;
}

static int fs_getattr(const char *path, struct stat *state, struct fuse_file_info *info)
{
	int refused = obey(path, STAT);
	(void)info;
	if (!refused && is_made_up(path)) {
		*state = (struct stat){.st_mode = S_IFDIR | 0755, .st_nlink = 2};
		return 0;
	}
	return refused ? refused : backing_getattr(path, state);
}

static int fs_readlink(const char *path, char *buffer, size_t size)
{
	int refused = obey(path, STAT);
	return refused ? refused : backing_readlink(path, buffer, size);
}

static int fs_opendir(const char *path, struct fuse_file_info *info)
{
	(void)info;
	note("opendir", path);
	return obey(path, OPENDIR);
}

static int fs_readdir(const char *path, void *buffer, fuse_fill_dir_t fill, off_t offset, struct fuse_file_info *info,
		      enum fuse_readdir_flags flags)
{
	int refused = obey(path, READ);
	(void)info;
	(void)flags;
	if (refused || is_made_up(path))
		return refused;
	long crowd = crowd_in(path);
	return crowd > 0 ? crowded_readdir(path, buffer, fill, offset, crowd) : backing_readdir(path, buffer, fill, is_hidden);
}

static int fs_open(const char *path, struct fuse_file_info *info)
{
	int refused = obey(path, READ);
	return refused ? refused : backing_open(path, info);
}

static int fs_read(const char *path, char *buffer, size_t size, off_t offset, struct fuse_file_info *info)
{
	int refused = obey(path, READ);
	return refused ? refused : backing_read(buffer, size, offset, info);
}

static int fs_getxattr(const char *path, const char *name, char *value, size_t size)
{
	char *text, *position = NULL, found[4096] = "", hash[128] = "", mountpoint[3800] = "";
	struct client client = {.revision = 0};
	size_t longest = 0;
	int refused;

	/* Programs ask for these unbidden (ls, cp); only ours are of interest. */
	if (strncmp(name, "user.", 5) != 0)
		return -ENODATA;
	note(name, path);
	refused = obey(path, READ);
	if (refused)
		return refused;
	text = malloc(TEXT);
	read_rules(text, 0);
	for (char *line = strtok_r(text, "\n", &position); line; line = strtok_r(NULL, "\n", &position)) {
		char key[256], rest[3800];
		sscanf(line, "client %255s %ld %63s", client.fqrn, &client.revision, client.root_hash);
		if (sscanf(line, "attr %255s %3799[^\n]", key, rest) == 2 && strcmp(key, name) == 0)
			snprintf(found, sizeof found, "%s", rest);
		if (sscanf(line, "catalog %127s %3799[^\n]", key, rest) == 2 && is_below(path, rest) && strlen(rest) >= longest) {
			longest = strlen(rest);
			snprintf(hash, sizeof hash, "%.127s", key);
			snprintf(mountpoint, sizeof mountpoint, "%s", strcmp(rest, "/") == 0 ? "" : rest);
		}
	}
	free(text);
	if (strcmp(name, "user.catalog_counters") == 0 && hash[0])
		snprintf(found, sizeof found, "catalog_hash: %s\ncatalog_mountpoint: %s\nself_regular,1\n", hash, mountpoint);
	if (!found[0] && client.root_hash[0]) {
		struct stat state;
		if (backing_getattr(path, &state) == 0)
			client_attribute(&client, S_ISREG(state.st_mode), name, found, sizeof found);
	}
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

/* A client lists them at its root only. */
static int fs_listxattr(const char *path, char *list, size_t size)
{
	int refused = obey(path, READ), is_client = 0;
	char *text, *position = NULL;
	if (refused)
		return refused;
	text = malloc(TEXT);
	read_rules(text, 0);
	for (char *line = strtok_r(text, "\n", &position); line; line = strtok_r(NULL, "\n", &position))
		is_client |= strncmp(line, "client ", 7) == 0;
	free(text);
	return is_client && strcmp(path, "/") == 0 ? client_names(list, size) : 0;
}

static void *fs_init(struct fuse_conn_info *connection, struct fuse_config *config)
{
	(void)connection;
	/* Every operation is to come here, unless a test wants otherwise: what the kernel remembers cannot misbehave. */
	config->entry_timeout = keeps;
	config->attr_timeout = keeps;
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
	.listxattr = fs_listxattr,
};

int main(int argc, char **argv)
{
	backing = getenv("HANGFS_BACKING");
	rules_file = getenv("HANGFS_RULES");
	log_file = getenv("HANGFS_LOG");
	keeps = getenv("HANGFS_KEEPS") ? atof(getenv("HANGFS_KEEPS")) : 0;
	if (!backing || !rules_file || !log_file) {
		fprintf(stderr, "hangfs: HANGFS_BACKING, HANGFS_RULES and HANGFS_LOG must be set\n");
		return 2;
	}
	return fuse_main(argc, argv, &operations, NULL);
}
