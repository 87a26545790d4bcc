/* Cimba: processes over pools of resources. Usage: cimba_peer journey|mmc [--replications N] [--triage N] [--seed N]
 *
 * A client is a process; a wait that may be given up has a timer, and only a real wait has one. A process has a stack of its
 * own, so that whoever leaves for good waits to be used for the next referral. The plain queue follows Cimba's own benchmark:
 * a process for each server, and a queue of objects. Cimba must be installed: benches/compare says how it is found. */

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cimba.h>
#include <cmi_mempool.h>

#define WEEKS 520.0
#define KEYWORKING_PLACES 1200u
#define DETOX_PLACES 15u
#define REHAB_PLACES 40u
#define MINUTES 1000000.0
#define SERVERS 20u

#define GIVES_UP 42
#define STACK 16384u

/* A lognormal whose standard deviation is half its mean: sigma^2 = ln 1.25, and mu = ln mean - sigma^2 / 2. */
#define SIGMA 0.4723807270774388
#define HALF_VARIANCE 0.11157177565710488

struct waits {
    uint64_t served;
    double waited;
};

struct system {
    struct cmb_resourcepool *triage, *keyworking, *detox, *rehab;
    /* Every client's process, and those that are not used. */
    struct cmb_process **all, **idle;
    size_t count, room, idle_count;
    uint64_t referrals, gave_up_triage, gave_up_keyworking, drop_outs, completions, relapses;
    struct waits waits_triage, waits_keyworking, waits_detox, waits_rehab;
};

enum leaving { GAVE_UP, DROPPED_OUT, COMPLETED };

static double lognormal(const double log_mean)
{
    return cmb_random_lognormal(log_mean - HALF_VARIANCE, SIGMA);
}

static void serve(struct waits *waits, const double since)
{
    waits->served++;
    waits->waited += cmb_time() - since;
}

/* A place, unless the client gives up first. */
static bool acquire_or(struct cmb_process *me, struct cmb_resourcepool *of, const double mean_patience)
{
    if (cmb_resourcepool_available(of) > 0u) {
        return cmb_resourcepool_acquire(of, 1u) == CMB_PROCESS_SUCCESS;
    }
    const uint64_t timer = cmb_process_timer_add(me, cmb_random_exponential(mean_patience), GIVES_UP);
    if (cmb_resourcepool_acquire(of, 1u) != CMB_PROCESS_SUCCESS) {
        return false;
    }
    cmb_process_timer_cancel(me, timer);
    return true;
}

static enum leaving treatment(struct cmb_process *me, struct system *sys)
{
    double since = cmb_time();
    if (!acquire_or(me, sys->triage, 6.0)) {
        sys->gave_up_triage++;
        return GAVE_UP;
    }
    serve(&sys->waits_triage, since);
    cmb_process_hold(lognormal(0.0));
    cmb_resourcepool_release(sys->triage, 1u);

    since = cmb_time();
    if (!acquire_or(me, sys->keyworking, 8.0)) {
        sys->gave_up_keyworking++;
        return GAVE_UP;
    }
    serve(&sys->waits_keyworking, since);
    const double course = cmb_random_weibull(0.8, 30.0);
    const double drop_out = cmb_random_exponential(40.0);
    cmb_process_hold(fmin(course, drop_out));
    if (drop_out < course || !cmb_random_bernoulli(0.15)) {
        cmb_resourcepool_release(sys->keyworking, 1u);
        return drop_out < course ? DROPPED_OUT : COMPLETED;
    }

    /* The keyworker's place is kept until there is a bed; who waits may still drop out. */
    since = cmb_time();
    const bool has_bed = acquire_or(me, sys->detox, 40.0);
    cmb_resourcepool_release(sys->keyworking, 1u);
    if (!has_bed) {
        return DROPPED_OUT;
    }
    serve(&sys->waits_detox, since);
    cmb_process_hold(lognormal(log(2.0)));
    cmb_resourcepool_release(sys->detox, 1u);

    since = cmb_time();
    cmb_resourcepool_acquire(sys->rehab, 1u);
    serve(&sys->waits_rehab, since);
    cmb_process_hold(lognormal(log(13.0)));
    cmb_resourcepool_release(sys->rehab, 1u);
    return COMPLETED;
}

static void career(struct cmb_process *me, struct system *sys)
{
    while (true) {
        sys->referrals++;
        switch (treatment(me, sys)) {
        case GAVE_UP:
            return;
        case DROPPED_OUT:
            sys->drop_outs++;
            if (!cmb_random_bernoulli(0.5)) {
                return;
            }
            cmb_process_hold(cmb_random_exponential(26.0));
            break;
        case COMPLETED: {
            sys->completions++;
            const double relapse = cmb_random_exponential(100.0);
            if (relapse >= 52.0) {
                return;
            }
            cmb_process_hold(12.0 + relapse);
            sys->relapses++;
            if (!cmb_random_bernoulli(0.6)) {
                return;
            }
            cmb_process_hold(cmb_random_exponential(10.0));
            break;
        }
        }
    }
}

static void *client(struct cmb_process *me, void *context)
{
    struct system *sys = context;
    while (true) {
        career(me, sys);
        sys->idle[sys->idle_count++] = me;
        cmb_process_yield();
    }
    return NULL;
}

static void refer(struct system *sys)
{
    if (sys->idle_count > 0u) {
        cmb_process_resume(sys->idle[--sys->idle_count], CMB_PROCESS_SUCCESS);
        return;
    }
    if (sys->count == sys->room) {
        sys->room = sys->room * 2u + 1024u;
        sys->all = realloc(sys->all, sys->room * sizeof(*sys->all));
        sys->idle = realloc(sys->idle, sys->room * sizeof(*sys->idle));
    }
    struct cmb_process *new = cmb_process_create();
    cmb_process_initialize_wssz(new, "client", client, sys, 0, STACK);
    cmb_process_start(new);
    sys->all[sys->count++] = new;
}

static void *referrals(struct cmb_process *me, void *context)
{
    cmb_unused(me);
    while (true) {
        cmb_process_hold(cmb_random_exponential(1.0 / 60.0));
        refer(context);
    }
    return NULL;
}

static void end(void *subject, void *object)
{
    cmb_unused(subject);
    cmb_unused(object);
    cmb_event_queue_clear();
}

static struct cmb_resourcepool *pool(const char *name, const uint64_t places)
{
    struct cmb_resourcepool *made = cmb_resourcepool_create();
    cmb_resourcepool_initialize(made, name, places);
    return made;
}

static void remove_pool(struct cmb_resourcepool *pool)
{
    cmb_resourcepool_terminate(pool);
    cmb_resourcepool_destroy(pool);
}

static struct cmb_process *start(const char *name, cmb_process_func *life, void *context)
{
    struct cmb_process *made = cmb_process_create();
    cmb_process_initialize(made, name, life, context, 0);
    cmb_process_start(made);
    return made;
}

static void stop(struct cmb_process *process)
{
    if (cmb_process_status(process) == CMB_PROCESS_RUNNING) {
        cmb_process_stop(process, NULL);
    }
    cmb_process_terminate(process);
    cmb_process_destroy(process);
}

static void print_mean(const struct waits *waits)
{
    printf(",%.6f", waits->waited / (double)waits->served);
}

static void journey(const int replication, const uint64_t seed, const uint64_t triage)
{
    struct system sys = { 0 };
    cmb_random_initialize(seed);
    cmb_event_queue_initialize(0.0);
    sys.triage = pool("triage", triage);
    sys.keyworking = pool("keyworking", KEYWORKING_PLACES);
    sys.detox = pool("detox", DETOX_PLACES);
    sys.rehab = pool("rehab", REHAB_PLACES);
    struct cmb_process *source = start("referrals", referrals, &sys);
    cmb_event_schedule(end, NULL, NULL, WEEKS, 0);
    cmb_event_queue_execute();

    printf("%d,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64
           ",%" PRIu64 ",%" PRIu64,
           replication, sys.referrals, sys.waits_triage.served, sys.gave_up_triage, sys.gave_up_keyworking,
           sys.waits_keyworking.served, sys.drop_outs, sys.completions, sys.waits_detox.served,
           sys.waits_rehab.served, sys.relapses);
    print_mean(&sys.waits_triage);
    print_mean(&sys.waits_keyworking);
    print_mean(&sys.waits_detox);
    print_mean(&sys.waits_rehab);
    printf("\n");

    stop(source);
    for (size_t n = 0; n < sys.count; n++) {
        stop(sys.all[n]);
    }
    remove_pool(sys.triage);
    remove_pool(sys.keyworking);
    remove_pool(sys.detox);
    remove_pool(sys.rehab);
    cmb_event_queue_clear();
    cmb_event_queue_terminate();
    cmb_random_terminate();
    free(sys.all);
    free(sys.idle);
}

/* A customer is nothing but the instant of arrival. */
CMB_THREAD_LOCAL struct cmi_mempool customers = CMI_MEMPOOL_STATIC_INIT(sizeof(void *), 512u);

struct counter {
    struct cmb_objectqueue *queue;
    uint64_t arrivals, ends;
    struct waits waits;
};

static void *arrivals(struct cmb_process *me, void *context)
{
    cmb_unused(me);
    struct counter *counter = context;
    while (true) {
        cmb_process_hold(cmb_random_exponential(1.0));
        counter->arrivals++;
        double *since = cmi_mempool_alloc(&customers);
        *since = cmb_time();
        cmb_objectqueue_put(counter->queue, since);
    }
    return NULL;
}

static void *server(struct cmb_process *me, void *context)
{
    cmb_unused(me);
    struct counter *counter = context;
    while (true) {
        void *since = NULL;
        cmb_objectqueue_get(counter->queue, &since);
        serve(&counter->waits, *(double *)since);
        cmi_mempool_free(&customers, since);
        cmb_process_hold(cmb_random_exponential(18.0));
        counter->ends++;
    }
    return NULL;
}

static void mmc(const int replication, const uint64_t seed)
{
    struct counter counter = { 0 };
    cmb_random_initialize(seed);
    cmb_event_queue_initialize(0.0);
    counter.queue = cmb_objectqueue_create();
    cmb_objectqueue_initialize(counter.queue, "queue", CMB_UNLIMITED);
    struct cmb_process *source = start("arrivals", arrivals, &counter);
    struct cmb_process *servers[SERVERS];
    for (unsigned n = 0; n < SERVERS; n++) {
        servers[n] = start("server", server, &counter);
    }
    cmb_event_schedule(end, NULL, NULL, MINUTES, 0);
    cmb_event_queue_execute();

    printf("%d,%" PRIu64 ",%" PRIu64 ",%" PRIu64, replication, counter.arrivals, counter.waits.served,
           counter.ends);
    print_mean(&counter.waits);
    printf("\n");

    stop(source);
    for (unsigned n = 0; n < SERVERS; n++) {
        stop(servers[n]);
    }
    cmb_objectqueue_terminate(counter.queue);
    cmb_objectqueue_destroy(counter.queue);
    cmb_event_queue_clear();
    cmb_event_queue_terminate();
    cmb_random_terminate();
}

int main(const int count, char **words)
{
    if (count < 2 || count % 2 != 0) {
        fprintf(stderr, "usage: cimba_peer journey|mmc [--replications N] [--triage N] [--seed N]\n");
        return 1;
    }
    const bool is_journey = strcmp(words[1], "journey") == 0;
    int replications = 10;
    uint64_t triage = 80u, seed = 1u;
    for (int n = 2; n < count; n += 2) {
        const unsigned long long value = strtoull(words[n + 1], NULL, 10);
        if (strcmp(words[n], "--replications") == 0) {
            replications = (int)value;
        }
        else if (strcmp(words[n], "--triage") == 0) {
            triage = value;
        }
        else if (strcmp(words[n], "--seed") == 0) {
            seed = value;
        }
    }
    cmb_logger_flags_off(CMB_LOGGER_INFO | CMB_LOGGER_WARNING);
    fprintf(stderr, "Cimba %s\n", cimba_version());
    printf(is_journey ? "replication,referrals,triage_starts,gave_up_triage,gave_up_keyworking,delivery_starts,drop_outs,"
                        "completions,detox_starts,rehab_starts,relapses,triage_wait,keyworking_wait,detox_wait,rehab_wait\n"
                      : "replication,arrivals,starts,ends,wait\n");
    for (int n = 0; n < replications; n++) {
        if (is_journey) {
            journey(n + 1, seed + (uint64_t)n, triage);
        }
        else {
            mmc(n + 1, seed + (uint64_t)n);
        }
    }
    return 0;
}
