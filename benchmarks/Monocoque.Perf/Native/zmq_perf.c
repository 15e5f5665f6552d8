/* libzmq's side of the comparison: its performance tools again, with a measured window and checked contents, and more roles of the kind. */
#include "zmq_roles.h"

static const struct {
    const char *name;
    void (*play)(const struct options *, void *);
} roles[] = {
    {"local_thr", local_thr},
    {"remote_thr", remote_thr},
    {"inproc_thr", inproc_thr},
    {"local_lone", local_lone},
    {"remote_lone", remote_lone},
    {"local_lat", local_lat},
    {"remote_lat", remote_lat},
    {"local_router", local_router},
    {"local_pub", local_pub},
    {"remote_sub", remote_sub},
};

static void print_version(void)
{
    int major, minor, patch;
    zmq_version(&major, &minor, &patch);
    printf("%d.%d.%d\n", major, minor, patch);
}

int main(int argc, char **argv)
{
    if (argc == 2 && !strcmp(argv[1], "version")) {
        print_version();
        return 0;
    }
    struct options o = parse(argc, argv);
    void *context = zmq_ctx_new();
    watch_input(&o);
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        if (is_role(&o, roles[i].name)) {
            roles[i].play(&o, context);
            return 0;
        }
    }
    fail("unknown role", o.role);
}
