/* What the C programs have in common: the command line of libzmq's performance tools, the measured window, and the report for the harness.
   The C# tools do the same in the same way (Tools/ToolOptions.cs, Tools/Window.cs, Tools/Content.cs). */
#ifndef DRIVER_H
#define DRIVER_H

#include <errno.h>
#include <limits.h>
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

struct options {
    const char *role, *address;
    size_t size;
    long count;             /* 0: until the measured seconds are over */
    double warmup, seconds;
    int frames;             /* of `size` octets each, per message */
    int producers;          /* threads that send on one socket */
    int peers;              /* sockets in the connecting process */
    int inflight;           /* messages of each peer that are on their way */
    long prefixes;          /* subscriptions besides the one that matches */
    int curve;              /* both ends box what they send */
    int verify, spin, report;
};

static inline void fail(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

static inline struct options parse(int argc, char **argv)
{
    struct options o = {.frames = 1, .producers = 1, .peers = 1, .inflight = 1};
    if (argc < 5) {
        fprintf(stderr, "usage: %s <role> <address> <message-size> <message-count> [options]\n", argv[0]);
        exit(1);
    }
    o.role = argv[1];
    o.address = argv[2];
    o.size = (size_t) atol(argv[3]);
    o.count = atol(argv[4]);
    for (int i = 5; i < argc; i++) {
        if (!strcmp(argv[i], "--verify"))
            o.verify = 1;
        else if (!strcmp(argv[i], "--spin"))
            o.spin = 1;
        else if (!strcmp(argv[i], "--curve"))
            o.curve = 1;
        else if (!strcmp(argv[i], "--report"))
            o.report = 1;
        else if (!strcmp(argv[i], "--warmup") && i + 1 < argc)
            o.warmup = atof(argv[++i]);
        else if (!strcmp(argv[i], "--seconds") && i + 1 < argc)
            o.seconds = atof(argv[++i]);
        else if (!strcmp(argv[i], "--frames") && i + 1 < argc)
            o.frames = atoi(argv[++i]);
        else if (!strcmp(argv[i], "--producers") && i + 1 < argc)
            o.producers = atoi(argv[++i]);
        else if (!strcmp(argv[i], "--peers") && i + 1 < argc)
            o.peers = atoi(argv[++i]);
        else if (!strcmp(argv[i], "--inflight") && i + 1 < argc)
            o.inflight = atoi(argv[++i]);
        else if (!strcmp(argv[i], "--prefixes") && i + 1 < argc)
            o.prefixes = atol(argv[++i]);
        else
            fail("unknown option", argv[i]);
    }
    if (o.count <= 0 && o.seconds <= 0)
        fail("message-count", "0 needs --seconds");
    return o;
}

static inline int is_role(const struct options *o, const char *role)
{
    return !strcmp(o->role, role);
}

static inline int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static inline int64_t cpu_ns(void)
{
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return (r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1000000000LL + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) * 1000LL;
}

/* The times of a window, in nanoseconds: of round trips, or of one way. */
struct latencies {
    int64_t *values;
    size_t count, capacity;
    int ways;
};

static inline void latencies_add(struct latencies *l, int64_t value)
{
    if (l->count == l->capacity) {
        l->capacity = l->capacity ? l->capacity * 2 : 1 << 20;
        l->values = realloc(l->values, l->capacity * sizeof *l->values);
        if (!l->values)
            fail("latencies", "no memory");
    }
    l->values[l->count++] = value;
}

static inline int compare_ns(const void *a, const void *b)
{
    int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
    return x < y ? -1 : x > y;
}

/* One way, in microseconds. */
static inline double percentile(const struct latencies *l, double share)
{
    size_t rank = (size_t) (share * l->count + 0.999999);
    return l->values[rank > 0 ? rank - 1 : 0] / 1000.0 / l->ways;
}

/* The messages from the end of the warm-up to the end of the measurement. The clock is read every `interval` messages only. */
struct window {
    const struct options *o;
    long interval;
    enum { WAITING, WARMING, MEASURING, OVER } phase;
    int64_t first_ns, begin_ns, begin_cpu, elapsed_ns, used_cpu;
    long begin_count, messages;
    struct latencies *latencies;    /* NULL where nothing is timed */
};

static inline struct window window_of(const struct options *o, long interval)
{
    struct window w = {.o = o, .interval = interval < 1 ? 1 : interval};
    return w;
}

static inline long interval_of(size_t size)
{
    long interval = 1048576 / (long) (size ? size : 1);
    return interval < 1 ? 1 : interval > 1000 ? 1000 : interval;
}

/* One line of JSON for the harness. */
static inline void report(const struct window *w)
{
    struct latencies *l = w->latencies;
    if (!w->o->report)
        return;
    printf("report {\"messages\":%ld,\"seconds\":%.9f,\"cpuSeconds\":%.6f", w->messages, w->elapsed_ns / 1e9, w->used_cpu / 1e9);
    if (l && l->count) {
        qsort(l->values, l->count, sizeof *l->values, compare_ns);
        printf(",\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f", percentile(l, 0.5), percentile(l, 0.99), percentile(l, 0.999));
    }
    printf("}\n");
    fflush(stdout);
}

/* To be called when `count` messages are done; returns the count at which to call again. The first call is at 1; the one that ends the
   window reports. */
static inline long window_pass(struct window *w, long count)
{
    int64_t now = now_ns();
    if (w->phase == WAITING) {
        w->first_ns = now;
        w->phase = WARMING;
    }
    if (w->phase == WARMING && now - w->first_ns >= (int64_t) (w->o->warmup * 1e9)) {
        w->begin_ns = now;
        w->begin_cpu = cpu_ns();
        w->begin_count = count;
        w->phase = MEASURING;
        if (w->o->count > count)
            return w->o->count;
    }
    if (w->phase == MEASURING && (w->o->count > 0 ? count >= w->o->count : now - w->begin_ns >= (int64_t) (w->o->seconds * 1e9))) {
        w->elapsed_ns = now > w->begin_ns ? now - w->begin_ns : 1;
        w->used_cpu = cpu_ns() - w->begin_cpu;
        w->messages = count - w->begin_count;
        w->phase = OVER;
        report(w);
        return LONG_MAX;
    }
    return count + w->interval;
}

static inline void print_throughput(const struct window *w)
{
    double rate = w->messages / (w->elapsed_ns / 1e9);
    if (w->o->report)
        return;
    printf("message size: %d [B]\n", (int) w->o->size);
    printf("message count: %d\n", (int) w->o->count);
    printf("mean throughput: %d [msg/s]\n", (int) rate);
    printf("mean throughput: %.3f [Mb/s]\n", rate * w->o->size * 8 / 1e6);
}

static inline void print_latency(const struct window *w)
{
    if (w->o->report)
        return;
    printf("message size: %d [B]\n", (int) w->o->size);
    printf("roundtrip count: %d\n", (int) w->o->count);
    printf("average latency: %.3f [us]\n", w->elapsed_ns / 2000.0 / (w->messages ? w->messages : 1));
}

/* A line asks for unused memory to be given back; the end of the input ends the process. */
static inline void *obey_harness(void *unused)
{
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        malloc_trim(0);
        printf("collected\n");
        fflush(stdout);
    }
    _exit(0);
    return unused;
}

/* Under a harness the traffic goes on until the harness closes our input, so that neither end sees the other one stop. */
static inline void watch_input(const struct options *o)
{
    pthread_t thread;
    if (o->report)
        pthread_create(&thread, NULL, obey_harness, NULL);
}

static inline void say_listening(const struct options *o, const char *address)
{
    if (!o->report)
        return;
    printf("listening %s\n", address);
    fflush(stdout);
}

/* What is sent: the same octets each time, or with --verify others in each message, with its number in front where there is room. The
   number says which producer it is from and the how-many-th of it. */
#define VARIANTS 251
#define PRODUCERS 64
#define NUMBER_OF(producer, k) ((uint64_t) (producer) << 40 | (uint64_t) (k))

static inline unsigned char *content_create(size_t size)
{
    unsigned char *octets = malloc(size + VARIANTS);
    if (!octets)
        fail("content", "no memory");
    for (size_t i = 0; i < size + VARIANTS; i++)
        octets[i] = (unsigned char) (((uint32_t) i * 2654435761u) >> 24);
    return octets;
}

static inline void content_fill(unsigned char *message, const unsigned char *content, size_t size, uint64_t number)
{
    memcpy(message, content + number % VARIANTS, size);
    if (size >= sizeof number)
        memcpy(message, &number, sizeof number);
}

/* The order of one receiver's messages. */
struct order {
    uint64_t next[PRODUCERS];
    int gaps;               /* some may be missing: a publisher drops */
};

static inline void content_check(struct order *order, const unsigned char *message, const unsigned char *content, size_t size)
{
    uint64_t number = order->next[0], *next = &order->next[0];
    size_t head = 0;
    if (size >= sizeof number) {
        head = sizeof number;
        memcpy(&number, message, head);
        next = &order->next[number >> 40 & (PRODUCERS - 1)];
    }
    uint64_t k = number & ((1ULL << 40) - 1);
    if ((order->gaps ? k < *next : k != *next) || memcmp(message + head, content + number % VARIANTS + head, size - head)) {
        fprintf(stderr, "message %llu is not what was sent, or not in its place\n", (unsigned long long) number);
        exit(1);
    }
    *next = k + 1;
}

#endif
