/* PUB and any number of SUB sockets, which are all in the connecting process. Every message begins with TOPIC. */
#include "zmq_roles.h"

#define TOPIC "topc"
#define TOPIC_SIZE 4
#define BURST 100

void local_pub(const struct options *o, void *context)
{
    void *socket = open_socket(context, o, ZMQ_PUB, 1);
    unsigned char *content = content_create(o->size);
    struct window window = window_of(o, interval_of(o->size));
    long next = 1;
    for (long sent = 0; o->count == 0 || sent < o->count;) {
        zmq_msg_t message;
        check(zmq_msg_init_size(&message, o->size), "zmq_msg_init_size");
        unsigned char *body = zmq_msg_data(&message);
        memcpy(body, TOPIC, TOPIC_SIZE);
        if (o->verify)
            content_fill(body + TOPIC_SIZE, content, o->size - TOPIC_SIZE, (uint64_t) sent);
        else
            memcpy(body + TOPIC_SIZE, content, o->size - TOPIC_SIZE);
        check(zmq_msg_send(&message, socket, 0), "zmq_msg_send");
        if (++sent == next)
            next = window_pass(&window, sent);
    }
    close_all(context, socket);
}

static void subscribe(const struct options *o, void *socket)
{
    char prefix[32];
    for (long i = 0; i < o->prefixes; i++) {
        int length = snprintf(prefix, sizeof prefix, TOPIC "%07lx", i);
        check(zmq_setsockopt(socket, ZMQ_SUBSCRIBE, prefix, (size_t) length), "ZMQ_SUBSCRIBE");
    }
    /* Last: once a message has come, the publisher has them all. */
    check(zmq_setsockopt(socket, ZMQ_SUBSCRIBE, TOPIC, TOPIC_SIZE), "ZMQ_SUBSCRIBE");
}

/* Takes what is there, but not for ever from one. */
static long drain(const struct options *o, void *socket, zmq_msg_t *message, struct order *order, const unsigned char *content)
{
    long received = 0;
    while (received < BURST && receive_frame(socket, message, o->size, ZMQ_DONTWAIT)) {
        received++;
        if (o->verify)
            content_check(order, (unsigned char *) zmq_msg_data(message) + TOPIC_SIZE, content, o->size - TOPIC_SIZE);
    }
    return received;
}

void remote_sub(const struct options *o, void *context)
{
    zmq_pollitem_t *items = calloc((size_t) o->peers, sizeof *items);
    struct order *orders = calloc((size_t) o->peers, sizeof *orders);
    unsigned char *content = content_create(o->size);
    for (int i = 0; i < o->peers; i++) {
        items[i].socket = open_socket(context, o, ZMQ_SUB, 0);
        items[i].events = ZMQ_POLLIN;
        orders[i].gaps = 1;
        subscribe(o, items[i].socket);
    }
    struct window window = window_of(o, interval_of(o->size));
    zmq_msg_t message;
    zmq_msg_init(&message);
    long next = 1;
    for (long received = 0; o->count == 0 || received < o->count;) {
        check(zmq_poll(items, o->peers, -1), "zmq_poll");
        for (int i = 0; i < o->peers; i++) {
            if (items[i].revents & ZMQ_POLLIN)
                received += drain(o, items[i].socket, &message, &orders[i], content);
        }
        if (received >= next)
            next = window_pass(&window, received);
    }
    print_throughput(&window);
}
