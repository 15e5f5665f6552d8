/* PUSH and PULL: as fast as it goes, between processes or in one, and one message after a pause. */
#include "zmq_roles.h"

struct producer {
    const struct options *o;
    void *socket;
    pthread_mutex_t *lock;  /* a socket of libzmq is for one thread at a time; NULL where there is only one */
    const unsigned char *content;
    int index;
    struct producer *all;
    long sent;              /* read by others while it grows */
};

static void send_message(const struct producer *p)
{
    const struct options *o = p->o;
    for (int frame = 0; frame < o->frames; frame++) {
        zmq_msg_t message;
        check(zmq_msg_init_size(&message, o->size), "zmq_msg_init_size");
        if (o->verify)
            content_fill(zmq_msg_data(&message), p->content, o->size, NUMBER_OF(p->index, p->sent));
        else
            memcpy(zmq_msg_data(&message), p->content, o->size);
        check(zmq_msg_send(&message, p->socket, frame < o->frames - 1 ? ZMQ_SNDMORE : 0), "zmq_msg_send");
    }
}

static long sent_by_all(const struct producer *all)
{
    long sent = 0;
    for (int i = 0; i < all->o->producers; i++)
        sent += __atomic_load_n(&all[i].sent, __ATOMIC_RELAXED);
    return sent;
}

/* The first producer keeps the window, for all of them. */
static void *produce(void *argument)
{
    struct producer *p = argument;
    const struct options *o = p->o;
    struct window window = window_of(o, interval_of(o->size));
    long next = p->index == 0 ? 1 : LONG_MAX;
    for (long limit = o->count / o->producers; o->count == 0 || p->sent < limit;) {
        if (p->lock)
            pthread_mutex_lock(p->lock);
        send_message(p);
        if (p->lock)
            pthread_mutex_unlock(p->lock);
        __atomic_store_n(&p->sent, p->sent + 1, __ATOMIC_RELAXED);
        if (p->sent == next)
            next = window_pass(&window, sent_by_all(p->all)) == LONG_MAX ? LONG_MAX : p->sent + window.interval;
    }
    return NULL;
}

static void send_flood(const struct options *o, void *socket)
{
    struct producer *all = calloc((size_t) o->producers, sizeof *all);
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_t *threads = calloc((size_t) o->producers, sizeof *threads);
    if (o->producers > PRODUCERS)
        fail("--producers", "too many");
    for (int i = 0; i < o->producers; i++)
        all[i] = (struct producer){o, socket, o->producers > 1 ? &lock : NULL, content_create(o->size), i, all, 0};
    for (int i = 1; i < o->producers; i++)
        pthread_create(&threads[i], NULL, produce, &all[i]);
    produce(&all[0]);
    for (int i = 1; i < o->producers; i++)
        pthread_join(threads[i], NULL);
}

static void receive_flood(const struct options *o, void *socket)
{
    unsigned char *content = content_create(o->size);
    struct window window = window_of(o, interval_of(o->size));
    struct order order = {0};
    zmq_msg_t message;
    zmq_msg_init(&message);
    long next = 1;
    for (long received = 0; o->count == 0 || received < o->count;) {
        for (int frame = 0; frame < o->frames; frame++) {
            receive(o, socket, &message);
            if (zmq_msg_more(&message) != (frame < o->frames - 1))
                fail("zmq_msg_more", "message of another number of frames received");
            if (o->verify && frame == 0)
                content_check(&order, zmq_msg_data(&message), content, o->size);
        }
        if (++received == next)
            next = window_pass(&window, received);
    }
    print_throughput(&window);
    zmq_msg_close(&message);
}

void local_thr(const struct options *o, void *context)
{
    void *socket = open_socket(context, o, ZMQ_PULL, 1);
    receive_flood(o, socket);
    close_all(context, socket);
}

void remote_thr(const struct options *o, void *context)
{
    void *socket = open_socket(context, o, ZMQ_PUSH, 0);
    send_flood(o, socket);
    close_all(context, socket);
}

struct inproc_sender {
    struct options o;
    void *context;
};

static void *send_inproc(void *argument)
{
    struct inproc_sender *sender = argument;
    void *socket = open_socket(sender->context, &sender->o, ZMQ_PUSH, 0);
    send_flood(&sender->o, socket);
    check(zmq_close(socket), "zmq_close");
    return NULL;
}

/* Both ends in this process; the receiving one measures. */
void inproc_thr(const struct options *o, void *context)
{
    void *socket = open_socket(context, o, ZMQ_PULL, 1);
    struct inproc_sender sender = {*o, context};
    pthread_t thread;
    sender.o.report = 0;
    pthread_create(&thread, NULL, send_inproc, &sender);
    receive_flood(o, socket);
    pthread_join(thread, NULL);
    close_all(context, socket);
}

/* One message at a time after a pause of a millisecond, with the time of its sending in front; the clock is the same in all processes of
   a machine. */
void remote_lone(const struct options *o, void *context)
{
    void *socket = open_socket(context, o, ZMQ_PUSH, 0);
    struct window window = window_of(o, 1);
    const struct timespec pause = {.tv_nsec = 1000000};
    unsigned char *content = content_create(o->size);
    for (long sent = 0; o->count == 0 || sent < o->count;) {
        nanosleep(&pause, NULL);
        int64_t now = now_ns();
        memcpy(content, &now, sizeof now);
        check(zmq_send(socket, content, o->size, 0), "zmq_send");
        window_pass(&window, ++sent);
    }
    close_all(context, socket);
}

void local_lone(const struct options *o, void *context)
{
    void *socket = open_socket(context, o, ZMQ_PULL, 1);
    struct latencies latencies = {.ways = 1};
    struct window window = window_of(o, 1);
    window.latencies = &latencies;
    zmq_msg_t message;
    zmq_msg_init(&message);
    for (long received = 0; o->count == 0 || received < o->count;) {
        receive(o, socket, &message);
        int64_t sent, now = now_ns();
        memcpy(&sent, zmq_msg_data(&message), sizeof sent);
        if (window.phase == MEASURING)
            latencies_add(&latencies, now - sent);
        window_pass(&window, ++received);
    }
    zmq_msg_close(&message);
    close_all(context, socket);
}
