/*
 * Loaded into a program (LD_PRELOAD), it moves the clock of the day by CLOCK_SHIFT_SECONDS and leaves the clock of waits
 * and timeouts alone. libfaketime does that too, but Redis (by its allocator) and syslog-ng (by its timers) do not run
 * with it. Built and used by run-dates.ts.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* No clock that counts from the start of the machine comes this far. */
#define LEAST_TIME_OF_DAY 1000000000

static time_t shift;

__attribute__((constructor)) static void read_shift(void) {
  const char *seconds = getenv("CLOCK_SHIFT_SECONDS");
  if (seconds != NULL) shift = atoll(seconds);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  long failed = syscall(SYS_clock_gettime, clock, now);
  if (failed == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += shift;
  return (int)failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  struct timespec precise;
  clock_gettime(CLOCK_REALTIME, &precise);
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *into) {
  struct timespec precise;
  clock_gettime(CLOCK_REALTIME, &precise);
  if (into != NULL) *into = precise.tv_sec;
  return precise.tv_sec;
}

/* The kernel waits by its own clock: a time of the day that was made from the moved one is moved back. */
static struct timespec moved_back(const struct timespec *until) {
  struct timespec real = *until;
  if (real.tv_sec > LEAST_TIME_OF_DAY) real.tv_sec -= shift;
  return real;
}

static void *next(const char *name, const char *version) {
  void *found = dlvsym(RTLD_NEXT, name, version);
  return found != NULL ? found : dlsym(RTLD_NEXT, name);
}

int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict until) {
  static int (*wait)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
  /* An older one of the same name is there for programs of the last century. */
  if (wait == NULL) wait = next("pthread_cond_timedwait", "GLIBC_2.3.2");
  struct timespec real = moved_back(until);
  return wait(condition, mutex, &real);
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until) {
  static int (*wait)(sem_t *, const struct timespec *);
  if (wait == NULL) wait = next("sem_timedwait", "GLIBC_2.34");
  struct timespec real = moved_back(until);
  return wait(semaphore, &real);
}
