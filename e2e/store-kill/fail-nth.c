/*
 * Preloaded into a process (LD_PRELOAD), makes one file operation fail: the one numbered FAIL_AT (from 1) among those that change
 * files below FAIL_UNDER, with the error number FAIL_ERRNO; with FAIL_FOR_GOOD=1 every one from there on. The C library's
 * functions are where both Node and SQLite pass. The number of operations is written to FAIL_COUNT_FILE at the end.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define MOST_FILES 4096

static atomic_long operations;
static atomic_bool watched[MOST_FILES];

static const char *setting(const char *name) {
  const char *value = getenv(name);
  return value == NULL ? "" : value;
}

static int is_below(const char *path) {
  const char *folder = setting("FAIL_UNDER");
  return path != NULL && folder[0] != 0 && strncmp(path, folder, strlen(folder)) == 0;
}

static int is_watched(int file) { return file >= 0 && file < MOST_FILES && watched[file]; }

/* True when the operation that begins now is to fail; errno is set then. */
static int fails(void) {
  long number = atomic_fetch_add(&operations, 1) + 1;
  long at = atol(setting("FAIL_AT"));
  if (at == 0 || (setting("FAIL_FOR_GOOD")[0] == '1' ? number < at : number != at)) return 0;
  errno = atoi(setting("FAIL_ERRNO"));
  return 1;
}

__attribute__((destructor)) static void tell(void) {
  const char *file = setting("FAIL_COUNT_FILE");
  FILE *out = file[0] == 0 ? NULL : fopen(file, "w");
  if (out == NULL) return;
  fprintf(out, "%ld", (long)operations);
  fclose(out);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int remembered(int file, const char *path) {
  if (file >= 0 && file < MOST_FILES) watched[file] = is_below(path);
  return file;
}

#define OPEN(name)                                                        \
  int name(const char *path, int flags, ...) {                            \
    mode_t mode = 0;                                                      \
    if (flags & (O_CREAT | O_TMPFILE)) {                                  \
      va_list rest;                                                       \
      va_start(rest, flags);                                              \
      mode = va_arg(rest, mode_t);                                        \
      va_end(rest);                                                       \
    }                                                                     \
    if (is_below(path) && (flags & O_CREAT) && fails()) return -1;        \
    return remembered(NEXT(name)(path, flags, mode), path);               \
  }
OPEN(open)
OPEN(open64)

/* A disk that fills up takes a part. */
#define WRITE(name, ...)                                                  \
  if (is_watched(file) && fails()) {                                      \
    int reason = errno;                                                   \
    if (count > 1) (void)!NEXT(name)(file, bytes, count / 2, ##__VA_ARGS__); \
    errno = reason;                                                       \
    return -1;                                                            \
  }                                                                       \
  return NEXT(name)(file, bytes, count, ##__VA_ARGS__);

ssize_t write(int file, const void *bytes, size_t count) { WRITE(write) }
ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) { WRITE(pwrite, at) }
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) { WRITE(pwrite64, at) }

int fsync(int file) { return is_watched(file) && fails() ? -1 : NEXT(fsync)(file); }
int fdatasync(int file) { return is_watched(file) && fails() ? -1 : NEXT(fdatasync)(file); }
int ftruncate(int file, off_t length) { return is_watched(file) && fails() ? -1 : NEXT(ftruncate)(file, length); }
int ftruncate64(int file, off64_t length) { return is_watched(file) && fails() ? -1 : NEXT(ftruncate64)(file, length); }
int fallocate(int file, int mode, off_t at, off_t length) {
  return is_watched(file) && fails() ? -1 : NEXT(fallocate)(file, mode, at, length);
}
int posix_fallocate(int file, off_t at, off_t length) {
  return is_watched(file) && fails() ? errno : NEXT(posix_fallocate)(file, at, length);
}
int rename(const char *from, const char *to) { return is_below(from) && fails() ? -1 : NEXT(rename)(from, to); }
int unlink(const char *path) { return is_below(path) && fails() ? -1 : NEXT(unlink)(path); }
int mkdir(const char *path, mode_t mode) { return is_below(path) && fails() ? -1 : NEXT(mkdir)(path, mode); }
