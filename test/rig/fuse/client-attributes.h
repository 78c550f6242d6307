/*
 * Extended attributes as the client of CernVM-FS 2.12 gives them: every directory and readable file answers to the names, only the root
 * lists them, and each one twice. For tests only.
 */
struct client {
	char fqrn[256];
	long revision;
	char root_hash[64];
};

static const char *const client_attributes[] = {
	"user.catalog_counters", "user.expires", "user.fqrn",     "user.host",      "user.nclg",    "user.pid",     "user.proxy",
	"user.repo_counters",    "user.revision", "user.root_hash", "user.tag", "user.uptime", "user.version",
};
#define CLIENT_ATTRIBUTES (sizeof client_attributes / sizeof *client_attributes)

/* Leaves `value` as it is for a name that a client does not know. */
static void client_attribute(const struct client *client, int is_file, const char *name, char *value, size_t size)
{
	if (strcmp(name, "user.fqrn") == 0)
		snprintf(value, size, "%s", client->fqrn);
	else if (strcmp(name, "user.revision") == 0)
		snprintf(value, size, "%ld", client->revision);
	else if (strcmp(name, "user.root_hash") == 0)
		snprintf(value, size, "%s", client->root_hash);
	else if (strcmp(name, "user.catalog_counters") == 0)
		snprintf(value, size, "catalog_hash: %s\ncatalog_mountpoint: \nself_regular,1\n", client->root_hash);
	else if (strcmp(name, "user.repo_counters") == 0)
		snprintf(value, size, "self_regular,1\nself_symlink,0\nself_dir,1\nself_nested,1\nnested,20\n");
	else if (strcmp(name, "user.nclg") == 0 || strcmp(name, "user.expires") == 0)
		snprintf(value, size, "3");
	else if (strcmp(name, "user.uptime") == 0)
		snprintf(value, size, "61");
	else if (strcmp(name, "user.pid") == 0)
		snprintf(value, size, "%d", (int)getpid());
	else if (strcmp(name, "user.version") == 0)
		snprintf(value, size, "2.12.0");
	else if (strcmp(name, "user.tag") == 0)
		snprintf(value, size, "trunk");
	else if (strcmp(name, "user.host") == 0)
		snprintf(value, size, "http://localhost:8000/cvmfs/%s", client->fqrn);
	else if (strcmp(name, "user.proxy") == 0)
		snprintf(value, size, "DIRECT");
	else if (strcmp(name, "user.hash") == 0 && is_file)
		snprintf(value, size, "%s", client->root_hash);
}

/* As listxattr does it: how many bytes it takes, when there is no room given. */
static int client_names(char *list, size_t size)
{
	size_t length = 0;
	for (int round = 0; round < 2; round++)
		for (size_t index = 0; index < CLIENT_ATTRIBUTES; index++) {
			size_t bytes = strlen(client_attributes[index]) + 1;
			if (size > 0 && length + bytes > size)
				return -ERANGE;
			if (size > 0)
				memcpy(list + length, client_attributes[index], bytes);
			length += bytes;
		}
	return (int)length;
}
