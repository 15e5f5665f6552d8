/* Many ZMTP peers in one thread, for whatever binds: the load generator of the scenarios that look at one end only. It speaks just enough
   ZMTP 3.0 (mechanism NULL, messages of one frame of known size) and costs next to nothing, so that the end under test is the limit.

   remote_dealers  DEALERs with --inflight messages each on their way to a ROUTER and back
   remote_sink     SUBs that take everything
   remote_idle     DEALERs that have done one exchange and say no more */
#include "tcp.h"
#include <sys/epoll.h>

#define BUFFER 262144

struct peer {
    int fd;
    size_t filled;          /* octets of a frame that is not complete */
    unsigned char *frame;
    uint64_t sent;
    struct order order;
};

static unsigned char *content;
static unsigned char *buffer;

static void send_all(int fd, const void *octets, size_t size)
{
    for (const unsigned char *at = octets; size > 0;) {
        ssize_t count = send(fd, at, size, MSG_NOSIGNAL);
        check(count, "send");
        at += count;
        size -= (size_t) count;
    }
}

static void receive_all(int fd, void *octets, size_t size)
{
    ssize_t count = recv(fd, octets, size, MSG_WAITALL);
    check(count, "recv");
    if ((size_t) count != size)
        fail("recv", "the other end has closed");
}

static void shake_hands(int fd, const char *type)
{
    unsigned char greeting[64] = {0xFF, [8] = 1, 0x7F, 3, 0, 'N', 'U', 'L', 'L'}, theirs[64], header[2], ready[256] = {4};
    send_all(fd, greeting, sizeof greeting);
    receive_all(fd, theirs, sizeof theirs);
    size_t length = 2;
    length += (size_t) sprintf((char *) ready + length, "%cREADY%cSocket-Type", 5, 11);
    ready[length + 3] = (unsigned char) strlen(type);
    length += 4;
    length += (size_t) sprintf((char *) ready + length, "%s", type);
    ready[1] = (unsigned char) (length - 2);
    send_all(fd, ready, length);
    receive_all(fd, header, sizeof header);
    if (header[0] != 4)
        fail("handshake", "no command of up to 255 octets came");
    receive_all(fd, ready, header[1]);
    if (memcmp(ready, "\5READY", 6))
        fail("handshake", "the other end did not say READY");
}

static struct peer *connect_all(const struct options *o, const char *type)
{
    struct peer *peers = calloc((size_t) o->peers, sizeof *peers);
    for (int i = 0; i < o->peers; i++) {
        peers[i].fd = connect_one(o);
        peers[i].frame = malloc(frame_size(o));
        shake_hands(peers[i].fd, type);
    }
    return peers;
}

static size_t write_frame(const struct options *o, unsigned char *at, uint64_t number)
{
    size_t header = header_size(o);
    memset(at, 0, header);
    at[0] = header == 9 ? 2 : 0;
    for (size_t i = 0; i < (header == 9 ? 8 : 1); i++)
        at[header - 1 - i] = (unsigned char) (o->size >> 8 * i);
    content_fill(at + header, content, o->size, o->verify ? number : 0);
    return frame_size(o);
}

static void send_messages(const struct options *o, struct peer *peer, long count)
{
    while (count > 0) {
        size_t length = 0;
        for (; count > 0 && length + frame_size(o) <= BUFFER; count--)
            length += write_frame(o, buffer + length, peer->sent++);
        send_all(peer->fd, buffer, length);
    }
}

static void check_frame(const struct options *o, struct peer *peer, size_t topic)
{
    if (o->verify)
        content_check(&peer->order, peer->frame + header_size(o) + topic, content, o->size - topic);
}

/* Takes what has come in one go; returns how many messages became complete. */
static long receive_messages(const struct options *o, struct peer *peer, size_t topic)
{
    ssize_t count = recv(peer->fd, buffer, BUFFER, MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN)
        return 0;
    check(count, "recv");
    if (count == 0)
        fail("recv", "the other end has closed");
    if (!o->verify) {
        size_t octets = peer->filled + (size_t) count;
        peer->filled = octets % frame_size(o);
        return (long) (octets / frame_size(o));
    }
    long complete = 0;
    for (size_t at = 0; at < (size_t) count;) {
        size_t part = frame_size(o) - peer->filled, left = (size_t) count - at;
        part = part < left ? part : left;
        memcpy(peer->frame + peer->filled, buffer + at, part);
        peer->filled += part;
        at += part;
        if (peer->filled == frame_size(o)) {
            check_frame(o, peer, topic);
            peer->filled = 0;
            complete++;
        }
    }
    return complete;
}

static int watch(const struct options *o, struct peer *peers)
{
    int epoll = epoll_create1(0);
    check(epoll, "epoll_create1");
    for (int i = 0; i < o->peers; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &peers[i]};
        check(epoll_ctl(epoll, EPOLL_CTL_ADD, peers[i].fd, &event), "epoll_ctl");
    }
    return epoll;
}

/* For ever: takes messages, and answers each with `replies` new ones. */
static void run(const struct options *o, struct peer *peers, int replies, size_t topic)
{
    int epoll = watch(o, peers);
    struct window window = window_of(o, interval_of(o->size));
    struct epoll_event events[256];
    long received = 0, next = 1;
    while (1) {
        int count = epoll_wait(epoll, events, 256, -1);
        check(count, "epoll_wait");
        for (int i = 0; i < count; i++) {
            struct peer *peer = events[i].data.ptr;
            long messages = receive_messages(o, peer, topic);
            received += messages;
            send_messages(o, peer, messages * replies);
        }
        if (received >= next)
            next = window_pass(&window, received);
    }
}

static void remote_dealers(const struct options *o)
{
    struct peer *peers = connect_all(o, "DEALER");
    for (int i = 0; i < o->peers; i++)
        send_messages(o, &peers[i], o->inflight);
    run(o, peers, 1, 0);
}

static void remote_sink(const struct options *o)
{
    struct peer *peers = connect_all(o, "SUB");
    for (int i = 0; i < o->peers; i++) {
        peers[i].order.gaps = 1;
        send_all(peers[i].fd, "\0\1\1", 3);
    }
    run(o, peers, 0, 4);
}

static void remote_idle(const struct options *o)
{
    struct peer *peers = connect_all(o, "DEALER");
    for (int i = 0; i < o->peers; i++)
        send_messages(o, &peers[i], 1);
    for (int i = 0; i < o->peers; i++)
        receive_all(peers[i].fd, peers[i].frame, frame_size(o));
    struct window window = window_of(o, 1);
    window.messages = o->peers;
    window.elapsed_ns = 1;
    report(&window);
    pause();
}

int main(int argc, char **argv)
{
    struct options o = parse(argc, argv);
    content = content_create(o.size);
    buffer = malloc(BUFFER);
    watch_input(&o);
    if (is_role(&o, "remote_dealers"))
        remote_dealers(&o);
    else if (is_role(&o, "remote_sink"))
        remote_sink(&o);
    else if (is_role(&o, "remote_idle"))
        remote_idle(&o);
    else
        fail("unknown role", o.role);
    return 0;
}
