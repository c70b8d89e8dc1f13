// A process whose first thread has ended, and another has not, as one that was killed in the middle of a system call.

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *wait_long(void *nothing) {
  printf("%d\n", getpid());
  fflush(stdout);
  sleep(60);
  return nothing;
}

int main(void) {
  pthread_t other;
  pthread_create(&other, NULL, wait_long, NULL);
  pthread_exit(NULL);
}
