// What other systems do, for programs that are started with this library preloaded:
//   NO_LINKS=1  there are no hard links
//   LYING=1     a link or rename of a file that took place is said to have failed
//   SHORT=7     no call writes or reads more than 7 bytes of an artifact's file (Node itself relies on more, for its own)

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static size_t shortened(int file, size_t count) {
  const char *limit = getenv("SHORT");
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  path[length < 0 ? 0 : length] = 0;
  size_t most = limit && strstr(path, "/Tortured/") ? strtoul(limit, NULL, 10) : count;
  return count < most ? count : most;
}

static int lied(int result) {
  if (result != 0 || !getenv("LYING")) return result;
  errno = EIO;
  return -1;
}

int link(const char *from, const char *to) {
  int (*next)(const char *, const char *) = dlsym(RTLD_NEXT, "link");
  if (!getenv("NO_LINKS")) return lied(next(from, to));
  errno = EPERM;
  return -1;
}

int rename(const char *from, const char *to) {
  int (*next)(const char *, const char *) = dlsym(RTLD_NEXT, "rename");
  int result = next(from, to);
  return strstr(to, ".json") && !strstr(to, ".claim") ? lied(result) : result;
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
  ssize_t (*next)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
  return next(file, bytes, shortened(file, count), offset);
}

ssize_t pread64(int file, void *bytes, size_t count, off64_t offset) {
  ssize_t (*next)(int, void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pread64");
  return next(file, bytes, shortened(file, count), offset);
}
