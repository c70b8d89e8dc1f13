// System calls that behave as on other systems, for programs that are started with this library preloaded:
//   NO_LINKS=1  the file system has no hard links
//   LYING=1     a link or rename of a file is made, and reported as failed
//   SHORT=7     no call writes or reads more than 7 bytes of an artifact's file
//   HALTING=1   after a short write the next one fails: libuv reports the bytes of the first, and not the failure
//   NUMBERS=1   up to 16,384 files have inode numbers beyond 2^53, one after the other, as on Lustre
//   REUSED=1    all folders have one inode number, as if each were created in place of a removed one
//   UNTYPED=1   a folder's entries have no types, and temporary files are removed as soon as the folder was listed

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static int is_artifact(int file) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  path[length < 0 ? 0 : length] = 0;
  return strstr(path, "/Sample/") != NULL;
}

static size_t shortened(int file, size_t count) {
  const char *limit = getenv("SHORT");
  size_t most = limit && is_artifact(file) ? strtoul(limit, NULL, 10) : count;
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

// An inode number that is the same double as its neighbours: the first file gets 2^62, the next one 2^62 + 1.
static unsigned long long numbered(unsigned long long number) {
  static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
  static unsigned long long known[1 << 14];
  static int count;
  int index = 0;
  pthread_mutex_lock(&one);
  while (index < count && known[index] != number) index++;
  if (index == count && count < 1 << 14) known[count++] = number;
  pthread_mutex_unlock(&one);
  return (1ULL << 62) + index;
}

long syscall(long number, ...) {
  long (*next)(long, ...) = dlsym(RTLD_NEXT, "syscall");
  long given[6];
  va_list all;
  va_start(all, number);
  for (int index = 0; index < 6; index++) given[index] = va_arg(all, long);
  va_end(all);
  long result = next(number, given[0], given[1], given[2], given[3], given[4], given[5]);
  struct statx *found = (struct statx *)given[4];
  if (number != SYS_statx || result != 0) return result;
  if (getenv("NUMBERS")) found->stx_ino = numbered(found->stx_ino);
  if (getenv("REUSED") && S_ISDIR(found->stx_mode)) found->stx_ino = 1;
  return result;
}

int statx(int folder, const char *path, int flags, unsigned mask, struct statx *found) {
  return syscall(SYS_statx, folder, path, flags, mask, found);
}

typedef int (*Filter)(const struct dirent *);
typedef int (*Order)(const struct dirent **, const struct dirent **);

int scandir(const char *folder, struct dirent ***entries, Filter filter, Order order) {
  int (*next)(const char *, struct dirent ***, Filter, Order) = dlsym(RTLD_NEXT, "scandir");
  int count = next(folder, entries, filter, order);
  for (int index = 0; index < count && getenv("UNTYPED"); index++) {
    struct dirent *entry = (*entries)[index];
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    if (strstr(path, ".tmp")) unlink(path);
    entry->d_type = DT_UNKNOWN;
  }
  return count;
}

int scandir64(const char *folder, struct dirent64 ***entries, int (*filter)(const struct dirent64 *),
              int (*order)(const struct dirent64 **, const struct dirent64 **)) {
  return scandir(folder, (struct dirent ***)entries, (Filter)filter, (Order)order);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
  static int was_short;
  ssize_t (*next)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
  size_t taken = shortened(file, count);
  int fails = was_short;
  was_short = !fails && taken < count && getenv("HALTING");
  if (!fails) return next(file, bytes, taken, offset);
  errno = ENOSPC;
  return -1;
}

ssize_t pread64(int file, void *bytes, size_t count, off64_t offset) {
  ssize_t (*next)(int, void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pread64");
  return next(file, bytes, shortened(file, count), offset);
}
