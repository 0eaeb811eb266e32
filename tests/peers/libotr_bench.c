/*
 * libotr_bench.c - two parties by libotr in one process, taking turns (the paper's measurement, 5.3).
 *
 * build:  gcc -O2 -Wall -Wextra -Werror -o libotr_bench libotr_bench.c -lotr -lgcrypt
 *
 * Every line on stdin, "SIZE COUNT", runs COUNT round trips of SIZE bytes each way and prints "done". One round trip is a message of
 * Alice's that Bob reads, and one of Bob's that Alice reads; each is compared with what was said. Fragments, padding and policies
 * cost nothing here. The source is libotr's public headers alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* libotr's headers lean on one another: this order */
#include <gcrypt.h>
#include <libotr/proto.h>
#include <libotr/userstate.h>
#include <libotr/privkey.h>
#include <libotr/instag.h>
#include <libotr/context.h>
#include <libotr/message.h>

#define PROTOCOL "bench"

struct party {
    const char *name;
    struct party *peer;
    OtrlUserState us;
    int is_secure;
};

static struct party alice = { .name = "alice" }, bob = { .name = "bob" };

static void die(const char *what)
{
    fprintf(stderr, "libotr_bench: %s\n", what);
    exit(1);
}

static char *deliver(struct party *to, const char *text);

static OtrlPolicy on_policy(void *data, ConnContext *context)
{
    (void)data; (void)context;
    return OTRL_POLICY_ALLOW_V3;
}

static int on_is_logged_in(void *data, const char *a, const char *p, const char *r)
{
    (void)data; (void)a; (void)p; (void)r;
    return 1;
}

/* Only messages of the exchange come here. */
static void on_inject(void *data, const char *a, const char *p, const char *r, const char *message)
{
    struct party *from = data;
    char *text = strdup(message);
    (void)a; (void)p; (void)r;
    if (!text || deliver(from->peer, text))
        die("the exchange failed");
    free(text);
}

static void on_gone_secure(void *data, ConnContext *context)
{
    (void)context;
    ((struct party *)data)->is_secure = 1;
}

static void on_create_instag(void *data, const char *a, const char *p)
{
    FILE *file = tmpfile();
    if (!file || otrl_instag_generate_FILEp(((struct party *)data)->us, file, a, p))
        die("cannot make an instance tag");
    fclose(file);
}

static void on_timer(void *data, unsigned int interval)
{
    (void)data; (void)interval;
}

static const OtrlMessageAppOps ops = {
    .policy = on_policy,
    .is_logged_in = on_is_logged_in,
    .inject_message = on_inject,
    .gone_secure = on_gone_secure,
    .create_instag = on_create_instag,
    .timer_control = on_timer,
};

/* What a message says, or NULL when it is libotr's own business. */
static char *deliver(struct party *to, const char *text)
{
    char *plain = NULL;
    if (otrl_message_receiving(to->us, &ops, to, to->name, PROTOCOL, to->peer->name, text, &plain, NULL, NULL, NULL, NULL))
        return NULL;
    return plain;
}

static void say(struct party *from, const char *text)
{
    char *wire = NULL, *plain;
    if (otrl_message_sending(from->us, &ops, from, from->name, PROTOCOL, from->peer->name, OTRL_INSTAG_BEST, text, NULL, &wire, OTRL_FRAGMENT_SEND_SKIP, NULL, NULL, NULL) || !wire)
        die("not sent");
    plain = deliver(from->peer, wire);
    if (!plain || strcmp(plain, text) != 0)
        die("not what was said");
    otrl_message_free(plain);
    otrl_message_free(wire);
}

static void start(struct party *p, struct party *peer)
{
    FILE *file = tmpfile();
    p->peer = peer;
    p->us = otrl_userstate_create();
    if (!file || otrl_privkey_generate_FILEp(p->us, file, p->name, PROTOCOL))
        die("cannot make a key");
    fclose(file);
}

int main(void)
{
    unsigned long size, count;
    gcry_control(GCRYCTL_ENABLE_QUICK_RANDOM, 0);
    OTRL_INIT;
    start(&alice, &bob);
    start(&bob, &alice);
    if (deliver(&bob, "?OTRv3?") || !alice.is_secure || !bob.is_secure)
        die("the exchange did not end");
    puts("ready");
    fflush(stdout);
    while (scanf("%lu %lu", &size, &count) == 2) {
        char *text = malloc(size + 1);
        if (!text)
            die("out of memory");
        for (unsigned long i = 0; i < size; i++)
            text[i] = "abcdefghijklmnopqrstuvwxyz ,."[(i * 7 + i / 29) % 29];
        text[size] = 0;
        while (count-- > 0) {
            say(&alice, text);
            say(&bob, text);
        }
        free(text);
        puts("done");
        fflush(stdout);
    }
    return 0;
}
