/* The wall: plain TCP with the same octets and no messaging at all. local_thr and remote_thr move frames of ZMTP in blocks of up to
   256 KiB; local_lat and remote_lat pass one message to and fro. With --spin nobody sleeps in the kernel. */
#include "tcp.h"
#include <sched.h>

#define BLOCK 262144

static int accept_one(const struct options *o)
{
    struct sockaddr_in address = address_of(o);
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    check(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "SO_REUSEADDR");
    check(bind(listener, (struct sockaddr *) &address, length), "bind");
    check(listen(listener, 1), "listen");
    check(getsockname(listener, (struct sockaddr *) &address, &length), "getsockname");
    char text[64];
    snprintf(text, sizeof text, "tcp://127.0.0.1:%d", ntohs(address.sin_port));
    say_listening(o, text);
    int fd = accept(listener, NULL, NULL);
    check(fd, "accept");
    return set_no_delay(fd);
}

/* 0 at the end of the stream. */
static size_t receive_some(const struct options *o, int fd, unsigned char *buffer, size_t size)
{
    while (1) {
        ssize_t count = recv(fd, buffer, size, o->spin ? MSG_DONTWAIT : 0);
        if (count >= 0)
            return (size_t) count;
        if (errno != EAGAIN)
            check(-1, "recv");
    }
}

static void send_all(const struct options *o, int fd, const unsigned char *buffer, size_t size)
{
    while (size > 0) {
        ssize_t count = send(fd, buffer, size, MSG_NOSIGNAL | (o->spin ? MSG_DONTWAIT : 0));
        if (count < 0 && errno == EAGAIN) {
            sched_yield();
            continue;
        }
        check(count, "send");
        buffer += count;
        size -= (size_t) count;
    }
}

static int receive_all(const struct options *o, int fd, unsigned char *buffer, size_t size)
{
    for (size_t filled = 0; filled < size;) {
        size_t count = receive_some(o, fd, buffer + filled, size - filled);
        if (count == 0)
            return 0;
        filled += count;
    }
    return 1;
}

static void local_thr(const struct options *o)
{
    int fd = accept_one(o);
    unsigned char *buffer = malloc(BLOCK);
    struct window window = window_of(o, 1);
    for (size_t octets = 0, count; (count = receive_some(o, fd, buffer, BLOCK)) > 0;) {
        octets += count;
        window_pass(&window, (long) (octets / frame_size(o)));
    }
    print_throughput(&window);
}

static void remote_thr(const struct options *o)
{
    int fd = connect_one(o);
    long frames = BLOCK / (long) frame_size(o) > 0 ? BLOCK / (long) frame_size(o) : 1;
    unsigned char *block = content_create((size_t) frames * frame_size(o));
    struct window window = window_of(o, 1);
    for (long sent = 0; o->count == 0 || sent < o->count; sent += frames) {
        send_all(o, fd, block, (size_t) frames * frame_size(o));
        window_pass(&window, sent + frames);
    }
}

static void local_lat(const struct options *o)
{
    int fd = accept_one(o);
    unsigned char *buffer = malloc(o->size);
    struct window window = window_of(o, 1);
    for (long done = 0; receive_all(o, fd, buffer, o->size);) {
        send_all(o, fd, buffer, o->size);
        window_pass(&window, ++done);
    }
}

static void remote_lat(const struct options *o)
{
    int fd = connect_one(o);
    unsigned char *buffer = content_create(o->size);
    struct window window = window_of(o, 1);
    struct latencies latencies = {.ways = 2};
    window.latencies = &latencies;
    for (long done = 0; o->count == 0 || done < o->count;) {
        int64_t begin = now_ns();
        send_all(o, fd, buffer, o->size);
        if (!receive_all(o, fd, buffer, o->size))
            fail("recv", "the other end has closed");
        if (window.phase == MEASURING)
            latencies_add(&latencies, now_ns() - begin);
        window_pass(&window, ++done);
    }
    print_latency(&window);
}

int main(int argc, char **argv)
{
    struct options o = parse(argc, argv);
    if (o.verify)
        fail("--verify", "there are no messages here whose contents could differ");
    watch_input(&o);
    if (is_role(&o, "local_thr"))
        local_thr(&o);
    else if (is_role(&o, "remote_thr"))
        remote_thr(&o);
    else if (is_role(&o, "local_lat"))
        local_lat(&o);
    else if (is_role(&o, "remote_lat"))
        remote_lat(&o);
    else
        fail("unknown role", o.role);
    return 0;
}
