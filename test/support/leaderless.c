// A process whose first thread has ended while another one runs, as in a process that was killed during a system call.

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
