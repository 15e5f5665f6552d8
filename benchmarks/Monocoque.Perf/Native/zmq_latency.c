/* REQ and REP, one message to and fro; ROUTER, which sends back whatever comes. */
#include "zmq_roles.h"

void local_lat(const struct options *o, void *context)
{
    void *socket = open_socket(context, o, ZMQ_REP, 1);
    struct window window = window_of(o, 1);
    zmq_msg_t message;
    zmq_msg_init(&message);
    for (long done = 0; o->count == 0 || done < o->count;) {
        receive(o, socket, &message);
        check(zmq_msg_send(&message, socket, 0), "zmq_msg_send");
        window_pass(&window, ++done);
    }
    zmq_msg_close(&message);
    close_all(context, socket);
}

void remote_lat(const struct options *o, void *context)
{
    void *socket = open_socket(context, o, ZMQ_REQ, 0);
    unsigned char *content = content_create(o->size);
    struct window window = window_of(o, 1);
    struct latencies latencies = {.ways = 2};
    struct order order = {0};
    window.latencies = &latencies;
    zmq_msg_t message;
    check(zmq_msg_init_size(&message, o->size), "zmq_msg_init_size");
    content_fill(zmq_msg_data(&message), content, o->size, 0);
    for (long done = 0; o->count == 0 || done < o->count;) {
        int64_t begin = now_ns();
        check(zmq_msg_send(&message, socket, 0), "zmq_msg_send");
        receive(o, socket, &message);
        if (window.phase == MEASURING)
            latencies_add(&latencies, now_ns() - begin);
        if (o->verify)
            content_check(&order, zmq_msg_data(&message), content, o->size);
        window_pass(&window, ++done);
        if (o->verify)
            content_fill(zmq_msg_data(&message), content, o->size, (uint64_t) done);
    }
    print_latency(&window);
    zmq_msg_close(&message);
    close_all(context, socket);
}

/* The routing id in front, then what goes back. */
void local_router(const struct options *o, void *context)
{
    void *socket = open_socket(context, o, ZMQ_ROUTER, 1);
    struct window window = window_of(o, interval_of(o->size));
    zmq_msg_t id, message;
    zmq_msg_init(&id);
    zmq_msg_init(&message);
    long next = 1;
    for (long done = 0; o->count == 0 || done < o->count;) {
        check(zmq_msg_recv(&id, socket, 0), "zmq_msg_recv");
        receive(o, socket, &message);
        check(zmq_msg_send(&id, socket, ZMQ_SNDMORE), "zmq_msg_send");
        check(zmq_msg_send(&message, socket, 0), "zmq_msg_send");
        if (++done == next)
            next = window_pass(&window, done);
    }
    zmq_msg_close(&id);
    zmq_msg_close(&message);
    close_all(context, socket);
}
