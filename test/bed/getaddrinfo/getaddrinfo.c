/* Looks one name up as programs in C do, and prints the addresses, or the error as a number. */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int main(int argc, char **argv) {
  struct addrinfo hints, *found, *each;
  char text[INET6_ADDRSTRLEN];
  int error;
  if (argc != 2) return 2;
  memset(&hints, 0, sizeof hints);
  hints.ai_socktype = SOCK_STREAM;
  error = getaddrinfo(argv[1], 0, &hints, &found);
  if (error) {
    printf("error %d\n", error);
    return 0;
  }
  for (each = found; each; each = each->ai_next) {
    void *address = each->ai_family == AF_INET6 ? (void *)&((struct sockaddr_in6 *)each->ai_addr)->sin6_addr
                                                : (void *)&((struct sockaddr_in *)each->ai_addr)->sin_addr;
    puts(inet_ntop(each->ai_family, address, text, sizeof text));
  }
  return 0;
}
