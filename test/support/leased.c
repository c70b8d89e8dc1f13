// Takes a lease on a file, as file servers do, and releases it 200 ms after the system has broken it: leased PATH

#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(int count, char **words) {
  sigset_t asked;
  int signal;
  sigemptyset(&asked);
  sigaddset(&asked, SIGIO);
  sigprocmask(SIG_BLOCK, &asked, NULL);
  int file = open(words[count - 1], O_RDONLY);
  if (file < 0 || fcntl(file, F_SETLEASE, F_WRLCK) != 0) return 1;
  puts("leased");
  fflush(stdout);
  sigwait(&asked, &signal);
  usleep(200000);
  fcntl(file, F_SETLEASE, F_UNLCK);
  puts("given back");
  return 0;
}
