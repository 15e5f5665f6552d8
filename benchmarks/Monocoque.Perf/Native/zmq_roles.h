/* The roles that libzmq plays, and what they have in common. Options of libzmq are as they come. */
#ifndef ZMQ_ROLES_H
#define ZMQ_ROLES_H

#include "driver.h"
#include <zmq.h>

void local_thr(const struct options *o, void *context);
void remote_thr(const struct options *o, void *context);
void inproc_thr(const struct options *o, void *context);
void local_lone(const struct options *o, void *context);
void remote_lone(const struct options *o, void *context);
void local_lat(const struct options *o, void *context);
void remote_lat(const struct options *o, void *context);
void local_router(const struct options *o, void *context);
void local_pub(const struct options *o, void *context);
void remote_sub(const struct options *o, void *context);

static inline void check(int rc, const char *what)
{
    if (rc < 0)
        fail(what, zmq_strerror(errno));
}

/* The keys of the examples in zmq_curve(7), the same as in Tools/CurveExample.cs. Without a ZAP handler the server takes every client. */
static inline void use_curve(void *socket, int serves)
{
    const char *server_key = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";
    if (serves) {
        int yes = 1;
        check(zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &yes, sizeof yes), "ZMQ_CURVE_SERVER");
        check(zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6", 41), "ZMQ_CURVE_SECRETKEY");
    } else {
        check(zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, server_key, 41), "ZMQ_CURVE_SERVERKEY");
        check(zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID", 41), "ZMQ_CURVE_PUBLICKEY");
        check(zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs", 41), "ZMQ_CURVE_SECRETKEY");
    }
}

static inline void *open_socket(void *context, const struct options *o, int type, int binds)
{
    void *socket = zmq_socket(context, type);
    if (!socket)
        fail("zmq_socket", zmq_strerror(errno));
    if (o->prefixes > 0) {
        /* The one option that is not as it comes: libzmq drops subscriptions beyond the high-water mark. */
        int unlimited = 0;
        check(zmq_setsockopt(socket, ZMQ_SNDHWM, &unlimited, sizeof unlimited), "ZMQ_SNDHWM");
    }
    if (o->curve)
        use_curve(socket, binds);
    check(binds ? zmq_bind(socket, o->address) : zmq_connect(socket, o->address), binds ? "zmq_bind" : "zmq_connect");
    if (binds) {
        char endpoint[256];
        size_t length = sizeof endpoint;
        check(zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &length), "ZMQ_LAST_ENDPOINT");
        say_listening(o, endpoint);
    }
    return socket;
}

/* 0: there is none now, which happens only with ZMQ_DONTWAIT. */
static inline int receive_frame(void *socket, zmq_msg_t *message, size_t size, int flags)
{
    int rc = zmq_msg_recv(message, socket, flags);
    if (rc < 0 && flags == ZMQ_DONTWAIT && errno == EAGAIN)
        return 0;
    check(rc, "zmq_msg_recv");
    if (zmq_msg_size(message) != size)
        fail("zmq_msg_recv", "message of incorrect size received");
    return 1;
}

static inline void receive(const struct options *o, void *socket, zmq_msg_t *message)
{
    while (!receive_frame(socket, message, o->size, o->spin ? ZMQ_DONTWAIT : 0)) {
    }
}

static inline void close_all(void *context, void *socket)
{
    check(zmq_close(socket), "zmq_close");
    check(zmq_ctx_term(context), "zmq_ctx_term");
}

#endif
