/*
 * libotr_peer.c - one party of a conversation by libotr, driven line by line over stdin and stdout.
 *
 * build:  gcc -O2 -Wall -Wextra -Werror -o libotr_peer libotr_peer.c -lotr -lgcrypt
 * run:    libotr_peer KEYFILE ACCOUNT PEER
 *
 * KEYFILE is libotr's own private key file; where it has no key for ACCOUNT, one is made and written there. The protocol's name
 * is "test". The source is libotr's public headers alone.
 *
 * A line is fields with tabs between them; in a field, tab, newline, carriage return and backslash are \t, \n, \r and \\. Every
 * command is answered by any number of lines and then by "done".
 *
 *   in                              does
 *   wire TEXT                       arrived from the network
 *   say TEXT                        typed by the user
 *   start                           sends the query message
 *   end                             ends the session (all instances)
 *   smp SECRET [QUESTION]           begins the Socialist Millionaires' Protocol
 *   smp-answer SECRET               answers
 *   smp-abort
 *   symkey USE HEX                  asks for the extra symmetric key, for this use (a number) with this data
 *   policy never|manual|opportunistic|always
 *   max BYTES                       largest message of the network; 0: any
 *   instance HEX                    the peer's instance to which everything goes; 1: the best
 *   pass SECONDS                    lets the clock of this program run ahead, and libotr look at it
 *   trust                           marks the peer's fingerprint as verified
 *   state                           prints: state plaintext|encrypted|finished VERSION OWNINSTANCE PEERINSTANCE FINGERPRINT SESSIONID TRUST
 *
 *   out
 *   wire TEXT                       to be sent
 *   heard encrypted|plain TEXT
 *   key FINGERPRINT INSTANCE        once, at the start: the own ones
 *   event NAME [FIELD]              NAME as in the callbacks below
 *   done
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* libotr's headers lean on one another: this order */
#include <gcrypt.h>
#include <libotr/proto.h>
#include <libotr/userstate.h>
#include <libotr/privkey.h>
#include <libotr/instag.h>
#include <libotr/context.h>
#include <libotr/message.h>

#define PROTOCOL "test"

static OtrlUserState us;
static const char *account, *peer;
static OtrlPolicy policy = OTRL_POLICY_OPPORTUNISTIC;
static int max_message;
static otrl_instag_t instance = OTRL_INSTAG_BEST;
static ConnContext *last_context; /* of the last message or event */
static int is_answered;
static time_t ahead;

static void die(const char *what)
{
    fprintf(stderr, "libotr_peer: %s\n", what);
    exit(1);
}

/* Found before the C library's by libotr, so that its clock can be set. */
time_t time(time_t *out)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    now.tv_sec += ahead;
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}

/* ------------------------------------------------------------- lines */

static void put_field(const char *text)
{
    putchar('\t');
    for (; *text; text++) {
        switch (*text) {
        case '\t': fputs("\\t", stdout); break;
        case '\n': fputs("\\n", stdout); break;
        case '\r': fputs("\\r", stdout); break;
        case '\\': fputs("\\\\", stdout); break;
        default: putchar(*text);
        }
    }
}

static void put_hex(const unsigned char *bytes, size_t length)
{
    putchar('\t');
    for (size_t i = 0; i < length; i++)
        printf("%02x", bytes[i]);
}

static void put(const char *name, const char *first, const char *second)
{
    fputs(name, stdout);
    if (first)
        put_field(first);
    if (second)
        put_field(second);
    putchar('\n');
}

static void event(const char *name, const char *field)
{
    put("event", name, field);
}

/* Takes the next field off a line, in place. */
static char *take_field(char **line)
{
    char *start = *line, *from = start, *to = start;
    if (!start)
        return NULL;
    *line = NULL;
    for (; *from; from++) {
        if (*from == '\t') {
            *line = from + 1;
            break;
        }
        if (*from == '\\' && from[1]) {
            from++;
            *to++ = *from == 't' ? '\t' : *from == 'n' ? '\n' : *from == 'r' ? '\r' : *from;
        } else {
            *to++ = *from;
        }
    }
    *to = 0;
    return start;
}

/* --------------------------------------------------------- callbacks */

static OtrlPolicy on_policy(void *data, ConnContext *context)
{
    (void)data; (void)context;
    return policy;
}

static int on_is_logged_in(void *data, const char *a, const char *p, const char *r)
{
    (void)data; (void)a; (void)p; (void)r;
    return 1;
}

static void on_inject(void *data, const char *a, const char *p, const char *r, const char *message)
{
    (void)data; (void)a; (void)p; (void)r;
    is_answered = 1;
    put("wire", message, NULL);
}

static void on_new_fingerprint(void *data, OtrlUserState u, const char *a, const char *p, const char *username, unsigned char hash[20])
{
    (void)data; (void)u; (void)a; (void)p; (void)username;
    fputs("event\tfingerprint-new", stdout);
    put_hex(hash, 20);
    putchar('\n');
}

static void secure(const char *name, ConnContext *context)
{
    last_context = context;
    printf("event\t%s\t%d", name, (int)context->protocol_version);
    put_hex(context->active_fingerprint->fingerprint, 20);
    put_hex(context->sessionid, context->sessionid_len);
    printf("\t%s\n", context->sessionid_half == OTRL_SESSIONID_FIRST_HALF_BOLD ? "first" : "second");
}

static void on_gone_secure(void *data, ConnContext *context)
{
    (void)data;
    secure("secure", context);
}

static void on_gone_insecure(void *data, ConnContext *context)
{
    (void)data; (void)context;
    event("insecure", NULL);
}

static void on_still_secure(void *data, ConnContext *context, int is_reply)
{
    (void)data; (void)is_reply;
    secure("still-secure", context);
}

static int on_max_message_size(void *data, ConnContext *context)
{
    (void)data; (void)context;
    return max_message;
}

static void on_symkey(void *data, ConnContext *context, unsigned int use, const unsigned char *usedata, size_t length, const unsigned char *key)
{
    (void)data; (void)context;
    printf("event\tsymkey\t%u", use);
    put_hex(usedata, length);
    put_hex(key, OTRL_EXTRAKEY_BYTES);
    putchar('\n');
}

static const char *on_error_message(void *data, ConnContext *context, OtrlErrorCode code)
{
    (void)data; (void)context;
    switch (code) {
    case OTRL_ERRCODE_NONE: return "none";
    case OTRL_ERRCODE_ENCRYPTION_ERROR: return "encryption error";
    case OTRL_ERRCODE_MSG_NOT_IN_PRIVATE: return "not in private";
    case OTRL_ERRCODE_MSG_UNREADABLE: return "unreadable";
    case OTRL_ERRCODE_MSG_MALFORMED: return "malformed";
    }
    return "unknown";
}

static OtrlMessageAppOps ops;

static void on_smp(void *data, OtrlSMPEvent what, ConnContext *context, unsigned short percent, char *question)
{
    (void)data; (void)percent;
    last_context = context;
    switch (what) {
    case OTRL_SMPEVENT_NONE: break;
    case OTRL_SMPEVENT_ERROR:
        event("smp-error", NULL);
        otrl_message_abort_smp(us, &ops, NULL, context);
        break;
    case OTRL_SMPEVENT_ABORT: event("smp-aborted", NULL); break;
    case OTRL_SMPEVENT_CHEATED:
        event("smp-cheated", NULL);
        otrl_message_abort_smp(us, &ops, NULL, context);
        break;
    case OTRL_SMPEVENT_ASK_FOR_ANSWER: event("smp-asked", question); break;
    case OTRL_SMPEVENT_ASK_FOR_SECRET: event("smp-asked", NULL); break;
    case OTRL_SMPEVENT_IN_PROGRESS: event("smp-in-progress", NULL); break;
    case OTRL_SMPEVENT_SUCCESS: event("smp-succeeded", NULL); break;
    case OTRL_SMPEVENT_FAILURE: event("smp-failed", NULL); break;
    }
}

static void on_message(void *data, OtrlMessageEvent what, ConnContext *context, const char *message, gcry_error_t error)
{
    static const char *const names[] = {
        "none", "encryption-required", "encryption-error", "connection-ended", "setup-error", "reflected", "resent", "not-in-private",
        "unreadable", "malformed", "heartbeat-received", "heartbeat-sent", "error", "unencrypted", "unrecognized", "other-instance",
    };
    (void)data;
    if (context)
        last_context = context;
    event(names[what], message ? message : error ? gcry_strerror(error) : NULL);
}

static void on_create_instag(void *data, const char *a, const char *p)
{
    FILE *file = tmpfile();
    (void)data;
    if (!file || otrl_instag_generate_FILEp(us, file, a, p))
        die("cannot make an instance tag");
    fclose(file);
}

static void on_timer(void *data, unsigned int interval)
{
    (void)data; (void)interval;
}

static OtrlMessageAppOps ops = {
    .policy = on_policy,
    .is_logged_in = on_is_logged_in,
    .inject_message = on_inject,
    .new_fingerprint = on_new_fingerprint,
    .gone_secure = on_gone_secure,
    .gone_insecure = on_gone_insecure,
    .still_secure = on_still_secure,
    .max_message_size = on_max_message_size,
    .received_symkey = on_symkey,
    .otr_error_message = on_error_message,
    .handle_smp_event = on_smp,
    .handle_msg_event = on_message,
    .create_instag = on_create_instag,
    .timer_control = on_timer,
};

/* ---------------------------------------------------------- commands */

static ConnContext *context(void)
{
    ConnContext *found = otrl_context_find(us, peer, account, PROTOCOL, instance, 0, NULL, NULL, NULL);
    return found ? found : last_context;
}

static void arrive(const char *text)
{
    char *plain = NULL;
    OtrlTLV *tlvs = NULL;
    ConnContext *of = NULL;
    int is_internal = otrl_message_receiving(us, &ops, NULL, account, PROTOCOL, peer, text, &plain, &tlvs, &of, NULL, NULL);
    if (of)
        last_context = of;
    if (otrl_tlv_find(tlvs, OTRL_TLV_DISCONNECTED))
        event("disconnected", NULL);
    if (!is_internal)
        put("heard", strncmp(text, "?OTR", 4) == 0 ? "encrypted" : "plain", plain ? plain : text);
    otrl_tlv_free(tlvs);
    otrl_message_free(plain);
}

static void say(const char *text)
{
    char *made = NULL;
    is_answered = 0;
    if (otrl_message_sending(us, &ops, NULL, account, PROTOCOL, peer, instance, text, NULL, &made, OTRL_FRAGMENT_SEND_ALL, &last_context, NULL, NULL))
        event("not-sent", NULL);
    else if (!made)
        put("wire", text, NULL);
    otrl_message_free(made);
}

static void show_state(void)
{
    static const char *const names[] = { "plaintext", "encrypted", "finished" };
    ConnContext *c = context();
    if (!c) {
        puts("state\tnone");
        return;
    }
    printf("state\t%s\t%d\t%08x\t%08x", names[c->msgstate], (int)c->protocol_version, c->our_instance, c->their_instance);
    if (c->active_fingerprint) {
        put_hex(c->active_fingerprint->fingerprint, 20);
        put_hex(c->sessionid, c->sessionid_len);
        put_field(c->active_fingerprint->trust ? c->active_fingerprint->trust : "");
    }
    putchar('\n');
}

static OtrlPolicy policy_of(const char *name)
{
    if (strcmp(name, "never") == 0)
        return OTRL_POLICY_NEVER;
    if (strcmp(name, "manual") == 0)
        return OTRL_POLICY_MANUAL;
    if (strcmp(name, "opportunistic") == 0)
        return OTRL_POLICY_OPPORTUNISTIC;
    if (strcmp(name, "always") == 0)
        return OTRL_POLICY_ALWAYS;
    die("no such policy");
    return 0;
}

static void symkey(const char *use, const char *hex)
{
    unsigned char data[256], key[OTRL_EXTRAKEY_BYTES];
    size_t length = 0;
    for (; hex[0] && hex[1] && length < sizeof data; hex += 2)
        sscanf(hex, "%2hhx", &data[length++]);
    if (!context() || otrl_message_symkey(us, &ops, NULL, context(), (unsigned)strtoul(use, NULL, 10), data, length, key)) {
        event("not-sent", NULL);
        return;
    }
    fputs("event\tsymkey-made", stdout);
    put_hex(key, sizeof key);
    putchar('\n');
}

static void run(char *line)
{
    char *name = take_field(&line), *first = take_field(&line), *second = take_field(&line);
    if (strcmp(name, "wire") == 0 && first) {
        arrive(first);
    } else if (strcmp(name, "say") == 0 && first) {
        say(first);
    } else if (strcmp(name, "start") == 0) {
        say("?OTRv23?");
    } else if (strcmp(name, "end") == 0) {
        otrl_message_disconnect_all_instances(us, &ops, NULL, account, PROTOCOL, peer);
    } else if (strcmp(name, "smp") == 0 && first && second) {
        otrl_message_initiate_smp_q(us, &ops, NULL, context(), second, (unsigned char *)first, strlen(first));
    } else if (strcmp(name, "smp") == 0 && first) {
        otrl_message_initiate_smp(us, &ops, NULL, context(), (unsigned char *)first, strlen(first));
    } else if (strcmp(name, "smp-answer") == 0 && first) {
        otrl_message_respond_smp(us, &ops, NULL, context(), (unsigned char *)first, strlen(first));
    } else if (strcmp(name, "smp-abort") == 0) {
        otrl_message_abort_smp(us, &ops, NULL, context());
    } else if (strcmp(name, "symkey") == 0 && first) {
        symkey(first, second ? second : "");
    } else if (strcmp(name, "policy") == 0 && first) {
        policy = policy_of(first);
    } else if (strcmp(name, "max") == 0 && first) {
        max_message = atoi(first);
    } else if (strcmp(name, "instance") == 0 && first) {
        instance = (otrl_instag_t)strtoul(first, NULL, 16);
    } else if (strcmp(name, "pass") == 0 && first) {
        ahead += atol(first);
        otrl_message_poll(us, &ops, NULL);
    } else if (strcmp(name, "trust") == 0) {
        otrl_context_set_trust(context()->active_fingerprint, "verified");
    } else if (strcmp(name, "state") == 0) {
        show_state();
    } else {
        die("no such command");
    }
    puts("done");
}

int main(int argc, char **argv)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    unsigned char hash[20];

    if (argc != 4) {
        fprintf(stderr, "usage: libotr_peer KEYFILE ACCOUNT PEER\n");
        return 2;
    }
    account = argv[2];
    peer = argv[3];
    gcry_control(GCRYCTL_ENABLE_QUICK_RANDOM, 0);
    OTRL_INIT;
    us = otrl_userstate_create();
    if (otrl_privkey_read(us, argv[1]) || !otrl_privkey_find(us, account, PROTOCOL)) {
        if (otrl_privkey_generate(us, argv[1], account, PROTOCOL))
            die("cannot make a key");
    }
    otrl_privkey_fingerprint_raw(us, hash, account, PROTOCOL);
    on_create_instag(NULL, account, PROTOCOL);
    fputs("key", stdout);
    put_hex(hash, 20);
    printf("\t%08x\ndone\n", otrl_instag_find(us, account, PROTOCOL)->instag);
    fflush(stdout);
    while ((length = getline(&line, &size, stdin)) > 0) {
        if (line[length - 1] == '\n')
            line[length - 1] = 0;
        run(line);
        fflush(stdout);
    }
    free(line);
    otrl_userstate_free(us);
    return 0;
}
