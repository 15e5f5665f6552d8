/* Plain blocking TCP. */
#ifndef TCP_H
#define TCP_H

#include "driver.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static inline void check(long rc, const char *what)
{
    if (rc < 0)
        fail(what, strerror(errno));
}

static inline struct sockaddr_in address_of(const struct options *o)
{
    char host[64], port[16];
    if (sscanf(o->address, "tcp://%63[0-9.]:%15s", host, port) != 2)
        fail(o->address, "not tcp://IPv4:port");
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port[0] == '*' ? 0 : (uint16_t) atoi(port))};
    inet_pton(AF_INET, host, &address.sin_addr);
    return address;
}

static inline int set_no_delay(int fd)
{
    int on = 1;
    check(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "TCP_NODELAY");
    return fd;
}

static inline int connect_one(const struct options *o)
{
    struct sockaddr_in address = address_of(o);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    check(fd, "socket");
    check(connect(fd, (struct sockaddr *) &address, sizeof address), "connect");
    return set_no_delay(fd);
}

static inline size_t header_size(const struct options *o)
{
    return o->size < 256 ? 2 : 9;
}

/* Of a message of one frame, on the wire. */
static inline size_t frame_size(const struct options *o)
{
    return header_size(o) + o->size;
}

#endif
